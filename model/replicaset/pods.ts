/** What a set sees of its pods, and the objects that it writes. All pure reading of caches. */
import { adopted, claim, controllerRef, newMetadata } from '../claim.ts'
import { cached, lookUp } from '../client.ts'
import type { ReplicaSet, ReplicaStatus, ReplicationController, Pod, Resource } from '../objects.ts'
import { keyOf, RESOURCES } from '../objects.ts'
import { isActive, isReady } from '../pod.ts'
import type { ReplicaSetMemory } from './state.ts'

export type AnySet = ReplicaSet | ReplicationController

type SetResource = 'replicasets' | 'replicationcontrollers'

/** Queue keys name the resource too, since one controller serves both kinds. */
export const setKey = (resource: SetResource, key: string): string => `${resource}/${key}`

export const keyOfSet = (set: AnySet): string => setKey(RESOURCES[set.kind], keyOf(set))

/** `replicasets/default/web` as resource and key within it. */
export const splitKey = (key: string): { readonly resource: Resource; readonly key: string } => {
  const slash = key.indexOf('/')
  return {
    resource: key.startsWith('replicasets/') ? 'replicasets' : 'replicationcontrollers',
    key: key.slice(slash + 1),
  }
}

export const setsOf = ({ client }: ReplicaSetMemory): readonly AnySet[] => [
  ...cached(client, 'replicasets', 'ReplicaSet'),
  ...cached(client, 'replicationcontrollers', 'ReplicationController'),
]

export const setOf = ({ client }: ReplicaSetMemory, key: string): AnySet | undefined => {
  const within = splitKey(key)
  return within.resource === 'replicasets'
    ? lookUp(client, 'replicasets', 'ReplicaSet', within.key)
    : lookUp(client, 'replicationcontrollers', 'ReplicationController', within.key)
}

const activePods = ({ client }: ReplicaSetMemory, set: AnySet): readonly Pod[] =>
  cached(client, 'pods', 'Pod').filter(
    (pod) => pod.metadata.namespace === set.metadata.namespace && isActive(pod),
  )

export interface Claims {
  readonly adopt: readonly Pod[]
  readonly release: readonly Pod[]
}

/** Pods whose owner has to change. */
export const claimsOf = (memory: ReplicaSetMemory, set: AnySet): Claims => {
  const pods = activePods(memory, set)
  return {
    adopt: pods.filter((pod) => claim(set, pod) === 'adopt'),
    release: pods.filter((pod) => claim(set, pod) === 'release'),
  }
}

/**
 * The replicas of a set: its active pods, and those just adopted, which the cache still shows as
 * orphans. With the defect `timeout-though-created` only pods that the controller had an answer or
 * a list for.
 */
export const replicasOf = (
  memory: ReplicaSetMemory,
  set: AnySet,
  adoptedUids: readonly string[],
): readonly Pod[] =>
  activePods(memory, set).filter(
    (pod) =>
      (claim(set, pod) === 'mine' || adoptedUids.includes(pod.metadata.uid)) &&
      (memory.known === undefined || memory.known.includes(pod.metadata.uid)),
  )

/** Available is ready: minReadySeconds is not modelled. */
export const statusOf = (set: AnySet, replicas: readonly Pod[]): ReplicaStatus => {
  const ready = replicas.filter(isReady).length
  return {
    replicas: replicas.length,
    readyReplicas: ready,
    availableReplicas: ready,
    observedGeneration: set.metadata.generation,
  }
}

export const sameStatus = (a: ReplicaStatus, b: ReplicaStatus): boolean =>
  a.replicas === b.replicas &&
  a.readyReplicas === b.readyReplicas &&
  a.availableReplicas === b.availableReplicas &&
  a.observedGeneration === b.observedGeneration

export const newPod = (set: AnySet): Pod => {
  const { metadata, spec } = set.spec.template
  const { annotations } = metadata
  return {
    kind: 'Pod',
    metadata: {
      ...newMetadata('', set.metadata.namespace, metadata.labels),
      ...(annotations === undefined ? {} : { annotations }),
      ownerReferences: [controllerRef(set)],
    },
    spec,
    status: { phase: 'Pending' },
  }
}

export const adoptedPod = (pod: Pod, set: AnySet): Pod => ({
  ...pod,
  metadata: adopted(pod.metadata, set),
})
