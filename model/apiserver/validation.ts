/**
 * Is what would be stored a valid object, and may it follow the one that is stored? Everything
 * wrong is said at once, as upstream does.
 *
 * Left out: rules about fields that the model does not have, syntax of labels, annotations,
 * quantities and ports, and upstream's rule that a terminated container of a `Never` pod stays
 * terminated (its kubelet keeps it).
 */
import type { ApiRequest } from '../messages.ts'
import type {
  Container,
  Deployment,
  KubeObject,
  Labels,
  LabelSelector,
  Pod,
  PodSpec,
  PodTemplate,
  ReplicaSet,
  ReplicationController,
} from '../objects.ts'
import { keyOf, resourceOf } from '../objects.ts'
import { same } from '../same.ts'
import { selects } from '../selector.ts'
import type { Refusal } from './refusal.ts'
import { invalid } from './refusal.ts'

type Faults = readonly string[]

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/
const SERVICE = /^[a-z]([-a-z0-9]*[a-z0-9])?$/

const isName = ({ kind, metadata: { name } }: KubeObject): boolean => {
  if (kind === 'Service') return name.length <= 63 && SERVICE.test(name)
  if (kind === 'Namespace') return name.length <= 63 && LABEL.test(name)
  return name.length <= 253 && SUBDOMAIN.test(name)
}

const containerFaults = (containers: readonly Container[], path: string): Faults => {
  const names = containers.map(({ name }) => name)
  return [
    ...names
      .filter((name) => name.length > 63 || !LABEL.test(name))
      .map((name) => `${path}.name: Invalid value: "${name}"`),
    ...names
      .filter((name, i) => names.indexOf(name) < i)
      .map((name) => `${path}.name: Duplicate value: "${name}"`),
  ]
}

const podSpecFaults = (spec: PodSpec, path: string): Faults => [
  ...(spec.containers.length === 0 ? [`${path}.containers: Required value`] : []),
  ...containerFaults([...(spec.initContainers ?? []), ...spec.containers], `${path}.containers`),
]

type Workload = Deployment | ReplicaSet | ReplicationController

const isEmptySelector = ({ matchLabels = {}, matchExpressions = [] }: LabelSelector): boolean =>
  Object.keys(matchLabels).length === 0 && matchExpressions.length === 0

const selectorFaults = (selector: LabelSelector, labels: Labels): Faults => {
  if (isEmptySelector(selector)) return ['spec.selector: empty selector is invalid']
  return selects(selector, labels)
    ? []
    : ['spec.template.metadata.labels: `selector` does not match template `labels`']
}

const templateFaults = ({ spec }: PodTemplate): Faults => [
  ...podSpecFaults(spec, 'spec.template.spec'),
  ...((spec.restartPolicy ?? 'Always') === 'Always'
    ? []
    : [`spec.template.spec.restartPolicy: Unsupported value: "${spec.restartPolicy}"`]),
]

const workloadFaults = ({ spec }: Workload): Faults => [
  ...(Number.isInteger(spec.replicas) && spec.replicas >= 0
    ? []
    : [`spec.replicas: Invalid value: ${spec.replicas}: must be greater than or equal to 0`]),
  ...selectorFaults(spec.selector, spec.template.metadata.labels),
  ...templateFaults(spec.template),
]

const isNothing = (bound: number | string | undefined): boolean =>
  Number(String(bound ?? 0).replace('%', '')) === 0

/** A rollout that may neither add nor miss a pod could never begin. */
const strategyFaults = ({ spec: { strategy } }: Deployment): Faults => {
  const { type, rollingUpdate } = strategy
  if (rollingUpdate === undefined) return []
  if (type === 'Recreate') return ['spec.strategy.rollingUpdate: Forbidden: type is Recreate']
  return isNothing(rollingUpdate.maxSurge) && isNothing(rollingUpdate.maxUnavailable)
    ? ['spec.strategy.rollingUpdate.maxUnavailable: may not be 0 when `maxSurge` is 0']
    : []
}

