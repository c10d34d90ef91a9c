/** Sequences for fast-check: few keys and near revisions, so that deeds meet. */
import fc from 'fast-check'
import { prefixEnd } from '../../model/etcd/mvcc.ts'
import type { Call, Comparison, Deed, Fault, Misuse, Op, When } from './deeds.ts'

const KEYS = ['/a', '/a/1', '/a/2', '/b', '/b/1', 'c'] as const
const PREFIXES = ['', '/', '/a', '/a/', '/b', 'c', '/none'] as const
/** The model keeps 40 revisions; a sequence stays below, so that only the calls to compact do. */
const DEEDS_MAX = 36


const record = <T extends object, K extends keyof T>(
  fields: { [P in keyof T]: fc.Arbitrary<T[P]> },
  requiredKeys: K[],
): fc.Arbitrary<fc.RecordValue<T, K>> => fc.record(fields, { requiredKeys })

const on = fc.nat(2)
const key = fc.constantFrom(...KEYS)
const end = fc.oneof(
  key.map(prefixEnd),
  fc.constant('\0'),
  key,
)
const value = fc.constantFrom('', 'x', 'y', '{"a":1}')
const lease = fc.constantFrom(7, 8, 9)
const LONG_SECONDS = 3_600

const when: fc.Arbitrary<When> = fc.oneof(
  fc.record({ from: fc.constant('start' as const), plus: fc.integer({ min: -1, max: 12 }) }),
  fc.record({ from: fc.constant('head' as const), plus: fc.integer({ min: -6, max: 2 }) }),
  fc.record({ from: fc.constant('compacted' as const), plus: fc.integer({ min: -1, max: 1 }) }),
)

const putOp: fc.Arbitrary<Op> = record({ op: fc.constant('put' as const), key, value, lease }, ['op', 'key', 'value'])
const plainPut: fc.Arbitrary<Op> = fc.record({ op: fc.constant('put' as const), key, value })
const deleteOp: fc.Arbitrary<Op> = record({ op: fc.constant('delete' as const), key, rangeEnd: end }, ['op', 'key'])
const deleteOne: fc.Arbitrary<Op> = fc.record({ op: fc.constant('delete' as const), key })
const rangeOp: fc.Arbitrary<Op> = record(
  { op: fc.constant('range' as const), key, rangeEnd: end, revision: when },
  ['op', 'key'],
)

const result = fc.constantFrom('=' as const, '!=' as const, '<' as const, '>' as const)
const operands = {
  mod: fc.oneof(fc.constant(0), when),
  create: fc.oneof(fc.constant(0), when),
  version: fc.nat(3),
  value,
  lease: fc.constantFrom(0, 7, 8, 9),
}
const comparisonOf = <T extends keyof typeof operands>(target: T): fc.Arbitrary<Comparison> =>
  fc.record({ key, target: fc.constant(target), result, operand: operands[target] })
const comparison = fc.oneof(
  ...(['mod', 'create', 'version', 'value', 'lease'] as const).map((target) => comparisonOf(target)),
)

const op = fc.oneof(
  { weight: 4, arbitrary: plainPut },
  { weight: 1, arbitrary: putOp },
  { weight: 2, arbitrary: deleteOne },
  { weight: 1, arbitrary: deleteOp },
  { weight: 2, arbitrary: rangeOp },
)

const alone = (single: fc.Arbitrary<Op>): fc.Arbitrary<Call> =>
  single.map((only) => ({ call: 'txn', compare: [], success: [only], failure: [] }))

const txn: fc.Arbitrary<Call> = fc.record({
  call: fc.constant('txn' as const),
  compare: fc.array(comparison, { maxLength: 2 }),
  success: fc.array(op, { maxLength: 3 }),
  failure: fc.array(op, { maxLength: 2 }),
})

const rangeFields = {
  call: fc.constant('range' as const),
  key: fc.oneof({ weight: 3, arbitrary: key }, { weight: 1, arbitrary: fc.constantFrom('/', '/none') }),
  rangeEnd: end,
  revision: when,
  serializable: fc.boolean(),
}
const range: fc.Arbitrary<Call> = record(rangeFields, ['call', 'key'])
const compact: fc.Arbitrary<Call> = fc.record({ call: fc.constant('compact' as const), revision: when })

const grantFor = (seconds: number): fc.Arbitrary<Call> =>
  fc.record({ call: fc.constant('lease-grant' as const), lease, ttlSeconds: fc.constant(seconds) })
const revoke: fc.Arbitrary<Call> = fc.record({ call: fc.constant('lease-revoke' as const), lease })
const keepAlive: fc.Arbitrary<Call> = fc.record({ call: fc.constant('lease-keepalive' as const), lease })

