/**
 * A deployment that was scaled while it is paused or in the middle of a rollout: all its
 * ReplicaSets grow or shrink in proportion, so that scaling does not speed the rollout up.
 * Annotations on the sets remember for which size they were made, which is how a scaling is told
 * from a rollout.
 */
import type { Deployment, Labels, ReplicaSet } from '../objects.ts'
import { sumReplicas, surgeBound } from './bounds.ts'
import type { Resize } from './rolling.ts'
import { byAge, isUsed } from './rolling.ts'

const DESIRED = 'deployment.kubernetes.io/desired-replicas'
const MAX = 'deployment.kubernetes.io/max-replicas'

export const sizeAnnotations = (deployment: Deployment): Labels => ({
  [DESIRED]: String(deployment.spec.replicas),
  [MAX]: String(surgeBound(deployment)),
})

export const hasSizeAnnotations = (deployment: Deployment, { metadata }: ReplicaSet): boolean => {
  const wanted = sizeAnnotations(deployment)
  return [DESIRED, MAX].every((name) => metadata.annotations?.[name] === wanted[name])
}

const annotated = ({ metadata }: ReplicaSet, name: string): number | undefined => {
  const text = metadata.annotations?.[name]
  return text === undefined || !/^\d+$/.test(text) ? undefined : Number(text)
}

/** Was the deployment scaled since its sets were last sized? */
export const isScalingEvent = (deployment: Deployment, sets: readonly ReplicaSet[]): boolean =>
  sets.filter(isUsed).some((set) => {
    const desired = annotated(set, DESIRED)
    return desired !== undefined && desired !== deployment.spec.replicas
  })

/** The only set in use, or the newest of none; undefined when several are in use. */
const onlyUsed = (
  newSet: ReplicaSet | undefined,
  oldSets: readonly ReplicaSet[],
): ReplicaSet | undefined => {
  const used = [...oldSets, ...(newSet === undefined ? [] : [newSet])].filter(isUsed)
  if (used.length > 1) return undefined
  return used[0] ?? newSet ?? [...oldSets].sort(byAge).at(-1)
}

const isSaturated = (deployment: Deployment, newSet: ReplicaSet | undefined): boolean =>
  newSet !== undefined &&
  newSet.spec.replicas === deployment.spec.replicas &&
  annotated(newSet, DESIRED) === deployment.spec.replicas &&
  newSet.status.availableReplicas === deployment.spec.replicas

/** Go's math.Round: halves go away from zero. Sizes are not negative. */
const round = (value: number): number => Math.floor(value + 0.5)

const fraction = (deployment: Deployment, set: ReplicaSet): number => {
  const { replicas } = set.spec
  if (deployment.spec.replicas === 0) return -replicas
  const made = annotated(set, MAX) ?? deployment.status.replicas
  return made === 0 ? 0 : round((replicas * surgeBound(deployment)) / made) - replicas
}

/** Larger sets first; among equals newer ones get more, older ones lose more. */
const bySize =
  (toAdd: number) =>
  (a: ReplicaSet, b: ReplicaSet): number =>
    b.spec.replicas - a.spec.replicas || (toAdd > 0 ? byAge(b, a) : byAge(a, b))

const proportional = (deployment: Deployment, sets: readonly ReplicaSet[]): readonly Resize[] => {
  const allowed = deployment.spec.replicas > 0 ? surgeBound(deployment) : 0
  const toAdd = allowed - sumReplicas(sets)
  const ordered = [...sets].sort(bySize(toAdd))
  let added = 0
  const shares = ordered.map((set) => {
    const part = fraction(deployment, set)
    const left = toAdd - added
    const share = toAdd === 0 ? 0 : toAdd > 0 ? Math.min(part, left) : Math.max(part, left)
    added += share
    return share
  })
  // What rounding left over goes to the largest set.
  return ordered.map((set, i) => {
    const replicas = set.spec.replicas + (shares[i] ?? 0) + (i === 0 ? toAdd - added : 0)
    return { set, replicas: Math.max(0, replicas) }
  })
}

/** The sizes after a scaling. A set whose annotations are old is written even if its size stays. */
export const resizeAll = (
  deployment: Deployment,
  newSet: ReplicaSet | undefined,
  oldSets: readonly ReplicaSet[],
): readonly Resize[] => {
  const only = onlyUsed(newSet, oldSets)
  const { replicas } = deployment.spec
  if (only !== undefined) return only.spec.replicas === replicas ? [] : [{ set: only, replicas }]
  const used = oldSets.filter(isUsed)
  if (isSaturated(deployment, newSet)) return used.map((set) => ({ set, replicas: 0 }))
  if (deployment.spec.strategy.type !== 'RollingUpdate') return []
  const all = [...used, ...(newSet === undefined || !isUsed(newSet) ? [] : [newSet])]
  return proportional(deployment, all).filter(
    ({ set, replicas: size }) => size !== set.spec.replicas || !hasSizeAnnotations(deployment, set),
  )
}
