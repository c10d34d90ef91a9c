/** The steps out of a few states, with what only the thread that worked them out can know. */
import type { Seen } from './engine.ts'
import type { Finding } from './findings.ts'
import { Rows } from './rows.ts'
import type { Allocate } from './int-array.ts'
import type { Successor } from './steps.ts'

/** A batch is closed when it has so many steps per state that it may have. */
const MAX_STEPS = 8

export class Batch<S> extends Rows {
  /** Steps that are not remembered: step -n is the n-th of them. */
  readonly offers: Successor[] = []
  /** Properties that a step breaks, by row. */
  readonly broken = new Map<number, readonly Finding<S>[]>()
  /** By state: rules whose steps are enough; null: all steps are there. */
  readonly enough: (Int32Array | null)[] = []
  /** What had been seen when the batch was filled. */
  seen: Seen | null = null
  readonly #maxStates: number

  constructor(maxStates: number, allocate: Allocate) {
    super(maxStates, allocate)
    this.#maxStates = maxStates
  }

  begin(from: number, words: number): void {
    this.clear(from, words)
    if (this.offers.length > 0) this.offers.length = 0
    if (this.broken.size > 0) this.broken.clear()
    if (this.enough.length > 0) this.enough.length = 0
  }

  /** Takes back the steps of the state that is not closed. */
  dropOpenState(): void {
    this.count = this.rowsBefore(this.to - this.from)
  }

  get isFull(): boolean {
    return this.to - this.from >= this.#maxStates || this.count >= MAX_STEPS * this.#maxStates
  }
}
