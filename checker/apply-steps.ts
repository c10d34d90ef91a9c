/** Writes out the steps of a batch that are only named, for whoever has the time. */
import type { Arena } from './arena.ts'
import { HASH, UNAPPLIED, WORDS } from './rows.ts'
import type { Rows } from './rows.ts'
import { STEP_INTS } from './steps.ts'

/** Steps that lead back to their own state have found their target then. */
export const applySteps = ({ rows, stride, steps, targets, states, compiled, from, to }: Rows, arena: Arena): void => {
  const count = stride - WORDS
  const words = new Int32Array(count)
  let row = 0
  for (let state = from; state < to; state += 1) {
    const hash = states[2 * (state - from)] ?? 0
    const end = states[2 * (state - from) + 1] ?? 0
    arena.copy(state, words)
    for (; row < end; row += 1) {
      const at = row * stride
      if (targets[row] === UNAPPLIED) {
        const step = (steps[row] ?? 0) * (STEP_INTS + count)
        rows[at + HASH] = hash ^ (compiled[step] ?? 0)
        for (let i = 0; i < count; i += 1) {
          rows[at + WORDS + i] = (words[i] ?? 0) ^ (compiled[step + STEP_INTS + i] ?? 0)
        }
      }
      let change = 0
      for (let i = 0; i < count; i += 1) change |= (rows[at + WORDS + i] ?? 0) ^ (words[i] ?? 0)
      // No processor would foresee a branch: it is the state itself if nothing changes, and -1 (UNKNOWN) if not.
      targets[row] = state | ((change | -change) >> 31)
    }
  }
}