const calling = (call: fc.Arbitrary<Call>): fc.Arbitrary<Deed> => fc.record({ do: fc.constant('call' as const), on, call })
const rangeDeed: fc.Arbitrary<Deed> = fc.record(
  {
    do: fc.constant('call' as const),
    on,
    call: range,
    cut: fc.oneof(
      fc.constant({}),
      fc.record({ limit: fc.integer({ min: 1, max: 3 }) }),
      fc.constant({ countOnly: true }),
    ),
  },
)
const watch: fc.Arbitrary<Deed> = fc.record({
  do: fc.constant('watch' as const),
  on,
  prefix: fc.constantFrom(...PREFIXES),
  start: fc.oneof({ weight: 3, arbitrary: when }, { weight: 1, arbitrary: fc.constant(null) }),
})
const misuse: fc.Arbitrary<Deed> = fc.record({
  do: fc.constant('misuse' as const),
  on,
  misuse: fc.constantFrom<Misuse>('too-large', 'no-key', 'no-key', 'too-many-operations', 'too-many-operations'),
})

const everyday = [
  { weight: 24, arbitrary: calling(alone(plainPut)) },
  { weight: 6, arbitrary: calling(alone(putOp)) },
  { weight: 10, arbitrary: calling(alone(deleteOne)) },
  { weight: 4, arbitrary: calling(alone(deleteOp)) },
  { weight: 18, arbitrary: rangeDeed },
  { weight: 24, arbitrary: calling(txn) },
]
const leases = [
  { weight: 6, arbitrary: calling(grantFor(LONG_SECONDS)) },
  { weight: 3, arbitrary: calling(revoke) },
  { weight: 2, arbitrary: calling(keepAlive) },
]
const watches = [{ weight: 6, arbitrary: watch }]
const compactions = [{ weight: 5, arbitrary: calling(compact) }]

const sequence = (deed: fc.Arbitrary<Deed>, minLength: number, maxLength: number): fc.Arbitrary<readonly Deed[]> =>
  fc.array(deed, { minLength, maxLength, size: 'max' })

const calm = fc.oneof(...everyday, ...leases, ...watches, ...compactions, { weight: 1, arbitrary: misuse })

const at = (from: When['from']): When => ({ from, plus: 0 })

/** A compaction at exactly the revision of a delete, and a watch from there: too rare to be left to chance. */
const cutAtDelete: fc.Arbitrary<readonly Deed[]> = fc
  .tuple(on, key, calm)
  .map(([member, gone, between]) => [
    { do: 'call', on: member, call: { call: 'txn', compare: [], success: [{ op: 'put', key: gone, value: 'x' }], failure: [] } },
    { do: 'call', on: member, call: { call: 'txn', compare: [], success: [{ op: 'delete', key: gone }], failure: [] } },
    { do: 'call', on: member, call: { call: 'compact', revision: at('head') } },
    between,
    { do: 'watch', on: member, prefix: '', start: at('compacted') },
  ])

export const calmSequence = fc
  .tuple(
    sequence(calm, 0, DEEDS_MAX),
    fc.oneof({ weight: 14, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: cutAtDelete }),
    fc.nat(DEEDS_MAX),
  )
  .map(([deeds, cut, place]) => [...deeds.slice(0, place), ...cut, ...deeds.slice(place)].slice(0, DEEDS_MAX))

const outlive: fc.Arbitrary<Deed> = fc.record({ do: fc.constant('outlive' as const), on, lease })
const grantShort = calling(grantFor(1))

/** One short lease lives and dies among other deeds. */
export const leaseSequence = fc
  .tuple(grantShort, sequence(fc.oneof(...everyday, { weight: 10, arbitrary: calling(keepAlive) }), 3, 10), outlive, calmSequence)
  .map(([granted, before, gone, after]) => [granted, ...before, gone, ...after.slice(0, 6)])

const short = sequence(calm, 1, 10)
const save: fc.Arbitrary<Deed> = fc.record({ do: fc.constant('save' as const), on })

export const restoreSequence = fc
  .tuple(short, save, sequence(calm, 0, 8), short)
  .map(([before, saved, lost, after]): readonly Deed[] => [...before, saved, ...lost, { do: 'restore' }, ...after])

const fault: fc.Arbitrary<Deed> = fc.record({
  do: fc.constantFrom<Fault>('kill', 'kill-leader', 'kill-leader', 'restart', 'restart', 'pause', 'resume'),
  on,
  isHasty: fc.boolean(),
})

export const faultSequence = sequence(
  fc.oneof(...everyday, ...leases, ...watches, { weight: 2, arbitrary: calling(compact) }, { weight: 22, arbitrary: fault }),
  6,
  18,
)

const kill = (index: number, isHasty: boolean): Deed => ({ do: 'kill', on: index, isHasty })
const grantLong = grantFor(LONG_SECONDS).map((call): Deed => ({ do: 'call', on: 0, call }))

/**
 * Two of three members die while a client waits for as long as etcd lets it; then they come back. The keep-alive
 * may meet a leader that does not know yet that it is alone.
 */
export const lostQuorumSequence = fc
  .tuple(fc.nat(2), short, grantLong, keepAlive, alone(plainPut), range, short)
  .map(([first, before, granted, renewal, write, read, after]): readonly Deed[] => [
    ...before,
    granted,
    kill(first, false),
    kill(first + 1, true),
    { do: 'call', on: first + 2, call: renewal },
    { do: 'patiently', on: first + 2, call: write },
    { do: 'patiently', on: first + 2, call: read },
    { do: 'restart', on: first, isHasty: false },
    ...after,
  ])
