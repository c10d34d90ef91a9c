/**
 * The steps out of a few states, with what only the thread that worked them out can know. Steps that are known to lead
 * to known states are no rows: they are only counted.
 */
import type { Seen } from './engine.ts'
import type { Finding } from './findings.ts'
import { atLeast } from './int-array.ts'
import type { Allocate } from './int-array.ts'
import { Rows } from './rows.ts'
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
  /** Steps that are no rows, state by state, and how many rows of their state come before each. */
  foreseen: Int32Array = new Int32Array(64)
  foreseenAt: Int32Array = new Int32Array(64)
  #foreseenCount = 0
  /** By state: the number of them before the end of its own; and the row at which the open state begins. */
  readonly #foreseenEnds: Int32Array
  #openRow = 0
  readonly #maxStates: number

  constructor(maxStates: number, allocate: Allocate) {
    super(maxStates, allocate)
    this.#foreseenEnds = new Int32Array(maxStates)
    this.#maxStates = maxStates
  }

  begin(from: number, words: number): void {
    this.clear(from, words)
    this.#foreseenCount = 0
    this.#openRow = 0
    if (this.offers.length > 0) this.offers.length = 0
    if (this.broken.size > 0) this.broken.clear()
    if (this.enough.length > 0) this.enough.length = 0
  }

  /** Takes back the rows of the state that is not closed: the batch ends before it. */
  dropOpenState(): void {
    this.count = this.#openRow
  }

  /** Adds a step that leads to some known state. */
  foresee(step: number): void {
    const at = this.#foreseenCount
    if (at >= this.foreseen.length) this.#growForeseen()
    this.foreseen[at] = step
    this.foreseenAt[at] = this.count - this.#openRow
    this.#foreseenCount = at + 1
  }

  #growForeseen(): void {
    this.foreseen = atLeast(this.foreseen, this.#foreseenCount + 1)
    this.foreseenAt = atLeast(this.foreseenAt, this.#foreseenCount + 1)
  }

  override closeState(hash: number): void {
    this.#foreseenEnds[this.to - this.from] = this.#foreseenCount
    this.#openRow = this.count
    super.closeState(hash)
  }

  /** The number of foreseen steps before those of the n-th state. */
  foreseenBefore(n: number): number {
    return n === 0 ? 0 : (this.#foreseenEnds[n - 1] ?? 0)
  }

  /** The number of steps out of the n-th state. */
  stepsOf(n: number): number {
    return this.rowsBefore(n + 1) - this.rowsBefore(n) + this.foreseenBefore(n + 1) - this.foreseenBefore(n)
  }

  get isFull(): boolean {
    return this.to - this.from >= this.#maxStates || this.count >= MAX_STEPS * this.#maxStates
  }
}
