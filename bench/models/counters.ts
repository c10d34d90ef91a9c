/** Counters that go up one by one, independently: as many states as their sizes multiply to. */
import type { Machine } from '../../checker/index.ts'
import { put, step } from './rules.ts'

export interface Counters {
  readonly [counter: `n${number}`]: number
}

export const counters = (sizes: readonly number[]): Machine<Counters> => {
  const slots = sizes.map((_, i) => `n${i}` as const)
  return {
    name: `counters up to ${sizes.join(', ')}`,
    initial: [Object.fromEntries(slots.map((slot) => [slot, 0]))],
    rules: slots.map((slot, i) =>
      step<Counters>('count', i, (s) => {
        const n = s[slot] ?? 0
        return n + 1 < (sizes[i] ?? 0) ? put(slot, n + 1) : null
      }),
    ),
  }
}
