/**
 * The states that were found, each once, packed into words: an arena in order of discovery, which
 * is also the queue, an index over it, and for each state from which one it was first reached.
 * Exact: states are compared. By which rule a state was reached is found again by executing the
 * rules of its parent: the first step that leads to it is the one.
 */
import { Bits, IntArray } from './int-array.ts'
import { Layers } from './layers.ts'
import { Layout } from './layout.ts'
import type { SlotValues } from './slot-values.ts'
import { StateIndex, positionIn, probe } from './state-index.ts'

/** States per chunk of the arena; the first one grows up to that. */
const CHUNK_BITS = 17
const CHUNK = 1 << CHUNK_BITS
const FIRST_CHUNK = 1 << 10
const CHUNK_MASK = CHUNK - 1

export class StateSpace {
  readonly width: number
  layout: Layout
  /** Steps from the start, on the way on which a state was found. */
  readonly depths = new Layers()
  readonly #slots: readonly SlotValues[]
  /** Chunks in the present layout; others are packed again when they are next looked at. */
  #chunks: (Int32Array | null)[] = []
  readonly #stored: { readonly words: Int32Array; readonly layout: Layout }[] = []
  readonly #index = new StateIndex()
  readonly #parents = new IntArray()
  readonly #struck = new Bits()
  readonly #scratch: Int32Array
  /** Keeps what was read ahead, so that reading it is not optimised away. */
  #touched = 0
  #size = 0

  constructor(slots: readonly SlotValues[]) {
    this.#slots = slots
    this.width = slots.length
    this.layout = new Layout(slots.map(({ size }) => size))
    this.#scratch = new Int32Array(slots.length)
  }

  get size(): number {
    return this.#size
  }

  get touched(): number {
    return this.#touched
  }

  /** All that is kept per state. */
  get bytes(): number {
    const arena = this.#stored.reduce((sum, { words }) => sum + words.byteLength, 0)
    return arena + this.#index.bytes + this.#parents.bytes + this.depths.bytes
  }

  /** The state before, on the way on which this one was found; -1: it is initial. */
  parent(index: number): number {
    return this.#parents.get(index) - 1
  }

  /** Was a state first reached by a fault? */
  isStruck(index: number): boolean {
    return this.#struck.get(index)
  }

  strike(index: number): void {
    this.#struck.set(index, true)
  }

