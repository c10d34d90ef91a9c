import { describe, expect, it } from 'vitest'
import { canonical } from '../same.ts'
import type { EtcdResponse } from './messages.ts'
import { TestCluster, settingsWith } from './test-cluster.ts'
import { get, getLocally, put, valuesIn } from './test-calls.ts'
import { appliedRevision, disagreements } from './view.ts'

const three = (): TestCluster => new TestCluster(settingsWith(3))

const revisions = (cluster: TestCluster): readonly number[] => cluster.members.map(appliedRevision)

describe('a cluster at rest', () => {
  it('elects its lowest member and then has nothing left to do', () => {
    const cluster = three()
    expect(cluster.leaders).toEqual(['etcd/1'])
    expect(cluster.timers).toEqual([])
    const before = canonical(cluster.members.map(({ memory }) => memory))
    cluster.run(60_000)
    expect(canonical(cluster.members.map(({ memory }) => memory))).toBe(before)
  })

  it('keeps no log and nothing pending once everybody has applied a write', () => {
    const cluster = three()
    cluster.call(put('/a', '1'))
    cluster.run(10)
    expect(cluster.timers).toEqual([])
    for (const { memory, disk } of cluster.members) {
      expect(disk.log).toEqual([])
      expect(memory.pending).toEqual({})
    }
    expect(revisions(cluster)).toEqual([2, 2, 2])
  })

  it('shares one store among its members', () => {
    const cluster = three()
    cluster.call(put('/a', '1'))
    cluster.run(10)
    const [first, ...others] = cluster.members.map(({ disk }) => disk.snapshot.store)
    for (const other of others) expect(other).toBe(first)
  })

  it('is the same whether or not a follower was away in between, but for the term', () => {
    const calm = three()
    const stirred = three()
    stirred.kill('etcd/3')
    stirred.run(100)
    for (const cluster of [calm, stirred]) {
      cluster.call(put('/a', '1'))
      cluster.run(100)
    }
    stirred.start('etcd/3')
    stirred.run(5_000)
    const shape = (cluster: TestCluster) =>
      canonical(cluster.members.map(({ memory, disk }) => [memory, disk]))
    expect(shape(stirred)).toBe(shape(calm))
    expect(stirred.timers).toEqual([])
  })
})

describe('writes and reads', () => {
  it('are taken by any member and answered by it', () => {
    const cluster = three()
    expect(cluster.call(put('/a', '1'), 'etcd/3').revision).toBe(2)
    expect(valuesIn(cluster.call(get('/a'), 'etcd/2'))).toEqual(['1'])
    expect(cluster.told.map(({ from }) => from)).toEqual(['etcd/3', 'etcd/2'])
  })

  it('a follower lags behind its leader for the moment that the commit takes', () => {
    const cluster = three()
    cluster.call(put('/a', '1'))
    cluster.ask(put('/a', '2'))
    cluster.run(2)
    const stale = cluster.ask(getLocally('/a'), 'etcd/2')
    const fresh = cluster.ask(get('/a'), 'etcd/2')
    cluster.run(10)
    const seen = (id: number) => valuesIn(answer(cluster, id))
    expect([seen(stale), seen(fresh)]).toEqual([['1'], ['2']])
  })
})

const answer = (cluster: TestCluster, id: number): EtcdResponse => {
  const found = cluster.answerTo(id)
  if (found === undefined) throw new Error(`request ${id} was not answered`)
  return found
}

