/**
 * Facts recorded from a real API server 1.26.5, one by one: each title is the heading of a probe in
 * shared/conformance/traces/apiserver-semantics-1.26.5.txt, and the codes, reasons and relations
 * between resourceVersions are those of the recording (its ConfigMaps are Endpoints here). Probes
 * of what messages cannot say (patches, strict decoding, list by exact version) are left out.
 */
import { describe, expect, it } from 'vitest'
import { aDeployment } from '../fixtures/objects.ts'
import { newMetadata } from '../claim.ts'
import type { ApiResponse } from '../messages.ts'
import type { Deployment, Endpoints } from '../objects.ts'
import { TestBench } from './test-bench.ts'
import { objectIn, pod, withMeta } from './test-objects.ts'

const endpoints = (name: string, changes: Partial<Endpoints['metadata']> = {}): Endpoints => ({
  kind: 'Endpoints',
  metadata: { ...newMetadata(name, 'default', {}), ...changes },
  ready: [],
  notReady: [],
})

const key = 'default/a'
const at = { resource: 'endpoints', key } as const

const version = (answer: ApiResponse): number => answer.object?.metadata.resourceVersion ?? 0

const withA = (): { bench: TestBench; first: ApiResponse } => {
  const bench = new TestBench()
  return { bench, first: bench.ask({ verb: 'create', ...at, object: endpoints('a') }) }
}

const put = (bench: TestBench, object: Endpoints): ApiResponse =>
  bench.ask({
    verb: 'update',
    resource: 'endpoints',
    key: `default/${object.metadata.name}`,
    object,
  })

describe('writes', () => {
  it('create; create again', () => {
    const { bench, first } = withA()
    expect(first).toMatchObject({ code: 201, reason: 'Created' })
    const again = bench.ask({ verb: 'create', ...at, object: endpoints('a') })
    expect(again).toMatchObject({ code: 409, reason: 'AlreadyExists' })
    expect(again.message).toBe('endpoints "a" already exists')
  })

  it('create with resourceVersion set', () => {
    const bench = new TestBench()
    const object = endpoints('a', { resourceVersion: 5 })
    expect(bench.ask({ verb: 'create', ...at, object })).toMatchObject({
      code: 500,
      message: 'resourceVersion should not be set on objects to be created',
    })
  })

  it('no-op PUT keeps the resourceVersion', () => {
    const { bench, first } = withA()
    const answer = put(bench, objectIn(first, 'Endpoints'))
    expect(answer.code).toBe(200)
    expect(version(answer)).toBe(version(first))
    expect(bench.toldTo('etcd/1', 'etcd/request').at(-1)?.request.call).toBe('range')
  })

  it('PUT with current RV; PUT with stale RV; PUT without RV', () => {
    const { bench, first } = withA()
    const old = objectIn(first, 'Endpoints')
    const second = put(bench, withMeta(old, { labels: { n: '2' } }))
    expect([second.code, version(second) - version(first)]).toEqual([200, 1])
    const stale = put(bench, withMeta(old, { labels: { n: '3' } }))
    expect(stale).toMatchObject({ code: 409, reason: 'Conflict' })
    const third = put(bench, withMeta(old, { labels: { n: '3' }, resourceVersion: 0 }))
    expect([third.code, version(third) - version(second)]).toEqual([200, 1])
  })

  it('PUT of a missing object; GET missing', () => {
    const bench = new TestBench()
    const missing = { code: 404, reason: 'NotFound', message: 'endpoints "a" not found' }
    expect(put(bench, endpoints('a'))).toMatchObject(missing)
    expect(bench.ask({ verb: 'get', ...at })).toMatchObject(missing)
  })

  it('DELETE with wrong uid precondition', () => {
    const { bench } = withA()
    const answer = bench.ask({ verb: 'delete', ...at, uid: 'x' })
    expect(answer).toMatchObject({ code: 409, reason: 'Conflict' })
    expect(answer.message).toContain('The object might have been deleted and then recreated')
  })
})

