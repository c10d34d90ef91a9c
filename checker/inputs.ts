/**
 * What a rule or a property may read: slots, and projections of slots. Inputs 0 to width - 1 are
 * the slots; projections follow in the order in which they are first read.
 */
import { MachineError } from './errors.ts'
import type { Interner } from './intern.ts'
import type { Json } from './machine.ts'
import type { Part } from './projection.ts'
import type { SlotValues } from './slot-values.ts'

/** More of them can only be functions that are made anew each time. */
const MAX_PARTS = 2_000

interface Projection {
  readonly slot: number
  readonly part: Part<Json, Json>
  /** By value id of the slot: id of the result. */
  readonly results: number[]
}

export class Inputs {
  readonly slots: readonly SlotValues[]
  readonly #interner: Interner
  readonly #projections: Projection[] = []
  readonly #known: readonly Map<unknown, number>[]

  constructor(slots: readonly SlotValues[], interner: Interner) {
    this.slots = slots
    this.#interner = interner
    this.#known = slots.map(() => new Map())
  }

  get size(): number {
    return this.slots.length + this.#projections.length
  }

  slotOf(input: number): number {
    return input < this.slots.length ? input : this.#projection(input).slot
  }

  isProjection(input: number): boolean {
    return input >= this.slots.length
  }

  /** The input that reads the same of another slot. */
  moved(input: number, slot: number): number {
    return input < this.slots.length ? slot : this.inputOf(slot, this.#projection(input).part)
  }

  #projection(input: number): Projection {
    const projection = this.#projections[input - this.slots.length]
    if (projection === undefined) throw new Error(`internal error: there is no input ${input}`)
    return projection
  }

  /** The input that a function of a slot is. */
  inputOf(slot: number, part: Part<Json, Json>): number {
    const known = this.#known[slot]?.get(part)
    if (known !== undefined) return known
    if (this.#projections.length >= MAX_PARTS) {
      throw new MachineError(
        `${this.#projections.length} different functions are given to project(): define each once, outside the rules`,
      )
    }
    const input = this.slots.length + this.#projections.push({ slot, part, results: [] }) - 1
    this.#known[slot]?.set(part, input)
    return input
  }

  /** What an input reads where its slot has this value, as an id that is equal for equal content. */
  read(input: number, id: number): number {
    if (input < this.slots.length) return id
    const { slot, part, results } = this.#projection(input)
    const known = results[id]
    if (known !== undefined) return known
    const result = this.#interner.idOf(part(this.slots[slot]?.valueOf(id) ?? null))
    results[id] = result
    return result
  }

  /** The canonical value that a projection reads. */
  valueOf(input: number, id: number): Json {
    return this.#interner.valueOf(this.read(input, id))
  }
}
