/**
 * The states that were found, each once: an arena of integer vectors in order of discovery (which
 * is also the queue), an open-addressing table over it, and for each state how it was reached.
 * Exact: vectors are compared.
 */
import { IntArray } from './int-array.ts'

/** What one slot contributes to the hash of a vector; a vector's hash is the xor over its slots. */
export const mix = (slot: number, value: number): number => {
  let hash = Math.imul(value + 0x7f4a7c15, 0x85ebca6b) ^ Math.imul(slot + 1, 0xc2b2ae35)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return hash ^ (hash >>> 13)
}

export const hashOf = (vector: Int32Array): number => {
  let hash = 0
  for (let slot = 0; slot < vector.length; slot += 1) hash ^= mix(slot, vector[slot] ?? 0)
  return hash
}

/** How a state was first reached; `parent` -1: it is initial. */
export interface Origin {
  readonly parent: number
  readonly rule: number
  /** Which of the rule's transitions. */
  readonly transition: number
  readonly depth: number
}

/** Integers per chunk of the arena, about. */
const CHUNK_INTS = 1 << 20

export class StateSpace {
  readonly width: number
  /** States per chunk, a power of two, so that no vector is split. */
  readonly #bits: number
  readonly #mask: number
  readonly #arena: Int32Array[] = []
  readonly #hashes = new IntArray()
  readonly #parents = new IntArray()
  readonly rules = new IntArray()
  readonly transitions = new IntArray()
  /** Steps from the start, on the way on which it was found. */
  readonly depths = new IntArray()
  /** Hash and index + 1 (0: free), side by side. */
  #table = new Int32Array(1 << 13)
  #size = 0

  constructor(width: number) {
    this.width = width
    const perChunk = Math.max(1, CHUNK_INTS / Math.max(1, width))
    this.#bits = Math.floor(Math.log2(perChunk))
    this.#mask = (1 << this.#bits) - 1
  }

  get size(): number {
    return this.#size
  }

  /** The state before, on the way on which this one was found; -1: it is initial. */
  parent(index: number): number {
    return this.#parents.get(index) - 1
  }

  hash(index: number): number {
    return this.#hashes.get(index)
  }

  /** Copies a state's vector. */
  read(index: number, into: Int32Array): void {
    const chunk = this.#chunk(index)
    const offset = (index & this.#mask) * this.width
    for (let i = 0; i < this.width; i += 1) into[i] = chunk[offset + i] ?? 0
  }

  #chunk(index: number): Int32Array {
    const number = index >>> this.#bits
    const known = this.#arena[number]
    if (known !== undefined) return known
    const made = new Int32Array((this.#mask + 1) * this.width)
    this.#arena[number] = made
    return made
  }

  /** The index of a vector if it was found before, else -1. */
  find(vector: Int32Array, hash: number): number {
    const table = this.#table
    const mask = (table.length >>> 1) - 1
    let position = (hash ^ (hash >>> 16)) & mask
    for (;;) {
      const entry = table[position * 2 + 1] ?? 0
      if (entry === 0) return -1
      if (table[position * 2] === hash && this.#equals(entry - 1, vector)) return entry - 1
      position = (position + 1) & mask
    }
  }

  #equals(index: number, vector: Int32Array): boolean {
    const chunk = this.#chunk(index)
    const offset = (index & this.#mask) * this.width
    for (let i = 0; i < this.width; i += 1) if (chunk[offset + i] !== vector[i]) return false
    return true
  }

  /** Adds a vector that was not found; its index. */
  add(vector: Int32Array, hash: number, { parent, rule, transition, depth }: Origin): number {
    if ((this.#size + 1) * 3 > this.#table.length) this.#growTable()
    const index = this.#size
    this.#chunk(index).set(vector, (index & this.#mask) * this.width)
    this.#hashes.set(index, hash)
    this.#parents.set(index, parent + 1)
    this.rules.set(index, rule)
    this.transitions.set(index, transition)
    this.depths.set(index, depth)
    this.#insert(hash, index + 1)
    this.#size += 1
    return index
  }

  #insert(hash: number, entry: number): void {
    const mask = (this.#table.length >>> 1) - 1
    let position = (hash ^ (hash >>> 16)) & mask
    while (this.#table[position * 2 + 1] !== 0) position = (position + 1) & mask
    this.#table[position * 2] = hash
    this.#table[position * 2 + 1] = entry
  }

  #growTable(): void {
    this.#table = new Int32Array(this.#table.length * 2)
    for (let i = 0; i < this.#size; i += 1) this.#insert(this.#hashes.get(i), i + 1)
  }

  /** Indexes of the states on the way to a state, an initial one first. */
  pathTo(index: number): readonly number[] {
    const path: number[] = []
    for (let at = index; at >= 0; at = this.parent(at)) path.push(at)
    return path.reverse()
  }
}
