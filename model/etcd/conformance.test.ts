/**
 * The facts that were recorded from a real etcd 3.4.23, one by one. Each title is the heading of
 * a probe in shared/conformance/traces/etcd-3.4.23-semantics-*.txt; the expected values are
 * those of the recording.
 */
import { describe, expect, it } from 'vitest'
import type { EtcdResponse } from './messages.ts'
import { TestCluster, settingsWith } from './test-cluster.ts'
import { del, get, list, put, short, txn, valuesIn } from './test-calls.ts'

const fresh = (members = 3): TestCluster => new TestCluster(settingsWith(members))

const kvsIn = (answer: EtcdResponse) =>
  (answer.results ?? []).flatMap((result) => (result.op === 'range' ? [...result.kvs] : []))

/** The probes up to `recreate a`: put 1, 2, 2; put b; delete a; put a again. */
const withHistory = (): TestCluster => {
  const cluster = fresh()
  for (const value of ['1', '2', '2']) cluster.call(put('a', value))
  cluster.call(put('b', '1'))
  cluster.call(del('a'))
  cluster.call(put('a', 'again'))
  return cluster
}

describe('revisions', () => {
  it('empty cluster range', () => {
    expect(fresh().call(list(''))).toMatchObject({ revision: 1, results: [{ kvs: [] }] })
  })

  it('put1, put2, put same value again, range a', () => {
    const cluster = fresh()
    const revisions = ['1', '2', '2'].map((value) => cluster.call(put('a', value)).revision)
    expect(revisions).toEqual([2, 3, 4])
    expect(kvsIn(cluster.call(get('a')))).toEqual([
      { key: 'a', createRevision: 2, modRevision: 4, version: 3, value: '2' },
    ])
  })

  it('delete of missing key: revision does NOT move', () => {
    const cluster = fresh()
    cluster.call(put('a', '1'))
    expect(cluster.call(del('nothing'))).toMatchObject({ revision: 2, results: [{ deleted: 0 }] })
  })

  it('delete a; recreate a -> create_revision new, version 1', () => {
    const cluster = withHistory()
    expect(kvsIn(cluster.call(get('a')))).toEqual([
      { key: 'a', createRevision: 7, modRevision: 7, version: 1, value: 'again' },
    ])
  })

  it('range at revision 2; range at future revision', () => {
    const cluster = withHistory()
    expect(kvsIn(cluster.call(get('a', 2)))).toEqual([
      { key: 'a', createRevision: 2, modRevision: 2, version: 1, value: '1' },
    ])
    expect(valuesIn(cluster.call(get('a', 6)))).toEqual([])
    expect(cluster.call(get('a', 99)).error).toBe('future-revision')
  })
})

describe('transactions', () => {
  it('txn two puts + range + delete; range t* (both same mod_revision)', () => {
    const cluster = withHistory()
    const answer = cluster.call(
      txn(
        [],
        [
          { op: 'put', key: 't1', value: '1' },
          { op: 'put', key: 't2', value: '2' },
          { op: 'range', key: 't1' },
          { op: 'delete', key: 'b' },
        ],
      ),
    )
    expect(answer).toMatchObject({
      revision: 8,
      succeeded: true,
      results: [
        { op: 'put' },
        { op: 'put' },
        { kvs: [{ key: 't1', createRevision: 8, modRevision: 8, version: 1, value: '1' }] },
        { deleted: 1 },
      ],
    })
    expect(kvsIn(cluster.call(list('t'))).map((kv) => kv.modRevision)).toEqual([8, 8])
  })

  it('txn with same key put twice', () => {
    const cluster = fresh()
    const twice = [1, 2].map(() => ({ op: 'put', key: 'x', value: '1' }) as const)
    expect(cluster.call(txn([], twice))).toMatchObject({ error: 'duplicate-key', revision: 1 })
  })

  it('txn that changes nothing', () => {
    const cluster = withHistory()
    expect(cluster.call(txn([], [{ op: 'delete', key: 'nothing' }]))).toMatchObject({
      revision: 7,
      succeeded: true,
    })
  })

  it('k8s create txn ok; k8s create txn conflict (no else)', () => {
    const cluster = fresh()
    const create = txn(
      [{ key: '/registry/p', target: 'mod', result: '=', operand: 0 }],
      [{ op: 'put', key: '/registry/p', value: 'v1' }],
    )
    expect(cluster.call(create)).toMatchObject({ succeeded: true, revision: 2 })
    expect(cluster.call(create)).toMatchObject({ succeeded: false, revision: 2, results: [] })
  })

  it('k8s guaranteed update ok; k8s guaranteed update conflict', () => {
    const cluster = fresh()
    cluster.call(put('/registry/p', 'v1'))
    const update = txn(
      [{ key: '/registry/p', target: 'mod', result: '=', operand: 2 }],
      [{ op: 'put', key: '/registry/p', value: 'v2' }],
      [{ op: 'range', key: '/registry/p' }],
    )
    expect(cluster.call(update)).toMatchObject({ succeeded: true, revision: 3 })
    const conflict = cluster.call(update)
    expect(conflict).toMatchObject({ succeeded: false, revision: 3 })
    expect(kvsIn(conflict)).toEqual([
      { key: '/registry/p', createRevision: 2, modRevision: 3, version: 2, value: 'v2' },
    ])
  })

  it('compare VERSION, CREATE, VALUE on a missing key', () => {
    const cluster = fresh()
    const compared = (target: 'version' | 'create' | 'mod' | 'value', operand: number | string) =>
      cluster.call(txn([{ key: 'none', target, result: '=', operand }], [])).succeeded
    expect([compared('version', 0), compared('create', 0), compared('value', '')]).toEqual([
      true,
      true,
      false,
    ])
  })
})

