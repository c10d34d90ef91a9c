/**
 * Revisions, log indexes, terms, versions of keys and uids are compared only by order and equality, so two states
 * that differ in nothing but their absolute values behave alike. In quiet moments a state is renumbered: the numbers of
 * each family that occur anywhere are replaced by their ranks, and names that nobody remembers any more may
 * be drawn again. Runs that recovered from different faults then meet in one state, and an endless
 * create-and-evict loop is a finite cycle.
 *
 * Left out: the number of revisions that histories keep is counted in ranks afterwards, so a renumbered
 * history may reach a little further back than an unnumbered one.
 */
import type { Entropy } from './component.ts'
import { keep, remember, rememberPlaces } from './remember.ts'

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

/** What occurs in a value: per family sorted, each once. One object per content, so that sums can be remembered. */
type Numbers = { readonly [family in Family]: readonly number[] }

type Found = { readonly [family in Family]: Set<number> }

const newFound = (): Found => ({ revision: new Set(), index: new Set(), term: new Set(), version: new Set() })

const addNumbers = (found: Found, numbers: Numbers): void => {
  for (const family of FAMILIES) for (const number of numbers[family]) found[family].add(number)
}

/** Values are many, and each is asked about again while it is in use. */
const MANY = 1 << 20

/** Each remembers values of its own. */
const MAX_RENUMBERINGS = 1 << 8

const knownNumbers = new Map<string, Numbers>()

const numbersOf = (found: Found): Numbers => {
  const sorted = (family: Family): readonly number[] => [...found[family]].sort((a, b) => a - b)
  const numbers = {
    revision: sorted('revision'),
    index: sorted('index'),
    term: sorted('term'),
    version: sorted('version'),
  }
  const text = JSON.stringify(numbers)
  return knownNumbers.get(text) ?? keep(knownNumbers, text, numbers, MANY)
}

/** The operand of a comparison is a revision if what it is compared with is one. */
export const familyOf = (holder: object, field: string): Family | undefined => {
  if (field === 'operand') {
    return 'target' in holder && (holder.target === 'mod' || holder.target === 'create')
      ? 'revision'
      : undefined
  }
  return Object.hasOwn(FAMILY_OF, field) ? FAMILY_OF[field] : undefined
}

type Fields = { readonly [field: string]: unknown }

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null

const NO_NUMBERS = numbersOf(newFound())

/** Most values hold no numbers, or just those of one of their parts, whose answer is shared. */
const numbersIn = remember((value: Fields): Numbers => {
  const parts: Numbers[] = []
  let own: Found | null = null
  for (const field of Object.keys(value)) {
    const child = value[field]
    if (typeof child === 'number') {
      const family = familyOf(value, field)
      if (family !== undefined && child > 0) (own ??= newFound())[family].add(child)
    } else if (isObject(child)) {
      const numbers = numbersIn(child)
      if (numbers !== NO_NUMBERS && !parts.includes(numbers)) parts.push(numbers)
    }
  }
  if (own === null && parts.length < 2) return parts[0] ?? NO_NUMBERS
  const found = own ?? newFound()
  for (const numbers of parts) addNumbers(found, numbers)
  return numbersOf(found)
}, MANY)

const isDense = (numbers: readonly number[]): boolean =>
  numbers.length === 0 || numbers.at(-1) === numbers.length

/** Numbers up to this one are their own ranks. */
const firstGap = (numbers: readonly number[]): number => {
  const gap = numbers.findIndex((number, i) => number !== i + 1)
  return gap === -1 ? numbers.length : gap
}

interface Renumbering {
  /** Does a value in which these occur stay as it is? */
  readonly isFixed: (own: Numbers) => boolean
  readonly renumbered: (value: Plain) => Plain
}

/**
 * How to renumber values when these numbers occur in all; what does not change stays the same reference. What
 * occurs is often the same, so what was made of a value is remembered.
 */
