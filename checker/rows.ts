/**
 * Steps out of a few states, before it is known where they lead. Looking many of them up together lets the processor
 * wait for memory once and not for each. A step that was worked out ahead is only named here: whoever looks it up applies it.
 */

import { atLeast } from './int-array.ts'
import type { Allocate } from './int-array.ts'

/** Per row: the hash of the successor, and where its words begin. */
export const HASH = 0
export const WORDS = 1

/** Target of a row that is written out, or whose step is still to be applied. */
export const UNKNOWN = -1
export const UNAPPLIED = -2

/** Arrays of some rows, by which another thread knows them. */
export interface RowMemory {
  readonly rows: Int32Array
  readonly steps: Int32Array
  readonly targets: Int32Array
  readonly states: Int32Array
}

export class Rows implements RowMemory {
  rows: Int32Array
  /** By row: number of the step. */
  steps: Int32Array
  /** By row: the state to which it leads; until it is settled one of the above. */
  targets: Int32Array
  /** By state, two by two: its hash, and the number of rows before the end of its own. */
  states: Int32Array
  /** What steps do, as in `Steps`. */
  compiled: Int32Array = new Int32Array(0)
  /** The states whose steps these are: from the first one to before the last one. */
  from = 0
  to = 0
  /** Integers per row. */
  stride = WORDS
  /** Number of rows. */
  count = 0
  readonly #allocate: Allocate

  constructor(maxStates: number, allocate: Allocate) {
    this.#allocate = allocate
    this.rows = allocate(256)
    this.steps = allocate(64)
    this.targets = allocate(64)
    this.states = allocate(2 * maxStates)
  }

  /** Takes over memory in which another thread leaves its rows. */
  adopt({ rows, steps, targets, states }: RowMemory): void {
    this.rows = rows
    this.steps = steps
    this.targets = targets
    this.states = states
  }

  /** Begins anew: steps out of states from this one on, of so many words. */
  clear(from: number, words: number): void {
    this.from = from
    this.to = from
    this.stride = WORDS + words
    this.count = 0
  }

  /** Adds a row that is written out by the caller; where it begins. */
  write(step: number): number {
    const at = this.count * this.stride
    this.name(step)
    this.targets[this.count - 1] = UNKNOWN
    return at
  }

  /** Adds a row for a step that is applied later. */
  name(step: number): void {
    const row = this.count
    if (row >= this.steps.length || (row + 1) * this.stride > this.rows.length) this.#grow()
    this.steps[row] = step
    this.targets[row] = UNAPPLIED
    this.count = row + 1
  }

  #grow(): void {
    const rows = this.count + 1
    this.rows = atLeast(this.rows, rows * this.stride, this.#allocate)
    this.steps = atLeast(this.steps, rows, this.#allocate)
    this.targets = atLeast(this.targets, rows, this.#allocate)
  }

  /** All steps of the next state, which has this hash, are there. */
  closeState(hash: number): void {
    const at = 2 * (this.to - this.from)
    this.states[at] = hash
    this.states[at + 1] = this.count
    this.to += 1
  }

  /** The number of rows before those of the n-th state. */
  rowsBefore(n: number): number {
    return n === 0 ? 0 : (this.states[2 * n - 1] ?? 0)
  }
}
