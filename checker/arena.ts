/**
 * The packed states, in order of discovery. When the layout grows wider a chunk keeps its old one until states are
 * compared with it. A full chunk is never written again, so two threads may read one arena.
 */
import { plain } from './int-array.ts'
import type { Allocate } from './int-array.ts'
import type { Layout } from './layout.ts'

/** Values per chunk, whose states are packed again together; the first one grows up to that. */
const CHUNK_VALUES_BITS = 18
const MAX_BITS = 14
const MIN_BITS = 8
const FIRST_CHUNK = 1 << 10

/** States per chunk, as a power of 2. */
const bitsFor = (slots: number): number =>
  Math.min(MAX_BITS, Math.max(MIN_BITS, CHUNK_VALUES_BITS - Math.ceil(Math.log2(slots))))

interface Chunk {
  readonly words: Int32Array
  readonly layout: Layout
}

export class Arena {
  layout: Layout
  /** States that were appended. */
  size = 0
  /** Is told of each chunk that is new, or packed again. */
  onChunk: (number: number, words: Int32Array) => void = () => undefined
  readonly #allocate: Allocate
  readonly #stored: Chunk[] = []
  /** Chunks in the present layout; null: packed again when states are next compared with it. */
  #chunks: (Int32Array | null)[] = []
  readonly #scratch: Int32Array
  readonly #bits: number
  readonly #mask: number

  constructor(layout: Layout, allocate = plain) {
    this.#bits = bitsFor(layout.widths.length)
    this.#mask = (1 << this.#bits) - 1
    this.layout = layout
    this.#allocate = allocate
    this.#scratch = new Int32Array(layout.widths.length)
  }

  get bytes(): number {
    return this.#stored.reduce((sum, { words }) => sum + words.byteLength, 0)
  }

  widen(layout: Layout): void {
    this.layout = layout
    this.#chunks = this.#chunks.map(() => null)
  }

  /** All chunks, in the present layout. */
  chunks(): readonly Int32Array[] {
    return this.#stored.map((_, number) => this.#chunk(number))
  }

  /** Takes over a chunk in the present layout. */
  adopt(number: number, words: Int32Array): void {
    this.#stored[number] = { words, layout: this.layout }
    this.#chunks[number] = words
  }

  #chunk(number: number): Int32Array {
    return this.#chunks[number] ?? this.#chunkAgain(number)
  }

  #chunkAgain(number: number): Int32Array {
    const { layout } = this
    const stored = this.#stored[number]
    const words = this.#allocate(this.#capacity(number) * layout.words)
    if (stored !== undefined) {
      const end = Math.min(this.#mask + 1, this.size - (number << this.#bits))
      for (let i = 0; i < end; i += 1) {
        stored.layout.unpack(stored.words, i * stored.layout.words, this.#scratch)
        layout.pack(this.#scratch, words, i * layout.words)
      }
    }
    this.adopt(number, words)
    this.onChunk(number, words)
    return words
  }

  /** States for which a chunk has to have room: small machines need no large one. */
  #capacity(number: number): number {
    const full = this.#mask + 1
    return number > 0 ? full : Math.min(full, Math.max(FIRST_CHUNK, (this.size + 1) * 2))
  }

  /** Unpacks a state. */
  read(index: number, into: Int32Array): void {
    const stored = this.#stored[index >>> this.#bits]
    stored?.layout.unpack(stored.words, (index & this.#mask) * stored.layout.words, into)
  }

  /** Copies the words of a state. */
  copy(index: number, into: Int32Array): void {
    const chunk = this.#chunks[index >>> this.#bits] ?? null
    if (chunk === null) {
      this.read(index, this.#scratch)
      this.layout.pack(this.#scratch, into, 0)
      return
    }
    const { words } = this.layout
    const at = (index & this.#mask) * words
    for (let i = 0; i < words; i += 1) into[i] = chunk[at + i] ?? 0
  }

  /** Is a state the one whose words stand at a place? */
  equals(index: number, words: Int32Array, at: number): boolean {
    const chunk = this.#chunk(index >>> this.#bits)
    const count = this.layout.words
    const start = (index & this.#mask) * count
    for (let i = 0; i < count; i += 1) if (chunk[start + i] !== words[at + i]) return false
    return true
  }

  /** Appends the state whose words stand at a place; its index. */
  append(words: Int32Array, at: number): number {
    const index = this.size
    const number = index >>> this.#bits
    const count = this.layout.words
    const start = (index & this.#mask) * count
    const present = this.#chunk(number)
    const chunk = start < present.length ? present : this.#chunkAgain(number)
    for (let i = 0; i < count; i += 1) chunk[start + i] = words[at + i] ?? 0
    this.size += 1
    return index
  }
}
