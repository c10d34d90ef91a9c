/**
 * Revisions, log indexes, terms, versions of keys and uids are compared only by order and equality, so two states that differ
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

const FAMILIES = ['revision', 'index', 'term', 'version'] as const
type Family = (typeof FAMILIES)[number]

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
  version: 'version',
}

type Plain = null | boolean | number | string | readonly Plain[] | { readonly [key: string]: Plain }

type Numbers = { readonly [family in Family]: ReadonlySet<number> }

const NONE: Numbers = { revision: new Set(), index: new Set(), term: new Set(), version: new Set() }

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
    version: new Set(),
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
      for (const number of inner.version) found.version.add(number)
    }
  }
  return FAMILIES.every((family) => found[family].size === 0) ? NONE : found
})

type Ranks = { readonly [family in Family]: ReadonlyMap<number, number> }

const ranksOf = (numbers: ReadonlySet<number>): ReadonlyMap<number, number> =>
  new Map([...numbers].sort((a, b) => a - b).map((number, i) => [number, i + 1]))

const isDense = (numbers: ReadonlySet<number>): boolean =>
  numbers.size === 0 || Math.max(...numbers) === numbers.size

/** Renumbers values that stand in many places once; what does not change stays the same reference. */
const renumbering = (ranks: Ranks): ((value: Plain) => Plain) => {
  const known = new Map<object, Plain>()
  const isKept = (numbers: ReadonlySet<number>, family: Family): boolean => {
    for (const number of numbers) if ((ranks[family].get(number) ?? number) !== number) return false
    return true
  }
  const isFixed = (value: object): boolean => {
    const numbers = numbersIn(value)
    return FAMILIES.every((family) => isKept(numbers[family], family))
  }
  const field = (holder: object, name: string, child: Plain): Plain => {
    if (typeof child !== 'number') return renumbered(child)
    const family = familyOf(holder, name)
    return family === undefined ? child : (ranks[family].get(child) ?? child)
  }
  const renumbered = (value: Plain): Plain => {
    if (!isObject(value)) return value
    const hit = known.get(value)
    if (hit !== undefined) return hit
    const made = isFixed(value)
      ? value
      : isArray(value)
        ? value.map(renumbered)
        : Object.fromEntries(Object.entries(value).map(([name, child]) => [name, field(value, name, child)]))
    known.set(value, made)
    return made
  }
  return renumbered
}

const isArray = (value: Plain): value is readonly Plain[] => Array.isArray(value)

/** The same record with every family of numbers replaced by ranks; the same object if they are ranks already. */
export const renumber = <S extends object>(state: S): S => {
  const numbers = numbersIn(Object.assign(Object.create(null), state))
  if (FAMILIES.every((family) => isDense(numbers[family]))) return state
  const ranks: Ranks = {
    revision: ranksOf(numbers.revision),
    index: ranksOf(numbers.index),
    term: ranksOf(numbers.term),
    version: ranksOf(numbers.version),
  }
  return mapSlots(state, renumbering(ranks))
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
