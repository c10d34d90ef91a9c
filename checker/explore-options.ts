/** What a search is asked for. */
import type { CheckpointOptions } from './checkpoint/checkpoint.ts'
import type { Helper } from './settling.ts'
import type { ReductionName, SearchEnd } from './verdict.ts'

export interface ExploreProgress {
  readonly faults: number
  readonly states: number
  readonly transitions: number
  /** States that were found and not yet looked at. */
  readonly queue: number
}

export interface ExploreOptions {
  /** Largest number of faults in a run. */
  readonly faults: number
  /** A state more than this ends the search. */
  readonly maxStates?: number
  /** Asked often; anything but null ends the search with that reason. */
  readonly shouldStop?: () => SearchEnd | null
  readonly onProgress?: (progress: ExploreProgress) => void
  /** Ends the search ('interrupted') as soon as every property is broken by its least faults. */
  readonly untilBroken?: boolean
  /** Types of faults from everyday to far-fetched: which of several ways to break a property is shown first. */
  readonly preference?: readonly string[]
  /** Ways to look at fewer states, gone where they are sound; absent: all of them. With [] every state is counted. */
  readonly reduce?: readonly ReductionName[]
  /** Another thread that looks states up meanwhile: `explore` of `kubeproof/threads` brings it along. */
  readonly helper?: Helper
  /** Keeps what is found, and goes on from what was kept. */
  readonly checkpoint?: CheckpointOptions
  /** Milliseconds; without it every `seconds` is 0. */
  readonly clock?: () => number
}
