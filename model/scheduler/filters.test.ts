import { expect, test } from 'vitest'
import { aNode } from '../fixtures/nodes.ts'
import { aPod } from '../fixtures/objects.ts'
import type { Container, ContainerPort, Node, Pod, PodSpec, Taint } from '../objects.ts'
import { failure } from './cycle.ts'
import {
  nodeName,
  nodePorts,
  nodeResourcesFit,
  nodeUnschedulable,
  refusal,
  refusals,
  taintToleration,
} from './filters.ts'

const node = aNode('n1')
const alone = { nodes: [node], pods: [] }

const pod = (spec: Partial<PodSpec> = {}): Pod => aPod('a', {}, { spec: { containers: [], ...spec } })

const container = (requests: { readonly [resource: string]: string }): Container => ({
  name: 'c',
  image: 'i',
  resources: { requests },
})

const tainted = (...taints: readonly Taint[]): Node => ({ ...node, spec: { taints } })

test('a cordoned node refuses all but those that tolerate it', () => {
  const cordoned = { ...node, spec: { unschedulable: true } }
  const tolerations = [{ key: 'node.kubernetes.io/unschedulable', operator: 'Exists' as const }]
  expect(nodeUnschedulable(pod(), cordoned, alone)).toBe('node(s) were unschedulable')
  expect(nodeUnschedulable(pod({ tolerations }), cordoned, alone)).toBeNull()
  expect(nodeUnschedulable(pod(), node, alone)).toBeNull()
})

test('a pod that names its node goes nowhere else', () => {
  expect(nodeName(pod({ nodeName: 'n1' }), node, alone)).toBeNull()
  expect(nodeName(pod({ nodeName: 'n2' }), node, alone)).toContain("didn't match the requested node name")
})

test('a taint is named in the refusal; one that only prefers refuses nobody', () => {
  const preferred = { key: 'p', effect: 'PreferNoSchedule' } as const
  const hard = { key: 'k', value: 'v', effect: 'NoSchedule' } as const
  expect(taintToleration(pod(), tainted(preferred), alone)).toBeNull()
  expect(taintToleration(pod(), tainted(preferred, hard), alone)).toBe('node(s) had untolerated taint {k: v}')
  expect(taintToleration(pod(), tainted({ key: 'k', effect: 'NoExecute' }), alone)).not.toBeNull()
})

const listening = (port: ContainerPort, spec: Partial<PodSpec> = {}): Pod =>
  pod({ containers: [{ name: 'c', image: 'i', ports: [port] }], ...spec })

const clashes = (a: ContainerPort, b: ContainerPort): boolean =>
  nodePorts(listening(a), node, { nodes: [node], pods: [listening(b, { nodeName: 'n1' })] }) !== null

test('a host port is taken once per protocol and address', () => {
  expect(clashes({ hostPort: 80 }, { hostPort: 80 })).toBe(true)
  expect(clashes({ hostPort: 80 }, { hostPort: 81 })).toBe(false)
  expect(clashes({ hostPort: 80 }, { hostPort: 80, protocol: 'UDP' })).toBe(false)
  expect(clashes({ hostPort: 80, hostIP: '10.0.0.1' }, { hostPort: 80, hostIP: '10.0.0.2' })).toBe(false)
  expect(clashes({ hostPort: 80, hostIP: '10.0.0.1' }, { hostPort: 80, hostIP: '0.0.0.0' })).toBe(true)
})

test('ports of the container alone take nothing from the host', () => {
  expect(clashes({ containerPort: 80 }, { containerPort: 80 })).toBe(false)
})

test('ports of sidecars count, those of other init containers do not', () => {
  const withInit = (restartPolicy: { readonly restartPolicy?: 'Always' }): Pod =>
    pod({ initContainers: [{ name: 's', image: 'i', ports: [{ hostPort: 80 }], ...restartPolicy }] })
  const others = { nodes: [node], pods: [listening({ hostPort: 80 }, { nodeName: 'n1' })] }
  expect(nodePorts(withInit({ restartPolicy: 'Always' }), node, others)).not.toBeNull()
  expect(nodePorts(withInit({}), node, others)).toBeNull()
})

test('only pods of the same node take its room', () => {
  const big = pod({ containers: [container({ cpu: '3' })] })
  const bigOn = (nodeName: string): Pod => ({ ...big, spec: { ...big.spec, nodeName } })
  const world = (name: string) => ({ nodes: [node], pods: [bigOn(name)] })
  expect(nodeResourcesFit(big, node, world('n1'))).toBe('Insufficient cpu')
  expect(nodeResourcesFit(big, node, world('n2'))).toBeNull()
})

test('the first filter that refuses gives the reason', () => {
  const both = { ...tainted({ key: 'k', effect: 'NoSchedule' }), status: { ...node.status, allocatable: {} } }
  const big = pod({ containers: [container({ cpu: '1' })] })
  expect(refusal(big, both, alone)).toBe('node(s) had untolerated taint {k: }')
  expect(refusals(big, both, alone)).toEqual(['node(s) had untolerated taint {k: }'])
})

test('of resources, everything that is short is named and counted', () => {
  const big = pod({ containers: [container({ cpu: '9', memory: '9Gi' })] })
  const small = aNode('n2', {}, { cpu: '10', memory: '1Gi', pods: '0' })
  const world = { nodes: [node, small], pods: [] }
  expect(refusals(big, small, world)).toEqual(['Too many pods', 'Insufficient memory'])
  expect(failure(big, world)).toBe(
    '0/2 nodes are available: 1 Insufficient cpu, 1 Too many pods, 2 Insufficient memory.',
  )
})

test('a node that fits refuses nothing', () => {
  expect(refusal(pod(), node, alone)).toBeNull()
  expect(refusals(pod(), node, alone)).toEqual([])
})
