/**
 * The facts that were recorded from a real etcd 3.4.23, one by one. Each title is the heading of a probe in
 * shared/conformance/traces/etcd-3.4.23-semantics-*.txt; the expected values are those of the recording.
 */
import { describe, expect, it } from 'vitest'
import type { EtcdEvents, EtcdResponse } from './messages.ts'
import { restoredDisks } from './restore.ts'
import {
  TestCluster,
  del,
  get,
  getLocally,
  list,
  put,
  settingsWith,
  txn,
  valuesIn,
} from './test-cluster.ts'
import { appliedRevision } from './view.ts'

const fresh = (members = 3): TestCluster => new TestCluster(settingsWith(members))

const kvsIn = (answer: EtcdResponse) =>
  (answer.results ?? []).flatMap((result) => (result.op === 'range' ? [...result.kvs] : []))

/** [event, key, modRevision, version, value, previous value@revision] as the recordings print them. */
const short = (told: readonly EtcdEvents[]) =>
  told.map(({ events }) =>
    events.map(({ event, kv, previous }) =>
      [
        event,
        kv.key,
        kv.modRevision,
        ...(event === 'PUT' ? [kv.version, kv.value] : []),
        ...(previous === undefined
          ? []
          : [`prev=${String(previous.value)}@${previous.modRevision}`]),
      ].join(' '),
    ),
  )

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

describe('leases', () => {
  const leased = (keys: readonly string[]): TestCluster => {
    const cluster = fresh()
    cluster.call({ call: 'lease-grant', lease: 7, ttlSeconds: 2 })
    for (const key of keys) cluster.call(put(key, 'v', 7))
    return cluster
  }

  it('lease grant moves no revision; TTL=2 lease: key gone after 2 s; seen as a DELETE', () => {
    const cluster = leased(['lk'])
    cluster.watch('lk', 3, 'apiserver/9')
    cluster.run(1_900)
    expect(valuesIn(cluster.call(get('lk')))).toEqual(['v'])
    cluster.run(300)
    expect(cluster.call(get('lk'))).toMatchObject({ revision: 3, results: [{ kvs: [] }] })
    expect(short(cluster.eventsOf('apiserver/9'))).toEqual([['DELETE lk 3 prev=v@2']])
    expect(cluster.timers).toEqual([])
  })

  it('keepalive renews; of an expired lease it does not; put with an expired lease', () => {
    const cluster = leased(['lk'])
    cluster.run(1_500)
    expect(cluster.call({ call: 'lease-keepalive', lease: 7 }, 'etcd/2').error).toBeUndefined()
    cluster.run(1_500)
    expect(valuesIn(cluster.call(get('lk')))).toEqual(['v'])
    cluster.run(1_000)
    expect(cluster.call({ call: 'lease-keepalive', lease: 7 }).error).toBe('lease-not-found')
    expect(cluster.call(put('lk', 'v', 7)).error).toBe('lease-not-found')
  })

  it('revoke lease with 2 keys: revision delta 1', () => {
    const cluster = leased(['k1', 'k2'])
    expect(cluster.call({ call: 'lease-revoke', lease: 7 }).revision).toBe(4)
    expect(valuesIn(cluster.call(list('k')))).toEqual([])
  })

  it('lease, leader killed: key gone later (new leader restarts the clock)', () => {
    const cluster = leased(['lk'])
    cluster.run(1_500)
    cluster.kill('etcd/1')
    cluster.run(2_000)
    expect(valuesIn(cluster.call(get('lk'), 'etcd/2'))).toEqual(['v'])
    cluster.run(1_500)
    expect(valuesIn(cluster.call(get('lk'), 'etcd/2'))).toEqual([])
  })
})

