import { expect, test } from 'vitest'
import { controllerOf } from '../claim.ts'
import { aController, aSet, running, terminating } from '../fixtures/objects.ts'
import { API, Bench } from '../fixtures/bench.ts'
import type { Message } from '../messages.ts'
import type { Pod } from '../objects.ts'
import { isActive } from '../pod.ts'
import { defaultSettings } from '../settings.ts'
import { replicaset } from './replicaset.ts'

const onBench = (bench = new Bench()) => {
  const { memory } = bench.mount(replicaset(defaultSettings, 'replicaset/1'))
  return { bench, memory }
}

/** A settled set with running pods, one per node. */
const settled = (replicas: number) => {
  const { bench, memory } = onBench()
  bench.start()
  bench.put(aSet('web', replicas))
  bench.run()
  bench.pods().forEach((pod, i) => bench.put(running(pod, `n${i + 1}`)))
  bench.run()
  bench.log.length = 0
  return { bench, memory }
}

const scale = (bench: Bench, replicas: number): void => {
  const set = bench.get('ReplicaSet', 'default/web')
  bench.put({ ...set, spec: { ...set.spec, replicas } })
}

const creates = (bench: Bench): readonly unknown[] =>
  bench.requests.filter(({ verb, resource }) => verb === 'create' && resource === 'pods')

const active = (bench: Bench): readonly Pod[] => bench.pods().filter(isActive)

test('nothing is watched before it leads', () => {
  const { bench } = onBench()
  bench.tellAll({ type: 'connected', peer: API })
  bench.run()
  expect(bench.log).toEqual([])
  bench.tellAll({ type: 'lead', leading: true })
  bench.run()
  expect(bench.log).toEqual([
    'list replicasets any',
    'list replicationcontrollers any',
    'list pods any',
  ])
})

test('a set gets its pods: owned by it, with its labels, in batches of 1, 2, 4', () => {
  const { bench } = onBench()
  const sent: number[] = []
  bench.fate = ({ verb, resource }) => {
    if (verb === 'create' && resource === 'pods') sent.push(bench.time)
    return 'ok'
  }
  bench.start()
  bench.put(aSet('web', 6))
  bench.run()
  const set = bench.get('ReplicaSet', 'default/web')
  expect(bench.pods().map(({ metadata }) => metadata.labels)).toEqual(Array(6).fill({ app: 'web' }))
  expect(bench.pods().every((pod) => controllerOf(pod)?.uid === set.metadata.uid)).toBe(true)
  expect([...new Set(sent)].map((at) => sent.filter((t) => t === at).length)).toEqual([1, 2, 3])
  expect(set.status).toEqual({
    replicas: 6,
    readyReplicas: 0,
    availableReplicas: 0,
    observedGeneration: 1,
  })
})

test('a ReplicationController is served like a ReplicaSet', () => {
  const { bench } = onBench()
  bench.start()
  bench.put(aController('rc', 2))
  bench.run()
  expect(bench.pods().map((pod) => controllerOf(pod)?.kind)).toEqual([
    'ReplicationController',
    'ReplicationController',
  ])
  expect(bench.get('ReplicationController', 'default/rc').status.replicas).toBe(2)
})

test('a settled set leaves no timer, queue item, expectation or sync behind', () => {
  const { bench, memory } = settled(3)
  expect(bench.armed).toEqual([])
  expect(memory()).toMatchObject({ queue: {}, expectations: {}, syncs: {} })
  expect(memory().client.pending).toEqual({})
})

test('readiness is reported, and only when it changes', () => {
  const { bench } = settled(2)
  const [pod] = bench.pods()
  if (pod === undefined) throw new Error('no pod')
  bench.put(running(pod, 'n1', false))
  bench.run()
  expect(bench.get('ReplicaSet', 'default/web').status.readyReplicas).toBe(1)
  expect(bench.log).toEqual(['update replicasets/status default/web'])
  bench.put({ ...bench.get('Pod', 'default/web-1') })
  bench.run()
  expect(bench.log).toHaveLength(1)
})

test('scaling down deletes pods that are not ready before ready ones, and newer ones first', () => {
  const { bench } = settled(4)
  bench.put(running(bench.get('Pod', 'default/web-2'), 'n2', false))
  bench.run()
  scale(bench, 2)
  bench.run()
  expect(active(bench).map(({ metadata }) => metadata.name)).toEqual(['web-1', 'web-3'])
})

test('a pod that is deleted is replaced at once, although it is still terminating', () => {
  const { bench } = settled(3)
  bench.put(terminating(bench.get('Pod', 'default/web-1')))
  bench.run(20)
  expect(bench.pods()).toHaveLength(4)
  expect(active(bench)).toHaveLength(3)
})

test('a failed pod does not count as a replica and is not deleted', () => {
  const { bench } = settled(2)
  bench.put({ ...bench.get('Pod', 'default/web-1'), status: { phase: 'Failed' } })
  bench.run()
  expect(active(bench)).toHaveLength(2)
  expect(bench.pods()).toHaveLength(3)
})

