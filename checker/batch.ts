/**
 * The steps out of a few states, before it is known where they lead: one row of integers per step.
 * Looking many of them up together lets the processor wait for memory once and not for each.
 */
import type { Finding } from './findings.ts'
import { atLeast } from './int-array.ts'
import type { Successor } from './steps.ts'

/** Per row, before the words of the successor: state, step (or -1 - number of an offer), hash. */
export const FROM = 0
export const STEP = 1
export const HASH = 2
export const WORDS = 3

export class Batch<S> {
  rows: Int32Array = new Int32Array(256)
  /** Integers per row. */
  stride: number
  /** Number of rows. */
  count = 0
  /** By row: the state to which it probably leads, if that is clear; else -1. */
  likely: Int32Array = new Int32Array(64)
  /** Steps that are not remembered. */
  readonly offers: Successor[] = []
  /** Properties that a step breaks, by row. */
  readonly broken = new Map<number, readonly Finding<S>[]>()

  constructor(words: number) {
    this.stride = WORDS + words
  }

  clear(words: number): void {
    this.stride = WORDS + words
    this.count = 0
    if (this.offers.length > 0) this.offers.length = 0
    if (this.broken.size > 0) this.broken.clear()
  }

  /** Where the next row begins. */
  next(): number {
    const at = this.count * this.stride
    if (at + this.stride > this.rows.length) this.rows = atLeast(this.rows, at + this.stride)
    if (this.count >= this.likely.length) this.likely = atLeast(this.likely, this.count + 1)
    this.likely[this.count] = -1
    this.count += 1
    return at
  }

  /** The last row probably leads to this state. */
  guess(index: number): void {
    this.likely[this.count - 1] = index
  }
}
