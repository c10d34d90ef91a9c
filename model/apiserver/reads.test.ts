/** Lists of clients that do not watch, and writes that are only tried. */
import { describe, expect, it } from 'vitest'
import { TestBench } from './test-bench.ts'
import { namespace, pod, withMeta } from './test-objects.ts'

const create = (bench: TestBench, name: string, place = 'default') =>
  bench.ask({
    verb: 'create',
    resource: 'pods',
    key: `${place}/${name}`,
    object: withMeta(pod(name), { namespace: place }),
  })

describe('a list', () => {
  it('is of one namespace or of all, in order, at the revision of the store', () => {
    const bench = new TestBench()
    bench.ask({ verb: 'create', resource: 'namespaces', key: 'x', object: namespace('x') })
    create(bench, 'b')
    create(bench, 'a')
    const last = create(bench, 'c', 'x').object?.metadata.resourceVersion ?? 0
    const all = bench.ask({ verb: 'list', resource: 'pods', key: '' })
    expect(all.items?.map(({ metadata }) => metadata.name)).toEqual(['a', 'b', 'c'])
    expect(all.resourceVersion).toBe(last)
    const one = bench.ask({ verb: 'list', resource: 'pods', key: 'x', freshness: 'any' })
    expect(one.items?.map(({ metadata }) => metadata.name)).toEqual(['c'])
  })

  it('cannot be newer than the cache', () => {
    const bench = new TestBench()
    const { resourceVersion: revision = 0 } = bench.ask({ verb: 'list', resource: 'pods', key: '' })
    expect(bench.ask({ verb: 'list', resource: 'pods', key: '', freshness: 999_999 })).toMatchObject({
      code: 504,
      message: `Timeout: Too large resource version: 999999, current: ${revision}`,
    })
  })

  it('is not for everybody', () => {
    const bench = new TestBench()
    expect(bench.ask({ verb: 'list', resource: 'pods', key: '', user: 'system:kube-proxy' })).toMatchObject({
      code: 403,
      message:
        'pods is forbidden: User "system:kube-proxy" cannot list resource "pods" in API group "" at the cluster scope',
    })
  })
})

describe('a dry run', () => {
  it('passes every stage and stores nothing', () => {
    const bench = new TestBench()
    const object = pod('a')
    const at = { resource: 'pods', key: 'default/a' } as const
    const tried = bench.ask({ verb: 'create', ...at, object, dryRun: true })
    expect(tried).toMatchObject({ code: 201, object: { spec: { restartPolicy: 'Always' } } })
    expect(bench.ask({ verb: 'get', ...at }).code).toBe(404)
    create(bench, 'a')
    const again = bench.ask({ verb: 'create', ...at, object, dryRun: true })
    expect(again).toMatchObject({ code: 409, reason: 'AlreadyExists' })
    expect(bench.ask({ verb: 'delete', ...at, dryRun: true }).code).toBe(200)
    expect(bench.ask({ verb: 'get', ...at }).code).toBe(200)
  })
})
