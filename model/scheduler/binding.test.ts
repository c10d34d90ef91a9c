/** Bindings go their own way: the pod is assumed on its node long before the API server agrees. */
import { expect, test } from 'vitest'
import { aNode, addNode } from '../fixtures/nodes.ts'
import { aPod } from '../fixtures/objects.ts'
import { API } from '../fixtures/bench.ts'
import { Plane } from '../fixtures/plane.ts'
import type { Pod } from '../objects.ts'
import type { Settings } from '../settings.ts'
import { scheduler } from './scheduler.ts'

const ME = 'scheduler/1'
const BIND = 'create pods/binding default/a'

const asking = (name: string, cpu: string): Pod =>
  aPod(name, {}, { spec: { containers: [{ name: 'c', image: 'i', resources: { requests: { cpu } } }] } })

const leading = (nodes: readonly string[] = ['n1'], changes: Partial<Settings> = {}) => {
  const plane = new Plane(changes)
  const { memory } = plane.mount(scheduler(plane.settings, ME))
  for (const name of nodes) addNode(plane, aNode(name))
  plane.start(ME)
  plane.log.length = 0
  return { plane, memory }
}

const nodeOf = (plane: Plane, name: string) => plane.get('Pod', 'pods', `default/${name}`).spec.nodeName

const binds = (plane: Plane) => plane.log.filter((line) => line.includes('pods/binding'))

test('a pod is assumed while its binding is under way, and forgotten once the binding is seen', () => {
  const { plane, memory } = leading()
  plane.holds = (message) => message.type === 'event'
  plane.put(asking('a', '1'))
  plane.release()
  plane.holds = (message) => message.type === 'event' && message.event === 'MODIFIED'
  plane.run()
  expect(nodeOf(plane, 'a')).toBe('n1')
  expect(memory().assumed).toMatchObject({ 'default/a': { node: 'n1' } })
  plane.release()
  plane.run()
  expect(memory().assumed).toEqual({})
})

test('the next pod finds the room of an assumed pod taken', () => {
  const { plane, memory } = leading()
  plane.holds = (message) => message.type === 'request' && message.subresource === 'binding'
  plane.put(asking('a', '3'))
  plane.put(asking('b', '3'))
  plane.run()
  expect(memory().assumed).toHaveProperty(['default/a'])
  expect(memory().queue).toMatchObject({ 'default/b': { state: 'unschedulable' } })
})

test('several bindings are under way at once', () => {
  const { plane, memory } = leading()
  plane.holds = (message) => message.type === 'request' && message.subresource === 'binding'
  plane.put(asking('a', '1'))
  plane.put(asking('b', '1'))
  plane.run()
  expect(Object.keys(memory().assumed)).toEqual(['default/a', 'default/b'])
  plane.release()
  plane.run()
  expect([nodeOf(plane, 'a'), nodeOf(plane, 'b')]).toEqual(['n1', 'n1'])
})

test('a refused binding frees the room and is tried again after a second', () => {
  const { plane, memory } = leading()
  let refusals = 1
  plane.fate = ({ subresource }) => (subresource === 'binding' && refusals-- > 0 ? 409 : 'ok')
  plane.put(asking('a', '3'))
  plane.run(10)
  expect(memory().assumed).toEqual({})
  expect(memory().queue).toMatchObject({ 'default/a': { state: 'backoff' } })
  plane.run(900)
  expect(binds(plane)).toEqual([`${BIND} (409)`])
  plane.run(200)
  expect(binds(plane)).toEqual([`${BIND} (409)`, BIND])
  expect(nodeOf(plane, 'a')).toBe('n1')
})

test('a failed binding wakes pods that had found no room', () => {
  const { plane } = leading()
  let failures = 1
  plane.fate = ({ subresource }) => (subresource === 'binding' && failures-- > 0 ? 'lose' : 'ok')
  plane.put(asking('a', '3'))
  const urgent = asking('b', '3')
  plane.put({ ...urgent, spec: { ...urgent.spec, priority: 10 } })
  plane.run(29_000)
  expect(nodeOf(plane, 'b')).toBeUndefined()
  plane.run(3_000)
  expect(nodeOf(plane, 'b')).toBe('n1')
})

