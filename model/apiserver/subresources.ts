/**
 * What a create or an update makes of the object that is stored: which part of what the client
 * sent is taken. The main resource takes everything but the status; `status` takes nothing else;
 * `binding` sets the node once; `finalize` takes a namespace's own finalizers.
 *
 * Left out: metadata that upstream also takes with some statuses (labels and annotations; a
 * Deployment's annotations are taken, since its revision comes that way), ephemeral containers and
 * resize. The scale is an update of the spec.
 */
import type { ApiRequest } from '../messages.ts'
import type { Condition, KubeObject, Metadata, Pod } from '../objects.ts'
import { same } from '../same.ts'
import type { Refusal } from './refusal.ts'
import { conflict } from './refusal.ts'
import { withMetadata } from './storage.ts'

/** The object with the status of another one of its kind. */
const withStatusOf = (object: KubeObject, { ...source }: KubeObject): KubeObject => {
  switch (object.kind) {
    case 'Pod':
      return source.kind === 'Pod' ? { ...object, status: source.status } : object
    case 'Deployment':
      return source.kind === 'Deployment' ? { ...object, status: source.status } : object
    case 'ReplicaSet':
      return source.kind === 'ReplicaSet' ? { ...object, status: source.status } : object
    case 'ReplicationController':
      return source.kind === 'ReplicationController' ? { ...object, status: source.status } : object
    case 'Node':
      return source.kind === 'Node' ? { ...object, status: source.status } : object
    case 'Namespace':
      return source.kind === 'Namespace' ? { ...object, status: source.status } : object
    case 'Service':
    case 'Endpoints':
    case 'Lease':
    case 'ConfigMap':
    case 'Secret':
    case 'ServiceAccount':
    case 'Event':
    case 'PodDisruptionBudget':
      return object
  }
}

const noReplicas = {
  replicas: 0,
  readyReplicas: 0,
  availableReplicas: 0,
  observedGeneration: 0,
} as const

/** Kinds whose spec has a generation: those whose controllers say which one they have observed. */
const hasGeneration = ({ kind }: KubeObject): boolean =>
  kind === 'Deployment' || kind === 'ReplicaSet' || kind === 'ReplicationController'

/** A new object with the status it begins with. A Node brings its own. */
const withFirstStatus = (object: KubeObject): KubeObject => {
  switch (object.kind) {
    case 'Pod':
      return { ...object, status: { phase: 'Pending' } }
    case 'Deployment':
      return { ...object, status: { ...noReplicas, updatedReplicas: 0, unavailableReplicas: 0 } }
    case 'ReplicaSet':
    case 'ReplicationController':
      return { ...object, status: noReplicas }
    case 'Namespace':
      return { ...object, spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } }
    case 'Service':
    case 'Endpoints':
    case 'Node':
    case 'Lease':
    case 'ConfigMap':
    case 'Secret':
    case 'ServiceAccount':
    case 'Event':
    case 'PodDisruptionBudget':
      return object
  }
}

const { isArray } = Array

/** Metadata without entries that say nothing: equal objects are equal data. */
const tidy = (metadata: Metadata): Metadata => {
  const { annotations, ownerReferences, finalizers, ...rest } = metadata
  const says = (part: object | undefined): boolean =>
    part !== undefined && (isArray(part) ? part.length > 0 : Object.keys(part).length > 0)
  return {
    ...rest,
    ...(annotations !== undefined && says(annotations) ? { annotations } : {}),
    ...(ownerReferences !== undefined && says(ownerReferences) ? { ownerReferences } : {}),
    ...(finalizers !== undefined && says(finalizers) ? { finalizers } : {}),
  }
}

/**
 * A new object as it would be stored, but for its uid (and its name, if that is still to be
 * generated).
 */
export const created = (given: KubeObject, revision: number): KubeObject => {
  const { deletionTimestamp: _never, deletionGracePeriodSeconds: _nor, ...rest } = given.metadata
  return withMetadata(withFirstStatus(given), {
    ...tidy(rest),
    uid: '',
    resourceVersion: 0,
    generation: hasGeneration(given) ? 1 : 0,
    creationTimestamp: revision,
  })
}

