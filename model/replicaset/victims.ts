/**
 * Which pods go first when there are too many: those whose loss costs least. Upstream's
 * ActivePodsWithRanks without its rules on how long a pod has been ready (there are no clocks here)
 * and on the magnitude of ages (LogarithmicScaleDown blurs the age so that the choice is partly
 * random; here the newer pod goes).
 */
import { controllerOf } from '../claim.ts'
import type { Pod, ReplicaSet } from '../objects.ts'
import { isActive, isReady } from '../pod.ts'
import { selects } from '../selector.ts'

const PHASE_ORDER = { Pending: 0, Unknown: 1, Running: 2, Succeeded: 3, Failed: 3 } as const

const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost'

const costOf = ({ metadata }: Pod): number => {
  const cost = Number(metadata.annotations?.[DELETION_COST] ?? 0)
  return Number.isInteger(cost) ? cost : 0
}

const restartsOf = ({ status }: Pod): number =>
  (status.containerStatuses ?? []).reduce(
    (most, { restartCount }) => Math.max(most, restartCount),
    0,
  )

type Rank = (pod: Pod) => number

/** Each gives a number; the pod with the smaller one goes first, if the former gave equal ones. */
const criteria = (rank: Rank): readonly Rank[] => [
  (pod) => (pod.spec.nodeName === undefined ? 0 : 1),
  (pod) => PHASE_ORDER[pod.status.phase],
  (pod) => (isReady(pod) ? 1 : 0),
  costOf,
  (pod) => -rank(pod),
  (pod) => -restartsOf(pod),
  (pod) => -pod.metadata.creationTimestamp,
]

const compareBy =
  (ranks: readonly Rank[]) =>
  (a: Pod, b: Pod): number => {
    for (const rank of ranks) {
      const difference = rank(a) - rank(b)
      if (difference !== 0) return difference
    }
    return a.metadata.uid < b.metadata.uid ? -1 : 1
  }

/** How many active pods of the same deployment sit on the pod's node. */
const doublingOf = (related: readonly Pod[]): Rank => {
  const active = related.filter(isActive)
  return (pod) => active.filter(({ spec }) => spec.nodeName === pod.spec.nodeName).length
}

export const victims = (
  pods: readonly Pod[],
  related: readonly Pod[],
  count: number,
): readonly Pod[] =>
  count >= pods.length
    ? pods
    : [...pods].sort(compareBy(criteria(doublingOf(related)))).slice(0, count)

/**
 * Pods selected by any ReplicaSet with the same controller. A set without controller has none, as
 * upstream.
 */
export const relatedPods = (
  set: { readonly metadata: ReplicaSet['metadata'] },
  sets: readonly ReplicaSet[],
  pods: readonly Pod[],
): readonly Pod[] => {
  const owner = controllerOf(set)?.uid
  if (owner === undefined) return []
  const siblings = sets.filter((sibling) => controllerOf(sibling)?.uid === owner)
  return pods.filter(({ metadata }) =>
    siblings.some(
      (sibling) =>
        sibling.metadata.namespace === metadata.namespace &&
        selects(sibling.spec.selector, metadata.labels),
    ),
  )
}
