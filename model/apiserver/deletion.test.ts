import { describe, expect, it } from 'vitest'
import { aController } from '../fixtures/objects.ts'
import type { ApiResponse } from '../messages.ts'
import type { Namespace } from '../objects.ts'
import { TestBench } from './test-bench.ts'
import { namespace, objectIn, pod, withMeta } from './test-objects.ts'

const a = { resource: 'pods', key: 'default/a' } as const

const bound = (changes: Parameters<typeof withMeta>[1] = {}): TestBench => {
  const bench = new TestBench()
  const object = withMeta(pod('a', { nodeName: 'n1' }), changes)
  bench.ask({ verb: 'create', ...a, object })
  return bench
}

const remove = (bench: TestBench, gracePeriodSeconds?: number): ApiResponse =>
  bench.ask({
    verb: 'delete',
    ...a,
    ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
  })

const isThere = (bench: TestBench): boolean => bench.ask({ verb: 'get', ...a }).code === 200

describe('deletion of a pod', () => {
  it('takes no time when it has ended', () => {
    const bench = bound()
    const object = { ...pod('a'), status: { phase: 'Succeeded' } } as const
    bench.ask({ verb: 'update', subresource: 'status', ...a, object })
    remove(bench)
    expect(isThere(bench)).toBe(false)
  })

  it('is held by a finalizer even when it is forced, and ends with it', () => {
    const bench = bound({ finalizers: ['x.io/f'] })
    expect(remove(bench, 0).object?.metadata).toMatchObject({
      deletionTimestamp: true,
      deletionGracePeriodSeconds: 0,
    })
    const stored = objectIn(bench.ask({ verb: 'get', ...a }), 'Pod')
    bench.ask({ verb: 'update', ...a, object: withMeta(stored, { finalizers: [] }) })
    expect(isThere(bench)).toBe(false)
  })

  it('does not end with its finalizer while its kubelet has not stopped it', () => {
    const bench = bound({ finalizers: ['x.io/f'] })
    const stored = objectIn(remove(bench), 'Pod')
    bench.ask({ verb: 'update', ...a, object: withMeta(stored, { finalizers: [] }) })
    expect(isThere(bench)).toBe(true)
    remove(bench, 0)
    expect(isThere(bench)).toBe(false)
  })

  it('cannot be taken back by an update', () => {
    const bench = bound()
    const { metadata } = objectIn(remove(bench), 'Pod')
    const { deletionTimestamp: _mark, deletionGracePeriodSeconds: _grace, ...rest } = metadata
    const object = { ...objectIn(bench.ask({ verb: 'get', ...a }), 'Pod'), metadata: rest }
    bench.ask({ verb: 'update', ...a, object: withMeta(object, { labels: { b: '' } }) })
    expect(bench.ask({ verb: 'get', ...a }).object?.metadata).toMatchObject({
      deletionTimestamp: true,
      deletionGracePeriodSeconds: 30,
      labels: { b: '' },
    })
  })

  it('is what an eviction does', () => {
    const bench = bound()
    expect(bench.ask({ verb: 'create', subresource: 'eviction', ...a })).toMatchObject({
      code: 201,
      object: { metadata: { deletionTimestamp: true, deletionGracePeriodSeconds: 30 } },
    })
  })

  it('keeps it from being bound', () => {
    const bench = new TestBench()
    bench.ask({ verb: 'create', ...a, object: withMeta(pod('a'), { finalizers: ['x.io/f'] }) })
    remove(bench)
    const bind = { verb: 'create', subresource: 'binding', ...a, nodeName: 'n1' } as const
    expect(bench.ask(bind)).toMatchObject({
      code: 409,
      message: expect.stringContaining('pod a is being deleted, cannot be assigned to a host'),
    })
  })

  it('asked for again changes nothing', () => {
    const bench = bound()
    expect(remove(bench).object).toEqual(remove(bench).object)
  })
})

describe('deletion of an owner', () => {
  it('orphans the pods of a ReplicationController unless the client says otherwise', () => {
    const finalizers = (propagationPolicy?: 'Background' | 'Foreground') => {
      const bench = new TestBench()
      const place = { resource: 'replicationcontrollers', key: 'default/rc' } as const
      bench.ask({ verb: 'create', ...place, object: aController('rc', 1) })
      bench.ask({
        verb: 'delete',
        ...place,
        ...(propagationPolicy === undefined ? {} : { propagationPolicy }),
      })
      return bench.ask({ verb: 'get', ...place }).object?.metadata.finalizers
    }
    expect(finalizers()).toEqual(['orphan'])
    expect(finalizers('Foreground')).toEqual(['foregroundDeletion'])
    expect(finalizers('Background')).toBeUndefined()
  })

  it('lets its generation grow with the mark', () => {
    const bench = new TestBench()
    const place = { resource: 'replicationcontrollers', key: 'default/rc' } as const
    bench.ask({ verb: 'create', ...place, object: aController('rc', 1) })
    const answer = bench.ask({ verb: 'delete', ...place })
    expect(answer.object?.metadata).toMatchObject({ generation: 2, deletionGracePeriodSeconds: 0 })
  })
})

describe('deletion of a namespace', () => {
  const x = { resource: 'namespaces', key: 'x' } as const
  const terminating = (): { bench: TestBench; stored: Namespace } => {
    const bench = new TestBench()
    bench.ask({ verb: 'create', ...x, object: namespace('x') })
    const answer = bench.ask({ verb: 'delete', ...x })
    return { bench, stored: objectIn(answer, 'Namespace') }
  }

  it('only marks it', () => {
    expect(terminating().stored).toMatchObject({
      metadata: { deletionTimestamp: true, labels: { 'kubernetes.io/metadata.name': 'x' } },
      spec: { finalizers: ['kubernetes'] },
      status: { phase: 'Terminating' },
    })
    expect(terminating().stored.metadata.deletionGracePeriodSeconds).toBeUndefined()
  })

  it('does not end by an update of the namespace itself', () => {
    const { bench, stored } = terminating()
    const object = { ...stored, spec: { finalizers: [] } }
    bench.ask({ verb: 'update', ...x, object })
    expect(bench.ask({ verb: 'get', ...x }).code).toBe(200)
  })

  it('ends when it is finalized, with its finalizer still in the last event', () => {
    const { bench, stored } = terminating()
    bench.watch('namespace/1', { resource: 'namespaces' })
    bench.run()
    const object = { ...stored, spec: { finalizers: [] } }
    const answer = bench.ask({ verb: 'update', subresource: 'finalize', ...x, object })
    expect(answer.code).toBe(200)
    expect(bench.toldTo('namespace/1', 'event')).toMatchObject([
      { event: 'DELETED', object: { spec: { finalizers: ['kubernetes'] } } },
    ])
  })
})
