/** Which pod comes next, how long a refused one waits, and what wakes it. */
import { expect, test } from 'vitest'
import { API } from '../fixtures/bench.ts'
import { aNode, addNode } from '../fixtures/nodes.ts'
import { aPod } from '../fixtures/objects.ts'
import { Plane } from '../fixtures/plane.ts'
import type { Pod, PodSpec } from '../objects.ts'
import type { Settings } from '../settings.ts'
import { activate, backOffMs, hasActive, park, parked } from './queue.ts'
import { scheduler } from './scheduler.ts'

const ME = 'scheduler/1'

const asking = (name: string, cpu: string, spec: Partial<PodSpec> = {}): Pod =>
  aPod(name, {}, { spec: { containers: [{ name: 'c', image: 'i', resources: { requests: { cpu } } }], ...spec } })

const leading = (changes: Partial<Settings> = {}) => {
  const plane = new Plane(changes)
  const { memory } = plane.mount(scheduler(plane.settings, ME))
  addNode(plane, aNode('n1'))
  plane.start(ME)
  const stateOf = (name: string) => memory().queue[`default/${name}`]?.state
  return { plane, memory, stateOf }
}

/** `big` asks for more than is left and waits. */
const waiting = (changes: Partial<Settings> = {}) => {
  const all = leading(changes)
  all.plane.put(asking('small', '1'))
  all.plane.put(asking('big', '4'))
  all.plane.run()
  expect(all.stateOf('big')).toBe('unschedulable')
  return all
}

const nodeOf = (plane: Plane, name: string) => plane.get('Pod', 'pods', `default/${name}`).spec.nodeName

const bound = (plane: Plane) =>
  plane.requests.filter(({ subresource }) => subresource === 'binding').map(({ key }) => key.slice('default/'.length))

test('the back-off doubles with each attempt, from one second to ten', () => {
  expect([1, 2, 3, 4, 5, 6].map((n) => backOffMs(n, 1_000, 10_000))).toEqual([
    1_000, 2_000, 4_000, 8_000, 10_000, 10_000,
  ])
})

test('a parked pod is not active until it is activated, and keeps its attempts', () => {
  const queue = park({}, 'a', 'unschedulable', 3)
  expect(parked(queue)).toEqual(['a'])
  expect(hasActive(queue)).toBe(false)
  expect(activate(queue, 'a')).toEqual({ a: { state: 'active', attempts: 3 } })
})

test('attempts are counted no further than the back-off grows', () => {
  expect(park({}, 'a', 'backoff', 99)).toEqual(park({}, 'a', 'backoff', 5))
})

test('the highest priority goes first, then the oldest', () => {
  const plane = new Plane()
  plane.mount(scheduler(plane.settings, ME))
  addNode(plane, aNode('n1'))
  plane.put(asking('old', '1'))
  plane.put(asking('aaa-young', '1'))
  plane.put(asking('urgent', '1', { priority: 10 }))
  plane.start(ME)
  expect(bound(plane)).toEqual(['urgent', 'old', 'aaa-young'])
})

test('nothing is bound before leadership and before nodes and pods were listed', () => {
  const plane = new Plane()
  plane.mount(scheduler(plane.settings, ME))
  addNode(plane, aNode('n1'))
  plane.put(asking('a', '1'))
  plane.holds = (message) => message.type === 'snapshot' && message.resource === 'nodes'
  plane.start(ME)
  plane.run(1_000)
  expect(bound(plane)).toEqual([])
  expect(plane.log).not.toContain('update pods/status default/a')
  plane.release()
  plane.run()
  expect(bound(plane)).toEqual(['a'])
})

test('a pod that fits nowhere is told why, once', () => {
  const { plane } = waiting()
  const told = () => plane.log.filter((line) => line === 'update pods/status default/big')
  const pod = plane.get('Pod', 'pods', 'default/big')
  expect(pod.status.conditions).toEqual([
    {
      type: 'PodScheduled',
      status: 'False',
      reason:
        'Unschedulable: 0/1 nodes are available: 1 Insufficient cpu. preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod..',
    },
  ])
  plane.run(20 * 60_000)
  expect(told()).toHaveLength(1)
})

test('a new node wakes a pod that waits, after its back-off', () => {
  const { plane, stateOf } = waiting()
  addNode(plane, aNode('n2'))
  expect(stateOf('big')).toBe('backoff')
  plane.run(800)
  expect(nodeOf(plane, 'big')).toBeUndefined()
  plane.run(400)
  expect(nodeOf(plane, 'big')).toBe('n2')
})

