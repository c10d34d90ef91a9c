/**
 * Revisions of a deployment: each template that became the present one counts one further, also when an old
 * ReplicaSet is taken up again (a rollback). `kubectl rollout history` and `undo` live on it.
 */
import type { Deployment, ReplicaSet } from '../objects.ts'

export const REVISION = 'deployment.kubernetes.io/revision'

const numberOf = ({ metadata }: Pick<ReplicaSet, 'metadata'>): number => {
  const text = metadata.annotations?.[REVISION] ?? ''
  return /^\d{1,15}$/.test(text) ? Number(text) : 0
}

/** What the set with the present template counts, beside these old ones. */
export const revisionOf = (newSet: ReplicaSet | undefined, oldSets: readonly ReplicaSet[]): string => {
  const highest = Math.max(0, ...oldSets.map(numberOf))
  const own = newSet === undefined ? 0 : numberOf(newSet)
  return String(own > highest ? own : highest + 1)
}

export const withRevision = <T extends Deployment | ReplicaSet>(object: T, revision: string): T => ({
  ...object,
  metadata: {
    ...object.metadata,
    annotations: { ...object.metadata.annotations, [REVISION]: revision },
  },
})
