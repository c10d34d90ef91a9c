/** Sets of small numbers, one per row, as bits. */
import { atLeast } from './int-array.ts'

export class BitRows {
  /** Integers per row. */
  readonly words: number
  bits: Int32Array

  /** Rows hold numbers from 0 to before `width`. */
  constructor(width: number) {
    this.words = Math.max(1, (width + 31) >>> 5)
    this.bits = new Int32Array(this.words * 16)
  }

  /** Puts a number into a row; false: it was there. */
  add(row: number, number: number): boolean {
    this.reach(row)
    const at = row * this.words + (number >>> 5)
    const bit = 1 << (number & 31)
    const old = this.bits[at] ?? 0
    this.bits[at] = old | bit
    return (old & bit) === 0
  }

  /** Makes sure that a row is there. */
  reach(row: number): void {
    const end = (row + 1) * this.words
    if (end > this.bits.length) this.bits = atLeast(this.bits, end)
  }

  /** Adds all of a row to the set that begins at a place. */
  join(row: number, into: Int32Array, at: number): void {
    const start = row * this.words
    for (let w = 0; w < this.words; w += 1) into[at + w] = (into[at + w] ?? 0) | (this.bits[start + w] ?? 0)
  }
}

export const addBit = (set: Int32Array, number: number): void => {
  set[number >>> 5] = (set[number >>> 5] ?? 0) | (1 << (number & 31))
}

/** The least number in a set; -1: it is empty. */
export const lowestBit = (set: Int32Array): number => {
  for (let w = 0; w < set.length; w += 1) {
    const word = set[w] ?? 0
    if (word !== 0) return 32 * w + 31 - Math.clz32(word & -word)
  }
  return -1
}

export const hasBit = (set: Int32Array, at: number, number: number): boolean =>
  (((set[at + (number >>> 5)] ?? 0) >>> (number & 31)) & 1) === 1
