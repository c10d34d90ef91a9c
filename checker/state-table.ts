/** Finds states in an arena, or adds them. It knows words and hashes and nothing of the machine. Exact: states are compared. */
import { applySteps } from './apply-steps.ts'
import type { Arena } from './arena.ts'
import { atLeast } from './int-array.ts'
import { HASH, WORDS } from './rows.ts'
import type { Rows } from './rows.ts'
import { StateIndex, positionIn, probe } from './state-index.ts'

export class StateTable {
  readonly #arena: Arena
  readonly index: StateIndex
  /** Rows that are to be looked up, and their hashes. */
  #wanted: Int32Array = new Int32Array(0)
  #hashes: Int32Array = new Int32Array(0)
  #count = 0
  /** Keeps what was read ahead, so that reading it is not optimised away. */
  #touched = 0

  constructor(arena: Arena, index = new StateIndex()) {
    this.#arena = arena
    this.index = index
  }

  get touched(): number {
    return this.#touched
  }

  /** Finds the states to which all rows lead; those that are new are added, in the order of the rows. */
  settle(batch: Rows): void {
    applySteps(batch, this.#arena)
    this.#gather(batch)
    this.#readAhead()
    this.#findKnown(batch)
    const { rows, stride, targets } = batch
    const wanted = this.#wanted
    for (let i = 0; i < this.#count; i += 1) {
      const row = wanted[i] ?? 0
      const at = row * stride
      targets[row] = this.#findOrAdd(rows, at + WORDS, rows[at + HASH] ?? 0)
    }
  }

  /** The rows without a target, and their hashes, side by side. */
  #gather({ rows, stride, count, targets }: Rows): void {
    this.#wanted = atLeast(this.#wanted, count)
    this.#hashes = atLeast(this.#hashes, count)
    const [wanted, hashes] = [this.#wanted, this.#hashes]
    let found = 0
    for (let row = 0; row < count; row += 1) {
      wanted[found] = row
      hashes[found] = rows[row * stride + HASH] ?? 0
      found += (targets[row] ?? 0) >>> 31
    }
    this.#count = found
  }

  /**
   * No row depends on what the row before it gets, so the processor waits for the memory of many rows at a time. A
   * pass without any decision lets it wait for most.
   */
  #readAhead(): void {
    const { index } = this
    const hashes = this.#hashes
    let touched = 0
    for (let i = 0; i < this.#count; i += 1) {
      const hash = hashes[i] ?? 0
      const segment = index.segment(hash)
      touched ^= segment[positionIn(segment, hash)] ?? 0
    }
    this.#touched ^= touched
  }

  /** Finds the states that were known before the batch; the other rows are still wanted. */
  #findKnown({ rows, stride, targets }: Rows): void {
    const { index } = this
    const arena = this.#arena
    const [wanted, hashes] = [this.#wanted, this.#hashes]
    let rest = 0
    for (let i = 0; i < this.#count; i += 1) {
      const row = wanted[i] ?? 0
      const hash = hashes[i] ?? 0
      const segment = index.segment(hash)
      const likely = (segment[probe(segment, hash, positionIn(segment, hash)) + 1] ?? 0) - 1
      if (likely >= 0 && arena.equals(likely, rows, row * stride + WORDS)) targets[row] = likely
      else wanted[rest++] = row
    }
    this.#count = rest
  }

  #findOrAdd(words: Int32Array, at: number, hash: number): number {
    const known = this.#find(words, at, hash)
    return known >= 0 ? known : this.#add(words, at, hash)
  }

  #find(words: Int32Array, at: number, hash: number): number {
    const segment = this.index.segment(hash)
    let position = positionIn(segment, hash)
    for (;;) {
      position = probe(segment, hash, position)
      const index = (segment[position + 1] ?? 0) - 1
      if (index < 0 || this.#arena.equals(index, words, at)) return index
      position = (position + 2) & (segment.length - 1)
    }
  }

  #add(words: Int32Array, at: number, hash: number): number {
    const index = this.#arena.append(words, at)
    this.index.add(hash, index)
    return index
  }
}