test('nothing is counted before the pods were listed', () => {
  const component = replicaset(defaultSettings, 'replicaset/1')
  const item = { ...aSet('web', 2), metadata: { ...aSet('web', 2).metadata, uid: 'web' } }
  let memory = component.initial
  const tell = (message: Message): number => {
    const reaction = component.receive(memory, { from: API, message }, null, { next: () => 1 })
    memory = reaction.memory
    return reaction.arm?.length ?? 0
  }
  tell({ type: 'connected', peer: API })
  tell({ type: 'lead', leading: true })
  const list = { type: 'snapshot', resourceVersion: 7 } as const
  expect(tell({ ...list, resource: 'replicasets', items: [item] })).toBe(0)
  expect(tell({ ...list, resource: 'replicationcontrollers', items: [] })).toBe(0)
  expect(tell({ ...list, resource: 'pods', items: [] })).toBe(1)
})

test('a slow watch never makes it create twice', () => {
  const { bench, memory } = onBench()
  bench.start()
  bench.run()
  bench.put(aSet('web', 3))
  bench.run(1)
  bench.stalled = true
  bench.run(60_000)
  bench.tell(
    'replicaset/1',
    {
      type: 'event',
      resource: 'replicasets',
      event: 'MODIFIED',
      object: bench.get('ReplicaSet', 'default/web'),
    },
    API,
  )
  bench.run(60_000)
  expect(bench.pods()).toHaveLength(3)
  expect(memory().expectations).toMatchObject({ 'replicasets/default/web': { creates: 3 } })
  bench.unstall()
  bench.run()
  expect(bench.pods()).toHaveLength(3)
  expect(memory().expectations).toEqual({})
})

test('slow start stops at the first error; what was not asked for is not expected', () => {
  const { bench, memory } = onBench()
  let refuse = true
  bench.fate = ({ verb, resource }) =>
    refuse && verb === 'create' && resource === 'pods' ? 409 : 'ok'
  bench.start()
  bench.put(aSet('web', 4))
  bench.run(5)
  expect(bench.requests.filter(({ verb }) => verb === 'create')).toHaveLength(1)
  expect(memory().expectations).toEqual({})
  refuse = false
  bench.run()
  expect(bench.pods()).toHaveLength(4)
})

test('a create refused by a terminating namespace is not retried by a timer', () => {
  const { bench, memory } = onBench()
  bench.fate = ({ verb }) => (verb === 'create' ? 403 : 'ok')
  bench.start()
  bench.put(aSet('web', 1))
  bench.run(600_000)
  // The second try is caused by the event of its own status update.
  expect(bench.requests.filter(({ verb }) => verb === 'create')).toHaveLength(2)
  expect(bench.armed).toEqual([])
  expect(memory()).toMatchObject({ queue: {}, expectations: {}, syncs: {} })
})

test('a status update that is refused with 409 is tried once more with a fresh object', () => {
  const { bench } = settled(1)
  let refuse = 1
  bench.fate = ({ subresource }) => (subresource === 'status' && refuse-- > 0 ? 409 : 'ok')
  bench.put(running(bench.get('Pod', 'default/web-1'), 'n1', false))
  bench.run(10)
  expect(bench.log).toEqual([
    'update replicasets/status default/web (409)',
    'get replicasets default/web',
    'update replicasets/status default/web',
  ])
})

test('after a broken connection what was lost is done again', () => {
  const { bench } = settled(2)
  scale(bench, 4)
  bench.fate = ({ verb }) => (verb === 'create' ? 'lose' : 'ok')
  bench.run(5)
  bench.disconnect()
  bench.fate = () => 'ok'
  bench.run(5_000)
  expect(bench.pods()).toHaveLength(2)
  bench.tellAll({ type: 'connected', peer: API })
  bench.run()
  expect(bench.pods()).toHaveLength(4)
})

test('a create that was stored before the connection broke is seen first, not repeated', () => {
  const { bench } = settled(2)
  scale(bench, 3)
  bench.fate = ({ verb }) => (verb === 'create' ? 'drop' : 'ok')
  bench.stalled = true
  bench.tell(
    'replicaset/1',
    {
      type: 'event',
      resource: 'replicasets',
      event: 'MODIFIED',
      object: bench.get('ReplicaSet', 'default/web'),
    },
    API,
  )
  bench.run(5)
  bench.disconnect()
  bench.stalled = false
  bench.fate = () => 'ok'
  bench.tellAll({ type: 'connected', peer: API })
  bench.run()
  expect(creates(bench)).toHaveLength(3)
  expect(bench.pods()).toHaveLength(3)
})

test('leadership lost: everything but the connection is forgotten', () => {
  const { bench, memory } = onBench()
  bench.start()
  bench.put(aSet('web', 1))
  bench.run(3)
  bench.tellAll({ type: 'lead', leading: false })
  bench.run(1)
  expect(memory()).toEqual({
    ...replicaset(defaultSettings, 'replicaset/1').initial,
    peer: API,
  })
  expect(bench.armed).toEqual([])
})
