/**
 * Revisions, log indexes, terms and uids are compared only by order and equality, so two states that differ
 * in nothing but their absolute values behave alike. In quiet moments a state is renumbered: the numbers of
 * each family that occur anywhere are replaced by their ranks, and names that nobody remembers any more may
 * be drawn again. Runs that recovered from different faults then meet in one state, and an endless
 * create-and-evict loop is a finite cycle.
 *
 * Left out: the number of revisions that histories keep is counted in ranks afterwards, so a renumbered
 * history may reach a little further back than an unnumbered one.
 */
import type { Entropy } from './component.ts'
import { remember } from './remember.ts'

type Family = 'revision' | 'index' | 'term'

/** Fields that hold a number of a family, wherever they occur. */
const FAMILY_OF: { readonly [field: string]: Family } = {
  resourceVersion: 'revision',
  creationTimestamp: 'revision',
  revision: 'revision',
  modRevision: 'revision',
  createRevision: 'revision',
  compactRevision: 'revision',
  startRevision: 'revision',
  freshness: 'revision',
  index: 'index',
  prevIndex: 'index',
  commit: 'index',
  lastIndex: 'index',
  term: 'term',
  prevTerm: 'term',
  lastTerm: 'term',
  snapshotTerm: 'term',
}

type Plain = null | boolean | number | string | readonly Plain[] | { readonly [key: string]: Plain }

type Numbers = { readonly [family in Family]: ReadonlySet<number> }

const NONE: Numbers = { revision: new Set(), index: new Set(), term: new Set() }

/** The operand of a comparison is a revision if what it is compared with is one. */
const familyOf = (holder: object, field: string): Family | undefined => {
  if (field === 'operand') {
    return 'target' in holder && (holder.target === 'mod' || holder.target === 'create')
      ? 'revision'
      : undefined
  }
  return Object.hasOwn(FAMILY_OF, field) ? FAMILY_OF[field] : undefined
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

const numbersIn = remember((value: object): Numbers => {
  const found: { [family in Family]: Set<number> } = {
    revision: new Set(),
    index: new Set(),
    term: new Set(),
  }
  for (const [field, child] of Object.entries(value)) {
    if (typeof child === 'number') {
      const family = familyOf(value, field)
      if (family !== undefined && child > 0) found[family].add(child)
    } else if (isObject(child)) {
      const inner = numbersIn(child)
      for (const number of inner.revision) found.revision.add(number)
      for (const number of inner.index) found.index.add(number)
      for (const number of inner.term) found.term.add(number)
    }
  }
  return found.revision.size + found.index.size + found.term.size === 0 ? NONE : found
})

type Ranks = { readonly [family in Family]: ReadonlyMap<number, number> }

const ranksOf = (numbers: ReadonlySet<number>): ReadonlyMap<number, number> =>
  new Map([...numbers].sort((a, b) => a - b).map((number, i) => [number, i + 1]))

const isDense = (numbers: ReadonlySet<number>): boolean =>
  numbers.size === 0 || Math.max(...numbers) === numbers.size

const renumbered = (value: Plain, ranks: Ranks): Plain => {
  if (!isObject(value) || numbersIn(value) === NONE) return value
  if (isArray(value)) return value.map((child) => renumbered(child, ranks))
  return Object.fromEntries(
    Object.entries(value).map(([field, child]) => {
      if (typeof child !== 'number') return [field, renumbered(child, ranks)]
      const family = familyOf(value, field)
      return [field, family === undefined ? child : (ranks[family].get(child) ?? child)]
    }),
  )
}

const isArray = (value: Plain): value is readonly Plain[] => Array.isArray(value)

/** The same record with every family of numbers replaced by ranks; the same object if they are ranks already. */
export const renumber = <S extends object>(state: S): S => {
  const numbers = numbersIn(Object.assign(Object.create(null), state))
  if (isDense(numbers.revision) && isDense(numbers.index) && isDense(numbers.term)) return state
  const ranks: Ranks = {
    revision: ranksOf(numbers.revision),
    index: ranksOf(numbers.index),
    term: ranksOf(numbers.term),
  }
  return mapSlots(state, (value) => renumbered(value, ranks))
}

const mapSlots = <S extends object>(state: S, change: (value: Plain) => Plain): S => {
  const next = { ...state }
  for (const [slot, value] of Object.entries(state)) Object.assign(next, { [slot]: change(value) })
  return next
}

/** Every uid that is mentioned in a value. */
const uidsIn = remember((value: object): ReadonlySet<string> => {
  const found = new Set<string>()
  for (const [key, child] of Object.entries(value)) {
    if (isObject(child)) for (const uid of uidsIn(child)) found.add(uid)
    else if (typeof child === 'string') addUid(found, child)
    addUid(found, key)
  }
  return found
})

const UID = /[a-z]+\/[^#\s]+#\d+/g

const addUid = (found: Set<string>, text: string): void => {
  if (text.includes('#')) for (const [uid] of text.matchAll(UID)) found.add(uid)
}

/** Forgets names and uids that no other slot mentions: they may be drawn again without anybody noticing. */
export const pruneEntropy = (entropy: Entropy, slots: readonly object[]): Entropy => {
  const mentioned = new Set(slots.flatMap((slot) => [...uidsIn(slot)]))
  const names = new Set([...mentioned].map((uid) => uid.slice(0, uid.lastIndexOf('#'))))
  const isUsed = (name: string, number: number): boolean =>
    name.startsWith('uid:')
      ? mentioned.has(`${name.slice('uid:'.length)}#${number}`)
      : names.has(`${name.slice('name:'.length)}${number}`)
  const kept = Object.entries(entropy.used).flatMap(([name, numbers]) => {
    const still = numbers.filter((number) => isUsed(name, number))
    return still.length === 0 ? [] : [[name, still] as const]
  })
  const used = Object.fromEntries(kept)
  return JSON.stringify(used) === JSON.stringify(entropy.used) ? entropy : { used }
}
