/** What it does to numbered slots that members change places. */
import { renameKeys } from './alike.ts'
import type { Alike } from './alike.ts'
import type { Kind } from './kinds.ts'
import type { Json } from './machine.ts'

/** By member: who it becomes. */
export type Permutation = readonly number[]

/** Some slots of a state, by place in this list, as numbers of their kinds. */
export interface Places {
  readonly slots: readonly number[]
  readonly kinds: readonly Kind[]
}

type Rename = (value: Json) => Json

/** One order of the members of some symmetries. */
export class Order {
  readonly #kinds: readonly Kind[]
  /** By place: the place that its value comes from. */
  readonly #from: Int32Array
  /** By place: what becomes of values; null: they stay. Places of one kind share what was worked out. */
  readonly #renames: readonly ({ readonly rename: Rename; readonly results: number[] } | null)[]

  constructor({ slots, kinds }: Places, members: readonly { readonly alike: Alike; readonly to: Permutation }[]) {
    this.#kinds = kinds
    const moving = members.filter(({ to }) => to.some((place, member) => place !== member))
    this.#from = moving.reduce<Int32Array>(
      (from, { alike, to }) => moved(from, slots, alike, to),
      Int32Array.from(slots.keys()),
    )
    const made = new Map<Kind, { rename: Rename; results: number[] } | null>()
    this.#renames = kinds.map((kind) => {
      const known = made.get(kind)
      if (known !== undefined) return known
      const renames = moving.flatMap(({ alike, to }) => renameFor(alike, kind, to) ?? [])
      const rename = (value: Json): Json => renames.reduce((renamed, next) => next(renamed), value)
      const one = renames.length === 0 ? null : { rename, results: [] }
      made.set(kind, one)
      return one
    })
  }

  /** Writes the numbers as they are in this order. */
  apply(numbers: Int32Array, into: Int32Array): void {
    for (let place = 0; place < into.length; place += 1) {
      const number = numbers[this.#from[place] ?? 0] ?? 0
      const renamed = this.#renames[place]
      into[place] = renamed ? (renamed.results[number] ?? this.#rename(place, number)) : number
    }
  }

  #rename(place: number, number: number): number {
    const [kind, renamed] = [this.#kinds[place], this.#renames[place]]
    if (kind === undefined || !renamed) throw new Error(`internal error: nothing is renamed at ${place}`)
    const result = kind.numberOf(renamed.rename(kind.content(number)))
    renamed.results[number] = result
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
