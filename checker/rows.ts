/**
 * Steps, before it is known where they lead: one row of integers per step. Looking many of them up
 * together lets the processor wait for memory once and not for each.
 */

/** Per row, before the words of the successor: state, step (or -1 - number of an offer), hash. */
export const FROM = 0
export const STEP = 1
export const HASH = 2
export const WORDS = 3

export class Rows {
  rows: Int32Array
  /** Integers per row. */
  stride = WORDS
  /** Number of rows. */
  count = 0
  /** By row: the state to which it leads; until it is settled the likely one, or -1. */
  targets: Int32Array
  readonly #allocate: (ints: number) => Int32Array

  constructor(allocate = (ints: number): Int32Array => new Int32Array(ints)) {
    this.#allocate = allocate
    this.rows = allocate(256)
    this.targets = allocate(64)
  }

  /** Takes over memory in which another thread leaves its rows. */
  adopt(rows: Int32Array, targets: Int32Array): void {
    this.rows = rows
    this.targets = targets
  }

  /** Begins anew, for states of so many words. */
  clear(words: number): void {
    this.stride = WORDS + words
    this.count = 0
  }

  /** Where the next row begins. */
  next(): number {
    const at = this.count * this.stride
    if (at + this.stride > this.rows.length) this.rows = this.#longer(this.rows)
    if (this.count >= this.targets.length) this.targets = this.#longer(this.targets)
    this.targets[this.count] = -1
    this.count += 1
    return at
  }

  #longer(array: Int32Array): Int32Array {
    const next = this.#allocate(Math.max(this.stride, array.length * 2))
    next.set(array)
    return next
  }

  /** The last row probably leads to this state. */
  guess(index: number): void {
    this.targets[this.count - 1] = index
  }
}
