/**
 * Arrays and records as lists of the ids of their parts, found by content: open addressing over
 * one arena.
 */

import { atLeast } from './int-array.ts'

export class NodeTable {
  /** Tag, number of parts, parts; one node after the other. */
  #arena: Int32Array = new Int32Array(1 << 12)
  #used = 0
  /** Where the node of a value id begins. */
  #starts: Int32Array = new Int32Array(1 << 10)
  /** Hash and value id + 1 (0: free), side by side. */
  #table = new Int32Array(1 << 11)
  #size = 0

  /** Integers that all nodes take. */
  get used(): number {
    return this.#used
  }

  /** The nodes that were added when so many integers were taken, and since. */
  since(used: number): Int32Array {
    return this.#arena.slice(used, this.#used)
  }

  hashOf(tag: number, ids: readonly number[]): number {
    let hash = Math.imul(tag ^ 0x9e3779b9, 0x85ebca6b) ^ ids.length
    for (let i = 0; i < ids.length; i += 1) {
      hash = Math.imul(hash ^ (ids[i] ?? 0), 0x01000193)
      hash ^= hash >>> 15
    }
    return Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35) | 0
  }

  /** The id of the value with these parts; -1: there is none yet. */
  find(tag: number, ids: readonly number[], hash: number): number {
    const table = this.#table
    const mask = (table.length >>> 1) - 1
    let position = (hash ^ (hash >>> 16)) & mask
    for (;;) {
      const entry = table[position * 2 + 1] ?? 0
      if (entry === 0) return -1
      if (table[position * 2] === hash && this.#equals(entry - 1, tag, ids)) return entry - 1
      position = (position + 1) & mask
    }
  }

  #equals(id: number, tag: number, ids: readonly number[]): boolean {
    const arena = this.#arena
    const start = this.#starts[id] ?? 0
    if (arena[start] !== tag || arena[start + 1] !== ids.length) return false
    for (let i = 0; i < ids.length; i += 1) if (arena[start + 2 + i] !== ids[i]) return false
    return true
  }

  /** Adds a node that was not found. */
  add(tag: number, ids: readonly number[], hash: number, id: number): void {
    this.#arena = atLeast(this.#arena, this.#used + 2 + ids.length)
    this.#starts = atLeast(this.#starts, id + 1)
    this.#starts[id] = this.#used
    this.#arena[this.#used] = tag
    this.#arena[this.#used + 1] = ids.length
    this.#arena.set(ids, this.#used + 2)
    this.#used += 2 + ids.length
    this.#size += 1
    if (this.#size * 4 > this.#table.length) this.#growTable()
    this.#insert(hash, id + 1)
  }

  #insert(hash: number, entry: number): void {
    const mask = (this.#table.length >>> 1) - 1
    let position = (hash ^ (hash >>> 16)) & mask
    while (this.#table[position * 2 + 1] !== 0) position = (position + 1) & mask
    this.#table[position * 2] = hash
    this.#table[position * 2 + 1] = entry
  }

  #growTable(): void {
    const old = this.#table
    this.#table = new Int32Array(old.length * 2)
    for (let i = 0; i < old.length; i += 2) {
      const entry = old[i + 1] ?? 0
      if (entry !== 0) this.#insert(old[i] ?? 0, entry)
    }
  }
}
