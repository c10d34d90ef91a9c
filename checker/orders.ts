/** What it does to numbered slots that members change places. */
import { renameKeys } from './alike.ts'
import type { Alike } from './alike.ts'
import type { Kind } from './kinds.ts'
import { Lookup } from './lookup.ts'
import type { Json } from './machine.ts'

/** By member: who it becomes. */
export type Permutation = readonly number[]

/** Some slots of a state, by place in this list, as numbers of their kinds. */
export interface Places {
  readonly slots: readonly number[]
  readonly kinds: readonly Kind[]
}

type Rename = (value: Json) => Json

interface Renames {
  readonly rename: Rename
  readonly results: Lookup
}

/** One order of the members of some symmetries. */
export class Order {
  readonly #kinds: readonly Kind[]
  /** By place: the place that its value comes from. */
  readonly #from: Int32Array
  /** By place: what becomes of values; null: they stay. Places of one kind share what was worked out. */
  readonly #renames: readonly (Renames | null)[]

  constructor({ slots, kinds }: Places, members: readonly { readonly alike: Alike; readonly to: Permutation }[]) {
    this.#kinds = kinds
    const moving = members.filter(({ to }) => to.some((place, member) => place !== member))
    this.#from = moving.reduce<Int32Array>(
      (from, { alike, to }) => moved(from, slots, alike, to),
      Int32Array.from(slots.keys()),
    )
    const made = new Map<Kind, Renames | null>()
    this.#renames = kinds.map((kind) => {
      const known = made.get(kind)
      if (known !== undefined) return known
      const renames = moving.flatMap(({ alike, to }) => renameFor(alike, kind, to) ?? [])
      const rename = (value: Json): Json => renames.reduce((renamed, next) => next(renamed), value)
      const one = renames.length === 0 ? null : { rename, results: new Lookup() }
      made.set(kind, one)
      return one
    })
  }

  /** Writes the numbers as they are in this order. */
  apply(numbers: Int32Array, into: Int32Array): void {
    for (let place = 0; place < into.length; place += 1) into[place] = this.#at(place, numbers)
  }

  /** Do the first places, so many, come after those of another order? */
  isAfter(other: Int32Array, numbers: Int32Array, count: number): boolean {
    for (let place = 0; place < count; place += 1) {
      const difference = this.#at(place, numbers) - (other[place] ?? 0)
      if (difference !== 0) return difference > 0
    }
    return false
  }

  /** What stands at a place in this order. */
  #at(place: number, numbers: Int32Array): number {
    const number = numbers[this.#from[place] ?? 0] ?? 0
    const renames = this.#renames[place]
    return renames ? (renames.results.known[number] || this.#rename(place, number) + 1) - 1 : number
  }

  #rename(place: number, number: number): number {
    const [kind, renames] = [this.#kinds[place], this.#renames[place]]
    if (kind === undefined || !renames) throw new Error(`internal error: nothing is renamed at ${place}`)
    const result = kind.numberOf(renames.rename(kind.content(number)))
    renames.results.put(number, result)
    return result
  }
}

const moved = (from: Int32Array, slots: readonly number[], { lists }: Alike, to: Permutation): Int32Array => {
  const next = from.slice()
  for (const list of lists) {
    list.forEach((slot, member) => {
      next[slots.indexOf(list[to[member] ?? 0] ?? 0)] = from[slots.indexOf(slot)] ?? 0
    })
  }
  return next
}

const renameFor = ({ renames, keyed }: Alike, { slots }: Kind, to: Permutation): Rename | null => {
  const toPlace = (member: number): number => to[member] ?? member
  const byKeys = keyed.find(({ slot }) => slots.includes(slot))
  const rename = slots.map((slot) => renames.get(slot)).find((given) => given !== undefined)
  if (rename !== undefined) return (value) => rename(value, toPlace)
  return byKeys === undefined ? null : (value) => renameKeys(byKeys.keys)(value, toPlace)
}

/** Every order of so many members; the one they are in comes first. */
export const permutations = (size: number): readonly Permutation[] =>
  size === 0
    ? [[]]
    : permutations(size - 1).flatMap((rest) =>
        Array.from({ length: size }, (_, i) => rest.toSpliced(size - 1 - i, 0, size - 1)),
      )
