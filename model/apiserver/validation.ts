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
import type { Faults } from './field-faults.ts'
import {
  NAMES,
  duplicateValue,
  forbiddenValue,
  goLabels,
  goSelector,
  goTexts,
  invalidValue,
  nameFaults,
  requiredValue,
  unsupportedValue,
} from './field-faults.ts'
import type { Refusal } from './refusal.ts'
import { badRequest, invalid } from './refusal.ts'

const NAME = 'metadata.name'

const objectNameFaults = ({ kind, metadata: { name } }: KubeObject): Faults => {
  if (kind === 'Service') return nameFaults(NAME, name, NAMES.service)
  return nameFaults(NAME, name, kind === 'Namespace' ? NAMES.label : NAMES.subdomain)
}

const containerFaults = (containers: readonly Container[], path: string): Faults => {
  const names = containers.map(({ name }) => name)
  return containers.flatMap(({ name, image }, i): Faults => [
    ...nameFaults(`${path}[${i}].name`, name, NAMES.label),
    ...(names.indexOf(name) < i ? [duplicateValue(`${path}[${i}].name`, name)] : []),
    ...(image === '' ? [requiredValue(`${path}[${i}].image`)] : []),
  ])
}

const sharedNames = ({ initContainers = [], containers }: PodSpec, path: string): Faults =>
  initContainers.flatMap(({ name }, i) =>
    containers.some((other) => other.name === name)
      ? [duplicateValue(`${path}.initContainers[${i}].name`, name)]
      : [],
  )

const podSpecFaults = (spec: PodSpec, path: string): Faults => [
  ...(spec.containers.length === 0 ? [requiredValue(`${path}.containers`)] : []),
  ...containerFaults(spec.containers, `${path}.containers`),
  ...containerFaults(spec.initContainers ?? [], `${path}.initContainers`),
  ...sharedNames(spec, path),
]

type Workload = Deployment | ReplicaSet | ReplicationController

const isEmptySelector = ({ matchLabels = {}, matchExpressions = [] }: LabelSelector): boolean =>
  Object.keys(matchLabels).length === 0 && matchExpressions.length === 0

const selectorFaults = (kind: Workload['kind'], selector: LabelSelector, labels: Labels): Faults => {
  if (isEmptySelector(selector)) {
    const why = `empty selector is invalid for ${kind.toLowerCase()}`
    return [invalidValue('spec.selector', goSelector(selector), why)]
  }
  return selects(selector, labels)
    ? []
    : [invalidValue('spec.template.metadata.labels', goLabels(labels), '`selector` does not match template `labels`')]
}

const templateFaults = ({ spec }: PodTemplate): Faults => [
  ...podSpecFaults(spec, 'spec.template.spec'),
  ...((spec.restartPolicy ?? 'Always') === 'Always'
    ? []
    : [unsupportedValue('spec.template.spec.restartPolicy', spec.restartPolicy ?? '', ['Always'])]),
]

const workloadFaults = ({ kind, spec }: Workload): Faults => [
  ...(Number.isInteger(spec.replicas) && spec.replicas >= 0
    ? []
    : [invalidValue('spec.replicas', String(spec.replicas), 'must be greater than or equal to 0')]),
  ...selectorFaults(kind, spec.selector, spec.template.metadata.labels),
  ...templateFaults(spec.template),
]

const isNothing = (bound: number | string | undefined): boolean => Number(String(bound ?? 0).replace('%', '')) === 0

const goBound = (bound: number | string | undefined): string =>
  typeof bound === 'string'
    ? `intstr.IntOrString{Type:1, IntVal:0, StrVal:${JSON.stringify(bound)}}`
    : `intstr.IntOrString{Type:0, IntVal:${bound ?? 0}, StrVal:""}`

