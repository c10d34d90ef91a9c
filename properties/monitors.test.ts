import { describe, expect, it } from 'vitest'
import type { Delivery } from '../model/agenda.ts'
import type { Monitor } from '../model/cluster.ts'
import type { EtcdEvents, EtcdResponse } from '../model/etcd/messages.ts'
import type { Address, ApiRequest, Message } from '../model/messages.ts'
import type { KubeObject } from '../model/objects.ts'
import type { MonitorMemory } from '../model/state.ts'
import { pod, podSpec, service } from '../scenarios/objects.ts'
import { nth } from './fixtures/doctor.ts'
import { runOf } from './fixtures/worlds.ts'
import { monitors, stepOf, violationIn } from './monitors.ts'

const told = (from: Address, to: Address, message: Message): Delivery => ({ from, to, message })

const POD = pod('web')
const KEY = 'default/web'
const BOUND = pod('web', podSpec('100m', { nodeName: 'n1' }))

const asks = (from: Address, verb: ApiRequest['verb'], subresource?: 'binding' | 'status'): Delivery =>
  told(from, 'apiserver/1', {
    type: 'request',
    id: 1,
    user: 'test',
    verb,
    resource: 'pods',
    key: KEY,
    ...(subresource === undefined ? {} : { subresource }),
  })

const stores = (value: KubeObject): Delivery =>
  told('apiserver/1', 'etcd/1', {
    type: 'etcd/request',
    id: 1,
    request: {
      call: 'txn',
      compare: [],
      success: [{ op: 'put', key: `/registry/pods/${KEY}`, value }],
      failure: [],
    },
  })

const shows = (to: Address, object: KubeObject, event: 'ADDED' | 'MODIFIED' = 'ADDED'): Delivery =>
  told('apiserver/1', to, { type: 'event', resource: 'pods', event, object })

const starts = told('kubelet/n1', 'runtime/n1', {
  type: 'cri/start',
  podUid: 'pods/default/web#1',
  pod: KEY,
  name: 'main',
  attempt: 0,
  image: 'app:1',
})

const removes: EtcdEvents = {
  type: 'etcd/events',
  prefix: '/registry/',
  revision: 9,
  events: [
    {
      event: 'DELETE',
      kv: {
        key: `/registry/pods/${KEY}`,
        value: POD,
        createRevision: 1,
        modRevision: 9,
        version: 1,
      },
    },
  ],
}

const STEPS = {
  D: stores(POD),
  E: shows('scheduler/1', POD),
  F: asks('scheduler/1', 'create', 'binding'),
  G: stores(BOUND),
  H: shows('kubelet/n1', BOUND),
  I: starts,
  J: asks('kubelet/n1', 'update', 'status'),
} as const

type Step = keyof typeof STEPS
const ORDER = ['D', 'E', 'F', 'G', 'H', 'I', 'J'] as const satisfies readonly Step[]

const monitor = (name: string): Monitor => nth(monitors.filter((m) => m.name === name))

const after = (name: string, memory: MonitorMemory, delivered: readonly Delivery[]): MonitorMemory =>
  monitor(name).observe(memory, delivered)

describe('what a message means for the creation of a pod', () => {
  it.each(ORDER.map((step) => ({ step, entry: STEPS[step] })))('step $step', ({ step, entry }) => {
    expect(stepOf(entry)).toEqual({ step, pod: KEY })
  })

  it.each([
    ['a deletion', asks('kubectl/user', 'delete')],
    ['a status from somebody else than a kubelet', asks('node-lifecycle/1', 'update', 'status')],
    ['a change that is seen', shows('scheduler/1', POD, 'MODIFIED')],
    ['a pod that a controller sees', shows('replicaset/1', POD)],
    ['an object of another kind', shows('scheduler/1', service('web'))],
    ['a pod that is stored when it runs', stores({ ...POD, status: { phase: 'Running' } })],
  ])('nothing: %s', (_, entry) => {
    expect(stepOf(entry)).toBeNull()
  })
})

describe('the protocol monitor', () => {
  it('remembers the steps of a pod', () => {
    expect(after('protocol', {}, Object.values(STEPS))).toEqual({ [KEY]: 'DEFGHIJ' })
  })

  it('forgets a pod that is gone', () => {
    const gone = told('etcd/1', 'apiserver/1', removes)
    expect(after('protocol', { [KEY]: 'DEFG', other: 'D' }, [gone])).toEqual({ other: 'D' })
  })

  it.each([
    { step: 'F', done: 'D', missing: 'E' },
    { step: 'H', done: 'DEF', missing: 'G' },
    { step: 'I', done: 'DEFG', missing: 'H' },
    { step: 'I', done: 'D', missing: 'G and H' },
    { step: 'J', done: 'DEFG', missing: 'H' },
  ] as const)('objects to step $step after $done', ({ step, done, missing }) => {
    const memory = after('protocol', { [KEY]: done }, [STEPS[step]])
    expect(violationIn(memory)).toBe(`${KEY} reached step ${step} without ${missing}`)
  })

  it('keeps the first violation', () => {
    const memory = after('protocol', { [KEY]: 'D' }, [STEPS.F, STEPS.I])
    expect(violationIn(memory)).toBe(`${KEY} reached step F without E`)
  })

  it('does not judge a pod whose creation it did not see', () => {
    expect(after('protocol', {}, [STEPS.I, STEPS.J])).toEqual({})
  })

  it('follows every pod of a run to its end', () => {
    const { settled, truth } = runOf('shop')
    const steps = settled['monitor:protocol'] ?? {}
    expect(Object.keys(steps)).toHaveLength(truth.objects(settled).pods.length)
    expect(new Set(Object.values(steps))).toEqual(new Set(['DEFGHIJ']))
  })
})

describe('the architecture monitor', () => {
  it('is content with allowed edges', () => {
    expect(after('architecture', {}, Object.values(STEPS))).toEqual({})
  })

  it('objects to a kubelet that is told by the scheduler', () => {
    const memory = after('architecture', {}, [{ ...STEPS.H, from: 'scheduler/1' }])
    expect(violationIn(memory)).toBe('scheduler/1 sent event to kubelet/n1')
  })
})

describe('the monitor of acknowledged writes', () => {
  const answers = (response: Partial<EtcdResponse>): Delivery =>
    told('etcd/1', 'apiserver/1', {
      type: 'etcd/response',
      id: 1,
      revision: 7,
      succeeded: true,
      results: [{ op: 'put' }],
      ...response,
    })
  const revisionAfter = (response: Partial<EtcdResponse>, known = 5) =>
    after('acknowledged', { revision: known }, [answers(response)])['revision']

  it('remembers the revision of a write', () => {
    expect(revisionAfter({})).toBe(7)
    expect(revisionAfter({ results: [{ op: 'delete', deleted: 1 }] })).toBe(7)
  })

  it.each([
    ['a read', { results: [{ op: 'range', kvs: [] }] }],
    ['a transaction whose condition was not met', { succeeded: false }],
    ['a timeout', { error: 'timeout' }],
    ['an older write', { revision: 4 }],
  ] as const)('does not count %s', (_, response) => {
    expect(revisionAfter(response)).toBe(5)
  })

  it('begins anew when etcd is restored', () => {
    const restored = { world: { change: 'restore-etcd', from: 'snapshot' } } as const
    const { observe } = monitor('acknowledged')
    expect(observe({ revision: 5 }, [restored])).toMatchObject({ revision: 0 })
  })
})
