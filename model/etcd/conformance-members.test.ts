/**
 * More facts that were recorded from a real etcd 3.4.23: leases, members that die, restored
 * snapshots. Each title is the heading of a probe in
 * shared/conformance/traces/etcd-3.4.23-semantics-*.txt.
 */
import { describe, expect, it } from 'vitest'
import { restoredDisks } from './restore.ts'
import { TestCluster, settingsWith } from './test-cluster.ts'
import { get, getLocally, list, put, short, valuesIn } from './test-calls.ts'
import { appliedRevision } from './view.ts'

const fresh = (members = 3): TestCluster => new TestCluster(settingsWith(members))

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

  it('leader alone accepts a put, dies; other two elect; old leader returns', () => {
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

  it('watch on the restored cluster from the pre-restore head+1 misses events', () => {
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
