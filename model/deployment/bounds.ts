/**
 * The arithmetic of rollouts: how far above and below the wanted number a rolling update may go.
 * maxSurge bounds the sum of the ReplicaSets' spec.replicas, not the pods: the sets' controller
 * acts later, on its own view, so more pods may exist for a moment (seen on real clusters: 6 of at
 * most 5). maxUnavailable is held on ready pods.
 */
import type { Deployment, ReplicaSet } from '../objects.ts'

/** What the API server fills in when a manifest leaves it out. */
const DEFAULT = '25%'

/** A whole number, or a percentage of `of`; null if it is neither. */
const scaled = (
  value: number | string | undefined | null,
  of: number,
  round: (n: number) => number,
): number | null => {
  if (value === undefined || value === null) return 0
  if (typeof value === 'number') return value
  const percent = /^(\d+)%$/.exec(value)?.[1]
  return percent === undefined ? null : round((Number(percent) * of) / 100)
}

export interface Fenceposts {
  readonly surge: number
  readonly unavailable: number
}

/**
 * Surge is rounded up, unavailable down; both 0 would stop every rollout, so then one may be
 * unavailable.
 */
export const resolveFenceposts = (
  maxSurge: number | string | undefined | null,
  maxUnavailable: number | string | undefined | null,
  desired: number,
): Fenceposts | null => {
  const surge = scaled(maxSurge, desired, Math.ceil)
  const unavailable = scaled(maxUnavailable, desired, Math.floor)
  if (surge === null || unavailable === null) return null
  return { surge, unavailable: surge === 0 && unavailable === 0 ? 1 : unavailable }
}

type Sized = { readonly spec: Pick<Deployment['spec'], 'replicas' | 'strategy'> }

const isRolling = ({ spec }: Sized): boolean => spec.strategy.type === 'RollingUpdate'

const fencepostsOf = ({ spec }: Sized): Fenceposts =>
  resolveFenceposts(
    spec.strategy.rollingUpdate?.maxSurge ?? DEFAULT,
    spec.strategy.rollingUpdate?.maxUnavailable ?? DEFAULT,
    spec.replicas,
  ) ?? { surge: 0, unavailable: 1 }

export const maxSurge = (deployment: Sized): number =>
  isRolling(deployment) ? fencepostsOf(deployment).surge : 0

/**
 * Of the wanted pods, so many need not be available during a rolling update. 0 with Recreate, as
 * upstream.
 */
export const maxUnavailable = (deployment: Sized): number =>
  isRolling(deployment) && deployment.spec.replicas > 0
    ? Math.min(fencepostsOf(deployment).unavailable, deployment.spec.replicas)
    : 0

/** The most that spec.replicas of all its ReplicaSets may add up to. */
export const surgeBound = (deployment: Sized): number =>
  deployment.spec.replicas + maxSurge(deployment)

/** How many pods the user wants of a workload. */
export const desiredReplicas = ({
  spec,
}: {
  readonly spec: { readonly replicas: number }
}): number => spec.replicas

export const sumReplicas = (sets: readonly ReplicaSet[]): number =>
  sets.reduce((sum, { spec }) => sum + spec.replicas, 0)

export const sumAvailable = (sets: readonly ReplicaSet[]): number =>
  sets.reduce((sum, { status }) => sum + status.availableReplicas, 0)

/** How many replicas the new set gets when it is scaled up: what the surge leaves room for. */
export const newSetReplicas = (deployment: Sized, total: number, current: number): number => {
  const { replicas } = deployment.spec
  if (!isRolling(deployment)) return replicas
  const room = surgeBound(deployment) - total
  return room <= 0 ? current : current + Math.min(room, replicas - current)
}
