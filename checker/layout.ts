/**
 * How a state is packed into words: each slot takes as many bits as its values need. When a slot
 * outgrows its bits there is a new layout; states are packed again when they are next looked at.
 */
import { mix } from './slot-values.ts'

const WORD = 32
const MAX_WIDTH = 31
/**
 * Slots with more values than this are expected to go on growing, and get room ahead whenever there is a new layout:
 * each of them costs packing every state again.
 */
const MANY = 256

/** Hashes of so many values of a slot are worked out ahead. */
const MAX_HASHES = 1 << 10

const bitsFor = (count: number): number => Math.ceil(Math.log2(count))

/** Bits for a slot that holds so many values now, and had so many bits before. */
const widthFor = (count: number, before: number): number => {
  const needed = count > MANY ? Math.min(MAX_WIDTH, bitsFor(count * 1.5)) : bitsFor(count)
  return Math.max(needed, before)
}

export class Layout {
  /** Words per state. */
  readonly words: number
  readonly widths: Uint8Array
  readonly wordOf: Uint16Array
  readonly shiftOf: Uint8Array
  readonly maskOf: Int32Array

  /** Hashes of the values of slots that have few, and where those of a slot begin; negative: they are too many. */
  #hashes: Int32Array = new Int32Array(0)
  readonly #begins: Int32Array

  /** For slots of so many bits each. */
  constructor(widths: Uint8Array) {
    this.widths = widths
    this.wordOf = new Uint16Array(widths.length)
    this.shiftOf = new Uint8Array(widths.length)
    this.maskOf = Int32Array.from(widths, (width) => (1 << width) - 1)
    this.#begins = new Int32Array(widths.length)
    this.words = this.#place()
  }

  /** For slots with so many values each, with at least the bits that they had. */
  static for(counts: readonly number[], before?: Layout): Layout {
    return new Layout(Uint8Array.from(counts, (count, i) => widthFor(count, before?.widths[i] ?? 0)))
  }

  /** Widest slots first, each into the first word that has room; the number of words. */
  #place(): number {
    const used: number[] = [0]
    const order = [...this.widths.keys()].sort((a, b) => this.#width(b) - this.#width(a) || a - b)
    for (const slot of order) {
      const width = this.#width(slot)
      const found = used.findIndex((bits) => bits + width <= WORD)
      const word = found < 0 ? used.push(0) - 1 : found
      this.wordOf[slot] = word
      this.shiftOf[slot] = used[word] ?? 0
      used[word] = (used[word] ?? 0) + width
    }
    return used.length
  }

  #width(slot: number): number {
    return this.widths[slot] ?? 0
  }

  /** Is there room for so many values in a slot? */
  fits(slot: number, count: number): boolean {
    return count - 1 <= (this.maskOf[slot] ?? 0)
  }

  pack(vector: Int32Array, into: Int32Array, at: number): void {
    for (let i = 0; i < this.words; i += 1) into[at + i] = 0
    for (let slot = 0; slot < vector.length; slot += 1) {
      const word = at + (this.wordOf[slot] ?? 0)
      into[word] = (into[word] ?? 0) | ((vector[slot] ?? 0) << (this.shiftOf[slot] ?? 0))
    }
  }

  unpack(from: Int32Array, at: number, vector: Int32Array): void {
    const { wordOf, shiftOf, maskOf } = this
    for (let slot = 0; slot < vector.length; slot += 1) {
      const word = from[at + (wordOf[slot] ?? 0)] ?? 0
      vector[slot] = (word >>> (shiftOf[slot] ?? 0)) & (maskOf[slot] ?? 0)
    }
  }

  /** Unpacks a state that stands alone; its hash. */
  unpackAndHash(from: Int32Array, vector: Int32Array): number {
    const { wordOf, shiftOf, maskOf } = this
    if (this.#hashes.length === 0) this.#workOutHashes()
    const [begins, hashes] = [this.#begins, this.#hashes]
    let hash = 0
    for (let slot = 0; slot < vector.length; slot += 1) {
      const word = from[wordOf[slot] ?? 0] ?? 0
      const value = (word >>> (shiftOf[slot] ?? 0)) & (maskOf[slot] ?? 0)
      vector[slot] = value
      const begin = begins[slot] ?? 0
      hash ^= begin < 0 ? mix(slot, value) : (hashes[begin + value] ?? 0)
    }
    return hash
  }

  #workOutHashes(): void {
    const hashes: number[] = []
    for (const [slot, mask] of this.maskOf.entries()) {
      this.#begins[slot] = mask < MAX_HASHES ? hashes.length : -1
      for (let id = 0; id <= mask && mask < MAX_HASHES; id += 1) hashes.push(mix(slot, id))
    }
    this.#hashes = Int32Array.from(hashes)
  }

  /** What changes in a slot's word when its value changes so; to be xored onto it. */
  difference(slot: number, from: number, to: number): number {
    return (from ^ to) << (this.shiftOf[slot] ?? 0)
  }
}
