/** The initial states become the first ones of a search. */
import type { Findings } from './findings.ts'
import type { Pipeline } from './pipeline.ts'
import { HASH, WORDS } from './rows.ts'
import type { StateSpace } from './state-space.ts'

/** Adds the vectors that are not there yet; false: there is no room for all. */
export const addInitial = <S>(
  vectors: readonly Int32Array[],
  { space, findings }: { readonly space: StateSpace; readonly findings: Findings<S> },
  pipeline: Pipeline<S>,
  maxStates = Infinity,
): boolean => {
  const batch = pipeline.next
  const { layout } = space
  space.depths.begin(0, 0)
  batch.begin(0, layout.words)
  for (const vector of vectors) {
    const at = batch.write(0)
    batch.rows[at + HASH] = space.hashOf(vector)
    layout.pack(vector, batch.rows, at + WORDS)
  }
  pipeline.submit()
  const { targets } = pipeline.take()
  for (const [row, vector] of vectors.entries()) {
    if (targets[row] !== space.size) continue
    if (space.size >= maxStates) return false
    findings.onInitial(space.note(-1), vector)
  }
  return true
}
