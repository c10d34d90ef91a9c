/** How far a search has come, and who takes note of it. */

/** Where a search stands. */
export interface Cursor {
  level: number
  /** The state of the level below that faults strike next, and the state of this level that goes on next. */
  seed: number
  next: number
  /** Steps of that state that are noted. */
  steps: number
  /** First state of the batch to which it belongs; null: it begins a batch. */
  from: number | null
  /** States without any free step. */
  deadEnds: number
}

/** Enough to go on from there, where all that was found up to there is known. */
export interface Position extends Readonly<Cursor> {
  readonly transitions: number
  /** What is counted by type of action. */
  readonly counters: readonly (readonly number[])[]
  /** States about which all free rules, and all faults, were asked first. */
  readonly prepared: readonly (number | null)[]
  /** Spent on the search, and on this level, by whoever. */
  readonly seconds: readonly [number, number]
}

/** Is asked, wherever what was found is consistent, whether to keep it. */
export interface Keeper {
  readonly isDue: () => boolean
  readonly keep: () => void
}
