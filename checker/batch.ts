/** The steps out of a few states, with what only the thread that worked them out can know. */
import type { Seen } from './engine.ts'
import type { Finding } from './findings.ts'
import { Rows } from './rows.ts'
import type { Successor } from './steps.ts'

/** A batch is closed when it has so many steps. */
const MAX_STEPS = 512

export class Batch<S> extends Rows {
  /** The states whose steps these are: from the first one to before the last one. */
  from = 0
  to = 0
  /** Steps that are not remembered. */
  readonly offers: Successor[] = []
  /** Properties that a step breaks, by row. */
  readonly broken = new Map<number, readonly Finding<S>[]>()
  /** What had been seen when the batch was filled. */
  seen: Seen | null = null
  /** Rows before each state, and before the end. */
  readonly #ends: Int32Array
  readonly #maxStates: number

  constructor(maxStates: number, allocate?: (ints: number) => Int32Array) {
    super(allocate)
    this.#ends = new Int32Array(maxStates + 1)
    this.#maxStates = maxStates
  }

  begin(from: number, words: number): void {
    this.clear(words)
    this.from = from
    this.to = from
    if (this.offers.length > 0) this.offers.length = 0
    if (this.broken.size > 0) this.broken.clear()
  }

  /** All steps of the next state are there. */
  closeState(): void {
    this.to += 1
    this.#ends[this.to - this.from] = this.count
  }

  /** Takes back the steps of the state that is not closed. */
  dropOpenState(): void {
    this.count = this.rowsBefore(this.to - this.from)
  }

  get isFull(): boolean {
    return this.to - this.from >= this.#maxStates || this.count >= MAX_STEPS
  }

  /** The number of rows before those of the n-th state. */
  rowsBefore(n: number): number {
    return this.#ends[n] ?? 0
  }
}
