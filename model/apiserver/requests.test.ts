import { describe, expect, it } from 'vitest'
import { aSet } from '../fixtures/objects.ts'
import type { Pod } from '../objects.ts'
import { API, ETCD, TestBench, USER, oneMember } from './test-bench.ts'
import { namespace, objectIn, pod, withMeta } from './test-objects.ts'
import { cacheRevision, cachedObjects } from './view.ts'

const OTHER = 'apiserver/2'
const a = { resource: 'pods', key: 'default/a' } as const

const two = (): TestBench => new TestBench(oneMember, [API, OTHER])

const withPod = (bench: TestBench): Pod =>
  objectIn(bench.ask({ verb: 'create', ...a, object: pod('a') }), 'Pod')

const running = (object: Pod): Pod => ({ ...object, status: { phase: 'Running' } })

/** The second server learns nothing from now on. */
const makeStale = (bench: TestBench): void => {
  bench.holds = ({ to, message }) => to === OTHER && message.type === 'etcd/events'
}

const etcdCalls = (bench: TestBench): readonly string[] =>
  bench.toldTo(ETCD, 'etcd/request').map(({ request }) => request.call)

describe('a start', () => {
  it('makes the system namespaces, and only then serves requests', () => {
    const bench = new TestBench(oneMember, [])
    const fresh = new TestBench(oneMember, [API])
    expect(etcdCalls(bench)).toEqual([])
    expect(Object.keys(cachedObjects(fresh.memory(), 'namespaces'))).toEqual([
      'default',
      'kube-node-lease',
      'kube-public',
      'kube-system',
    ])
    expect(etcdCalls(fresh)).toEqual(['range', 'txn', 'txn', 'txn', 'txn'])
  })

  it('lets requests and watches wait until the cache is filled', () => {
    const bench = new TestBench()
    bench.tell(API, { type: 'etcd/canceled', prefix: '/registry/', compactRevision: 1 }, ETCD)
    bench.watch('scheduler/1', { resource: 'namespaces' })
    expect(bench.ask({ verb: 'create', ...a, object: pod('a') }).code).toBe(201)
    expect(bench.lists('scheduler/1')).toHaveLength(1)
  })

  it('of a second server makes nothing twice', () => {
    const bench = two()
    const uids = (server: 'apiserver/1' | 'apiserver/2') =>
      Object.values(cachedObjects(bench.memory(server), 'namespaces')).map((o) => o.metadata.uid)
    expect(uids(API)).toEqual(uids(OTHER))
    expect(new Set(uids(API)).size).toBe(4)
  })
})

describe('a create', () => {
  it('gives names and uids that nobody had before', () => {
    const bench = new TestBench()
    const object = withMeta(pod(''), {})
    const make = () =>
      bench.ask({ verb: 'create', resource: 'pods', key: 'default/', generateName: 'web-', object })
    const names = [make(), make()].map((answer) => answer.object?.metadata)
    expect(names.map((metadata) => metadata?.name)).toEqual(['web-1', 'web-2'])
    expect(names.map((metadata) => metadata?.uid)).toEqual([
      'pods/default/web-1#1',
      'pods/default/web-2#1',
    ])
  })

  it('of a name that was free again has another uid', () => {
    const bench = new TestBench()
    const first = withPod(bench)
    bench.ask({ verb: 'delete', ...a })
    expect([first.metadata.uid, withPod(bench).metadata.uid]).toEqual([
      'pods/default/a#1',
      'pods/default/a#2',
    ])
  })

  it('in a namespace that the cache does not know yet is not refused', () => {
    const bench = two()
    makeStale(bench)
    bench.ask({ verb: 'create', resource: 'namespaces', key: 'x', object: namespace('x') })
    const object = withMeta(pod('a'), { namespace: 'x' })
    const make = { verb: 'create', resource: 'pods', key: 'x/a', object } as const
    expect(bench.ask(make, OTHER).code).toBe(201)
    const elsewhere = withMeta(pod('a'), { namespace: 'y' })
    expect(bench.ask({ ...make, key: 'y/a', object: elsewhere }, OTHER)).toMatchObject({
      code: 404,
      message: 'namespaces "y" not found',
    })
  })

  it('by one of two users of the same name wins, the other gets 409', () => {
    const bench = two()
    const ids = [API, OTHER].map((server) =>
      bench.send({ verb: 'create', ...a, object: pod('a') }, server === API ? API : OTHER),
    )
    bench.run()
    expect(ids.map((id) => bench.answerTo(id)?.code).sort()).toEqual([201, 409])
  })
})

