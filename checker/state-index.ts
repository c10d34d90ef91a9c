/**
 * Finds states by hash: open addressing over pairs of hash and state index. The table is cut into
 * segments that grow one by one, so that growth makes nobody wait.
 */

/** A table with more entries than this is cut into segments. */
const CUT_AT = 1 << 16
const SEGMENTS = 256
const SEGMENT_BITS = 8
const FIRST_ENTRIES = 1 << 8
/** Part of a segment that may be filled. */
const MAX_LOAD = 7 / 8

export class StateIndex {
  /** Hash and index + 1 (0: free), side by side. */
  #segments: Int32Array[] = [new Int32Array(2 * FIRST_ENTRIES)]
  #counts = new Int32Array(1)
  #segmentMask = 0

  get bytes(): number {
    return 4 * this.#segments.reduce((sum, { length }) => sum + length, 0)
  }

  segment(hash: number): Int32Array {
    return this.#segments[hash & this.#segmentMask] as Int32Array
  }

  /** Adds an index whose state was not found. */
  add(hash: number, index: number): void {
    const number = hash & this.#segmentMask
    const segment = this.#segments[number] as Int32Array
    const count = (this.#counts[number] ?? 0) + 1
    this.#counts[number] = count
    insert(segment, hash, index + 1)
    if (count * 2 > segment.length * MAX_LOAD) this.#grow(number)
  }

  #grow(number: number): void {
    const old = this.#segments[number] as Int32Array
    if (this.#segmentMask === 0 && old.length >= 2 * CUT_AT) {
      this.#cut(old)
      return
    }
    const grown = new Int32Array(old.length * 2)
    for (let i = 0; i < old.length; i += 2) {
      const entry = old[i + 1] ?? 0
      if (entry !== 0) insert(grown, old[i] ?? 0, entry)
    }
    this.#segments[number] = grown
  }

  #cut(old: Int32Array): void {
    const length = (old.length * 2) / SEGMENTS
    this.#segments = Array.from({ length: SEGMENTS }, () => new Int32Array(length))
    this.#counts = new Int32Array(SEGMENTS)
    this.#segmentMask = SEGMENTS - 1
    for (let i = 0; i < old.length; i += 2) {
      const entry = old[i + 1] ?? 0
      if (entry !== 0) this.add(old[i] ?? 0, entry - 1)
    }
  }
}

/** Where the probe for a hash begins in a segment; the bits below choose the segment. */
export const positionIn = (segment: Int32Array, hash: number): number =>
  ((hash >>> SEGMENT_BITS) * 2) & (segment.length - 1)

/** The first pair at or after a position that has this hash or is free. */
export const probe = (segment: Int32Array, hash: number, from: number): number => {
  const mask = segment.length - 1
  let at = from
  while (segment[at + 1] !== 0 && segment[at] !== hash) at = (at + 2) & mask
  return at
}

const insert = (segment: Int32Array, hash: number, entry: number): void => {
  const mask = segment.length - 1
  let at = positionIn(segment, hash)
  while (segment[at + 1] !== 0) at = (at + 2) & mask
  segment[at] = hash
  segment[at + 1] = entry
}