describe('quorum', () => {
  it('write with 2 of 3; write, linearizable, serializable read and watch with 1 of 3', () => {
    const cluster = fresh()
    cluster.call(put('q', '1'))
    cluster.kill('etcd/3')
    expect(cluster.call(put('q', '2')).error).toBeUndefined()
    cluster.kill('etcd/1')
    cluster.run(10)
    expect(cluster.call(put('q', '3'), 'etcd/2').error).toBe('timeout')
    expect(cluster.call(get('q'), 'etcd/2').error).toBe('timeout')
    expect(valuesIn(cluster.call(getLocally('q'), 'etcd/2'))).toEqual(['2'])
    cluster.watch('q', 0, 'apiserver/9', 'etcd/2')
    expect(cluster.isCancelled('apiserver/9')).toBe(false)
  })

  it('paused follower resumed: serializable (stale allowed) vs linearizable', () => {
    const cluster = fresh()
    cluster.call(put('p', '1'))
    cluster.run(10)
    cluster.cut('etcd/3')
    cluster.call(put('p', '19'))
    expect(valuesIn(cluster.call(getLocally('p'), 'etcd/3'))).toEqual(['1'])
    cluster.heal('etcd/3')
    expect(valuesIn(cluster.call(get('p'), 'etcd/3'))).toEqual(['19'])
  })

  it('kill -9 all three, restart: value and revision survive', () => {
    const cluster = fresh()
    cluster.call(put('q', 'late1'))
    cluster.run(10)
    const members = ['etcd/1', 'etcd/2', 'etcd/3'] as const
    for (const member of members) cluster.kill(member)
    for (const member of members) cluster.start(member)
    cluster.run(2_000)
    expect(cluster.call(get('q'))).toMatchObject({
      revision: 2,
      results: [{ kvs: [{ value: 'late1' }] }],
    })
  })

  it('leader alone accepts a put, dies; other two elect; old leader returns: the put is gone or kept', () => {
    const cluster = fresh()
    cluster.call(put('q', 'kept'))
    cluster.run(10)
    cluster.cut('etcd/1')
    cluster.ask(put('q', 'alone'))
    cluster.run(5)
    cluster.kill('etcd/1')
    cluster.run(2_000)
    expect(valuesIn(cluster.call(get('q'), 'etcd/2'))).toEqual(['kept'])
    cluster.heal('etcd/1')
    cluster.start('etcd/1')
    cluster.run(100)
    expect(valuesIn(cluster.call(get('q'), 'etcd/1'))).toEqual(['kept'])
  })
})

describe('restore', () => {
  /** The snapshot was taken at revision 31; two more writes followed. */
  const restored = (bump: boolean): TestCluster => {
    const settings = settingsWith(3)
    const cluster = new TestCluster(settings)
    for (let i = 2; i <= 31; i += 1) cluster.call(put('a', String(i)))
    const snapshot = cluster.store
    cluster.call(put('after', '1'))
    cluster.call(put('a', 'lost'))
    expect(cluster.store.revision).toBe(33)
    const disks = restoredDisks(snapshot, settings, bump)
    for (const { member, disk } of disks) cluster.kill(member, disk)
    for (const { member } of disks) cluster.start(member)
    cluster.run(2_000)
    return cluster
  }

  it('after restore the revision goes back; key written after the snapshot is absent', () => {
    const cluster = restored(false)
    expect(cluster.members.map(appliedRevision)).toEqual([31, 31, 31])
    expect(valuesIn(cluster.call(get('after')))).toEqual([])
    expect(valuesIn(cluster.call(get('a')))).toEqual(['31'])
  })

  it('watch on the restored cluster from the pre-restore head+1 misses what is written below it', () => {
    const cluster = restored(false)
    cluster.watch('a', 34, 'apiserver/9')
    for (const value of ['r0', 'r1', 'r2', 'r3']) cluster.call(put('a', value))
    cluster.run(5)
    expect(cluster.isCancelled('apiserver/9')).toBe(false)
    expect(cluster.eventsOf('apiserver/9').map(({ revision }) => revision)).toEqual([34, 35])
  })

  it('historical read at pre-snapshot head on restored cluster', () => {
    expect(valuesIn(restored(false).call(get('a', 31)))).toEqual(['31'])
  })

  it('with a bumped revision an old watch is cancelled instead', () => {
    const cluster = restored(true)
    cluster.watch('a', 34, 'apiserver/9')
    expect(cluster.isCancelled('apiserver/9')).toBe(true)
    expect(cluster.call(put('a', 'new')).revision).toBeGreaterThan(1_000_000_000)
  })
})
