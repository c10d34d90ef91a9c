/**
 * May this user do this? The roles that a default cluster binds to its components, and what the
 * node authorizer and the admission plugin NodeRestriction add for kubelets: a kubelet may write
 * its own Node, and pods that are bound to it.
 *
 * Left out: roles of a user's own making (the one user is an administrator), one role per
 * controller (the controllers share one here), and resources that the model does not have.
 */
import type { ApiRequest, WatchRequest } from '../messages.ts'
import type { KubeObject, Resource } from '../objects.ts'
import type { Refusal } from './refusal.ts'
import { groupOf } from './groups.ts'
import { forbidden } from './refusal.ts'

/** `pods`, `pods/status`, or `*` for everything; verbs likewise. */
interface Rule {
  readonly resources: readonly string[]
  readonly verbs: readonly string[]
}

const READ: Rule = { resources: ['*'], verbs: ['get', 'list', 'watch'] }
const LEASES: Rule = { resources: ['leases'], verbs: ['create', 'update'] }
const EVERYTHING: Rule = { resources: ['*'], verbs: ['*'] }

const NODE_USER = 'system:node:'

const ROLES: { readonly [user: string]: readonly Rule[] } = {
  admin: [EVERYTHING],
  /** The API server to itself (upstream: a member of system:masters). */
  'system:apiserver': [EVERYTHING],
  'system:kube-scheduler': [
    READ,
    LEASES,
    { resources: ['pods/binding'], verbs: ['create'] },
    { resources: ['pods/status'], verbs: ['update'] },
    { resources: ['pods'], verbs: ['delete'] },
  ],
  'system:kube-controller-manager': [
    READ,
    LEASES,
    { resources: controllerResources(), verbs: ['create', 'update', 'delete'] },
    { resources: ['pods/eviction'], verbs: ['create'] },
  ],
  'system:kube-proxy': [{ resources: ['services', 'endpoints', 'nodes'], verbs: ['get', 'list', 'watch'] }],
}

const NODE_ROLE: readonly Rule[] = [
  { resources: ['nodes', 'pods', 'services', 'namespaces', 'leases'], verbs: ['get', 'list', 'watch'] },
  LEASES,
  { resources: ['nodes'], verbs: ['create', 'update'] },
  { resources: ['nodes/status', 'pods/status'], verbs: ['update'] },
  { resources: ['pods'], verbs: ['create', 'delete'] },
  { resources: ['pods/eviction'], verbs: ['create'] },
]

/** Everything that some controller writes. No controller binds pods. */
function controllerResources(): readonly string[] {
  const plain = ['pods', 'replicasets', 'replicationcontrollers', 'deployments', 'nodes']
  const withStatus = [...plain, 'namespaces', 'services']
  const statuses = withStatus.map((resource) => `${resource}/status`)
  return [...withStatus, ...statuses, 'endpoints', 'leases', 'namespaces/finalize']
}

const nodeOf = (user: string): string | null =>
  user.startsWith(NODE_USER) ? user.slice(NODE_USER.length) : null

/** Whether what a user may do depends on the object that is stored, not on the request alone. */
export const isNodeUser = (user: string): boolean => nodeOf(user) !== null

const rulesOf = (user: string): readonly Rule[] => {
  if (isNodeUser(user)) return NODE_ROLE
  return Object.hasOwn(ROLES, user) ? (ROLES[user] ?? []) : []
}

const covers = (listed: readonly string[], asked: string): boolean =>
  listed.includes('*') || listed.includes(asked)

const isAllowed = (user: string, verb: string, resource: string): boolean =>
  rulesOf(user).some((rule) => covers(rule.resources, resource) && covers(rule.verbs, verb))

const denied = ({ user, verb, resource, key, generateName }: ApiRequest, asked: string): Refusal => {
  const [place, name] = key.includes('/') ? key.split('/') : verb === 'list' ? [key, ''] : ['', key]
  const isNamed = verb !== 'list' && (verb !== 'create' || asked !== resource) && generateName === undefined
  const what = isNamed ? `${resource} "${name}" is` : `${resource} is`
  const where = place === '' ? 'at the cluster scope' : `in the namespace "${place}"`
  const group = groupOf(resource)
  return forbidden(
    `${what} forbidden: User "${user}" cannot ${verb} resource "${asked}" in API group "${group}" ${where}`,
  )
}

/** NodeRestriction. An object that is not there harms nobody: the answer will be 404. */
const restricted = (
  node: string,
  request: ApiRequest,
  stored: KubeObject | null,
): Refusal | null => {
  const { verb, resource, key } = request
  if (verb === 'get' || verb === 'list') return null
  if (resource === 'nodes' && key !== node) {
    return forbidden(`node "${node}" is not allowed to modify node "${key}"`)
  }
  const isNew = verb === 'create' && request.subresource === undefined
  const pod = isNew ? request.object : stored
  if (resource === 'pods' && pod?.kind === 'Pod' && pod.spec.nodeName !== node) {
    return forbidden(`node "${node}" can only modify pods with spec.nodeName set to itself`)
  }
  return null
}

/** Null: allowed. `stored` is the object that the request is about, as far as it is known. */
export const authorize = (request: ApiRequest, stored: KubeObject | null): Refusal | null => {
  const { user, verb, resource, subresource } = request
  const asked = subresource === undefined ? resource : `${resource}/${subresource}`
  if (!isAllowed(user, verb, asked)) return denied(request, asked)
  const node = nodeOf(user)
  return node === null ? null : restricted(node, request, stored)
}

export const mayWatch = ({ user, resource }: WatchRequest): boolean =>
  isAllowed(user, 'watch', resource satisfies Resource)
