import { describe, expect, it } from 'vitest'
import { TestCluster, settingsWith } from './test-cluster.ts'
import { del, get, getLocally, put, valuesIn } from './test-calls.ts'
import { disagreements } from './view.ts'

describe('index-before-data', () => {
  /** Follower etcd/3 is killed in the moment after it applied a write. */
  const killedWhileApplying = (cluster: TestCluster): TestCluster => {
    cluster.call(put('/a', 'old'))
    cluster.run(20)
    cluster.ask(put('/a', 'new'))
    for (let i = 0; i < 20 && cluster.slot('etcd/3').disk.snapshot.index < 3; i += 1) cluster.run(1)
    cluster.kill('etcd/3')
    cluster.run(5)
    cluster.start('etcd/3')
    cluster.run(100)
    return cluster
  }

  it('makes a member skip an acknowledged write for ever', () => {
    const cluster = killedWhileApplying(new TestCluster(settingsWith(3, ['index-before-data'])))
    expect(valuesIn(cluster.call(getLocally('/a'), 'etcd/3'))).toEqual(['old'])
    expect(disagreements(cluster.members)).not.toEqual([])
  })

  it('does not happen without the defect', () => {
    const cluster = killedWhileApplying(new TestCluster(settingsWith(3)))
    expect(valuesIn(cluster.call(getLocally('/a'), 'etcd/3'))).toEqual(['new'])
    expect(disagreements(cluster.members)).toEqual([])
  })

  it('shows nothing as long as nobody crashes', () => {
    const cluster = new TestCluster(settingsWith(3, ['index-before-data']))
    for (const value of ['1', '2', '3']) cluster.call(put('/a', value))
    cluster.run(20)
    expect(disagreements(cluster.members)).toEqual([])
    expect(cluster.members.every(({ memory }) => memory.unsaved === undefined)).toBe(true)
    expect(cluster.timers).toEqual([])
  })
})

describe('ack-before-fsync', () => {
  const crashedAfterAck = (cluster: TestCluster): TestCluster => {
    expect(cluster.call(put('/a', 'acknowledged'))).toMatchObject({ succeeded: true, revision: 2 })
    cluster.kill('etcd/1')
    cluster.start('etcd/1')
    cluster.run(100)
    return cluster
  }

  it('lets a single member forget an acknowledged write and use its revision again', () => {
    const cluster = crashedAfterAck(new TestCluster(settingsWith(1, ['ack-before-fsync'])))
    expect(valuesIn(cluster.call(get('/a')))).toEqual([])
    expect(cluster.call(put('/b', 'other')).revision).toBe(2)
  })

  it('does not happen without the defect', () => {
    const cluster = crashedAfterAck(new TestCluster(settingsWith(1)))
    expect(valuesIn(cluster.call(get('/a')))).toEqual(['acknowledged'])
  })

  it('does not happen with three members', () => {
    const cluster = new TestCluster(settingsWith(3, ['ack-before-fsync']))
    cluster.call(put('/a', 'acknowledged'))
    for (const member of ['etcd/1', 'etcd/2', 'etcd/3'] as const) cluster.kill(member)
    for (const member of ['etcd/1', 'etcd/2', 'etcd/3'] as const) cluster.start(member)
    cluster.run(3_000)
    expect(valuesIn(cluster.call(get('/a')))).toEqual(['acknowledged'])
  })
})

describe('watch-misses-delete', () => {
  /** Compacted at the revision of a delete; a watch is opened exactly there. */
  const watchedFromDelete = (cluster: TestCluster): readonly string[] => {
    cluster.call(put('/a', '1'))
    cluster.call(del('/a'))
    cluster.call(put('/b', '1'))
    cluster.call({ call: 'compact', revision: 3 })
    cluster.watch('/', 3, 'apiserver/9')
    expect(cluster.isCancelled('apiserver/9')).toBe(false)
    return cluster
      .eventsOf('apiserver/9')
      .flatMap(({ events }) => events.map(({ event, kv }) => `${event} ${kv.key}`))
  }

  it('lets a watch from the compaction revision miss the delete there', () => {
    const seen = watchedFromDelete(new TestCluster(settingsWith(3, ['watch-misses-delete'])))
    expect(seen).toEqual(['PUT /b'])
  })

  it('does not happen without the defect', () => {
    const seen = watchedFromDelete(new TestCluster(settingsWith(3)))
    expect(seen).toEqual(['DELETE /a', 'PUT /b'])
  })
})
