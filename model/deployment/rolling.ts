/** One step of a rolling update: what the sizes of the ReplicaSets should become. */
import type { Deployment, ReplicaSet } from '../objects.ts'
import { maxUnavailable, newSetReplicas, sumAvailable, sumReplicas } from './bounds.ts'

export interface Resize {
  readonly set: ReplicaSet
  readonly replicas: number
}

export const isUsed = ({ spec }: ReplicaSet): boolean => spec.replicas > 0

export const byAge = (a: ReplicaSet, b: ReplicaSet): number =>
  a.metadata.creationTimestamp - b.metadata.creationTimestamp ||
  (a.metadata.name < b.metadata.name ? -1 : 1)

/** The new size of the new set, if it has to change. */
export const resizeNew = (
  deployment: Deployment,
  newSet: ReplicaSet,
  oldSets: readonly ReplicaSet[],
): readonly Resize[] => {
  const current = newSet.spec.replicas
  const wanted = deployment.spec.replicas
  const replicas =
    current > wanted
      ? wanted
      : newSetReplicas(deployment, sumReplicas([...oldSets, newSet]), current)
  return replicas === current ? [] : [{ set: newSet, replicas }]
}

/** Takes up to `budget` from the sets, oldest first, at most `share(set)` from each. */
const take = (
  sets: readonly ReplicaSet[],
  budget: number,
  share: (set: ReplicaSet) => number,
): readonly Resize[] => {
  let left = budget
  return [...sets].sort(byAge).map((set) => {
    const taken = Math.max(0, Math.min(left, share(set)))
    left -= taken
    return { set, replicas: set.spec.replicas - taken }
  })
}

const withSize = ({ set, replicas }: Resize): ReplicaSet => ({
  ...set,
  spec: { ...set.spec, replicas },
})

/** Unhealthy pods of old sets go first: they add nothing, and would hold up the rollout. */
export const cleanUpUnhealthy = (
  oldSets: readonly ReplicaSet[],
  budget: number,
): readonly ReplicaSet[] =>
  take(oldSets, budget, ({ spec, status }) => spec.replicas - status.availableReplicas).map(
    withSize,
  )

/** Healthy pods of old sets go as far as enough others are available. */
export const scaleDownOld = (
  deployment: Deployment,
  newSet: ReplicaSet | undefined,
  oldSets: readonly ReplicaSet[],
): readonly ReplicaSet[] => {
  const all = newSet === undefined ? oldSets : [...oldSets, newSet]
  const minAvailable = deployment.spec.replicas - maxUnavailable(deployment)
  const budget = sumAvailable(all) - minAvailable
  return take(oldSets, budget, ({ spec }) => spec.replicas).map(withSize)
}

/**
 * Does a set that is looked at for unhealthy pods report more available ones than it is to have? It was shrunk
 * a moment ago. Upstream then gives the whole step up (it computes a size above the present one, calls that an
 * invalid request, and swallows the error): nothing shrinks before the status has caught up (recording 11r).
 */
const isStatusBehind = (sets: readonly ReplicaSet[], budget: number): boolean => {
  let left = budget
  for (const { spec, status } of [...sets].sort(byAge)) {
    if (left <= 0) return false
    if (status.availableReplicas > spec.replicas) return true
    left -= Math.min(left, spec.replicas - status.availableReplicas)
  }
  return false
}

/** The new sizes of old sets that have to change. */
export const resizeOld = (
  deployment: Deployment,
  newSet: ReplicaSet,
  oldSets: readonly ReplicaSet[],
): readonly Resize[] => {
  const used = oldSets.filter(isUsed)
  if (used.length === 0) return []
  const minAvailable = deployment.spec.replicas - maxUnavailable(deployment)
  // Unavailable pods of the new set must not make room for more unavailability.
  const newUnavailable = newSet.spec.replicas - newSet.status.availableReplicas
  const budget = sumReplicas([...used, newSet]) - minAvailable - newUnavailable
  if (budget <= 0 || isStatusBehind(used, budget)) return []
  const cleaned = cleanUpUnhealthy(used, budget)
  const scaled = scaleDownOld(deployment, newSet, cleaned)
  return used.flatMap((set) => {
    const after = scaled.find(({ metadata }) => metadata.uid === set.metadata.uid) ?? set
    const { replicas } = after.spec
    return replicas === set.spec.replicas ? [] : [{ set, replicas }]
  })
}
