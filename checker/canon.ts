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

  constructor(alike: readonly Alike[], slots: readonly SlotValues[]) {
    this.alike = alike
    this.kinds = kindsOf(this.alike, slots)
    this.#parts = joined(this.alike, ({ touches }) => touches).map((members) => new Part(members, this.kinds))
  }

  /** Replaces a vector of ids by its representative; false: it was that already. */
  apply(vector: Int32Array): boolean {
    let isChanged = false
    for (let i = 0; i < this.#parts.length; i += 1) isChanged = this.#parts[i]?.apply(vector) === true || isChanged
    return isChanged
  }
}

export const placesOf = (slots: Iterable<number>, kinds: ReadonlyMap<number, Kind>): Places => {
  const sorted = [...new Set(slots)].sort((a, b) => a - b)
  return { slots: sorted, kinds: sorted.flatMap((slot) => kinds.get(slot) ?? []) }
}

/** Members that meet those of other symmetries in no slot. */
class Part {
  readonly #places: Places
  readonly #orders: readonly Order[]
  readonly #sorters: readonly Sorter[]
  /** By number of its slot, if it is one slot only: the number of the representative. */
  readonly #known: number[] = []
  readonly #numbers: Int32Array
  readonly #tried: Int32Array
  readonly #least: Int32Array

  constructor(members: readonly Alike[], kinds: ReadonlyMap<number, Kind>) {
    const places = placesOf(
      members.flatMap(({ touches }) => [...touches]),
      kinds,
    )
    // Of those that meet in a slot one can be sorted, for each order of the others.
    const sorted = members.filter(
      (one, i) => one.renames.size === 0 && !members.slice(0, i).some((other) => isSortedToo(one, other)),
    )
    this.#places = places
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

  apply(vector: Int32Array): boolean {
    const { slots, kinds } = this.#places
    const numbers = this.#numbers
    for (let place = 0; place < slots.length; place += 1) {
      const slot = slots[place] ?? 0
      numbers[place] = kinds[place]?.number(slot, vector[slot] ?? 0) ?? 0
    }
    const least = this.#leastOf(numbers)
    let isChanged = false
    for (let place = 0; place < slots.length; place += 1) {
      const number = least[place] ?? 0
      if (number === numbers[place]) continue
      const slot = slots[place] ?? 0
      vector[slot] = kinds[place]?.id(slot, number) ?? 0
      isChanged = true
    }
    return isChanged
  }

  #leastOf(numbers: Int32Array): Int32Array {
    if (numbers.length > 1) return this.#try(numbers)
    const only = numbers[0] ?? 0
    this.#known[only] ??= this.#try(numbers)[0] ?? 0
    this.#least[0] = this.#known[only] ?? 0
    return this.#least
  }

  #try(numbers: Int32Array): Int32Array {
    const [tried, least] = [this.#tried, this.#least]
    for (let i = 0; i < this.#orders.length; i += 1) {
      this.#orders[i]?.apply(numbers, tried)
      for (let k = 0; k < this.#sorters.length; k += 1) this.#sorters[k]?.sort(tried)
      if (i === 0 || isLess(tried, least)) least.set(tried)
    }
    return least
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
