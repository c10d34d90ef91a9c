/** Finds states in an arena, or adds them. It knows words and hashes and nothing of the machine. Exact: states are compared. */
import { applySteps } from './apply-steps.ts'
import type { Arena } from './arena.ts'
import { HASH, WORDS } from './rows.ts'
import type { Rows } from './rows.ts'
import { StateIndex, positionIn, probe } from './state-index.ts'

export class StateTable {
  readonly #arena: Arena
  readonly index: StateIndex
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
    this.#locate(batch)
    const { rows, stride, count, targets } = batch
    for (let row = 0; row < count; row += 1) {
      const at = row * stride + WORDS
      const hash = rows[row * stride + HASH] ?? 0
      const known = this.#confirm(targets[row] ?? -1, rows, at, hash)
      targets[row] = known >= 0 ? known : this.#add(rows, at, hash)
    }
  }

  /**
   * Finds likely targets, where there are none yet. No row depends on what the row before it got,
   * so the processor waits for the memory of many rows at a time; a first pass without any decision
   * lets it wait for most.
   */
  #locate({ rows, stride, count, targets }: Rows): void {
    let touched = 0
    for (let row = 0; row < count; row += 1) {
      const hash = rows[row * stride + HASH] ?? 0
      const segment = this.index.segment(hash)
      touched ^= segment[positionIn(segment, hash)] ?? 0
    }
    for (let row = 0; row < count; row += 1) {
      if ((targets[row] ?? -1) >= 0) continue
      const hash = rows[row * stride + HASH] ?? 0
      const segment = this.index.segment(hash)
      const index = (segment[probe(segment, hash, positionIn(segment, hash)) + 1] ?? 0) - 1
      targets[row] = index
      if (index >= 0) touched ^= this.#arena.firstWord(index)
    }
    this.#touched ^= touched
  }

  /** The index of a state for which there is a likely one; -1: it was not found before. */
  #confirm(likely: number, words: Int32Array, at: number, hash: number): number {
    return likely >= 0 && this.#arena.equals(likely, words, at) ? likely : this.#find(words, at, hash)
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
