import { expect, test } from 'vitest'
import { aNode } from '../fixtures/nodes.ts'
import { aPod } from '../fixtures/objects.ts'
import type { Container, Node, Pod, PodSpec, ResourceList } from '../objects.ts'
import { shortages } from './fit.ts'
import { defaultProfile } from './profile.ts'
import { allocatableOf, nonZeroRequestsOf, requestsOf, sumOf } from './resources.ts'

const container = (requests: ResourceList, changes: Partial<Container> = {}): Container => ({
  name: 'c',
  image: 'i',
  resources: { requests },
  ...changes,
})

const sidecar = (cpu: string): Container => container({ cpu }, { restartPolicy: 'Always' })

const pod = (spec: Partial<PodSpec>): Pod => aPod('a', {}, { spec: { containers: [], ...spec } })

const insufficient = (given: Pod, node: Node, others: readonly Pod[]): readonly string[] =>
  shortages(given, node, others, defaultProfile).map(({ resource }) => resource)

const cpuOf = (spec: Partial<PodSpec>): number | undefined => requestsOf(pod(spec))['cpu']

test('containers run side by side: their requests add up', () => {
  expect(requestsOf(pod({ containers: [container({ cpu: '100m' }), container({ cpu: '1', memory: '1Ki' })] }))).toEqual(
    {
      cpu: 1_100,
      memory: 1_024,
    },
  )
})

test('init containers run one after the other, before the rest: the highest counts', () => {
  const initContainers = [container({ cpu: '3' }), container({ cpu: '2' })]
  expect(cpuOf({ initContainers, containers: [container({ cpu: '1' })] })).toBe(3_000)
  expect(cpuOf({ initContainers, containers: [container({ cpu: '4' })] })).toBe(4_000)
})

test('sidecars run beside the containers and beside later init containers', () => {
  const containers = [container({ cpu: '1' })]
  expect(cpuOf({ initContainers: [sidecar('2')], containers })).toBe(3_000)
  expect(cpuOf({ initContainers: [sidecar('2'), container({ cpu: '4' })], containers })).toBe(6_000)
  expect(cpuOf({ initContainers: [container({ cpu: '4' }), sidecar('2')], containers })).toBe(4_000)
})

test('the overhead of the sandbox comes on top', () => {
  expect(cpuOf({ containers: [container({ cpu: '1' })], overhead: { cpu: '250m' } })).toBe(1_250)
})

test('a limit stands in for a request that is not given', () => {
  const resources = { requests: { cpu: '1' }, limits: { cpu: '2', memory: '1k' } }
  expect(requestsOf(pod({ containers: [container({}, { resources })] }))).toEqual({ cpu: 1_000, memory: 1_000 })
})

test('a node has room up to the last bit, and not beyond', () => {
  const node = aNode('n1', {}, { cpu: '2', memory: '1Gi', pods: '2' })
  const one = pod({ containers: [container({ cpu: '1' })] })
  const more = pod({ containers: [container({ cpu: '1001m' })] })
  expect(insufficient(one, node, [one])).toEqual([])
  expect(insufficient(more, node, [one])).toEqual(['cpu'])
})

test('the number of pods counts, even of pods that ask for nothing', () => {
  const node = aNode('n1', {}, { pods: '1' })
  expect(insufficient(pod({}), node, [])).toEqual([])
  expect(insufficient(pod({}), node, [pod({})])).toEqual(['pods'])
})

test('what a node does not offer is short, unless nothing of it is asked', () => {
  const node = aNode('n1')
  expect(insufficient(pod({ containers: [container({ 'x.io/gpu': '1' })] }), node, [])).toEqual(['x.io/gpu'])
  expect(insufficient(pod({ containers: [container({ 'x.io/gpu': '0' })] }), node, [])).toEqual([])
})

test('quantities become thousandths of a core and base units', () => {
  expect(allocatableOf(aNode('n1', {}, { cpu: '1500m', memory: '2Ki', pods: '3' }))).toEqual({
    cpu: 1_500,
    memory: 2_048,
    pods: 3,
  })
  expect(sumOf([])).toEqual({})
})

test('requests of the whole pod take the place of what its containers add up to, resource by resource', () => {
  const resources = { requests: { cpu: '3' } }
  const containers = [container({ cpu: '1', memory: '1k' }), container({ cpu: '1' })]
  expect(requestsOf(pod({ containers, resources, overhead: { cpu: '1' } }))).toEqual({ cpu: 4_000, memory: 1_000 })
})

test('for comparing nodes each container without requests counts a little, one that asks for 0 does not', () => {
  const containers = [container({}), container({ cpu: '0', memory: '0' })]
  expect(nonZeroRequestsOf(pod({ containers }))).toEqual({ cpu: 100, memory: 200 * 1024 * 1024 })
})
