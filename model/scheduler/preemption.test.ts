/** Who has to go, and where: upstream's rules one by one. */
import { expect, test } from 'vitest'
import { aNode } from '../fixtures/nodes.ts'
import { aPod, terminating } from '../fixtures/objects.ts'
import type { Pod, PodSpec } from '../objects.ts'
import { choiceFor } from './choice.ts'
import { snapshot } from './snapshot.ts'

const nodes = [aNode('n1'), aNode('n2')]

const asking = (name: string, cpu: string, spec: Partial<PodSpec>, age = 0): Pod => {
  const pod = aPod(
    name,
    {},
    { spec: { containers: [{ name: 'c', image: 'i', resources: { requests: { cpu } } }], ...spec } },
  )
  return { ...pod, metadata: { ...pod.metadata, uid: name, creationTimestamp: age } }
}

const on = (nodeName: string, name: string, cpu: string, priority = 0, age = 0): Pod =>
  asking(name, cpu, { nodeName, priority }, age)

/** What is decided about a pod of priority 10 that asks for 3 of the 4 cores that each node has. */
const decide = (pods: readonly Pod[], changes: Partial<Pod['spec']> = {}, status: Partial<Pod['status']> = {}) => {
  const pod = asking('new', '3', { priority: 10, ...changes })
  return choiceFor({ ...pod, status: { ...pod.status, ...status } }, snapshot({ nodes, pods }))
}

const victims = (pods: readonly Pod[]) => {
  const choice = decide(pods)
  return 'node' in choice ? choice.node : choice.preemption
}

test('nobody goes while a node fits', () => {
  expect(victims([on('n1', 'a', '4')])).toBe('n2')
})

test('only pods of lower priority go', () => {
  expect(victims([on('n1', 'a', '4', 10), on('n2', 'b', '4', 9)])).toEqual({ node: 'n2', victims: ['b'] })
  expect(decide([on('n1', 'a', '4', 10), on('n2', 'b', '4', 11)])).toEqual({
    message:
      '0/2 nodes are available: 2 Insufficient cpu. preemption: 0/2 nodes are available: 2 No preemption victims found for incoming pod..',
    preemption: null,
  })
})

test('those stay for whom there is room, the most important first', () => {
  const full = [on('n2', 'x', '4', 10)]
  expect(victims([...full, on('n1', 'a', '1', 1), on('n1', 'b', '1', 3), on('n1', 'c', '2', 2)])).toEqual({
    node: 'n1',
    victims: ['c', 'a'],
  })
})

test('the node whose most important victim matters least is taken, then the one with the least sum', () => {
  expect(victims([on('n1', 'a', '4', 5), on('n2', 'b', '2', 4), on('n2', 'c', '2', 4)])).toEqual({
    node: 'n2',
    victims: ['b', 'c'],
  })
  expect(victims([on('n1', 'a', '2', 4), on('n1', 'b', '2', 4), on('n2', 'c', '4', 4)])).toEqual({
    node: 'n2',
    victims: ['c'],
  })
})

test('of equal victims the one that ran the shortest goes', () => {
  expect(victims([on('n1', 'old', '4', 4, 1), on('n2', 'young', '4', 4, 2)])).toEqual({
    node: 'n2',
    victims: ['young'],
  })
})

test('a node that no removal would open is not helpful', () => {
  const choice = choiceFor(
    asking('new', '3', { priority: 10, nodeSelector: { disk: 'ssd' } }),
    snapshot({ nodes, pods: [on('n1', 'a', '4'), on('n2', 'b', '4')] }),
  )
  expect(choice).toMatchObject({ message: expect.stringContaining('2 Preemption is not helpful for scheduling..') })
})

test('a pod may be told never to preempt', () => {
  const choice = decide([on('n1', 'a', '4'), on('n2', 'b', '4')], { preemptionPolicy: 'Never' })
  expect(choice).toEqual({
    message: '0/2 nodes are available: 2 Insufficient cpu. preemption: not eligible due to preemptionPolicy=Never..',
  })
})

test('while its victims are on their way out it takes no more', () => {
  const pods = [terminating(on('n1', 'a', '4')), on('n2', 'b', '4')]
  expect(decide(pods, {}, { nominatedNodeName: 'n1' })).toEqual({
    message:
      '0/2 nodes are available: 2 Insufficient cpu. preemption: not eligible due to a terminating pod on the nominated node..',
  })
  expect(decide(pods)).toMatchObject({ preemption: { victims: ['a'] } })
})

test('the node that was made free for it is taken at once, though another is better', () => {
  expect(decide([on('n1', 'a', '1')], {}, { nominatedNodeName: 'n1' })).toEqual({ node: 'n1' })
})

test('without any node there is nothing to say', () => {
  expect(choiceFor(asking('new', '1', {}), snapshot({}))).toEqual({
    message: 'no nodes available to schedule pods',
    preemption: null,
  })
})
