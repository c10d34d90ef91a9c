/**
 * Between authorization and validation: what admission plugins refuse, and what they change.
 * NamespaceLifecycle (no new objects in a namespace that is missing or terminating, and some
 * namespaces are never deleted), DefaultTolerationSeconds (pods outlive a silent node by 300 s),
 * TaintNodesByCondition (a new node takes no pods until the node controller has seen it ready).
 *
 * Left out: plugins that need kinds which are not modelled (ResourceQuota, LimitRanger,
 * ServiceAccount, PriorityClass) and webhooks. NodeRestriction stands with authorization.
 */
import type { ApiRequest } from '../messages.ts'
import type { KubeObject, Namespace, Node, Pod, Taint, Toleration } from '../objects.ts'
import type { Settings } from '../settings.ts'
import { withDefaults } from './defaults.ts'
import { withLabelKeys } from './label-keys.ts'
import type { Refusal } from './refusal.ts'
import { forbidden, notFound } from './refusal.ts'

/** Every cluster has these; the API server makes them itself when they are missing. */
export const SYSTEM_NAMESPACES = [
  'default',
  'kube-node-lease',
  'kube-public',
  'kube-system',
] as const

/** Namespaces that NamespaceLifecycle never lets go. */
const IMMORTAL: ReadonlySet<string> = new Set(['default', 'kube-public', 'kube-system'])

export const namespaceOf = (key: string): string | undefined =>
  key.includes('/') ? key.slice(0, key.indexOf('/')) : undefined

/** Null: nothing against it. `namespace` is the request's, null if it is not known. */
export const lifecycleRefusal = (
  { verb, resource, key }: ApiRequest,
  namespace: Namespace | null,
): Refusal | null => {
  if (verb === 'delete' && resource === 'namespaces' && IMMORTAL.has(key)) {
    return forbidden(`namespaces "${key}" is forbidden: this namespace may not be deleted`)
  }
  const name = namespaceOf(key)
  if (verb !== 'create' || name === undefined) return null
  if (namespace === null) return notFound('namespaces', name)
  return namespace.status.phase !== 'Terminating'
    ? null
    : forbidden(`unable to create new content in namespace ${name} because it is being terminated`)
}

const NOT_READY = 'node.kubernetes.io/not-ready'
const UNREACHABLE = 'node.kubernetes.io/unreachable'

const tolerates = (tolerations: readonly Toleration[], key: string): boolean =>
  tolerations.some(
    (t) =>
      (t.key === undefined || t.key === '' || t.key === key) &&
      (t.effect === undefined || t.effect === 'NoExecute'),
  )

const tolerating = (settings: Settings, pod: Pod): Pod => {
  const given = pod.spec.tolerations ?? []
  const added = [NOT_READY, UNREACHABLE]
    .filter((key) => !tolerates(given, key))
    .map((key): Toleration => ({
      key,
      operator: 'Exists',
      effect: 'NoExecute',
      tolerationSeconds: settings.timing.defaultToleration / 1_000,
    }))
  if (added.length === 0) return pod
  return { ...pod, spec: { ...pod.spec, tolerations: [...given, ...added] } }
}

const tainted = (node: Node): Node => {
  const given = node.spec.taints ?? []
  if (given.some(({ key, effect }) => key === NOT_READY && effect === 'NoSchedule')) return node
  const taint: Taint = { key: NOT_READY, effect: 'NoSchedule' }
  return { ...node, spec: { ...node.spec, taints: [...given, taint] } }
}

/** What would be stored, with defaults and with what mutating plugins add. */
export const mutated = (settings: Settings, request: ApiRequest, given: KubeObject): KubeObject => {
  // Subresources run through the same plugins upstream, which leave them alone.
  if (request.subresource !== undefined) return given
  const object = withDefaults(given)
  if (object.kind === 'Pod') return tolerating(settings, request.verb === 'create' ? withLabelKeys(object) : object)
  return object.kind === 'Node' && request.verb === 'create' ? tainted(object) : object
}