test('a binding whose answer was lost is not made twice', () => {
  const { plane, memory } = leading()
  plane.fate = ({ subresource }) => (subresource === 'binding' ? 'drop' : 'ok')
  plane.put(asking('a', '3'))
  plane.run(60_000)
  expect(nodeOf(plane, 'a')).toBe('n1')
  expect(binds(plane)).toHaveLength(1)
  expect(memory().assumed).toEqual({})
})

test('a pod that was deleted while its binding was under way leaves its room', () => {
  const { plane, memory } = leading()
  plane.holds = (message) => message.type === 'request' && message.subresource === 'binding'
  plane.put(asking('a', '3'))
  plane.run()
  plane.delete('pods', 'default/a')
  plane.run()
  expect(memory().assumed).toEqual({})
  plane.put(asking('b', '3'))
  plane.release()
  plane.run()
  expect(nodeOf(plane, 'b')).toBe('n1')
})

test('a namesake of an assumed pod is bound for itself', () => {
  const { plane } = leading()
  plane.holds = (message) => message.type === 'request' && message.subresource === 'binding'
  plane.put(asking('a', '3'))
  plane.run()
  const { uid } = plane.get('Pod', 'pods', 'default/a').metadata
  plane.delete('pods', 'default/a')
  plane.put(asking('a', '3'))
  plane.run()
  plane.release()
  plane.run(5_000)
  expect(plane.get('Pod', 'pods', 'default/a').metadata.uid).not.toBe(uid)
  expect(nodeOf(plane, 'a')).toBe('n1')
})

test('an assumption does not expire while its binding is under way', () => {
  const { plane, memory } = leading()
  plane.holds = (message) => message.type === 'request' && message.subresource === 'binding'
  plane.put(asking('a', '3'))
  plane.run(10 * 60_000)
  expect(memory().assumed).toHaveProperty(['default/a'])
})

test('assumed-pod-expiry: the room is given away although the binding may still come', () => {
  const { plane } = leading(['n1'], { defects: ['assumed-pod-expiry'] })
  plane.holds = (message) =>
    message.type === 'request' && message.subresource === 'binding' && message.key === 'default/a'
  plane.put(asking('a', '3'))
  plane.put(asking('b', '3'))
  plane.run(60_000)
  plane.release()
  plane.run(5_000)
  expect([nodeOf(plane, 'a'), nodeOf(plane, 'b')]).toEqual(['n1', 'n1'])
})

test('when the connection breaks, bindings under way are forgotten and their pods queued again', () => {
  const { plane, memory } = leading()
  plane.holds = (message) => message.type === 'request' && message.subresource === 'binding'
  plane.put(asking('a', '3'))
  plane.run()
  plane.disconnect(ME)
  plane.run()
  expect(memory().assumed).toEqual({})
  expect(memory().queue).toMatchObject({ 'default/a': { state: 'active' } })
  plane.holds = () => false
  plane.tell(ME, { type: 'connected', peer: API })
  plane.run()
  expect(nodeOf(plane, 'a')).toBe('n1')
})

test('a binding sent before a crash comes too late and moves nothing', () => {
  const { plane } = leading(['n1', 'n2'])
  plane.holds = (message) => message.type === 'request' && message.subresource === 'binding'
  plane.put(asking('a', '1'))
  plane.run()
  plane.mount(scheduler(plane.settings, ME))
  plane.put({ ...aNode('n1'), spec: { unschedulable: true } })
  plane.holds = (message) => message.type === 'request' && message.nodeName === 'n1'
  plane.start(ME)
  plane.run(20_000)
  expect(nodeOf(plane, 'a')).toBe('n2')
  plane.release()
  plane.run()
  expect(binds(plane)).toEqual([BIND, BIND])
  expect(nodeOf(plane, 'a')).toBe('n2')
})
