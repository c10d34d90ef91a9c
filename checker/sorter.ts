/** Sorts members that nobody names by all that shows of them: whoever shows the same may change places unseen. */
import { renameKeys } from './alike.ts'
import type { Alike, KeyedSlot } from './alike.ts'
import type { Kind } from './kinds.ts'
import type { Json } from './machine.ts'
import type { Places } from './orders.ts'

const ABSENT = -1

export class Sorter {
  /** By list: the places of its members' slots. */
  readonly #lists: readonly Int32Array[]
  readonly #records: readonly Entries[]
  /** Who will stand where. */
  readonly #order: Int32Array
  readonly #copy: Int32Array

  constructor({ lists, keyed, size }: Alike, { slots, kinds }: Places) {
    const placeOf = (slot: number): number => slots.indexOf(slot)
    this.#lists = lists.map((list) => Int32Array.from(list, placeOf))
    this.#records = keyed.map((record) => new Entries(record, placeOf(record.slot), kinds))
    this.#order = new Int32Array(size)
    this.#copy = new Int32Array(size)
  }

  sort(numbers: Int32Array): void {
    for (const record of this.#records) record.look(numbers)
    if (!this.#arrange(numbers)) return
    const [order, copy] = [this.#order, this.#copy]
    for (const list of this.#lists) {
      for (let i = 0; i < order.length; i += 1) copy[i] = numbers[list[order[i] ?? 0] ?? 0] ?? 0
      for (let i = 0; i < order.length; i += 1) numbers[list[i] ?? 0] = copy[i] ?? 0
    }
    for (const record of this.#records) record.reorder(numbers, order)
  }

  /** Sorts by insertion, since most are in order; false: all are. */
  #arrange(numbers: Int32Array): boolean {
    const order = this.#order
    let isMoved = false
    for (let i = 0; i < order.length; i += 1) {
      let at = i
      while (at > 0 && this.#compare(numbers, order[at - 1] ?? 0, i) > 0) {
        order[at] = order[at - 1] ?? 0
        at -= 1
        isMoved = true
      }
      order[at] = i
    }
    return isMoved
  }

  #compare(numbers: Int32Array, a: number, b: number): number {
    for (let i = 0; i < this.#lists.length; i += 1) {
      const list = this.#lists[i]
      const difference = (numbers[list?.[a] ?? 0] ?? 0) - (numbers[list?.[b] ?? 0] ?? 0)
      if (difference !== 0) return difference
    }
    for (let i = 0; i < this.#records.length; i += 1) {
      const difference = this.#records[i]?.compare(a, b) ?? 0
      if (difference !== 0) return difference
    }
    return 0
  }
}

/** A record with entries of members under their keys. */
class Entries {
  readonly #keys: readonly string[]
  readonly #place: number
  readonly #kind: Kind
  /** By number of the record: number of the entry of each member. */
  readonly #entries: Int32Array[] = []
  /** By number of the record, and order: number of the record in that order. */
  readonly #reordered: Map<string, number>[] = []
  readonly #numberOf = new Map<Json, number>()
  #current: Int32Array = new Int32Array(0)

  constructor({ keys }: KeyedSlot, place: number, kinds: readonly Kind[]) {
    const kind = kinds[place]
    if (kind === undefined) throw new Error(`internal error: no slot stands at ${place}`)
    this.#keys = keys
    this.#place = place
    this.#kind = kind
  }

  /** Points at the record that a state holds. */
  look(numbers: Int32Array): void {
    const number = numbers[this.#place] ?? 0
    this.#current = this.#entries[number] ?? this.#entriesOf(number)
  }

  #entriesOf(number: number): Int32Array {
    const record: object = Object(this.#kind.content(number))
    const entries = Int32Array.from(this.#keys, (key) => {
      if (!Object.hasOwn(record, key)) return ABSENT
      const entry: Json = Reflect.get(record, key)
      const known = this.#numberOf.get(entry) ?? this.#numberOf.size
      this.#numberOf.set(entry, known)
      return known
    })
    this.#entries[number] = entries
    return entries
  }

  compare(a: number, b: number): number {
    return (this.#current[a] ?? 0) - (this.#current[b] ?? 0)
  }

  reorder(numbers: Int32Array, order: Int32Array): void {
    const number = numbers[this.#place] ?? 0
    const known = this.#reordered[number] ?? new Map<string, number>()
    this.#reordered[number] = known
    const key = order.join()
    numbers[this.#place] = known.get(key) ?? this.#reorder(number, order, known, key)
  }

  #reorder(number: number, order: Int32Array, known: Map<string, number>, key: string): number {
    const content = renameKeys(this.#keys)(this.#kind.content(number), (member) => order.indexOf(member))
    const result = this.#kind.numberOf(content)
    known.set(key, result)
    return result
  }
}
