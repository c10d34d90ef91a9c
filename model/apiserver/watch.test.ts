import { describe, expect, it } from 'vitest'
import type { Address } from '../messages.ts'
import { API, ETCD, TestBench, USER, oneMember } from './test-bench.ts'
import { node, objectIn, pod } from './test-objects.ts'
import { cacheRevision, cachedObjects, watchersOf } from './view.ts'
import { HISTORY_EVENTS } from './watch-cache.ts'

const CLIENT: Address = 'scheduler/1'

const create = (bench: TestBench, name: string, nodeName?: string, to: Address = API): number => {
  const object = pod(name, nodeName === undefined ? {} : { nodeName })
  const answer = bench.ask({ verb: 'create', resource: 'pods', key: `default/${name}`, object }, to)
  return objectIn(answer, 'Pod').metadata.resourceVersion
}

const remove = (bench: TestBench, name: string): void => {
  bench.ask({ verb: 'delete', resource: 'pods', key: `default/${name}`, gracePeriodSeconds: 0 })
}

const isEtcdEvent = ({ message }: { readonly message: { readonly type: string } }): boolean =>
  message.type === 'etcd/events'

describe('a watch', () => {
  it('begins with what the cache has and goes on with every change', () => {
    const bench = new TestBench()
    const a = create(bench, 'a')
    bench.watch(CLIENT, { resource: 'pods' })
    bench.run()
    const b = create(bench, 'b')
    remove(bench, 'a')
    expect(bench.lists(CLIENT)).toEqual([`a@${a} at ${a}`])
    expect(bench.events(CLIENT)).toEqual([`ADDED b@${b}`, `DELETED a@${b + 1}`])
  })

  it('of a node sees pods come when they are bound to it, and only those', () => {
    const bench = new TestBench()
    create(bench, 'a')
    const mine = create(bench, 'b', 'n1')
    bench.watch('kubelet/n1', { resource: 'pods', nodeName: 'n1' })
    bench.run()
    bench.ask({
      verb: 'create',
      subresource: 'binding',
      resource: 'pods',
      key: 'default/a',
      nodeName: 'n1',
    })
    create(bench, 'c', 'n2')
    expect(bench.lists('kubelet/n1')).toEqual([`b@${mine} at ${mine}`])
    expect(bench.events('kubelet/n1')).toEqual([`ADDED a@${mine + 1}`])
  })

  it('of its own Node sees no other', () => {
    const bench = new TestBench()
    bench.watch('kubelet/n1', { resource: 'nodes', nodeName: 'n1' })
    bench.run()
    for (const name of ['n2', 'n1']) {
      bench.ask({ verb: 'create', resource: 'nodes', key: name, object: node(name) })
    }
    expect(bench.events('kubelet/n1').map((text) => text.split('@')[0])).toEqual(['ADDED n1'])
  })

  it('resumes exactly after a revision that the window still covers', () => {
    const bench = new TestBench()
    const a = create(bench, 'a')
    const b = create(bench, 'b')
    bench.watch(CLIENT, { resource: 'pods', resourceVersion: a })
    bench.run()
    expect(bench.lists(CLIENT)).toEqual([])
    expect(bench.events(CLIENT)).toEqual([`ADDED b@${b}`])
  })

  it('from before the window is gone, while a rarely written resource can still be resumed', () => {
    const bench = new TestBench()
    const { resourceVersion } = objectIn(
      bench.ask({ verb: 'create', resource: 'nodes', key: 'n1', object: node('n1') }),
      'Node',
    ).metadata
    const a = create(bench, 'a')
    for (let i = 0; i <= HISTORY_EVENTS; i += 1) create(bench, `b${i}`)
    bench.watch(CLIENT, { resource: 'pods', resourceVersion: a })
    bench.watch(CLIENT, { resource: 'nodes', resourceVersion })
    bench.run()
    expect(bench.toldTo(CLIENT, 'gone')).toEqual([{ type: 'gone', resource: 'pods' }])
    expect(bench.memory().cache?.history).toHaveLength(HISTORY_EVENTS)
  })

  it('from the past is gone after a restart, unless nothing newer was written', () => {
    const bench = new TestBench(oneMember, [API, 'apiserver/2'])
    const a = create(bench, 'a')
    const b = create(bench, 'b')
    bench.tell('apiserver/2', { type: 'restored' })
    bench.run()
    bench.watch(CLIENT, { resource: 'pods', resourceVersion: a }, 'apiserver/2')
    bench.watch('endpoints/1', { resource: 'pods', resourceVersion: b }, 'apiserver/2')
    bench.run()
    expect(bench.toldTo(CLIENT, 'gone')).toHaveLength(1)
    expect(bench.toldTo('endpoints/1', 'gone')).toHaveLength(0)
  })

  it('goes on at a second server without a list', () => {
    const bench = new TestBench(oneMember, [API, 'apiserver/2'])
    const a = create(bench, 'a')
    const b = create(bench, 'b')
    bench.watch(CLIENT, { resource: 'pods', resourceVersion: a }, 'apiserver/2')
    bench.run()
    expect(bench.events(CLIENT)).toEqual([`ADDED b@${b}`])
  })

  it('from the future is accepted and skips events in silence', () => {
    const bench = new TestBench()
    const a = create(bench, 'a')
    bench.watch(CLIENT, { resource: 'pods', resourceVersion: a + 2 })
    bench.run()
    create(bench, 'b')
    expect(watchersOf(bench.memory())).toEqual([
      { client: CLIENT, resource: 'pods', startRevision: a + 2 },
    ])
    create(bench, 'c')
    create(bench, 'd')
    expect(bench.events(CLIENT)).toEqual([`ADDED d@${a + 3}`])
    expect(watchersOf(bench.memory())).toEqual([{ client: CLIENT, resource: 'pods' }])
  })

  it('is forgotten when its client is gone', () => {
    const bench = new TestBench()
    bench.watch(CLIENT, { resource: 'pods' })
    bench.watch(CLIENT, { resource: 'pods', freshness: 1_000 })
    bench.run()
    bench.tell(API, { type: 'disconnected', peer: CLIENT })
    bench.run()
    expect(bench.memory()).toMatchObject({ watchers: [], waiting: [] })
    expect(bench.timers).toEqual([])
  })

  it('of an unknown user is never answered', () => {
    const bench = new TestBench()
    bench.watch(CLIENT, { resource: 'pods', user: 'mallory' })
    bench.run()
    expect(bench.lists(CLIENT)).toEqual([])
    expect(watchersOf(bench.memory())).toEqual([])
  })
})

