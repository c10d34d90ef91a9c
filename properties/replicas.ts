/** Replica counts: as many pods as asked for, in the end and again after faults; status tells the truth. */
import { controllerOf } from '../model/claim.ts'
import type { Pod, ReplicaSet, ReplicationController } from '../model/objects.ts'
import { keyOf } from '../model/objects.ts'
import { isActive, isReady, isTerminal } from '../model/pod.ts'
import type { Objects } from '../model/truth.ts'
import type { Claim } from './claim.ts'
import { always, eventually, none, noneOnStep, onEveryStep, sometimes } from './claim.ts'

type Set = ReplicaSet | ReplicationController

export const podsOf = (objects: Objects, set: Set): readonly Pod[] =>
  objects.pods.filter((pod) => controllerOf(pod)?.uid === set.metadata.uid)

const activePodsOf = (objects: Objects, set: Set): readonly Pod[] => podsOf(objects, set).filter(isActive)

const isLive = (set: Set): boolean => set.metadata.deletionTimestamp === undefined

const inLiveNamespace = (objects: Objects, set: Set): boolean =>
  objects.namespaces.some(
    (namespace) =>
      namespace.metadata.name === set.metadata.namespace && namespace.status.phase === 'Active',
  )

export const replicaCountIsReached: Claim = (truth) =>
  eventually({
    name: 'replica-count-is-reached',
    clause: 'REPL-1',
    description: 'Every ReplicaSet and ReplicationController has as many pods as it asks for, again after faults.',
    witness: 'some-replica-set-is-complete',
    ...none((state) => {
      const objects = truth.objects(state)
      return objects.sets
        .filter((set) => isLive(set) && inLiveNamespace(objects, set))
        .map((set) => ({ set, active: activePodsOf(objects, set).length }))
        .filter(({ set, active }) => active < set.spec.replicas)
        .map(({ set, active }) => `${keyOf(set)} has ${active} of ${set.spec.replicas} pods`)
    }),
  })

export const surplusPodsAreDeleted: Claim = (truth) =>
  eventually({
    name: 'surplus-pods-are-deleted',
    clause: 'REPL-1',
    description: 'No ReplicaSet keeps more pods than it asks for.',
    witness: 'some-replica-set-is-complete',
    ...none((state) => {
      const objects = truth.objects(state)
      return objects.sets
        .map((set) => ({ set, active: activePodsOf(objects, set).length }))
        .filter(({ set, active }) => isLive(set) && active > set.spec.replicas)
        .map(({ set, active }) => `${keyOf(set)} keeps ${active} pods, it asks for ${set.spec.replicas}`)
    }),
  })

export const replicaSetCreatesNoSurplus: Claim = (truth) =>
  onEveryStep({
    name: 'replica-set-creates-no-surplus',
    clause: 'REPL-1',
    description: 'A ReplicaSet never gets a further pod while it has as many as it asks for.',
    witness: 'some-replica-set-is-complete',
    ...noneOnStep((before, after) => {
      const [was, is] = [truth.objects(before), truth.objects(after)]
      if (was === is) return []
      return is.sets.flatMap((set) => {
        const [had, has] = [activePodsOf(was, set).length, activePodsOf(is, set).length]
        return has > had && has > set.spec.replicas
          ? [`${keyOf(set)} got pod number ${has}, it asks for ${set.spec.replicas}`]
          : []
      })
    }),
  })

export const replicaStatusIsTrue: Claim = (truth) =>
  eventually({
    name: 'replica-status-is-true',
    clause: 'REPL-1',
    description: 'The status of a ReplicaSet tells how many pods it has and how many are ready.',
    witness: 'some-replica-set-is-complete',
    ...none((state) => {
      const objects = truth.objects(state)
      return objects.sets.filter(isLive).flatMap((set) => {
        const active = podsOf(objects, set).filter((pod) => !isTerminal(pod) && pod.metadata.deletionTimestamp === undefined)
        const [replicas, ready] = [active.length, active.filter(isReady).length]
        const { status } = set
        return status.replicas === replicas && status.readyReplicas === ready
          ? []
          : [`${keyOf(set)} says ${status.readyReplicas}/${status.replicas} ready, in truth ${ready}/${replicas}`]
      })
    }),
  })

export const podsHaveOneController: Claim = (truth) =>
  always({
    name: 'pod-has-at-most-one-controller',
    clause: 'REPL-1',
    description: 'No two controllers own one pod.',
    witness: 'some-replica-set-is-complete',
    ...none((state) =>
      truth.objects(state).pods.flatMap((pod) => {
        const controllers = (pod.metadata.ownerReferences ?? []).filter((o) => o.controller)
        const names = controllers.map(({ name }) => name).join(', ')
        return controllers.length > 1 ? [`${keyOf(pod)} has several controllers: ${names}`] : []
      }),
    ),
  })

export const someReplicaSetIsComplete: Claim = (truth) =>
  sometimes({
    name: 'some-replica-set-is-complete',
    clause: 'REPL-1',
    holds: (state) => {
      const objects = truth.objects(state)
      return objects.sets.some(
        (set) => set.spec.replicas > 0 && activePodsOf(objects, set).length === set.spec.replicas,
      )
    },
  })

export const REPLICAS: readonly Claim[] = [
  replicaCountIsReached,
  surplusPodsAreDeleted,
  replicaSetCreatesNoSurplus,
  replicaStatusIsTrue,
  podsHaveOneController,
  someReplicaSetIsComplete,
]
