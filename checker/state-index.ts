/**
 * Finds states by hash: open addressing over state indexes. An entry is one integer: the index + 1
 * in its low bits, and in the rest a tag of the top bits of the hash, so that a look-up that fails
 * seldom touches a state. The table is cut into segments that grow one by one: no growth makes
 * anybody wait.
 */

/** A table larger than this is cut into segments. */
const CUT_AT = 1 << 16
const SEGMENTS = 256
const SEGMENT_BITS = 8
const FIRST_SIZE = 1 << 8
const FIRST_INDEX_BITS = 20
const MAX_INDEX_BITS = 30
/** Part of a segment that may be filled. */
const MAX_LOAD = 0.8

export interface HashedStates {
  /** The hash of a state, worked out again. */
  readonly hashAt: (index: number) => number
}

export class StateIndex {
  #segments: Int32Array[] = [new Int32Array(FIRST_SIZE)]
  #counts = new Int32Array(1)
  #segmentMask = 0
  #indexMask = (1 << FIRST_INDEX_BITS) - 1
  readonly #states: HashedStates

  constructor(states: HashedStates) {
    this.#states = states
  }

  get bytes(): number {
    return 4 * this.#segments.reduce((sum, { length }) => sum + length, 0)
  }

  segment(hash: number): Int32Array {
    return this.#segments[hash & this.#segmentMask] as Int32Array
  }

  get indexMask(): number {
    return this.#indexMask
  }

  /** Adds an index whose state was not found. */
  add(hash: number, index: number): void {
    if (index + 1 > this.#indexMask) this.#widenIndexes()
    const number = hash & this.#segmentMask
    const segment = this.#segments[number] as Int32Array
    const count = (this.#counts[number] ?? 0) + 1
    this.#counts[number] = count
    insert(segment, hash, this.#indexMask, index)
    if (count > segment.length * MAX_LOAD) this.#grow(number)
  }

  #grow(number: number): void {
    const old = this.#segments[number] as Int32Array
    if (this.#segmentMask === 0 && old.length >= CUT_AT) {
      this.#cut(old)
      return
    }
    const grown = new Int32Array(old.length * 2)
    this.#each(old, (hash, index) => insert(grown, hash, this.#indexMask, index))
    this.#segments[number] = grown
  }

  #cut(old: Int32Array): void {
    const size = (old.length * 2) / SEGMENTS
    this.#segments = Array.from({ length: SEGMENTS }, () => new Int32Array(size))
    this.#counts = new Int32Array(SEGMENTS)
    this.#segmentMask = SEGMENTS - 1
    this.#each(old, (hash, index) => this.add(hash, index))
  }

  #each(segment: Int32Array, visit: (hash: number, index: number) => void): void {
    for (const entry of segment) {
      if (entry === 0) continue
      const index = (entry & this.#indexMask) - 1
      visit(this.#states.hashAt(index), index)
    }
  }

  /** Indexes get two bits more, tags two bits less. */
  #widenIndexes(): void {
    const before = this.#indexMask
    if (before >= 2 ** MAX_INDEX_BITS - 1) {
      throw new Error(`more than ${before} states: that is as far as the index of states reaches`)
    }
    this.#indexMask = before * 4 + 3
    const kept = ~this.#indexMask | before
    for (const segment of this.#segments) {
      for (let i = 0; i < segment.length; i += 1) segment[i] = (segment[i] ?? 0) & kept
    }
  }
}

/** Where the probe for a hash begins; the bits below choose the segment. */
export const positionOf = (hash: number): number => hash >>> SEGMENT_BITS

const insert = (segment: Int32Array, hash: number, indexMask: number, index: number): void => {
  const mask = segment.length - 1
  let position = positionOf(hash) & mask
  while (segment[position] !== 0) position = (position + 1) & mask
  segment[position] = (hash & ~indexMask) | (index + 1)
}
