/**
 * What must be the same for a search to go on from a checkpoint: all that its outcome depends on. How many faults and
 * states it may look at may change, and so may what is only asked for when it is over.
 */
import { canonicalJson, fingerprint } from '../json.ts'
import type { Machine } from '../machine.ts'
import type { Property } from '../property.ts'
import type { Search } from '../search.ts'
import type { Identity } from './journal.ts'

/** What differs between a checkpoint and a search, in words; null: nothing does. */
export const differenceOf = (kept: Identity, present: Identity): string | null => {
  const before = new Map(kept)
  const odd = present.find(([label, text]) => before.get(label) !== text)
  if (odd === undefined) return kept.length === present.length ? null : 'another search (other options)'
  const [label, now] = odd
  const then = before.get(label)
  const how = then === undefined || isFingerprint(now) ? `other ${label}` : `${label}: ${shown(then)} there, ${shown(now)} here`
  return `another search (${how})`
}

const SHOWN = 120
const shown = (text: string): string => (text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text === '' ? 'none' : text)

/** Texts that are no use to a reader are kept as fingerprints. */
const HIDDEN = '#'
const hidden = (value: unknown): string => `${HIDDEN}${fingerprint(value)}`
const isFingerprint = (text: string): boolean => text.startsWith(HIDDEN)

export const identityOf = <S>(
  { engine, findings, reductions }: Search<S>,
  { untilBroken, subject }: { readonly untilBroken: boolean; readonly subject: Readonly<Record<string, string>> },
): Identity => {
  const { machine } = engine
  const properties = findings.all.map(({ property }) => property)
  return [
    ...Object.entries(subject),
    ['machine', machine.name],
    ['slots', engine.slots.join(', ')],
    ['initial states', hidden(machine.initial)],
    ['rules', machine.rules.map(ruleText).join(', ')],
    ['code of the rules', hidden(codeOfMachine(machine))],
    ['properties', properties.map(({ name }) => name).join(', ')],
    ['kinds or code of the properties', hidden(properties.map(codeOfProperty))],
    ['reductions', reductions.filter(({ isApplied }) => isApplied).map(({ name }) => name).join(', ')],
    ['end', untilBroken ? 'as soon as all is broken' : 'when all was looked at'],
  ]
}

const ruleText = <S>({ name, fault, fairness, remember }: Machine<S>['rules'][number]): string =>
  [name, ...(fault === true ? ['(a fault)'] : []), ...(fairness === undefined ? [] : [`(${fairness})`]), ...(remember === 'never' ? ['(asked anew)'] : [])].join(' ')

/** Functions as they are written: what they close over does not show, and is tried out on states. */
const codeOfMachine = <S>({ rules, normalise, symmetry = [] }: Machine<S>): readonly string[] => [
  ...rules.map(({ next }) => String(next)),
  String(normalise),
  ...symmetry.map((one) => dataAndCode(one)),
]

const codeOfProperty = <S>(property: Property<S>): string => dataAndCode(property)

const dataAndCode = (value: object): string =>
  canonicalJson(JSON.parse(JSON.stringify(value, (_, part: unknown) => (typeof part === 'function' ? String(part) : part))))