  /** Do the values that were seen still fit into the layout? */
  get isTight(): boolean {
    for (let slot = 0; slot < this.width; slot += 1) {
      if (!this.layout.fits(slot, this.#slots[slot]?.size ?? 0)) return true
    }
    return false
  }

  /** Makes room for the values that were seen since. */
  widen(): void {
    const counts = this.#slots.map(({ size }) => size)
    this.layout = new Layout(counts, this.layout)
    this.#chunks = this.#chunks.map(() => null)
  }

  #chunk(number: number): Int32Array {
    return this.#chunks[number] ?? this.#chunkAgain(number)
  }

  #chunkAgain(number: number): Int32Array {
    const { layout } = this
    const stored = this.#stored[number]
    const words = new Int32Array(this.#capacity(number) * layout.words)
    if (stored !== undefined) {
      const end = Math.min(CHUNK, this.#size - number * CHUNK)
      for (let i = 0; i < end; i += 1) {
        stored.layout.unpack(stored.words, i * stored.layout.words, this.#scratch)
        layout.pack(this.#scratch, words, i * layout.words)
      }
    }
    this.#stored[number] = { words, layout }
    this.#chunks[number] = words
    return words
  }

  /** States for which a chunk has to have room: small machines need no large one. */
  #capacity(number: number): number {
    const needed = this.#size - number * CHUNK + 1
    return number > 0 ? CHUNK : Math.min(CHUNK, Math.max(FIRST_CHUNK, needed * 2))
  }

  /** Unpacks a state. */
  read(index: number, into: Int32Array): void {
    const chunk = this.#chunk(index >>> CHUNK_BITS)
    this.layout.unpack(chunk, (index & CHUNK_MASK) * this.layout.words, into)
  }

  /** Copies the words of a state. */
  copy(index: number, into: Int32Array): void {
    const chunk = this.#chunk(index >>> CHUNK_BITS)
    const { words } = this.layout
    const at = (index & CHUNK_MASK) * words
    for (let i = 0; i < words; i += 1) into[i] = chunk[at + i] ?? 0
  }

  hashOf(vector: Int32Array): number {
    const slots = this.#slots
    let hash = 0
    for (let slot = 0; slot < vector.length; slot += 1) {
      hash ^= slots[slot]?.hashes[vector[slot] ?? 0] ?? 0
    }
    return hash
  }

  /**
   * Looks up many states at once, whose words begin at `words` in each row, with their hash just
   * before: into `likely` goes the likely index of each, or -1; where it stands already nothing is
   * done. No row depends on what the row before it got, so the processor waits for the memory of
   * many rows at a time; a first pass without any decision lets it wait for most.
   */
  locate(rows: Int32Array, stride: number, count: number, words: number, likely: Int32Array): void {
    let touched = 0
    for (let row = 0; row < count; row += 1) {
      const hash = rows[row * stride + words - 1] ?? 0
      const segment = this.#index.segment(hash)
      touched ^= segment[positionIn(segment, hash)] ?? 0
    }
    for (let row = 0; row < count; row += 1) {
      if ((likely[row] ?? -1) >= 0) continue
      const hash = rows[row * stride + words - 1] ?? 0
      const segment = this.#index.segment(hash)
      const index = (segment[probe(segment, hash, positionIn(segment, hash)) + 1] ?? 0) - 1
      likely[row] = index
      if (index >= 0) touched ^= this.#firstWord(index)
    }
    this.#touched ^= touched
  }

  #firstWord(index: number): number {
    return this.#chunk(index >>> CHUNK_BITS)[(index & CHUNK_MASK) * this.layout.words] ?? 0
  }

  /** The index of the state whose words stand at a place, if it was found before; else -1. */
  find(words: Int32Array, at: number, hash: number): number {
    const segment = this.#index.segment(hash)
    let position = positionIn(segment, hash)
    for (;;) {
      position = probe(segment, hash, position)
      const index = (segment[position + 1] ?? 0) - 1
      if (index < 0 || this.#equals(index, words, at)) return index
      position = (position + 2) & (segment.length - 1)
    }
  }

  /** The index of a state for which `locate` found a likely one; -1: it was not found before. */
  confirm(likely: number, words: Int32Array, at: number, hash: number): number {
    return likely >= 0 && this.#equals(likely, words, at) ? likely : this.find(words, at, hash)
  }

  #equals(index: number, words: Int32Array, at: number): boolean {
    const chunk = this.#chunk(index >>> CHUNK_BITS)
    const count = this.layout.words
    const start = (index & CHUNK_MASK) * count
    for (let i = 0; i < count; i += 1) if (chunk[start + i] !== words[at + i]) return false
    return true
  }

  /** Adds a state that was not found; its index. `parent` -1: it is initial. */
  add(words: Int32Array, at: number, hash: number, parent: number): number {
    const index = this.#size
    const number = index >>> CHUNK_BITS
    const count = this.layout.words
    const start = (index & CHUNK_MASK) * count
    const present = this.#chunk(number)
    const chunk = start < present.length ? present : this.#chunkAgain(number)
    for (let i = 0; i < count; i += 1) chunk[start + i] = words[at + i] ?? 0
    this.#parents.set(index, parent + 1)
    this.#size += 1
    this.#index.add(hash, index)
    return index
  }

  /** Indexes of the states on the way to a state, an initial one first. */
  pathTo(index: number): readonly number[] {
    const path: number[] = []
    for (let at = index; at >= 0; at = this.parent(at)) path.push(at)
    return path.reverse()
  }
}