describe('without a quorum', () => {
  const lonely = (): TestCluster => {
    const cluster = three()
    cluster.call(put('/a', '1'))
    cluster.run(10)
    cluster.kill('etcd/2')
    cluster.kill('etcd/3')
    cluster.run(5)
    return cluster
  }

  it('writes and linearizable reads time out; serializable reads answer', () => {
    const cluster = lonely()
    const write = cluster.ask(put('/a', '2'))
    const read = cluster.ask(get('/a'))
    expect(valuesIn(cluster.call(getLocally('/a')))).toEqual(['1'])
    cluster.run(7_100)
    expect([answer(cluster, write).error, answer(cluster, read).error]).toEqual([
      'timeout',
      'timeout',
    ])
    expect(cluster.timers).toEqual([])
    expect(cluster.leaders).toEqual([])
  })

  it('a write that timed out commits much later, when the quorum is back', () => {
    const cluster = lonely()
    const write = cluster.ask(put('/a', 'late'))
    cluster.run(20_000)
    expect(answer(cluster, write).error).toBe('timeout')
    cluster.start('etcd/2')
    cluster.run(3_000)
    expect(valuesIn(cluster.call(get('/a')))).toEqual(['late'])
    expect(
      cluster.told.filter(
        ({ message }) => message.type === 'etcd/response' && message.id === write,
      ),
    ).toHaveLength(1)
  })

  it('a write that came after the leader gave up is never stored', () => {
    const cluster = lonely()
    cluster.run(1_500)
    const write = cluster.ask(put('/a', 'never'))
    cluster.run(20_000)
    expect(answer(cluster, write).error).toBe('timeout')
    cluster.start('etcd/2')
    cluster.run(3_000)
    expect(valuesIn(cluster.call(get('/a')))).toEqual(['1'])
  })

  it('a write waits for the quorum and succeeds if that is back in time', () => {
    const cluster = lonely()
    const write = cluster.ask(put('/a', '2'))
    cluster.run(150)
    cluster.start('etcd/2')
    cluster.start('etcd/3')
    cluster.run(3_000)
    expect(answer(cluster, write)).toMatchObject({ succeeded: true, revision: 3 })
    expect(cluster.timers).toEqual([])
  })
})

describe('the loss of a leader', () => {
  it('is over after little more than the election timeout', () => {
    const cluster = three()
    cluster.kill('etcd/1')
    const killed = cluster.now
    cluster.call(put('/a', '1'), 'etcd/2')
    expect(cluster.now - killed).toBeGreaterThan(1_000)
    expect(cluster.now - killed).toBeLessThan(1_300)
    expect(cluster.leaders).toEqual(['etcd/2'])
  })

  it('lets a request that it took along hang until it times out', () => {
    const cluster = three()
    cluster.ask(put('/a', '1'), 'etcd/2')
    cluster.run(1)
    const id = cluster.ask(put('/b', '1'), 'etcd/2')
    cluster.kill('etcd/1')
    cluster.run(6_500)
    expect(cluster.answerTo(id)).toBeUndefined()
    cluster.run(1_000)
    expect(answer(cluster, id).error).toBe('timeout')
  })

  it('loses no acknowledged write, and its own unfinished ones are given up', () => {
    const cluster = three()
    cluster.call(put('/a', '1'))
    cluster.cut('etcd/1')
    const lost = cluster.ask(put('/a', 'lost'), 'etcd/1')
    cluster.run(3_000)
    expect(cluster.call(put('/b', '1'), 'etcd/2').revision).toBe(3)
    cluster.heal('etcd/1')
    cluster.run(10_000)
    expect(answer(cluster, lost).error).toBe('timeout')
    expect(valuesIn(cluster.call(get('/a'), 'etcd/1'))).toEqual(['1'])
    expect(disagreements(cluster.members)).toEqual([])
    expect(revisions(cluster)).toEqual([3, 3, 3])
  })

  it('never leaves a former leader to answer a linearizable read from the past', () => {
    const cluster = three()
    cluster.call(put('/a', 'old'))
    cluster.cut('etcd/1')
    cluster.run(3_000)
    cluster.call(put('/a', 'new'), 'etcd/2')
    cluster.heal('etcd/1')
    expect(valuesIn(cluster.call(get('/a'), 'etcd/1'))).toEqual(['new'])
  })

  it('comes with a new term and another leader when leadership is taken away', () => {
    const cluster = three()
    const { term } = cluster.slot('etcd/1').disk
    cluster.tell('etcd/1', { type: 'peer', peer: 'etcd/1', reachable: false })
    cluster.run(500)
    expect(cluster.leaders).toEqual([])
    cluster.run(1_000)
    expect(cluster.leaders).toEqual(['etcd/2'])
    expect(cluster.slot('etcd/1').disk.term).toBe(term + 1)
    expect(cluster.timers).toEqual([])
  })

  it('makes the member with the longest log the leader, though a lower one stands first', () => {
    const cluster = new TestCluster(settingsWith(5))
    cluster.kill('etcd/1')
    cluster.run(2_000)
    expect(cluster.leader).toBe('etcd/2')
    cluster.call(put('/a', '1'), 'etcd/2')
    cluster.run(10)
    cluster.kill('etcd/2')
    cluster.start('etcd/1')
    cluster.run(3_000)
    expect(cluster.leader).toBe('etcd/3')
    expect(valuesIn(cluster.call(get('/a'), 'etcd/1'))).toEqual(['1'])
  })
})
