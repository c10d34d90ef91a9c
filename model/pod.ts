/**
 * What controllers, the scheduler and properties ask of a pod, as upstream's podutil answers it.
 */
import type { Pod } from './objects.ts'

/** Succeeded or Failed: its containers will never run again. */
export const isTerminal = ({ status }: Pod): boolean =>
  status.phase === 'Succeeded' || status.phase === 'Failed'

/** Its deletion has begun; what is left is its grace period. */
export const isTerminating = ({ metadata }: Pod): boolean =>
  metadata.deletionTimestamp !== undefined

/** Counts as a replica: neither finished nor on its way out. */
export const isActive = (pod: Pod): boolean => !isTerminal(pod) && !isTerminating(pod)

/** Its Ready condition is True. A terminating pod may still be ready. */
export const isReady = ({ status }: Pod): boolean =>
  status.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True') ??
  false