describe('finalizers', () => {
  const held = (): TestBench => {
    const bench = new TestBench()
    bench.ask({ verb: 'create', ...at, object: endpoints('a', { finalizers: ['x.io/f'] }) })
    return bench
  }

  it('DELETE with finalizer', () => {
    expect(held().ask({ verb: 'delete', ...at })).toMatchObject({
      code: 200,
      object: { metadata: { deletionTimestamp: true, deletionGracePeriodSeconds: 0 } },
    })
  })

  it('add a finalizer while terminating', () => {
    const bench = held()
    bench.ask({ verb: 'delete', ...at })
    const answer = put(bench, endpoints('a', { finalizers: ['x.io/f', 'y.io/g'] }))
    expect(answer).toMatchObject({ code: 422, reason: 'Invalid' })
    expect(answer.message).toContain(
      'no new finalizers can be added if the object is being deleted',
    )
  })

  it('recreate while terminating', () => {
    const bench = held()
    bench.ask({ verb: 'delete', ...at })
    expect(bench.ask({ verb: 'create', ...at, object: endpoints('a') })).toMatchObject({
      code: 409,
      reason: 'AlreadyExists',
      message: 'object is being deleted: endpoints "a" already exists',
    })
  })

  it('remove the last finalizer; then GET', () => {
    const bench = held()
    bench.ask({ verb: 'delete', ...at })
    expect(put(bench, endpoints('a')).code).toBe(200)
    expect(bench.ask({ verb: 'get', ...at }).code).toBe(404)
  })
})

describe('pods', () => {
  const a = { resource: 'pods', key } as const
  const withPod = (spec: Parameters<typeof pod>[1] = {}): TestBench => {
    const bench = new TestBench()
    bench.ask({ verb: 'create', ...a, object: pod('a', spec) })
    return bench
  }
  const grace = (bench: TestBench, seconds?: number): number | undefined =>
    bench.ask({
      verb: 'delete',
      ...a,
      ...(seconds === undefined ? {} : { gracePeriodSeconds: seconds }),
    }).object?.metadata.deletionGracePeriodSeconds

  it('delete an UNSCHEDULED pod: gone at once?', () => {
    const bench = withPod()
    expect(bench.ask({ verb: 'delete', ...a }).code).toBe(200)
    expect(bench.ask({ verb: 'get', ...a }).code).toBe(404)
  })

  it('delete a bound pod; second delete with longer grace; third shorter; force delete', () => {
    const bench = withPod({ nodeName: 'n9' })
    expect([grace(bench), grace(bench, 60), grace(bench, 5)]).toEqual([30, 30, 5])
    bench.ask({ verb: 'delete', ...a, gracePeriodSeconds: 0 })
    expect(bench.ask({ verb: 'get', ...a }).code).toBe(404)
  })

  it('bind; bind again', () => {
    const bench = withPod()
    const bind = { verb: 'create', subresource: 'binding', ...a } as const
    expect(bench.ask({ ...bind, nodeName: 'n1' })).toMatchObject({ code: 201 })
    const again = bench.ask({ ...bind, nodeName: 'n2' })
    expect(again).toMatchObject({ code: 409, reason: 'Conflict' })
    expect(again.message).toContain('pod a is already assigned to node "n1"')
  })

  it('change spec.nodeName by patch; pod spec immutability', () => {
    const bench = withPod({ nodeName: 'n1' })
    const stored = objectIn(bench.ask({ verb: 'get', ...a }), 'Pod')
    const update = (spec: Partial<typeof stored.spec>): number =>
      bench.ask({ verb: 'update', ...a, object: { ...stored, spec: { ...stored.spec, ...spec } } })
        .code
    expect(update({ nodeName: 'n3' })).toBe(422)
    expect(update({ restartPolicy: 'Never' })).toBe(422)
    expect(update({ containers: [{ name: 'c', image: 'app:2' }] })).toBe(200)
  })

  it('invalid pod', () => {
    const bench = new TestBench()
    const object = pod('Bad_Name', { containers: [] })
    const answer = bench.ask({ verb: 'create', resource: 'pods', key: 'default/Bad_Name', object })
    expect(answer).toMatchObject({ code: 422, reason: 'Invalid' })
    expect(answer.message).toContain('metadata.name: Invalid value: "Bad_Name"')
    expect(answer.message).toContain('spec.containers: Required value')
  })
})