describe('a write based on a stale cache', () => {
  it('without a precondition is worked out anew from what is stored', () => {
    const bench = two()
    const first = withPod(bench)
    makeStale(bench)
    bench.ask({ verb: 'create', subresource: 'binding', ...a, nodeName: 'n1' })
    const object = running(withMeta(first, { resourceVersion: 0 }))
    const answer = bench.ask({ verb: 'update', subresource: 'status', ...a, object }, OTHER)
    expect(answer).toMatchObject({
      code: 200,
      object: { spec: { nodeName: 'n1' }, status: { phase: 'Running' } },
    })
  })

  it('with a newer precondition than the cache is no conflict', () => {
    const bench = two()
    const first = withPod(bench)
    makeStale(bench)
    const second = bench.ask({ verb: 'update', ...a, object: withMeta(first, { labels: {} }) })
    const object = withMeta(objectIn(second, 'Pod'), { labels: { n: '3' } })
    expect(bench.ask({ verb: 'update', ...a, object }, OTHER).code).toBe(200)
  })

  it('with the stale precondition is a conflict', () => {
    const bench = two()
    const first = withPod(bench)
    makeStale(bench)
    bench.ask({ verb: 'update', ...a, object: withMeta(first, { labels: {} }) })
    const object = withMeta(first, { labels: { n: '3' } })
    expect(bench.ask({ verb: 'update', ...a, object }, OTHER)).toMatchObject({
      code: 409,
      reason: 'Conflict',
    })
    const status = { verb: 'update', subresource: 'status', ...a } as const
    expect(bench.ask({ ...status, object: running(first) }, OTHER).code).toBe(409)
  })

  it('binds no pod twice', () => {
    const bench = two()
    withPod(bench)
    makeStale(bench)
    const bind = { verb: 'create', subresource: 'binding', ...a } as const
    bench.ask({ ...bind, nodeName: 'n1' })
    expect(bench.ask({ ...bind, nodeName: 'n2' }, OTHER).code).toBe(409)
    expect(objectIn(bench.ask({ verb: 'get', ...a }), 'Pod').spec.nodeName).toBe('n1')
  })

  it('deletes no successor of the pod that was meant', () => {
    const bench = two()
    const { uid } = withPod(bench).metadata
    makeStale(bench)
    bench.ask({ verb: 'delete', ...a })
    withPod(bench)
    expect(bench.ask({ verb: 'delete', ...a, uid }, OTHER).code).toBe(409)
    expect(bench.ask({ verb: 'delete', ...a, uid: 'pods/default/a#2' }, OTHER).code).toBe(200)
  })

  it('finds an object that the cache does not know', () => {
    const bench = two()
    makeStale(bench)
    withPod(bench)
    expect(bench.ask({ verb: 'delete', ...a }, OTHER).code).toBe(200)
  })

  it('does not take a no-op for granted', () => {
    const bench = two()
    const first = withPod(bench)
    makeStale(bench)
    const status = { verb: 'update', subresource: 'status', ...a } as const
    bench.ask({ ...status, object: running(first) })
    const unconditional = withMeta(first, { resourceVersion: 0 })
    const answer = bench.ask({ ...status, object: unconditional }, OTHER)
    expect(objectIn(answer, 'Pod').status.phase).toBe('Pending')
    expect(answer.object?.metadata.resourceVersion).toBe(first.metadata.resourceVersion + 2)
  })
})

