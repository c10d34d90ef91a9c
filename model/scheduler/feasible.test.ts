import { expect, test } from 'vitest'
import { aNode } from '../fixtures/nodes.ts'
import { aPod } from '../fixtures/objects.ts'
import type { Pod, PodSpec } from '../objects.ts'
import { admissionRefusal, feasibleNodes, fitsTogether } from './feasible.ts'
import { snapshot } from './snapshot.ts'

const pod = (cpu: string, spec: Partial<PodSpec> = {}): Pod =>
  aPod('a', {}, { spec: { containers: [{ name: 'c', image: 'i', resources: { requests: { cpu } } }], ...spec } })

const listening = (hostPort: number): Pod =>
  pod('0', { containers: [{ name: 'c', image: 'i', ports: [{ hostPort }] }] })

const node = aNode('n1', { disk: 'ssd' }, { cpu: '4', pods: '2' })

test('nodes are feasible whose room is not held by living pods', () => {
  const finished: Pod = { ...pod('4', { nodeName: 'n1' }), status: { phase: 'Succeeded' } }
  const names = (pods: readonly Pod[]) =>
    feasibleNodes(pod('2'), snapshot({ nodes: [node], pods })).map(({ metadata }) => metadata.name)
  expect(names([pod('3', { nodeName: 'n1' })])).toEqual([])
  expect(names([finished, pod('4')])).toEqual(['n1'])
})

test('pods fit together up to what the node has, with no port taken twice', () => {
  expect(fitsTogether([pod('3'), pod('1')], node)).toBe(true)
  expect(fitsTogether([pod('3'), pod('2')], node)).toBe(false)
  expect(fitsTogether([pod('1'), pod('1'), pod('1')], node)).toBe(false)
  expect(fitsTogether([listening(80), listening(81)], node)).toBe(true)
  expect(fitsTogether([listening(80), listening(80)], node)).toBe(false)
})

test('a kubelet refuses for resources, then labels, then ports, then taints that evict, and says which', () => {
  const others = [listening(80)]
  const evicting = { ...node, spec: { taints: [{ key: 'k', effect: 'NoExecute' as const }] } }
  expect(admissionRefusal(pod('5', { nodeSelector: { disk: 'hdd' } }), node, others)).toBe('OutOfcpu')
  expect(admissionRefusal(pod('1'), node, [...others, pod('0')])).toBe('OutOfpods')
  expect(
    admissionRefusal(
      { ...listening(80), spec: { ...listening(80).spec, nodeSelector: { disk: 'hdd' } } },
      node,
      others,
    ),
  ).toBe('NodeAffinity')
  expect(admissionRefusal(listening(80), evicting, others)).toBe('NodePorts')
  expect(admissionRefusal(pod('4'), evicting, others)).toBe('TaintToleration')
  expect(admissionRefusal(pod('4'), node, others)).toBeNull()
})