describe('a list', () => {
  /** Pod b is stored, but the event has not reached the cache. */
  const stale = (): { bench: TestBench; a: number; b: number } => {
    const bench = new TestBench()
    const a = create(bench, 'a')
    bench.holds = isEtcdEvent
    const b = create(bench, 'b')
    return { bench, a, b }
  }

  it('of any freshness comes from the cache however stale it is', () => {
    const { bench, a } = stale()
    bench.watch(CLIENT, { resource: 'pods' })
    bench.run()
    expect(bench.lists(CLIENT)).toEqual([`a@${a} at ${a}`])
  })

  it('of the latest is a quorum read, and its watch has no gap and no repetition', () => {
    const { bench, a, b } = stale()
    bench.watch(CLIENT, { resource: 'pods', freshness: 'latest' })
    bench.run()
    expect(bench.lists(CLIENT)).toEqual([`a@${a} b@${b} at ${b}`])
    bench.release()
    bench.run()
    const c = create(bench, 'c')
    expect(bench.events(CLIENT)).toEqual([`ADDED c@${c}`])
  })

  it('not older than a revision waits for the cache', () => {
    const { bench, a, b } = stale()
    bench.watch(CLIENT, { resource: 'pods', freshness: b })
    bench.run()
    expect(bench.lists(CLIENT)).toEqual([])
    bench.release()
    bench.run()
    expect(bench.lists(CLIENT)).toEqual([`a@${a} b@${b} at ${b}`])
    expect(bench.timers).toEqual([])
  })

  it('that would wait too long becomes a quorum read after 3 s', () => {
    const { bench, a, b } = stale()
    bench.watch(CLIENT, { resource: 'pods', freshness: b + 100 })
    bench.run(2_900)
    expect(bench.lists(CLIENT)).toEqual([])
    bench.run(200)
    expect(bench.lists(CLIENT)).toEqual([`a@${a} b@${b} at ${b}`])
  })

  it('is answered from the cache while etcd is away, unless it must be the latest', () => {
    const bench = new TestBench()
    const a = create(bench, 'a')
    bench.disconnect(API)
    bench.run()
    bench.watch(CLIENT, { resource: 'pods' })
    bench.watch(USER, { resource: 'pods', freshness: 'latest' })
    bench.run()
    expect(bench.lists(CLIENT)).toEqual([`a@${a} at ${a}`])
    expect(bench.lists(USER)).toEqual([])
    bench.connect(API)
    bench.run()
    expect(bench.lists(USER)).toEqual([`a@${a} at ${a}`])
  })

  it('that etcd did not answer is asked for again when etcd is back', () => {
    const bench = new TestBench()
    const a = create(bench, 'a')
    bench.holds = ({ to }) => to === ETCD
    bench.watch(CLIENT, { resource: 'pods', freshness: 'latest' })
    bench.run()
    bench.holds = () => false
    bench.disconnect(API)
    bench.connect(API)
    bench.run()
    expect(bench.lists(CLIENT)).toEqual([`a@${a} at ${a}`])
  })
})