describe('without etcd', () => {
  it('a write and a read are answered 503 at once, an unknown user 401', () => {
    const bench = new TestBench()
    bench.disconnect(API)
    bench.run()
    expect(bench.ask({ verb: 'create', ...a, object: pod('a') }).code).toBe(503)
    expect(bench.ask({ verb: 'get', ...a }).code).toBe(503)
    expect(bench.ask({ verb: 'get', ...a, user: 'mallory' }).code).toBe(401)
  })

  it('what etcd did not answer is answered 500 when the connection breaks', () => {
    const bench = new TestBench()
    bench.holds = ({ to, message }) => to === API && message.type.startsWith('etcd/')
    const id = bench.send({ verb: 'create', ...a, object: pod('a') })
    bench.run()
    bench.disconnect(API)
    bench.run()
    expect(bench.answerTo(id)?.code).toBe(500)
    bench.holds = () => false
    bench.connect(API)
    bench.run()
    // Finding 1 of the recorded faults: it was stored all the same.
    expect(bench.ask({ verb: 'get', ...a }).code).toBe(200)
    expect(bench.memory().calls).toEqual({})
  })

  it('a timeout of etcd is answered 504', () => {
    const bench = new TestBench()
    bench.holds = ({ to }) => to === ETCD
    const id = bench.send({ verb: 'create', ...a, object: pod('a') })
    bench.run()
    bench.tell(API, { type: 'etcd/response', id: 1, error: 'timeout', revision: 1 }, ETCD)
    bench.run()
    expect(bench.answerTo(id)).toMatchObject({ code: 504, reason: 'Timeout' })
  })

  it('a fill that timed out is tried again after a second, and who waited for it gets 503', () => {
    const bench = new TestBench()
    bench.holds = ({ to }) => to === ETCD
    bench.tell(API, { type: 'restored' })
    const id = bench.send({ verb: 'get', ...a })
    bench.run()
    bench.tell(API, { type: 'etcd/response', id: 1, error: 'timeout', revision: 1 }, ETCD)
    bench.run()
    expect(bench.answerTo(id)?.code).toBe(503)
    expect(bench.timers).toEqual(['apiserver/1 retry'])
    bench.holds = () => false
    bench.run(1_000)
    expect(cacheRevision(bench.memory())).not.toBeNull()
    expect(bench.timers).toEqual([])
  })
})

describe('a client that is gone', () => {
  it('gets no answer, its write takes effect, and nothing of it is remembered', () => {
    const bench = new TestBench()
    bench.holds = ({ to, message }) => to === API && message.type === 'etcd/response'
    const id = bench.send({ verb: 'create', ...a, object: pod('a') })
    bench.run()
    bench.tell(API, { type: 'disconnected', peer: USER })
    bench.run()
    expect(bench.memory().calls).toEqual({ 1: { for: 'nobody' } })
    bench.release()
    bench.run()
    expect(bench.answerTo(id)).toBeUndefined()
    expect(bench.memory().calls).toEqual({})
    expect(bench.ask({ verb: 'get', ...a }).code).toBe(200)
  })
})

describe('answers and events', () => {
  it('agree on the resourceVersion, which the stored value does not carry', () => {
    const bench = new TestBench()
    bench.watch('scheduler/1', { resource: 'replicasets' })
    bench.run()
    const place = { resource: 'replicasets', key: 'default/web' } as const
    const made = bench.ask({ verb: 'create', ...place, object: aSet('web', 1) })
    const set = objectIn(made, 'ReplicaSet')
    const next = withMeta(set, { labels: { n: '2' } })
    const changed = bench.ask({ verb: 'update', ...place, object: next })
    const gone = bench.ask({ verb: 'delete', ...place })
    expect(bench.toldTo('scheduler/1', 'event').map(({ object }) => object)).toEqual([
      made.object,
      changed.object,
      gone.object,
    ])
    const put = bench
      .toldTo(ETCD, 'etcd/request')
      .flatMap(({ request }) =>
        request.call === 'txn'
          ? request.success.flatMap((op) => (op.op === 'put' ? [op.value] : []))
          : [],
      )
    expect(put.at(-1)).toMatchObject({ metadata: { labels: { n: '2' }, resourceVersion: 0 } })
  })
})
