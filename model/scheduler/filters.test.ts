import { expect, test } from 'vitest'
import { aNode } from '../fixtures/nodes.ts'
import { aPod } from '../fixtures/objects.ts'
import type { Container, ContainerPort, Node, Pod, PodSpec, Taint } from '../objects.ts'
import { diagnose, judged, nodeName, unavailable } from './filters.ts'
import { nodeResourcesFit } from './fit.ts'
import { nodePorts } from './ports.ts'
import type { Filter, Snapshot } from './snapshot.ts'
import { snapshot } from './snapshot.ts'
import { nodeUnschedulable, taintToleration } from './taints.ts'

const node = aNode('n1')
const alone = snapshot({ nodes: [node] })

/** What a filter says; null: the node does. */
const said = (filter: Filter, given: Pod, at: Node, world: Snapshot): readonly string[] | null =>
  filter(given, world)(at)?.reasons ?? null

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
  expect(said(nodeUnschedulable, pod(), cordoned, alone)).toEqual(['node(s) were unschedulable'])
  expect(said(nodeUnschedulable, pod({ tolerations }), cordoned, alone)).toBeNull()
  expect(said(nodeUnschedulable, pod(), node, alone)).toBeNull()
})

test('a pod that names its node goes nowhere else', () => {
  expect(said(nodeName, pod({ nodeName: 'n1' }), node, alone)).toBeNull()
  expect(said(nodeName, pod({ nodeName: 'n2' }), node, alone)).toEqual(["node(s) didn't match the requested node name"])
})

test('a taint is named in the refusal; one that only prefers refuses nobody', () => {
  const preferred = { key: 'p', effect: 'PreferNoSchedule' } as const
  const hard = { key: 'k', value: 'v', effect: 'NoSchedule' } as const
  expect(said(taintToleration, pod(), tainted(preferred), alone)).toBeNull()
  expect(said(taintToleration, pod(), tainted(preferred, hard), alone)).toEqual([
    'node(s) had untolerated taint {k: v}',
  ])
  expect(said(taintToleration, pod(), tainted({ key: 'k', effect: 'NoExecute' }), alone)).not.toBeNull()
})

const listening = (port: ContainerPort, spec: Partial<PodSpec> = {}): Pod =>
  pod({ containers: [{ name: 'c', image: 'i', ports: [port] }], ...spec })

const clashes = (a: ContainerPort, b: ContainerPort): boolean =>
  said(nodePorts, listening(a), node, snapshot({ nodes: [node], pods: [listening(b, { nodeName: 'n1' })] })) !== null

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
  const others = snapshot({ nodes: [node], pods: [listening({ hostPort: 80 }, { nodeName: 'n1' })] })
  expect(said(nodePorts, withInit({ restartPolicy: 'Always' }), node, others)).not.toBeNull()
  expect(said(nodePorts, withInit({}), node, others)).toBeNull()
})

test('only pods of the same node take its room', () => {
  const big = pod({ containers: [container({ cpu: '3' })] })
  const bigOn = (nodeName: string): Pod => ({ ...big, spec: { ...big.spec, nodeName } })
  const world = (name: string) => snapshot({ nodes: [node], pods: [bigOn(name)] })
  expect(said(nodeResourcesFit, big, node, world('n1'))).toEqual(['Insufficient cpu'])
  expect(said(nodeResourcesFit, big, node, world('n2'))).toBeNull()
})

test('the first filter that refuses gives the reason', () => {
  const both = { ...tainted({ key: 'k', effect: 'NoSchedule' }), status: { ...node.status, allocatable: {} } }
  const big = pod({ containers: [container({ cpu: '1' })] })
  expect(said(judged, big, both, alone)).toEqual(['node(s) had untolerated taint {k: }'])
  expect(said(judged, pod(), node, alone)).toBeNull()
})

test('of resources, everything that is short is named and counted', () => {
  const big = pod({ containers: [container({ cpu: '9', memory: '9Gi' })] })
  const small = aNode('n2', {}, { cpu: '10', memory: '1Gi', pods: '0' })
  const world = snapshot({ nodes: [node, small] })
  expect(said(judged, big, small, world)).toEqual(['Too many pods', 'Insufficient memory'])
  expect(unavailable(2, diagnose(big, world).refusals.values())).toBe(
    '0/2 nodes are available: 1 Insufficient cpu, 1 Too many pods, 2 Insufficient memory.',
  )
})

test('only refusals that no removal of pods could mend are final', () => {
  const isFinal = (filter: Filter, given: Pod, at: Node): boolean | undefined => filter(given, alone)(at)?.isFinal
  expect(isFinal(taintToleration, pod(), tainted({ key: 'k', effect: 'NoSchedule' }))).toBe(true)
  expect(isFinal(nodeResourcesFit, pod({ containers: [container({ cpu: '9' })] }), node)).toBe(false)
})

test('what is not counted by anybody is not short', () => {
  const asking = pod({ containers: [container({ 'x.io/gpu': '1', storage: '1' })] })
  const ignoring = (names: Partial<Snapshot['profile']>) => snapshot({ profile: { ...alone.profile, ...names } })
  expect(said(nodeResourcesFit, asking, node, alone)).toEqual(['Insufficient x.io/gpu'])
  expect(said(nodeResourcesFit, asking, node, ignoring({ ignoredResources: ['x.io/gpu'] }))).toBeNull()
  expect(said(nodeResourcesFit, asking, node, ignoring({ ignoredResourceGroups: ['x.io'] }))).toBeNull()
})

test('room that is promised to a pod that matters no less is not given away', () => {
  const asking = (name: string, priority: number): Pod => ({
    ...aPod(name, {}, { spec: { containers: [container({ cpu: '3' })], priority, nodeName: 'n1' } }),
  })
  const world = snapshot({ nodes: [node], nominated: [asking('promised', 5)] })
  const fits = (priority: number) =>
    diagnose({ ...pod(), spec: { containers: [container({ cpu: '3' })], priority } }, world).fits.length
  expect([fits(4), fits(5), fits(6)]).toEqual([0, 0, 1])
})

test('a pod whose terms name no common node is not even asked about', () => {
  const matchFields = ['n1', 'n2'].map((name) => ({ key: 'metadata.name', operator: 'In' as const, values: [name] }))
  const required = { nodeSelectorTerms: [{ matchFields }] }
  const affinity = { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required } }
  expect(diagnose(pod({ affinity }), alone)).toMatchObject({ fits: [], unasked: 'pod affinity terms conflict' })
})