describe('the watch cache', () => {
  it('takes in no revision twice', () => {
    const bench = new TestBench()
    bench.watch(CLIENT, { resource: 'pods' })
    bench.run()
    const a = create(bench, 'a')
    const last = bench.toldTo(API, 'etcd/events').at(-1)
    if (last !== undefined) bench.tell(API, last, ETCD)
    bench.run()
    expect(bench.events(CLIENT)).toEqual([`ADDED a@${a}`])
  })

  it('catches up after a break of its connection to etcd, and its watchers notice nothing', () => {
    const bench = new TestBench(oneMember, [API, 'apiserver/2'])
    bench.watch(CLIENT, { resource: 'pods' }, 'apiserver/2')
    bench.run()
    bench.disconnect('apiserver/2')
    bench.run()
    const a = create(bench, 'a')
    expect(bench.events(CLIENT)).toEqual([])
    bench.connect('apiserver/2')
    bench.run()
    expect(bench.events(CLIENT)).toEqual([`ADDED a@${a}`])
    expect(cacheRevision(bench.memory('apiserver/2'))).toBe(a)
  })

  it('is filled anew when its watch was compacted, and its watchers are gone', () => {
    const bench = new TestBench()
    const a = create(bench, 'a')
    bench.watch(CLIENT, { resource: 'pods' })
    bench.run()
    bench.tell(API, { type: 'etcd/canceled', prefix: '/registry/', compactRevision: a }, ETCD)
    bench.run()
    expect(bench.toldTo(CLIENT, 'gone')).toEqual([{ type: 'gone', resource: 'pods' }])
    expect(watchersOf(bench.memory())).toEqual([])
    expect(Object.keys(cachedObjects(bench.memory(), 'pods'))).toEqual(['default/a'])
    expect(bench.memory().cache).toMatchObject({ startRevision: a, history: [], pruned: {} })
  })

  it('is equal however it came about, once it is filled and idle', () => {
    const settled = new TestBench()
    expect(settled.timers).toEqual([])
    expect(settled.memory()).toMatchObject({ watchers: [], waiting: [], queued: [], calls: {} })
    remove(settled, 'nothing')
    expect(settled.memory().calls).toEqual({})
  })
})
