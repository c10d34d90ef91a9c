/**
 * The scheduling queue as plain data: pods that wait for their turn, for a back-off, or for an event that may
 * make them schedulable. Source: pkg/scheduler/internal/queue at v1.31.0.
 */
export interface Waiting {
  readonly state: 'active' | 'backoff' | 'unschedulable'
  /** Attempts in a row, up to where the back-off no longer grows. */
  readonly attempts: number
}

export type Queue = { readonly [pod: string]: Waiting }

const MAX_ATTEMPTS = 5

export const backOffMs = (attempts: number, initial: number, max: number): number =>
  Math.min(initial * 2 ** Math.max(0, attempts - 1), max)

export const without = <V>(record: { readonly [key: string]: V }, key: string): { readonly [key: string]: V } => {
  const { [key]: _gone, ...rest } = record
  return rest
}

export const activate = (queue: Queue, pod: string): Queue => {
  const attempts = queue[pod]?.attempts ?? 0
  return { ...queue, [pod]: { state: 'active', attempts } }
}

/** After a failed attempt: what was refused waits for an event, what went wrong waits for its back-off. */
export const park = (queue: Queue, pod: string, state: 'backoff' | 'unschedulable', attempts: number): Queue => ({
  ...queue,
  [pod]: { state, attempts: Math.min(attempts, MAX_ATTEMPTS) },
})

export const parked = (queue: Queue): readonly string[] =>
  Object.keys(queue).filter((pod) => queue[pod]?.state === 'unschedulable').sort()

export const hasActive = (queue: Queue): boolean =>
  Object.values(queue).some(({ state }) => state === 'active')
