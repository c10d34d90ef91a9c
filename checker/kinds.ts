/**
 * Slots that members exchange hold values of one kind, which must have one number each, whichever
 * slot they stand in: slots number their values for themselves.
 */
import type { Alike } from './alike.ts'
import { Lookup } from './lookup.ts'
import type { Json } from './machine.ts'
import type { SlotValues } from './slot-values.ts'

export class Kind {
  readonly slots: readonly number[]
  readonly #values: readonly SlotValues[]
  /** By slot: numbers in the kind by id in the slot, and the other way round. */
  readonly #numbers = new Map<number, Lookup>()
  readonly #ids = new Map<number, Lookup>()
  readonly #contents: Json[] = []
  readonly #numberOf = new Map<Json, number>()
  readonly #onNews: () => void

  /** `onNews` is told when a slot may have got a new value. */
  constructor(slots: readonly number[], values: readonly SlotValues[], onNews: () => void) {
    this.slots = slots
    this.#values = values
    this.#onNews = onNews
    for (const slot of slots) {
      this.#numbers.set(slot, new Lookup())
      this.#ids.set(slot, new Lookup())
    }
  }

  /** By id of a value in a slot: its number. */
  numbersIn(slot: number): Lookup {
    return this.#of(this.#numbers, slot)
  }

  /** By number of a value: its id in a slot. */
  idsIn(slot: number): Lookup {
    return this.#of(this.#ids, slot)
  }

  #of(lookups: ReadonlyMap<number, Lookup>, slot: number): Lookup {
    const lookup = lookups.get(slot)
    if (lookup === undefined) throw new Error(`internal error: slot ${slot} is of another kind`)
    return lookup
  }

  /** The number in the kind of a value of one of its slots. */
  number(slot: number, id: number): number {
    const known = this.numbersIn(slot).known[id] ?? 0
    if (known > 0) return known - 1
    const number = this.add(this.#valuesOf(slot).valueOf(id))
    this.#link(slot, id, number)
    return number
  }

  /** The id in a slot of a value of the kind. */
  id(slot: number, number: number): number {
    const known = this.idsIn(slot).known[number] ?? 0
    if (known > 0) return known - 1
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
    this.numbersIn(slot).put(id, number)
    this.idsIn(slot).put(number, id)
    this.#onNews()
  }

  #valuesOf(slot: number): SlotValues {
    const values = this.#values[slot]
    if (values === undefined) throw new Error(`internal error: there is no slot ${slot}`)
    return values
  }
}

/** By slot: its kind. Slots of one list are of one kind, and so are those of lists that meet. */
export const kindsOf = (
  all: readonly Alike[],
  values: readonly SlotValues[],
  onNews: () => void,
): ReadonlyMap<number, Kind> => {
  const kinds = new Map<number, Kind>()
  const touched = all.flatMap(({ lists, touches }) => [...lists, ...[...touches].map((slot) => [slot])])
  for (const slots of joined(touched, (list) => list)) {
    const kind = new Kind([...new Set(slots.flat())], values, onNews)
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
