import { describe, expect, it } from 'vitest'
import { API, TestBench, USER } from './test-bench.ts'
import { objectIn, pod } from './test-objects.ts'
import { cachedObjects } from './view.ts'

const CLIENT = 'scheduler/1'

const create = (bench: TestBench, name: string): number => {
  const key = `default/${name}`
  const answer = bench.ask({ verb: 'create', resource: 'pods', key, object: pod(name) })
  return objectIn(answer, 'Pod').metadata.resourceVersion
}

describe('after a restore of etcd to an older revision', () => {
  /** Backed up with pod a; then came b, c and a label on a, which are gone from the store. */
  const restored = (restart: boolean) => {
    const bench = new TestBench()
    create(bench, 'a')
    const { backup } = bench
    for (const name of ['b', 'c']) create(bench, name)
    const place = { resource: 'pods', key: 'default/a' } as const
    const a = objectIn(bench.ask({ verb: 'get', ...place }), 'Pod')
    const labelled = { ...a, metadata: { ...a.metadata, labels: {} } }
    const seen = bench.ask({ verb: 'update', ...place, object: labelled })
    bench.watch(CLIENT, { resource: 'pods' })
    bench.run()
    bench.restore(backup)
    if (restart) bench.tell(API, { type: 'restored' })
    bench.run()
    const revision = seen.object?.metadata.resourceVersion ?? 0
    return { bench, place, seen: objectIn(seen, 'Pod'), ahead: revision, back: revision - 3 }
  }

  it('a running server keeps what is no longer stored (recording 15a)', () => {
    const { bench, ahead, back } = restored(false)
    bench.watch(USER, { resource: 'pods' })
    bench.run()
    expect(bench.lists(USER)).toEqual([`a@${ahead} b@${back + 1} c@${back + 2} at ${ahead}`])
    bench.watch('endpoints/1', { resource: 'pods', freshness: 'latest' })
    bench.run()
    expect(bench.lists('endpoints/1')).toEqual([`a@${back} at ${back}`])
    expect(bench.toldTo(CLIENT, 'gone')).toEqual([])
  })

  it('a running server never sees what is stored below its own revision', () => {
    const { bench, ahead } = restored(false)
    const d = create(bench, 'd')
    expect(d).toBeLessThan(ahead)
    expect(Object.keys(cachedObjects(bench.memory(), 'pods'))).not.toContain('default/d')
    for (const name of ['e', 'f', 'g']) create(bench, name)
    expect(bench.events(CLIENT)).toEqual([`ADDED g@${ahead + 1}`])
    expect(Object.keys(cachedObjects(bench.memory(), 'pods'))).not.toContain('default/d')
  })

  it('a running server answers 409 to every update of what its cache shows', () => {
    const { bench, place, seen } = restored(false)
    const object = { ...seen, metadata: { ...seen.metadata, labels: { again: '' } } }
    for (let i = 0; i < 2; i += 1) {
      expect(bench.ask({ verb: 'update', ...place, object }).code).toBe(409)
    }
  })

  it('a restarted server tells watchers that they are gone, and shows what is stored', () => {
    const { bench, back } = restored(true)
    expect(bench.toldTo(CLIENT, 'gone')).toEqual([{ type: 'gone', resource: 'pods' }])
    expect(bench.memory()).toMatchObject({ watchers: [], cache: { revision: back, history: [] } })
    expect(Object.keys(cachedObjects(bench.memory(), 'pods'))).toEqual(['default/a'])
  })

  it('a watch that goes on from the lost future misses events in silence (recording 15b)', () => {
    const { bench, ahead } = restored(true)
    bench.watch('endpoints/1', { resource: 'pods', resourceVersion: ahead })
    bench.run()
    for (const name of ['d', 'e', 'f', 'g']) create(bench, name)
    expect(bench.toldTo('endpoints/1', 'gone')).toEqual([])
    expect(bench.events('endpoints/1')).toEqual([`ADDED g@${ahead + 1}`])
  })
})
