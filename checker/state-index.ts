/**
 * Finds states by hash: open addressing over pairs of hash and state index. The table is cut into
 * segments, which double up to a size at which that takes no time to speak of, and are split in two
 * from then on (extendible hashing: Fagin, Nievergelt, Pippenger, Strong, 1979). Few and large
 * segments are quicker than many small ones, because those that are in use stay in the cache.
 */

/** The lowest bits of a hash choose the segment: there are at most 4 096. */
const SEGMENT_BITS = 12
const FIRST_PAIRS = 1 << 8
/** A segment with so many pairs (8 MB) is split. */
const MAX_PAIRS = 1 << 20
/** Part of a segment that may be filled. */
const MAX_LOAD = 7 / 8

/** Hash and index + 1 (0: free), side by side. */
type Segment = Int32Array

/** A segment, as it is filled. */
interface Part {
  segment: Segment
  pairs: number
  /** So many of the lowest bits of a hash are the same for all its pairs. */
  bits: number
}

const emptyPart = (length: number, bits: number): Part => ({ segment: new Int32Array(length), pairs: 0, bits })

export class StateIndex {
  /** By the lowest bits of a hash; a segment may stand in several places. */
  #parts: Part[] = [emptyPart(2 * FIRST_PAIRS, 0)]
  #segments: Segment[] = this.#parts.map(({ segment }) => segment)
  #mask = 0
  /** Of all segments. */
  #ints = 2 * FIRST_PAIRS
  readonly #maxLength: number

  /** `maxPairs`, a power of 2: a segment with more pairs is split. */
  constructor(maxPairs = MAX_PAIRS) {
    this.#maxLength = 2 * maxPairs
  }

  get bytes(): number {
    return 4 * this.#ints
  }

  segment(hash: number): Segment {
    return this.#segments[hash & this.#mask] as Segment
  }

  /** Adds an index whose state was not found. */
  add(hash: number, index: number): void {
    const part = this.#parts[hash & this.#mask] as Part
    insert(part.segment, hash, index + 1)
    part.pairs += 1
    if (2 * part.pairs > part.segment.length * MAX_LOAD) this.#grow(part, hash)
  }

  #grow(part: Part, hash: number): void {
    const { segment, bits } = part
    // It becomes one of twice its length, or two of its length.
    this.#ints += segment.length
    if (segment.length < this.#maxLength || bits === SEGMENT_BITS) {
      this.#replace(hash, bits, fill(emptyPart(2 * segment.length, bits), segment, () => true))
      return
    }
    if (this.#mask + 1 === 1 << bits) {
      this.#parts = [...this.#parts, ...this.#parts]
      this.#segments = [...this.#segments, ...this.#segments]
      this.#mask = this.#parts.length - 1
    }
    const bit = 1 << bits
    for (const side of [0, bit]) {
      const half = fill(emptyPart(segment.length, bits + 1), segment, (other) => (other & bit) === side)
      this.#replace((hash & (bit - 1)) | side, bits + 1, half)
    }
  }

  /** Puts a part wherever the lowest bits are those of a hash. */
  #replace(hash: number, bits: number, part: Part): void {
    const size = 1 << bits
    for (let at = hash & (size - 1); at < this.#parts.length; at += size) {
      this.#parts[at] = part
      this.#segments[at] = part.segment
    }
  }
}

/** A part with those pairs of a segment whose hash it wants. */
const fill = (part: Part, from: Segment, wants: (hash: number) => boolean): Part => {
  for (let i = 0; i < from.length; i += 2) {
    const hash = from[i] ?? 0
    const entry = from[i + 1] ?? 0
    if (entry === 0 || !wants(hash)) continue
    insert(part.segment, hash, entry)
    part.pairs += 1
  }
  return part
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
