/** What a run has compared so far, and how a difference is told. */
import type { Outcome } from '../agreement.ts'

export interface Tally {
  /** Deeds done to a real cluster, those of shrinking apart. */
  operations: number
  readonly outcomes: Outcome[]
}

export const newTally = (): Tally => ({ operations: 0, outcomes: [] })

export const agreed = (tally: Tally, what: string): void => {
  tally.outcomes.push({ what, is: 'agreed' })
}

export const skipped = (tally: Tally, what: string, reason: string): void => {
  tally.outcomes.push({ what, is: 'skipped', reason })
}

/** etcd said what the reducer does not allow. `script`: what was done, call by call, up to there. */
export class Difference extends Error {
  readonly script: readonly string[]

  constructor(message: string, script: readonly string[]) {
    super(message)
    this.name = 'Difference'
    this.script = script
  }
}

/** More may be the case than can be followed: nothing is claimed of the rest of the sequence. */
export class Undecided extends Error {}
