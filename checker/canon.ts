/**
 * The representative of a state among all that differ only in who is who: of the states that every
 * order of the members gives, the least as a vector of numbers. A true canonical form. Members that
 * nobody names are simply sorted by all that shows of them; for those that are named in values
 * every order is tried.
 */
import type { Alike } from './alike.ts'
import { MachineError } from './errors.ts'
import { joined, kindsOf } from './kinds.ts'
import type { Kind } from './kinds.ts'
import { Lookup } from './lookup.ts'
import { Order, permutations } from './orders.ts'
import type { Permutation, Places } from './orders.ts'
import { Sorter } from './sorter.ts'
import type { SlotValues } from './slot-values.ts'

/** Orders of named members that are tried at most. */
const MAX_ORDERS = 5_040

export class Canon {
  readonly alike: readonly Alike[]
  readonly kinds: ReadonlyMap<number, Kind>
  readonly #parts: readonly Part[]

  /** `onNews` is told when a slot may have got a new value. */
  constructor(alike: readonly Alike[], slots: readonly SlotValues[], onNews: () => void) {
    this.alike = alike
    this.kinds = kindsOf(this.alike, slots, onNews)
    this.#parts = joined(this.alike, ({ touches }) => touches).map((members) => new Part(members, this.kinds))
  }

  /**
   * Replaces a vector of ids by its representative; false: it was that already. `changed`: the slots in which it
   * differs from another representative; null: nothing is known of it.
   */
  apply(vector: Int32Array, changed: readonly number[] | null = null): boolean {
    let isChanged = false
    for (let i = 0; i < this.#parts.length; i += 1) {
      const part = this.#parts[i]
      if (part === undefined || (changed !== null && !part.isTouchedBy(changed))) continue
      if (part.apply(vector)) isChanged = true
    }
    return isChanged
  }
}

export const placesOf = (slots: Iterable<number>, kinds: ReadonlyMap<number, Kind>): Places => {
  const distinct = [...new Set(slots)]
  return { slots: distinct, kinds: distinct.flatMap((slot) => kinds.get(slot) ?? []) }
}

const kindAt = ({ kinds }: Places, place: number): Kind => {
  const kind = kinds[place]
  if (kind === undefined) throw new Error(`internal error: no slot stands at ${place}`)
  return kind
}

/** Members that meet those of other symmetries in no slot. */
class Part {
  readonly #places: Places
  /** By slot: 1 if it is one of them. */
  readonly #touches: Uint8Array
  /** By place. */
  readonly #toNumbers: readonly Lookup[]
  readonly #toIds: readonly Lookup[]
  readonly #orders: readonly Order[]
  readonly #sorters: readonly Sorter[]
  /** By number of its slot, if it is one slot only: the number of the representative. */
  readonly #known = new Lookup()
  /** So many places come first that no sorter touches: they tell of most orders that they are not the least. */
  readonly #unsorted: number
  readonly #numbers: Int32Array
  #tried: Int32Array
  #least: Int32Array

  constructor(members: readonly Alike[], kinds: ReadonlyMap<number, Kind>) {
    // Of those that meet in a slot one can be sorted, for each order of the others.
    const sorted = members.filter(
      (one, i) => one.renames.size === 0 && !members.slice(0, i).some((other) => isSortedToo(one, other)),
    )
    const touchedBy = (some: readonly Alike[]): readonly number[] => some.flatMap(({ touches }) => [...touches])
    const sortedSlots = new Set(touchedBy(sorted))
    const unsortedSlots = new Set(touchedBy(members).filter((slot) => !sortedSlots.has(slot)))
    const places = placesOf([...unsortedSlots, ...sortedSlots], kinds)
    this.#unsorted = unsortedSlots.size
    this.#places = places
    this.#touches = new Uint8Array(1 + Math.max(...places.slots))
    for (const slot of places.slots) this.#touches[slot] = 1
    this.#toNumbers = places.slots.map((slot, place) => kindAt(places, place).numbersIn(slot))
    this.#toIds = places.slots.map((slot, place) => kindAt(places, place).idsIn(slot))
    this.#orders = ordersOf(
      members.filter((one) => !sorted.includes(one)),
      places,
    )
    this.#sorters = sorted.map((one) => new Sorter(one, places))
    const size = places.slots.length
    this.#numbers = new Int32Array(size)
    this.#tried = new Int32Array(size)
    this.#least = new Int32Array(size)
  }

  isTouchedBy(slots: readonly number[]): boolean {
    for (let i = 0; i < slots.length; i += 1) if (this.#touches[slots[i] ?? 0] === 1) return true
    return false
  }

  apply(vector: Int32Array): boolean {
    const { slots } = this.#places
    const [numbers, toNumbers] = [this.#numbers, this.#toNumbers]
    for (let place = 0; place < slots.length; place += 1) {
      const id = vector[slots[place] ?? 0] ?? 0
      numbers[place] = (toNumbers[place]?.known[id] || this.#number(place, id) + 1) - 1
    }
    const least = this.#leastOf(numbers)
    let isChanged = false
    for (let place = 0; place < slots.length; place += 1) {
      const number = least[place] ?? 0
      if (number === numbers[place]) continue
      vector[slots[place] ?? 0] = (this.#toIds[place]?.known[number] || this.#id(place, number) + 1) - 1
      isChanged = true
    }
    return isChanged
  }

  #number(place: number, id: number): number {
    return kindAt(this.#places, place).number(this.#places.slots[place] ?? 0, id)
  }

  #id(place: number, number: number): number {
    return kindAt(this.#places, place).id(this.#places.slots[place] ?? 0, number)
  }

  #leastOf(numbers: Int32Array): Int32Array {
    if (numbers.length > 1) return this.#try(numbers)
    const only = numbers[0] ?? 0
    const known = this.#known.known[only] ?? 0
    if (known === 0) this.#known.put(only, this.#try(numbers)[0] ?? 0)
    else this.#least[0] = known - 1
    return this.#least
  }

  #try(numbers: Int32Array): Int32Array {
    for (let i = 0; i < this.#orders.length; i += 1) {
      const order = this.#orders[i]
      if (i > 0 && order?.isAfter(this.#least, numbers, this.#unsorted) === true) continue
      const tried = this.#tried
      order?.apply(numbers, tried)
      for (let k = 0; k < this.#sorters.length; k += 1) this.#sorters[k]?.sort(tried)
      if (i > 0 && !isLess(tried, this.#least)) continue
      this.#tried = this.#least
      this.#least = tried
    }
    return this.#least
  }
}

const isSortedToo = (one: Alike, other: Alike): boolean =>
  other.renames.size === 0 && [...one.touches].some((slot) => other.touches.has(slot))

const isLess = (a: Int32Array, b: Int32Array): boolean => {
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return (a[i] ?? 0) < (b[i] ?? 0)
  return false
}

/** Every combination of orders of some symmetries. */
const ordersOf = (members: readonly Alike[], places: Places): readonly Order[] => {
  const count = members.reduce((product, { size }) => product * factorial(size), 1)
  if (count > MAX_ORDERS) {
    const names = members.map(({ name, size }) => `${size} ${name}`).join(' and ')
    throw new MachineError(
      `symmetry of ${names}: there are too many orders to try; do without rename, or make fewer of them alike`,
    )
  }
  const combinations = members.reduce<readonly { readonly alike: Alike; readonly to: Permutation }[][]>(
    (all, alike) => all.flatMap((before) => permutations(alike.size).map((to) => [...before, { alike, to }])),
    [[]],
  )
  return combinations.map((combination) => new Order(places, combination))
}

const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1))
