/**
 * Slots that members exchange hold values of one kind, which must have one number each, whichever
 * slot they stand in: slots number their values for themselves.
 */
import type { Alike } from './alike.ts'
import type { Json } from './machine.ts'
import type { SlotValues } from './slot-values.ts'

export class Kind {
  readonly slots: readonly number[]
  readonly #values: readonly SlotValues[]
  /** By slot: numbers in the kind by id in the slot, and the other way round. */
  readonly #numbers: number[][] = []
  readonly #ids: number[][] = []
  readonly #contents: Json[] = []
  readonly #numberOf = new Map<Json, number>()

  constructor(slots: readonly number[], values: readonly SlotValues[]) {
    this.slots = slots
    this.#values = values
    for (const slot of slots) {
      this.#numbers[slot] = []
      this.#ids[slot] = []
    }
  }

  /** The number in the kind of a value of one of its slots. */
  number(slot: number, id: number): number {
    const known = this.#numbers[slot]?.[id]
    if (known !== undefined) return known
    const number = this.add(this.#valuesOf(slot).valueOf(id))
    this.#link(slot, id, number)
    return number
  }

  /** The id in a slot of a value of the kind. */
  id(slot: number, number: number): number {
    const known = this.#ids[slot]?.[number]
    if (known !== undefined) return known
    const id = this.#valuesOf(slot).idOf(this.content(number))
    this.#link(slot, id, number)
    return id
  }

  content(number: number): Json {
    const content = this.#contents[number]
    if (content === undefined) throw new Error(`internal error: a kind has no value ${number}`)
    return content
  }

  /** The values from a number on, by number. */
  since(number: number): readonly Json[] {
    return this.#contents.slice(number)
  }

  get size(): number {
    return this.#contents.length
  }

  /** The number of any value; equal content has one number. */
  numberOf(content: Json): number {
    const slot = this.slots[0] ?? 0
    return this.number(slot, this.#valuesOf(slot).idOf(content))
  }

  /** The number of a canonical value, which gets one if it has none. */
  add(content: Json): number {
    const known = this.#numberOf.get(content)
    if (known !== undefined) return known
    const number = this.#contents.push(content) - 1
    this.#numberOf.set(content, number)
    return number
  }

  #link(slot: number, id: number, number: number): void {
    const [numbers, ids] = [this.#numbers[slot], this.#ids[slot]]
    if (numbers === undefined || ids === undefined) throw new Error(`internal error: slot ${slot} is of another kind`)
    numbers[id] = number
    ids[number] = id
  }

  #valuesOf(slot: number): SlotValues {
    const values = this.#values[slot]
    if (values === undefined) throw new Error(`internal error: there is no slot ${slot}`)
    return values
  }
}

/** By slot: its kind. Slots of one list are of one kind, and so are those of lists that meet. */
export const kindsOf = (all: readonly Alike[], values: readonly SlotValues[]): ReadonlyMap<number, Kind> => {
  const kinds = new Map<number, Kind>()
  const touched = all.flatMap(({ lists, touches }) => [...lists, ...[...touches].map((slot) => [slot])])
  for (const slots of joined(touched, (list) => list)) {
    const kind = new Kind([...new Set(slots.flat())], values)
    for (const slot of kind.slots) kinds.set(slot, kind)
  }
  return kinds
}

/** Sets of items that belong together because each has a mark in common with another. */
export const joined = <T>(items: readonly T[], marksOf: (item: T) => Iterable<number>): readonly (readonly T[])[] => {
  let groups: { readonly items: readonly T[]; readonly marks: ReadonlySet<number> }[] = []
  for (const item of items) {
    const marks = new Set(marksOf(item))
    const meets = groups.filter((group) => [...marks].some((mark) => group.marks.has(mark)))
    groups = [
      ...groups.filter((group) => !meets.includes(group)),
      {
        items: [...meets.flatMap((group) => group.items), item],
        marks: new Set([...meets.flatMap((group) => [...group.marks]), ...marks]),
      },
    ]
  }
  return groups.map((group) => group.items)
}