/** A rollout that may neither add nor miss a pod could never begin. */
const strategyFaults = ({ spec: { strategy } }: Deployment): Faults => {
  const { type, rollingUpdate } = strategy
  const path = 'spec.strategy.rollingUpdate'
  if (rollingUpdate === undefined) return []
  if (type === 'Recreate') return [forbiddenValue(path, "may not be specified when strategy `type` is 'Recreate'")]
  const { maxSurge, maxUnavailable } = rollingUpdate
  return isNothing(maxSurge) && isNothing(maxUnavailable)
    ? [invalidValue(`${path}.maxUnavailable`, goBound(maxUnavailable), 'may not be 0 when `maxSurge` is 0')]
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
      return object.spec.ports.length === 0 && object.spec.clusterIP !== 'None' && object.spec.type !== 'ExternalName'
        ? [requiredValue('spec.ports')]
        : []
    case 'Endpoints':
    case 'Node':
    case 'Namespace':
    case 'Lease':
    case 'ConfigMap':
    case 'Secret':
    case 'ServiceAccount':
    case 'Event':
    case 'PodDisruptionBudget':
      return []
  }
}

const withImagesOf = (next: readonly Container[], old: readonly Container[]): readonly Container[] =>
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

const FROZEN =
  'pod updates may not change fields other than `spec.containers[*].image`, `spec.initContainers[*].image`, ' +
  '`spec.activeDeadlineSeconds`, `spec.tolerations` (only additions to existing tolerations) or ' +
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)'

/** A pod's spec is final but for images and further tolerations. Upstream adds a printout of the difference. */
const podChangeFaults = (next: Pod, old: Pod): Faults => {
  const kept = (old.spec.tolerations ?? []).every((toleration) =>
    (next.spec.tolerations ?? []).some((other) => same(toleration, other)),
  )
  return kept && same(frozen(next.spec, old.spec), old.spec) ? [] : [forbiddenValue('spec', FROZEN)]
}

const selectorChangeFaults = (next: LabelSelector, old: LabelSelector): Faults =>
  same(next, old) ? [] : [invalidValue('spec.selector', goSelector(next), 'field is immutable')]

const finalizerFaults = (next: KubeObject, old: KubeObject): Faults => {
  if (old.metadata.deletionTimestamp === undefined) return []
  const known = new Set(old.metadata.finalizers ?? [])
  const added = (next.metadata.finalizers ?? []).filter((name) => !known.has(name))
  const why = 'no new finalizers can be added if the object is being deleted, found new finalizers'
  if (added.length === 0) return []
  // Upstream looks at the metadata of every update twice, and tells of it twice.
  const fault = forbiddenValue('metadata.finalizers', `${why} ${goTexts(added)}`)
  return [fault, fault]
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

const said = (object: KubeObject, faults: Faults): Refusal | null =>
  faults.length === 0 ? null : invalid(object, resourceOf(object), faults)

/** While a name is still to be generated, its prefix stands for it. */
export const validateNew = (request: ApiRequest, object: KubeObject): Refusal | null => {
  const { metadata } = object
  const { generateName, key, resource } = request
  const name = generateName === undefined ? metadata.name : `${generateName}1`
  const named: KubeObject = { ...object, metadata: { ...metadata, name } }
  const place = generateName === undefined ? key : `${key.slice(0, key.indexOf('/') + 1)}${name}`
  if (resourceOf(object) !== resource || keyOf(named) !== place) {
    return badRequest(`the object does not belong at ${resource} ${key}`)
  }
  return said(named, [...objectNameFaults(named), ...faultsOf(object)])
}

/** An update of the main resource; subresources change nothing that could be invalid. */
export const validateChange = (
  { key, subresource }: ApiRequest,
  next: KubeObject,
  old: KubeObject,
): Refusal | null => {
  if (subresource !== undefined) return null
  const { name } = next.metadata
  return said(next, [
    ...(keyOf(next) === key ? [] : [invalidValue(NAME, JSON.stringify(name), 'field is immutable')]),
    ...finalizerFaults(next, old),
    ...faultsOf(next),
    ...changeFaults(next, old),
  ])
}
