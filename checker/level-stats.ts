/** What a level of a search came to. */
import type { StateSpace } from './state-space.ts'
import type { LevelStats, SearchEnd } from './verdict.ts'

interface Level {
  readonly space: StateSpace
  /** Those before it. */
  readonly levels: readonly LevelStats[]
  readonly transitions: number
  readonly end: SearchEnd
}

/** `first`: its first state. */
export const levelStats = ({ space, levels, transitions, end }: Level, first: number, seconds: number): LevelStats => ({
  faults: levels.length,
  states: space.size - first,
  transitions: levels.reduce((rest, before) => rest - before.transitions, transitions),
  depth: space.size === first ? 0 : space.depths.get(space.size - 1) + 1,
  seconds,
  complete: end === 'complete',
})