describe('deployments', () => {
  const g = { resource: 'deployments', key: 'default/g' } as const
  const withDeployment = (): { bench: TestBench; stored: Deployment } => {
    const bench = new TestBench()
    const answer = bench.ask({ verb: 'create', ...g, object: aDeployment('g', 1) })
    return { bench, stored: objectIn(answer, 'Deployment') }
  }

  it('deployment gen; status write through the main endpoint is ignored', () => {
    const { bench, stored } = withDeployment()
    expect(stored.metadata.generation).toBe(1)
    const object = { ...stored, status: { ...stored.status, replicas: 7 } }
    const answer = objectIn(bench.ask({ verb: 'update', ...g, object }), 'Deployment')
    expect(answer).toEqual(stored)
  })

  it('metadata change: generation kept; spec change: generation +1', () => {
    const { bench, stored } = withDeployment()
    const labelled = withMeta(stored, { labels: { a: 'b' } })
    const first = objectIn(bench.ask({ verb: 'update', ...g, object: labelled }), 'Deployment')
    expect(first.metadata.generation).toBe(1)
    const object = { ...first, spec: { ...first.spec, replicas: 2 } }
    const second = objectIn(bench.ask({ verb: 'update', ...g, object }), 'Deployment')
    expect(second.metadata.generation).toBe(2)
  })

  it('selector immutable', () => {
    const { bench, stored } = withDeployment()
    const object = { ...stored, spec: { ...stored.spec, selector: { matchLabels: { app: 'zz' } } } }
    const answer = bench.ask({ verb: 'update', ...g, object })
    expect(answer.code).toBe(422)
    expect(answer.message).toContain('`selector` does not match template `labels`')
    expect(answer.message).toContain('field is immutable')
  })

  it('negative replicas', () => {
    const bench = new TestBench()
    const answer = bench.ask({ verb: 'create', ...g, object: aDeployment('g', -1) })
    expect(answer.code).toBe(422)
    expect(answer.message).toContain('must be greater than or equal to 0')
  })

  it('GC Foreground; GC Orphan; GC Background', () => {
    const first = (propagationPolicy: 'Foreground' | 'Orphan' | 'Background'): string => {
      const { bench } = withDeployment()
      bench.watch('deployment/1', { resource: 'deployments' })
      bench.run()
      bench.ask({ verb: 'delete', ...g, propagationPolicy })
      const event = bench.toldTo('deployment/1', 'event')[0]
      const { deletionTimestamp = false, finalizers = [] } = event?.object.metadata ?? {}
      return `${event?.event} dt=${deletionTimestamp} fin=${finalizers.join()}`
    }
    expect(first('Foreground')).toBe('MODIFIED dt=true fin=foregroundDeletion')
    expect(first('Orphan')).toBe('MODIFIED dt=true fin=orphan')
    expect(first('Background')).toBe('DELETED dt=false fin=')
  })
})

describe('what kubectl 1.32 asks', () => {
  it('kubectl delete ends when a GET says 404; apply and scale begin with a GET', () => {
    const { bench, first } = withA()
    expect(bench.ask({ verb: 'get', ...at })).toMatchObject({ code: 200, object: first.object })
    expect(bench.ask({ verb: 'delete', ...at, propagationPolicy: 'Background' }).code).toBe(200)
    expect(bench.ask({ verb: 'get', ...at }).code).toBe(404)
  })

  it('get -w and rollout status watch from the version of their list', () => {
    const { bench, first } = withA()
    bench.watch('kubectl/user', { resource: 'endpoints', freshness: 'latest' })
    bench.run()
    expect(bench.lists('kubectl/user')).toEqual([`a@${version(first)} at ${version(first)}`])
    bench.watch('kubectl/user', { resource: 'endpoints', resourceVersion: version(first) })
    bench.run()
    const second = put(bench, endpoints('a', { labels: { n: '2' } }))
    expect(bench.events('kubectl/user')).toEqual([`MODIFIED a@${version(second)}`])
  })
})
