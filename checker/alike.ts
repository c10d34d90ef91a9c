/** A declared symmetry in numbers: slots by index, functions per kind of slot. */
import { MachineError } from './errors.ts'
import type { Json } from './machine.ts'
import type { Renaming, Symmetry } from './symmetry.ts'

export interface KeyedSlot {
  readonly slot: number
  readonly keys: readonly string[]
}

export interface Alike {
  readonly name: string
  readonly size: number
  readonly lists: readonly (readonly number[])[]
  readonly keyed: readonly KeyedSlot[]
  readonly renames: ReadonlyMap<number, (value: Json, to: Renaming) => Json>
  /** Every slot in which a member shows. */
  readonly touches: ReadonlySet<number>
}

export const alikeOf = <S>(symmetry: Symmetry<S>, slots: readonly string[]): Alike => {
  const { name } = symmetry
  const slotOf = (slot: string): number => {
    const index = slots.indexOf(slot)
    if (index < 0) throw new MachineError(`symmetry ${name} names the slot ${slot}, which no initial state has`)
    return index
  }
  const lists = (symmetry.slots ?? []).map((list) => list.map(slotOf))
  const keyed = Object.entries<readonly string[] | undefined>(symmetry.keys ?? {}).map(([slot, keys]) => ({
    slot: slotOf(slot),
    keys: keys ?? [],
  }))
  const renames = new Map(
    Object.entries(symmetry.rename ?? {}).map(([slot, rename]) => [slotOf(slot), renameOf(name, rename)]),
  )
  return {
    name,
    size: sizeOf(symmetry, [...lists, ...keyed.map(({ keys }) => keys)]),
    lists,
    keyed,
    renames,
    touches: new Set([...lists.flat(), ...keyed.map(({ slot }) => slot), ...renames.keys()]),
  }
}

/** The types of the declaration say what it takes; slots hold nothing but plain data. */
const renameOf = (name: string, rename: unknown): ((value: Json, to: Renaming) => Json) => {
  if (typeof rename !== 'function') throw new MachineError(`symmetry ${name}: rename takes functions`)
  return rename as (value: Json, to: Renaming) => Json
}

const sizeOf = <S>({ name, size }: Symmetry<S>, lists: readonly (readonly unknown[])[]): number => {
  const members = size ?? lists[0]?.length ?? 0
  if (!(Number.isInteger(members) && members > 0)) {
    throw new MachineError(`symmetry ${name} names no members: give lists of slots, or keys, or a size`)
  }
  const other = lists.find((list) => list.length !== members)
  if (other === undefined) return members
  throw new MachineError(`symmetry ${name} is about ${members} members and lists ${other.length}: give one per member`)
}

/** The record with the entries of members under the keys of those who they became. */
export const renameKeys =
  (keys: readonly string[]) =>
  (value: Json, to: Renaming): Json => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
    const renamed = Object.entries(value).map(([key, entry]): [string, Json] => {
      const member = keys.indexOf(key)
      return [member < 0 ? key : (keys[to(member)] ?? key), entry]
    })
    return Object.fromEntries(renamed)
  }