describe('watches', () => {
  it('watch a from revision 2 with prev_kv (history replayed)', () => {
    const cluster = withHistory()
    cluster.watch('a', 2, 'apiserver/9')
    expect(short(cluster.eventsOf('apiserver/9')).flat()).toEqual([
      'PUT a 2 1 1',
      'PUT a 3 2 2 prev=1@2',
      'PUT a 4 3 2 prev=2@3',
      'DELETE a 6 prev=2@4',
      'PUT a 7 1 again',
    ])
  })

  it('watch t* from revision 2 (txn events arrive in ONE response)', () => {
    const cluster = fresh()
    const both = ['t1', 't2'].map((key) => ({ op: 'put', key, value: '1' }) as const)
    cluster.call(txn([], both))
    cluster.watch('t', 2, 'apiserver/9')
    expect(short(cluster.eventsOf('apiserver/9'))).toEqual([['PUT t1 2 1 1', 'PUT t2 2 1 1']])
  })

  it('watch from FUTURE revision 18; puts at 16..20', () => {
    const cluster = fresh()
    for (let i = 2; i <= 15; i += 1) cluster.call(put('x', 'x'))
    cluster.watch('f', 18, 'apiserver/9')
    for (let i = 0; i <= 4; i += 1) cluster.call(put(`f${i}`, 'x'))
    cluster.run(5)
    expect(cluster.eventsOf('apiserver/9').map(({ revision }) => revision)).toEqual([18, 19, 20])
  })
})

describe('compaction', () => {
  /** Revision 22 with f4 written at 20, compacted at 20. */
  const compacted = (): TestCluster => {
    const cluster = fresh()
    for (let i = 2; i <= 19; i += 1) cluster.call(put('x', String(i)))
    cluster.call(put('f4', 'x'))
    cluster.call(put('n', '1'))
    cluster.call(del('n'))
    expect(cluster.call({ call: 'compact', revision: 20 })).toMatchObject({ revision: 22 })
    return cluster
  }

  it('range at compacted revision; AT the compact revision itself is allowed; -1 is not', () => {
    const cluster = compacted()
    const error = (revision: number) => cluster.call(get('x', revision)).error
    expect([error(3), error(20), error(19)]).toEqual(['compacted', undefined, 'compacted'])
    expect(valuesIn(cluster.call(get('x', 20)))).toEqual(['19'])
  })

  it('watch from compacted revision 3', () => {
    const cluster = compacted()
    cluster.watch('', 3, 'apiserver/9')
    expect(cluster.told.at(-1)?.message).toEqual({
      type: 'etcd/canceled',
      prefix: '',
      compactRevision: 20,
    })
  })

  it('watch from start_revision = compact revision', () => {
    const cluster = compacted()
    cluster.watch('f', 20, 'apiserver/9')
    expect(short(cluster.eventsOf('apiserver/9'))).toEqual([['PUT f4 20 1 x']])
  })

  it('compact again same revision; compact future revision', () => {
    const cluster = compacted()
    expect(cluster.call({ call: 'compact', revision: 20 }).error).toBe('compacted')
    expect(cluster.call({ call: 'compact', revision: 99 }).error).toBe('future-revision')
  })
})
