/**
 * Preemption as the API server sees it: who is marked, deleted and nominated, in which order, and what if it goes
 * wrong.
 */
import { expect, test } from 'vitest'
import { aNode, addNode } from '../fixtures/nodes.ts'
import { aPod } from '../fixtures/objects.ts'
import { Plane } from '../fixtures/plane.ts'
import type { Pod } from '../objects.ts'
import { scheduler } from './scheduler.ts'

const ME = 'scheduler/1'

const asking = (name: string, cpu: string, priority: number): Pod =>
  aPod(name, {}, { spec: { containers: [{ name: 'c', image: 'i', resources: { requests: { cpu } } }], priority } })

/** `low` runs on the only node, and `high` needs its room. */
const crowded = (prepare: (plane: Plane) => void = () => {}) => {
  const plane = new Plane()
  const { memory } = plane.mount(scheduler(plane.settings, ME))
  addNode(plane, aNode('n1'))
  plane.start(ME)
  plane.put(asking('low', '3', 0))
  plane.run()
  prepare(plane)
  plane.put(asking('high', '3', 10))
  plane.run()
  const pod = (name: string): Pod => plane.get('Pod', 'pods', `default/${name}`)
  const leaves = (name: string): void => {
    plane.delete('pods', `default/${name}`, { gracePeriodSeconds: 0 })
    plane.run(3_000)
  }
  return { plane, memory, pod, leaves }
}

const after = (plane: Plane, line: string): readonly string[] => plane.log.slice(plane.log.indexOf(line))

test('the victim is marked, then deleted with its grace; the pod is nominated and told why it waits', () => {
  const { plane, pod } = crowded()
  expect(after(plane, 'update pods/status default/low')).toEqual([
    'update pods/status default/low',
    'update pods/status default/high',
    'delete pods default/low',
  ])
  expect(pod('low').metadata).toMatchObject({ deletionTimestamp: true, deletionGracePeriodSeconds: 30 })
  expect(pod('low').status.conditions).toContainEqual({
    type: 'DisruptionTarget',
    status: 'True',
    reason: 'PreemptionByScheduler',
  })
  expect(pod('high').status).toMatchObject({
    nominatedNodeName: 'n1',
    conditions: [{ reason: 'Unschedulable: 0/1 nodes are available: 1 Insufficient cpu.' }],
  })
})

test('once the victim is gone the pod is bound where it was nominated', () => {
  const { pod, leaves, memory } = crowded()
  leaves('low')
  expect(pod('high').spec.nodeName).toBe('n1')
  expect(memory().nominated).toEqual({})
})

test('a pod that matters less does not slip into the room that was made', () => {
  const { plane, pod, leaves } = crowded()
  plane.put(asking('sneaky', '3', 5))
  plane.run()
  expect(pod('sneaky').spec.nodeName).toBeUndefined()
  leaves('low')
  expect(pod('high').spec.nodeName).toBe('n1')
  expect(pod('sneaky').spec.nodeName).toBeUndefined()
})

test('a pod that matters more takes the room, and the nomination is taken back', () => {
  const { plane, pod, memory } = crowded()
  plane.put(asking('higher', '3', 20))
  plane.run()
  expect(pod('higher').status.nominatedNodeName).toBe('n1')
  expect(pod('high').status.nominatedNodeName).toBeUndefined()
  expect(Object.keys(memory().nominated)).toEqual(['default/higher'])
})

test('while the victim goes nobody else is asked to go, and no status is written in vain', () => {
  const { plane } = crowded()
  const before = plane.log.length
  plane.run(20 * 60_000)
  expect(plane.log.slice(before).filter((line) => line.startsWith('delete'))).toEqual([])
  expect(plane.log.length - before).toBeLessThan(3)
})

test.each(['lose', 504] as const)('a deletion that came to nothing (%s) is tried again', (fate) => {
  const failing = (plane: Plane): void => {
    plane.fate = ({ verb, resource }) => (verb === 'delete' && resource === 'pods' ? fate : 'ok')
  }
  const { plane, pod } = crowded(failing)
  expect(plane.log.join()).toContain('delete pods default/low')
  plane.run(35_000)
  plane.fate = () => 'ok'
  plane.run(35_000)
  expect(plane.log.filter((line) => line === 'delete pods default/low').length).toBeGreaterThan(0)
  expect(pod('high').status.nominatedNodeName).toBe('n1')
})

test('a deletion that was lost with the connection is tried again', () => {
  const holding = (plane: Plane): void => {
    plane.holds = (message) => message.type === 'request' && message.verb === 'delete'
  }
  const { plane, pod } = crowded(holding)
  expect(pod('low').metadata.deletionTimestamp).toBeUndefined()
  plane.disconnect(ME)
  plane.holds = () => false
  plane.tell(ME, { type: 'connected', peer: 'apiserver/1' })
  plane.run(5_000)
  expect(pod('low').metadata.deletionTimestamp).toBe(true)
})

test('a scheduler that restarts keeps to the nominations that were written', () => {
  const { plane, leaves, pod } = crowded()
  const { memory } = plane.mount(scheduler(plane.settings, ME))
  plane.start(ME)
  plane.run(30_000)
  expect(Object.values(memory().nominated)).toMatchObject([{ node: 'n1' }])
  leaves('low')
  expect(pod('high').spec.nodeName).toBe('n1')
})
