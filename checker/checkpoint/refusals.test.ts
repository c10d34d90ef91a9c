/** A checkpoint that does not fit is refused with the reason, and left as it is. */
import { expect, test } from 'vitest'
import { CheckpointError, always, explore } from '../index.ts'
import type { CheckpointOptions, ExploreOptions, Machine, Property } from '../index.ts'
import { MemoryStore } from './fixtures/memory-store.ts'

interface Count {
  readonly n: number
  readonly m: number
}

/** Two counters: where they end is nothing that their code tells. */
const counting = (last: number, changes: Partial<Machine<Count>> = {}): Machine<Count> => ({
  name: 'counting',
  initial: [{ n: 0, m: 0 }],
  rules: [
    { name: 'n', next: ({ n }) => (n < last ? [{ action: { type: 'n' }, writes: { n: n + 1 } }] : []) },
    { name: 'm', next: ({ m }) => (m < last ? [{ action: { type: 'm' }, writes: { m: m + 1 } }] : []) },
    { name: 'reset', fault: true, next: () => [{ action: { type: 'reset' }, writes: { n: 0 } }] },
  ],
  ...changes,
})

const small = always<Count>({ name: 'small', clause: 'c', holds: ({ n }) => n < 5, explain: () => ['large'] })
const OPTIONS = { faults: 1, maxStates: 1_000 }
const SUBJECT = { manifests: 'web.yaml' }

interface Asked {
  readonly machine?: Machine<Count>
  readonly properties?: readonly Property<Count>[]
  readonly options?: ExploreOptions
  readonly checkpoint?: Partial<CheckpointOptions>
}

const exploreIn = (store: MemoryStore, { machine, properties, options, checkpoint }: Asked = {}) =>
  explore(machine ?? counting(9), properties ?? [small], {
    ...(options ?? OPTIONS),
    checkpoint: { store, subject: SUBJECT, isDue: () => true, ...checkpoint },
  })

const kept = (): MemoryStore => {
  const store = new MemoryStore()
  exploreIn(store)
  return store
}

const expectRefusal = (store: MemoryStore, asked: Asked, message: RegExp): void => {
  const before = new Map(store.entries)
  expect(() => exploreIn(store, asked)).toThrow(message)
  expect(() => exploreIn(store, asked)).toThrow(CheckpointError)
  expect(store.entries).toEqual(before)
}

const { rules } = counting(9)

test.each<[string, Asked, RegExp]>([
  ['another machine', { machine: counting(9, { name: 'adding' }) }, /is of another search \(machine: counting there, adding here\); take another place/],
  ['other slots', { machine: counting(9, { initial: [{ n: 0, m: 0, o: 0 } as Count] }) }, /\(slots: m, n there, m, n, o here\);/],
  ['another start', { machine: counting(9, { initial: [{ n: 1, m: 0 }] }) }, /\(other initial states\);/],
  ['a rule less', { machine: counting(9, { rules: rules.slice(0, 2) }) }, /\(rules: n, m, reset \(a fault\) there, n, m here\);/],
  ['a rule that is no fault', { machine: counting(9, { rules: rules.map((rule) => ({ ...rule, fault: false })) }) }, /reset \(a fault\) there, n, m, reset here/],
  ['other code', { machine: counting(9, { rules: rules.map((rule) => ({ ...rule, next: (s) => rule.next(s) })) }) }, /\(other code of the rules\);/],
  ['code that goes further', { machine: counting(10) }, /of other rules \(a state has steps that it had not\);/],
  ['code that goes less far', { machine: counting(8) }, /of other rules \(a state is not reached any more\);/],
  ['no properties', { properties: [] }, /\(properties: small there, none here\);/],
  ['another predicate', { properties: [{ ...small, holds: (s: Count) => s.n < 6 }] }, /\(other kinds or code of the properties\);/],
  ['another end', { options: { ...OPTIONS, untilBroken: true } }, /\(end: when all was looked at there, as soon as all is broken here\);/],
  ['another subject', { checkpoint: { subject: { manifests: 'db.yaml' } } }, /\(manifests: web.yaml there, db.yaml here\);/],
  ['fewer faults', { options: { faults: 0 } }, /of a larger search: it has come to 1 faults, and 0 are asked for;/],
  ['fewer states', { options: { faults: 1, maxStates: 99 } }, /of a larger search: it holds 100 states, and 99 are allowed;/],
])('a checkpoint of %s is refused', (_, asked, message) => {
  expectRefusal(kept(), asked, message)
})

test('more faults and more states are not refused, and who goes on is told', () => {
  const told: unknown[] = []
  exploreIn(kept(), { options: { faults: 2, maxStates: 2_000 }, checkpoint: { onResume: (at) => told.push(at) } })
  expect(told).toMatchObject([{ states: 100, faults: 1 }])
})

test('a checkpoint of another version is refused', () => {
  const store = kept()
  const text = Buffer.from(store.entries.get('search.json') ?? []).toString()
  store.entries.set('search.json', Buffer.from(text.replace('checkpoint@1', 'checkpoint@2')))
  expectRefusal(store, {}, /of another version: its format is kubeproof\/checkpoint@2, expected kubeproof\/checkpoint@1;/)
})

test('a byte that is otherwise, wherever it stands, is noticed', () => {
  const { entries } = kept()
  for (const [name, bytes] of entries) {
    const stride = Math.ceil(bytes.length / 40)
    for (let at = 0; at < bytes.length; at += stride) {
      const store = new MemoryStore()
      for (const [other, whole] of entries) store.entries.set(other, whole)
      store.entries.set(name, bytes.map((byte, i) => (i === at ? byte ^ 16 : byte)))
      expect(() => exploreIn(store), `${name} at ${at}`).toThrow(CheckpointError)
    }
  }
})

test('what is missing is noticed, and what stands behind the end is not', () => {
  const store = kept()
  const log = store.entries.get('search.log') ?? new Uint8Array(0)
  store.entries.set('search.log', log.slice(0, -8))
  expectRefusal(store, {}, /is damaged: search.log is missing, or shorter than it was;/)
  store.entries.delete('search.log')
  expectRefusal(store, {}, /is damaged: search.log is missing/)
  store.entries.set('search.log', new Uint8Array([...log, 1, 2, 3]))
  expect(exploreIn(store).stats.states).toBe(100)
  store.entries.set('search.json', new Uint8Array(0))
  expectRefusal(store, {}, /is damaged: search.json is not as it was written;/)
})
