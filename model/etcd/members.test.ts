import { describe, expect, it } from 'vitest'
import { blankDisk } from './restore.ts'
import { TestCluster, settingsWith } from './test-cluster.ts'
import { get, put, valuesIn } from './test-calls.ts'
import { appliedRevision, committedStore } from './view.ts'

const three = (): TestCluster => new TestCluster(settingsWith(3))

const revisions = (cluster: TestCluster): readonly number[] => cluster.members.map(appliedRevision)

describe('a member that comes back', () => {
  it('is brought up to date by snapshot when the log no longer reaches back', () => {
    const cluster = three()
    cluster.kill('etcd/3')
    for (const value of ['1', '2', '3']) cluster.call(put('/a', value))
    cluster.start('etcd/3')
    cluster.run(10)
    expect(
      cluster.raft.some(({ to, message }) => to === 'etcd/3' && message.type === 'raft/snapshot'),
    ).toBe(true)
    expect(revisions(cluster)).toEqual([4, 4, 4])
  })

  it('tells its watchers what it missed', () => {
    const cluster = three()
    cluster.watch('/', 0, 'apiserver/3', 'etcd/3')
    cluster.cut('etcd/3')
    for (const value of ['1', '2']) cluster.call(put('/a', value))
    expect(cluster.eventsOf('apiserver/3')).toEqual([])
    cluster.heal('etcd/3')
    cluster.run(10)
    expect(cluster.eventsOf('apiserver/3').map(({ revision }) => revision)).toEqual([2, 3])
  })

  it('with a new disk catches up before it votes', () => {
    const cluster = three()
    cluster.call(put('/a', '1'))
    cluster.kill('etcd/2', blankDisk)
    cluster.run(100)
    cluster.start('etcd/2')
    cluster.run(10)
    expect(cluster.slot('etcd/2').disk.blank).toBeUndefined()
    expect(revisions(cluster)).toEqual([2, 2, 2])
  })

  it('with a new disk makes no majority with one that lags behind', () => {
    const cluster = three()
    cluster.cut('etcd/3')
    cluster.call(put('/a', '1'))
    cluster.run(10)
    cluster.kill('etcd/1')
    cluster.kill('etcd/2', blankDisk)
    cluster.heal('etcd/3')
    cluster.start('etcd/2')
    cluster.run(20_000)
    expect(cluster.leaders).toEqual([])
    expect(cluster.timers).toEqual([])
    cluster.start('etcd/1')
    cluster.run(3_000)
    expect(valuesIn(cluster.call(get('/a'), 'etcd/2'))).toEqual(['1'])
    expect(cluster.slot('etcd/2').disk.blank).toBeUndefined()
  })
})

describe('a vote', () => {
  it('is given once in a term, and not to two candidates', () => {
    const { component, memory, disk } = three().slot('etcd/3')
    const ask = (
      from: 'etcd/1' | 'etcd/2',
      state: { memory: typeof memory; disk: typeof disk },
    ) => {
      const message = { type: 'raft/vote', term: 9, lastIndex: 99, lastTerm: 8 } as const
      const reaction = component.receive(state.memory, { from, message }, state.disk, {
        next: () => 1,
      })
      const voted = reaction.sends?.flatMap(({ message: said }) =>
        said.type === 'raft/voted' ? [said.granted] : [],
      )
      return { voted, memory: reaction.memory, disk: reaction.disk ?? state.disk }
    }
    const first = ask('etcd/1', { memory, disk })
    const second = ask('etcd/2', first)
    expect([first.voted, second.voted, ask('etcd/1', second).voted]).toEqual([
      [true],
      [false],
      [true],
    ])
  })
})

describe('a member with a new disk', () => {
  it('is not let in by a leader that has no majority without it', () => {
    const cluster = three()
    cluster.call(put('/a', '1'))
    cluster.kill('etcd/3')
    cluster.kill('etcd/2', blankDisk)
    cluster.start('etcd/2')
    cluster.run(20_000)
    expect(cluster.slot('etcd/2').disk.blank).toBe(true)
    expect(cluster.timers).toEqual([])
    cluster.start('etcd/3')
    cluster.run(3_000)
    expect(cluster.slot('etcd/2').disk.blank).toBeUndefined()
    expect(revisions(cluster)).toEqual([2, 2, 2])
  })
})

describe('the committed store', () => {
  it('holds what a majority has on disk though nobody has applied it', () => {
    const cluster = three()
    cluster.ask(put('/a', '1'))
    cluster.run(2)
    cluster.kill('etcd/1', blankDisk)
    cluster.run(5)
    expect(revisions(cluster)).toEqual([1, 1, 1])
    expect(committedStore(cluster.members).revision).toBe(2)
    cluster.run(3_000)
    expect(valuesIn(cluster.call(get('/a'), 'etcd/2'))).toEqual(['1'])
  })
})