const specOf = (object: KubeObject): unknown => ('spec' in object ? object.spec : undefined)

/** Deployments count changes of annotations as well. */
const hasNewGeneration = (stored: KubeObject, next: KubeObject): boolean =>
  hasGeneration(stored) &&
  (!same(specOf(stored), specOf(next)) ||
    (stored.kind === 'Deployment' &&
      !same(stored.metadata.annotations ?? {}, next.metadata.annotations ?? {})))

/** What the client does not decide: identity, deletion, and the status. */
const keptOf = ({ metadata }: KubeObject): Partial<Metadata> => {
  const { deletionTimestamp, deletionGracePeriodSeconds } = metadata
  return {
    uid: metadata.uid,
    resourceVersion: metadata.resourceVersion,
    generation: metadata.generation,
    creationTimestamp: metadata.creationTimestamp,
    ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }),
    ...(deletionGracePeriodSeconds === undefined ? {} : { deletionGracePeriodSeconds }),
  }
}

const updated = (stored: KubeObject, given: KubeObject): KubeObject => {
  const { deletionTimestamp: _not, deletionGracePeriodSeconds: _its, ...rest } = given.metadata
  const metadata = { ...tidy(rest), ...keptOf(stored) }
  const next = withMetadata(withStatusOf(given, stored), metadata)
  return next.kind === 'Namespace' && stored.kind === 'Namespace'
    ? { ...next, spec: stored.spec }
    : next
}

/**
 * The generation grows once defaults are filled in, so that sending an object without them
 * changes nothing.
 */
export const withGeneration = (stored: KubeObject, next: KubeObject): KubeObject =>
  hasNewGeneration(stored, next)
    ? withMetadata(next, { ...next.metadata, generation: stored.metadata.generation + 1 })
    : next

const SCHEDULED: Condition = { type: 'PodScheduled', status: 'True' }

const bound = (pod: Pod, nodeName: string): Pod => {
  const others = (pod.status.conditions ?? []).filter(({ type }) => type !== 'PodScheduled')
  return {
    ...pod,
    spec: { ...pod.spec, nodeName },
    status: { ...pod.status, conditions: [...others, SCHEDULED] },
  }
}

/** A pod is bound once, and not while it is being deleted. Null: it can be bound. */
export const bindingConflict = ({ key }: ApiRequest, stored: KubeObject): Refusal | null => {
  const refused = (why: string): Refusal => conflict('pods/binding', key, why)
  if (stored.kind !== 'Pod') return refused('it is not a pod')
  const { name, deletionTimestamp } = stored.metadata
  if (deletionTimestamp !== undefined) {
    return refused(`pod ${name} is being deleted, cannot be assigned to a host`)
  }
  const { nodeName } = stored.spec
  return nodeName === undefined
    ? null
    : refused(`pod ${name} is already assigned to node "${nodeName}"`)
}

const withAnnotationsOf = (next: KubeObject, { metadata: { annotations } }: KubeObject): KubeObject =>
  next.kind === 'Deployment' && annotations !== undefined
    ? withMetadata(next, { ...next.metadata, annotations })
    : next

/** What the stored object becomes. Null: the request says nothing that could be taken. */
export const changed = (request: ApiRequest, stored: KubeObject): KubeObject | null => {
  const { subresource, nodeName, object: given } = request
  if (subresource === 'binding') {
    return stored.kind === 'Pod' && nodeName !== undefined ? bound(stored, nodeName) : null
  }
  if (given === undefined || given.kind !== stored.kind) return null
  if (subresource === 'status') return withAnnotationsOf(withStatusOf(stored, given), given)
  if (subresource === 'finalize') {
    return stored.kind === 'Namespace' && given.kind === 'Namespace'
      ? { ...stored, spec: given.spec }
      : null
  }
  return updated(stored, given)
}
