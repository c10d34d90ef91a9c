/** What a search takes over from the one before it, or is told besides its options. */
import type { Engine } from './engine.ts'
import type { IsFinal } from './expander.ts'
import type { Findings } from './findings.ts'
import type { LevelStats, Reduction } from './verdict.ts'

export interface SearchSetup<S> {
  readonly engine?: Engine<S>
  readonly reductions?: readonly Reduction[]
  readonly isFinal?: (engine: Engine<S>) => IsFinal
  /** Largest number of faults in a run, if it is not that of the options. */
  readonly faults?: number
  /** Asked after every state, with the levels that were closed: is all known that is wanted? Then it ends as interrupted. */
  readonly isEnough?: (findings: Findings<S>, levels: readonly LevelStats[]) => boolean
}