const faultsOf = (object: KubeObject): Faults => {
  switch (object.kind) {
    case 'Pod':
      return podSpecFaults(object.spec, 'spec')
    case 'Deployment':
      return [...workloadFaults(object), ...strategyFaults(object)]
    case 'ReplicaSet':
    case 'ReplicationController':
      return workloadFaults(object)
    case 'Service':
      return object.spec.ports.length === 0 && object.spec.clusterIP !== 'None'
        ? ['spec.ports: Required value']
        : []
    case 'Endpoints':
    case 'Node':
    case 'Namespace':
    case 'Lease':
      return []
  }
}

const withImagesOf = (
  next: readonly Container[],
  old: readonly Container[],
): readonly Container[] =>
  next.map((container, i) => ({ ...container, image: old[i]?.image ?? container.image }))

/** The new spec with everything that may change put back. */
const frozen = (next: PodSpec, old: PodSpec): PodSpec => {
  const { tolerations: _added, initContainers: init, ...rest } = next
  return {
    ...rest,
    containers: withImagesOf(next.containers, old.containers),
    ...(init === undefined ? {} : { initContainers: withImagesOf(init, old.initContainers ?? []) }),
    ...(old.tolerations === undefined ? {} : { tolerations: old.tolerations }),
  }
}

/** A pod's spec is final but for images and further tolerations. */
const podChangeFaults = (next: Pod, old: Pod): Faults => {
  const kept = (old.spec.tolerations ?? []).every((toleration) =>
    (next.spec.tolerations ?? []).some((other) => same(toleration, other)),
  )
  return kept && same(frozen(next.spec, old.spec), old.spec)
    ? []
    : [
        'spec: Forbidden: pod updates may not change fields other than' +
          ' `spec.containers[*].image`, `spec.initContainers[*].image`' +
          ' or `spec.tolerations` (only additions)',
      ]
}

const selectorChangeFaults = (next: LabelSelector, old: LabelSelector): Faults =>
  same(next, old) ? [] : ['spec.selector: field is immutable']

const finalizerFaults = (next: KubeObject, old: KubeObject): Faults => {
  if (old.metadata.deletionTimestamp === undefined) return []
  const known = new Set(old.metadata.finalizers ?? [])
  const added = (next.metadata.finalizers ?? []).filter((name) => !known.has(name))
  return added.length === 0
    ? []
    : [
        'metadata.finalizers: Forbidden: no new finalizers can be added if the object is being' +
          ` deleted, found new finalizers ${JSON.stringify(added)}`,
      ]
}

const changeFaults = (next: KubeObject, old: KubeObject): Faults => {
  if (next.kind === 'Pod' && old.kind === 'Pod') return podChangeFaults(next, old)
  if (next.kind === 'Deployment' && old.kind === 'Deployment') {
    return selectorChangeFaults(next.spec.selector, old.spec.selector)
  }
  if (next.kind === 'ReplicaSet' && old.kind === 'ReplicaSet') {
    return selectorChangeFaults(next.spec.selector, old.spec.selector)
  }
  return []
}

const said = ({ kind, metadata }: KubeObject, faults: Faults): Refusal | null =>
  faults.length === 0
    ? null
    : invalid(`${kind} "${metadata.name}" is invalid: ${faults.join(', ')}`)

/** While a name is still to be generated, its prefix stands for it. */
export const validateNew = (request: ApiRequest, object: KubeObject): Refusal | null => {
  const { metadata } = object
  const { generateName, key, resource } = request
  const name = generateName === undefined ? metadata.name : `${generateName}1`
  const named: KubeObject = { ...object, metadata: { ...metadata, name } }
  const place = generateName === undefined ? key : `${key.slice(0, key.indexOf('/') + 1)}${name}`
  const isHere = resourceOf(object) === resource && keyOf(named) === place
  return said(named, [
    ...(isName(named) ? [] : [`metadata.name: Invalid value: "${name}"`]),
    ...(isHere ? [] : [`the object does not belong at ${resource} ${key}`]),
    ...faultsOf(object),
  ])
}

/** An update of the main resource; subresources change nothing that could be invalid. */
export const validateChange = (
  { key, subresource }: ApiRequest,
  next: KubeObject,
  old: KubeObject,
): Refusal | null => {
  if (subresource !== undefined) return null
  return said(next, [
    ...(keyOf(next) === key ? [] : ['metadata.name: Invalid value: field is immutable']),
    ...finalizerFaults(next, old),
    ...faultsOf(next),
    ...changeFaults(next, old),
  ])
}
