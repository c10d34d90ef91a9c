/** Writes given as functions of the old value, remembered per value of their slot. */
import { MachineError, blame } from './errors.ts'
import type { Json } from './machine.ts'
import type { SlotValues } from './slot-values.ts'

/** More of them can only be functions that are made anew each time. */
const MAX_CHANGES = 2_000

type Change = (value: Json) => Json

interface Known {
  readonly slot: SlotValues
  readonly change: Change
  /** By value id: id of the new value. */
  readonly results: number[]
}

export class Updates {
  readonly #known: Known[] = []
  readonly #numbers = new Map<SlotValues, Map<Change, number>>()
  readonly #idOf: (value: unknown, slot: SlotValues) => number

  constructor(idOf: (value: unknown, slot: SlotValues) => number) {
    this.#idOf = idOf
  }

  /** The number of a change of a slot. */
  numberOf(slot: SlotValues, change: Change): number {
    const numbers = this.#numbers.get(slot) ?? new Map<Change, number>()
    this.#numbers.set(slot, numbers)
    const known = numbers.get(change)
    if (known !== undefined) return known
    if (this.#known.length >= MAX_CHANGES) {
      throw new MachineError(
        `${MAX_CHANGES} different functions are given to update(): define each once, outside the rules`,
      )
    }
    const number = this.#known.push({ slot, change, results: [] }) - 1
    numbers.set(change, number)
    return number
  }

  /** The id of what becomes of a value. */
  apply(number: number, id: number): number {
    const known = this.#known[number]
    if (known === undefined) throw new Error(`internal error: there is no update ${number}`)
    return known.results[id] ?? this.#work(known, id)
  }

  #work({ slot, change, results }: Known, id: number): number {
    let value: Json
    try {
      value = change(slot.valueOf(id))
    } catch (error) {
      throw blame(`an update of the slot ${slot.name}`, error)
    }
    const result = this.#idOf(value, slot)
    results[id] = result
    return result
  }
}