test('a pod that goes from its node wakes a pod that waits', () => {
  const { plane } = waiting()
  plane.delete('pods', 'default/small', { gracePeriodSeconds: 0 })
  plane.run(1_500)
  expect(nodeOf(plane, 'big')).toBe('n1')
})

test('a pod that finishes wakes a pod that waits', () => {
  const { plane } = waiting()
  plane.put({ ...plane.get('Pod', 'pods', 'default/small'), status: { phase: 'Succeeded' } })
  plane.run(1_500)
  expect(nodeOf(plane, 'big')).toBe('n1')
})

test('a node that is uncordoned wakes a pod that waits', () => {
  const { plane } = leading()
  plane.put({ ...aNode('n1'), spec: { unschedulable: true } })
  plane.put(asking('a', '1'))
  plane.run(10_000)
  expect(nodeOf(plane, 'a')).toBeUndefined()
  plane.put(aNode('n1'))
  plane.run(1_500)
  expect(nodeOf(plane, 'a')).toBe('n1')
})

test('a heartbeat of a node wakes nobody', () => {
  const { plane, stateOf } = waiting()
  const node = plane.get('Node', 'nodes', 'n1')
  plane.put({ ...node, status: { ...node.status, conditions: [{ type: 'Ready', status: 'True', reason: 'again' }] } })
  expect(stateOf('big')).toBe('unschedulable')
})

test('the second wake-up in vain waits twice as long as the first', () => {
  const { plane, stateOf } = waiting()
  plane.put(aNode('n1', { relabelled: '1' }))
  plane.run(1_200)
  expect(stateOf('big')).toBe('unschedulable')
  plane.put(aNode('n1', { relabelled: '2' }))
  plane.run(1_200)
  expect(stateOf('big')).toBe('backoff')
  plane.run(1_000)
  expect(stateOf('big')).toBe('unschedulable')
})

test('a pod that nothing wakes is looked at again after five minutes', () => {
  const { plane, memory } = waiting()
  expect(memory().queue['default/big']?.attempts).toBe(1)
  plane.run(299_000)
  expect(memory().queue['default/big']?.attempts).toBe(1)
  plane.run(2_000)
  expect(memory().queue['default/big']?.attempts).toBe(2)
})

/** The room comes free within the two milliseconds that the cycle of `big` takes. */
const movedDuringItsCycle = (changes: Partial<Settings> = {}) => {
  const { plane, memory, stateOf } = leading(changes)
  plane.put(asking('small', '1'))
  plane.run()
  plane.holds = (message, to) => to === ME && message.type === 'event' && message.event === 'DELETED'
  plane.delete('pods', 'default/small', { gracePeriodSeconds: 0 })
  const at = { resource: 'pods', key: 'default/big' } as const
  const create = { type: 'request', id: 99, user: 'admin', verb: 'create', ...at, object: asking('big', '4') } as const
  plane.tell(API, create, 'kubectl/other')
  while (memory().cycle === null) plane.run(1)
  plane.release()
  plane.run(10)
  return { plane, stateOf }
}

test('an event during the cycle of a pod counts: the pod waits for its back-off only', () => {
  const { plane, stateOf } = movedDuringItsCycle()
  expect(stateOf('big')).toBe('backoff')
  plane.run(1_200)
  expect(nodeOf(plane, 'big')).toBe('n1')
})

test('missed-wakeup: an event during the cycle is forgotten, and the pod waits for ever', () => {
  const { plane, stateOf } = movedDuringItsCycle({ defects: ['missed-wakeup'] })
  expect(stateOf('big')).toBe('unschedulable')
  plane.run(60 * 60_000)
  expect(nodeOf(plane, 'big')).toBeUndefined()
})

test('a pod that is deleted leaves the queue, its timers too', () => {
  const { plane, memory } = waiting()
  plane.delete('pods', 'default/big')
  plane.run()
  expect(memory().queue).toEqual({})
  expect(plane.armed(ME)).toEqual([])
})

test('without a connection nobody is looked at, with one the queue goes on', () => {
  const { plane } = leading()
  plane.disconnect(ME)
  plane.put(asking('a', '1'))
  plane.run(60_000)
  expect(nodeOf(plane, 'a')).toBeUndefined()
  plane.tell(ME, { type: 'connected', peer: API })
  plane.run()
  expect(nodeOf(plane, 'a')).toBe('n1')
})