const renumbering = remember((numbers: Numbers): Renumbering => {
  const ranksOf = (family: Family) => new Map(numbers[family].map((number, i) => [number, i + 1]))
  const ranks = {
    revision: ranksOf('revision'),
    index: ranksOf('index'),
    term: ranksOf('term'),
    version: ranksOf('version'),
  }
  const gaps = FAMILIES.map((family) => [family, firstGap(numbers[family])] as const)
  const isFixed = (own: Numbers): boolean => gaps.every(([family, gap]) => (own[family].at(-1) ?? 0) <= gap)
  const field = (holder: object, name: string, child: Plain): Plain => {
    if (typeof child !== 'number') return renumbered(child)
    const family = familyOf(holder, name)
    return family === undefined ? child : (ranks[family].get(child) ?? child)
  }
  const changed = remember((value: readonly Plain[] | { readonly [key: string]: Plain }): Plain =>
    isArray(value)
      ? value.map(renumbered)
      : Object.fromEntries(Object.entries(value).map(([name, child]) => [name, field(value, name, child)])),
  )
  const renumbered = (value: Plain): Plain =>
    isObject(value) && !isFixed(numbersIn(value)) ? changed(value) : value
  return { isFixed, renumbered }
}, MAX_RENUMBERINGS)

const isArray = (value: Plain): value is readonly Plain[] => Array.isArray(value)

const numbersInEach = rememberPlaces((value: Plain): Numbers => (isObject(value) ? numbersIn(value) : NO_NUMBERS))

/** The same record with every family of numbers replaced by ranks; the same object if they are ranks already. */
export const renumber = <S extends object>(state: S): S => {
  const values: readonly Plain[] = Object.values(state)
  const occurring = numbersInEach(values)
  const found = newFound()
  for (const numbers of new Set(occurring)) addNumbers(found, numbers)
  const numbers = numbersOf(found)
  if (FAMILIES.every((family) => isDense(numbers[family]))) return state
  const { isFixed, renumbered } = renumbering(numbers)
  const next = { ...state }
  Object.keys(state).forEach((slot, i) => {
    if (!isFixed(occurring[i] ?? NO_NUMBERS)) Object.assign(next, { [slot]: renumbered(values[i] ?? null) })
  })
  return next
}

/** Uids (`pods/default/web-1#2`), and the names that they are of. */
interface Mentioned {
  readonly uids: ReadonlySet<string>
  readonly names: ReadonlySet<string>
}

const NOBODY: Mentioned = { uids: new Set(), names: new Set() }

/** Every uid that is mentioned in a value. Most values mention none, or just those of one of their parts. */
const uidsIn = remember((value: Fields): Mentioned => {
  const parts: Mentioned[] = []
  const own = new Set<string>()
  for (const key of Object.keys(value)) {
    const child = value[key]
    addUid(own, key)
    if (typeof child === 'string') addUid(own, child)
    else if (isObject(child)) {
      const mentioned = uidsIn(child)
      if (mentioned !== NOBODY && !parts.includes(mentioned)) parts.push(mentioned)
    }
  }
  if (own.size === 0 && parts.length < 2) return parts[0] ?? NOBODY
  for (const { uids } of parts) for (const uid of uids) own.add(uid)
  return { uids: own, names: new Set([...own].map((uid) => uid.slice(0, uid.lastIndexOf('#')))) }
}, MANY)

const uidsInEach = rememberPlaces((value: object): Mentioned => (isObject(value) ? uidsIn(value) : NOBODY))

const UID = /[a-z]+\/[^#\s]+#\d+/g

const addUid = (found: Set<string>, text: string): void => {
  if (text.includes('#')) for (const [uid] of text.matchAll(UID)) found.add(uid)
}

/** Forgets names and uids that no other slot mentions: they may be drawn again without anybody noticing. */
export const pruneEntropy = (entropy: Entropy, slots: readonly object[]): Entropy => {
  const mentions = [...new Set(uidsInEach(slots))]
  const isUsed = (name: string, number: number): boolean =>
    name.startsWith('uid:')
      ? mentions.some(({ uids }) => uids.has(`${name.slice('uid:'.length)}#${number}`))
      : mentions.some(({ names }) => names.has(`${name.slice('name:'.length)}${number}`))
  let isWhole = true
  const kept = Object.entries(entropy.used).flatMap(([name, numbers]) => {
    const still = numbers.filter((number) => isUsed(name, number))
    isWhole &&= still.length === numbers.length
    return still.length === 0 ? [] : [[name, still] as const]
  })
  return isWhole ? entropy : { used: Object.fromEntries(kept) }
}
