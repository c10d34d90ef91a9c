import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EtcdCall, StoreSnapshot } from './messages.ts'
import { emptyStore, eventsSince, prefixEnd } from './mvcc.ts'
import type { StoreRules } from './mvcc.ts'
import { applyCall } from './txn.ts'
import { del, put, txn } from './test-calls.ts'

const rules: StoreRules = { history: 5, missesDelete: false }

const applied = (calls: readonly EtcdCall[], from: StoreSnapshot = emptyStore): StoreSnapshot =>
  calls.reduce((store, call) => applyCall(rules, store, call).store, from)

const someCalls = fc.array(
  fc
    .tuple(
      fc.constantFrom('put', 'delete'),
      fc.constantFrom('a', 'b', 'c', '/__proto__', 'toString'),
    )
    .map(([what, key]) => (what === 'put' ? put(key, 'v') : del(key))),
  { maxLength: 30, size: 'max' },
)

const liveIn = (store: StoreSnapshot): readonly string[] => {
  const { answer } = applyCall(rules, store, { call: 'range', key: '', rangeEnd: '\0' })
  return (answer.results ?? []).flatMap((r) => (r.op === 'range' ? r.kvs.map((kv) => kv.key) : []))
}

describe('the store', () => {
  it('holds what a plain set of keys would hold, after any writes', () => {
    fc.assert(
      fc.property(someCalls, (calls) => {
        const twin = new Set<string>()
        for (const call of calls) {
          const op = call.call === 'txn' ? call.success[0] : undefined
          if (op?.op === 'put') twin.add(op.key)
          if (op?.op === 'delete') twin.delete(op.key)
        }
        expect(liveIn(applied(calls))).toEqual([...twin].sort())
      }),
    )
  })

  it('keeps only the history that its rules name', () => {
    fc.assert(
      fc.property(someCalls, (calls) => {
        const store = applied(calls)
        for (const versions of Object.values(store.keys)) {
          const [, ...later] = versions
          expect(later.every(({ revision }) => revision > store.revision - rules.history)).toBe(
            true,
          )
        }
      }),
    )
  })

  it('loses and doubles no event in the history that it keeps', () => {
    fc.assert(
      fc.property(someCalls, (calls) => {
        const store = applied(calls)
        const from = Math.max(store.compactRevision, 1) + 1
        const told = eventsSince(store, '', from).map(({ revision }) => revision)
        const due = Array.from({ length: store.revision - from + 1 }, (_, i) => from + i)
        expect(told).toEqual(due)
      }),
    )
  })

  it('touches the versions of the written key only', () => {
    const before = applied([put('a', '1'), put('b', '1')])
    const after = applied([put('a', '2')], before)
    expect(after.keys['b']).toBe(before.keys['b'])
    expect(before.keys['a']).toHaveLength(1)
  })

  it('is the same object after a call that changes nothing', () => {
    const before = applied([put('a', '1')])
    expect(applied([del('b'), txn([], [{ op: 'range', key: 'a' }])], before)).toBe(before)
  })

  it('refuses to put a key and delete its range in one transaction', () => {
    const both = txn(
      [],
      [
        { op: 'put', key: '/p/1', value: 'v' },
        { op: 'delete', key: '/p/', rangeEnd: prefixEnd('/p/') },
      ],
    )
    expect(applyCall(rules, emptyStore, both).answer.error).toBe('duplicate-key')
  })

  it('changes nothing when one operation of a transaction is refused', () => {
    const mixed = txn(
      [],
      [
        { op: 'put', key: 'a', value: 'v' },
        { op: 'put', key: 'b', value: 'v', lease: 9 },
      ],
    )
    const outcome = applyCall(rules, emptyStore, mixed)
    expect(outcome.answer.error).toBe('lease-not-found')
    expect(outcome.store).toBe(emptyStore)
  })

  it('lists a prefix and nothing beside it', () => {
    const store = applied(['/p/1', '/p/2', '/p', '/pq', '/q'].map((key) => put(key, 'v')))
    const range: EtcdCall = { call: 'range', key: '/p/', rangeEnd: prefixEnd('/p/') }
    const { results } = applyCall(rules, store, range).answer
    expect(results).toMatchObject([{ kvs: [{ key: '/p/1' }, { key: '/p/2' }] }])
  })
})
