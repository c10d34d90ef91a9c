/**
 * The states that were found, each once: an arena of integer vectors in order of discovery (which is also the
 * queue), an open-addressing table over it, and for each state how it was reached. Exact: vectors are compared.
 */

const CHUNK_BITS = 16
const CHUNK = 1 << CHUNK_BITS
const MASK = CHUNK - 1

/** A growing array of 32-bit integers in chunks: growth copies nothing. */
export class IntArray {
  readonly #chunks: Int32Array[] = []

  get(index: number): number {
    return this.#chunks[index >>> CHUNK_BITS]?.[index & MASK] ?? 0
  }

  set(index: number, value: number): void {
    const chunk = this.#chunks[index >>> CHUNK_BITS] ?? this.#grow(index >>> CHUNK_BITS)
    chunk[index & MASK] = value
  }

  #grow(upTo: number): Int32Array {
    while (this.#chunks.length <= upTo) this.#chunks.push(new Int32Array(CHUNK))
    const chunk = this.#chunks[upTo]
    if (chunk === undefined) throw new Error('internal error: arena did not grow')
    return chunk
  }
}

const mix = (slot: number, value: number): number => {
  let hash = Math.imul(value + 0x9e3779b9, 0x85ebca6b) ^ Math.imul(slot + 1, 0xc2b2ae35)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return hash ^ (hash >>> 13)
}

export const hashOf = (vector: Int32Array): number => {
  let hash = 0
  for (let slot = 0; slot < vector.length; slot += 1) hash ^= mix(slot, vector[slot] ?? 0)
  return hash
}

export class StateSpace {
  readonly width: number
  /** States per arena chunk, so that no vector is split. */
  readonly #perChunk: number
  readonly #arena: Int32Array[] = []
  readonly #hashes = new IntArray()
  readonly parents = new IntArray()
  /** Index of the rule and of the transition in its answer that led here. */
  readonly rules = new IntArray()
  readonly transitions = new IntArray()
  readonly depths = new IntArray()
  #table = new Int32Array(1 << 16)
  #size = 0

  constructor(width: number) {
    this.width = width
    this.#perChunk = Math.max(1, Math.floor((1 << 20) / Math.max(1, width)))
  }

  get size(): number {
    return this.#size
  }

  /** Copies a state's vector. */
  read(index: number, into: Int32Array): void {
    const { chunk, offset } = this.#place(index)
    for (let i = 0; i < this.width; i += 1) into[i] = chunk[offset + i] ?? 0
  }

  at(index: number, slot: number): number {
    const { chunk, offset } = this.#place(index)
    return chunk[offset + slot] ?? 0
  }

  #place(index: number): { readonly chunk: Int32Array; readonly offset: number } {
    const number = Math.floor(index / this.#perChunk)
    let chunk = this.#arena[number]
    if (chunk === undefined) {
      chunk = new Int32Array(this.#perChunk * this.width)
      this.#arena[number] = chunk
    }
    return { chunk, offset: (index % this.#perChunk) * this.width }
  }

  /** The index of a vector if it was found before, else -1 - (where it would go). */
  find(vector: Int32Array, hash: number): number {
    const mask = this.#table.length - 1
    let position = (hash ^ (hash >>> 16)) & mask
    for (;;) {
      const entry = this.#table[position] ?? 0
      if (entry === 0) return -1
      const index = entry - 1
      if (this.#hashes.get(index) === hash && this.#equals(index, vector)) return index
      position = (position + 1) & mask
    }
  }

  #equals(index: number, vector: Int32Array): boolean {
    const { chunk, offset } = this.#place(index)
    for (let i = 0; i < this.width; i += 1) if (chunk[offset + i] !== vector[i]) return false
    return true
  }

  /** Adds a vector that was not found. */
  add(
    vector: Int32Array,
    hash: number,
    origin: { readonly parent: number; readonly rule: number; readonly transition: number; readonly depth: number },
  ): number {
    if ((this.#size + 1) * 4 > this.#table.length * 3) this.#growTable()
    const index = this.#size
    const { chunk, offset } = this.#place(index)
    for (let i = 0; i < this.width; i += 1) chunk[offset + i] = vector[i] ?? 0
    this.#hashes.set(index, hash)
    this.parents.set(index, origin.parent)
    this.rules.set(index, origin.rule)
    this.transitions.set(index, origin.transition)
    this.depths.set(index, origin.depth)
    this.#insert(index, hash)
    this.#size += 1
    return index
  }

  #insert(index: number, hash: number): void {
    const mask = this.#table.length - 1
    let position = (hash ^ (hash >>> 16)) & mask
    while (this.#table[position] !== 0) position = (position + 1) & mask
    this.#table[position] = index + 1
  }

  #growTable(): void {
    this.#table = new Int32Array(this.#table.length * 4)
    for (let index = 0; index < this.#size; index += 1) this.#insert(index, this.#hashes.get(index))
  }
}
