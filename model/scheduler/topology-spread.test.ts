import { expect, test } from 'vitest'
import { aNode, inZone } from '../fixtures/nodes.ts'
import { aPod, terminating } from '../fixtures/objects.ts'
import type { Node, Pod, PodSpec, TopologySpreadConstraint } from '../objects.ts'
import { snapshot } from './snapshot.ts'
import { podTopologySpread, spreadScore } from './topology-spread.ts'

const ZONE = 'topology.kubernetes.io/zone'
const nodes = [aNode('n1', inZone('z1')), aNode('n2', inZone('z1')), aNode('n3', inZone('z2'))]

const spread = (changes: Partial<TopologySpreadConstraint> = {}): TopologySpreadConstraint => ({
  maxSkew: 1,
  topologyKey: ZONE,
  whenUnsatisfiable: 'DoNotSchedule',
  labelSelector: { matchLabels: { app: 'web' } },
  ...changes,
})

const web = (constraints: readonly TopologySpreadConstraint[], spec: Partial<PodSpec> = {}): Pod =>
  aPod('new', { app: 'web' }, { spec: { containers: [], topologySpreadConstraints: constraints, ...spec } })

const on = (nodeName: string, app = 'web'): Pod =>
  aPod(`on-${nodeName}`, { app }, { spec: { containers: [], nodeName } })

const open = (pod: Pod, pods: readonly Pod[], among: readonly Node[] = nodes): readonly string[] =>
  among
    .filter((node) => podTopologySpread(pod, snapshot({ nodes: among, pods }))(node) === null)
    .map(({ metadata }) => metadata.name)

test('a pod goes where the fullest domain is ahead by maxSkew at most', () => {
  const pods = [on('n1')]
  expect(open(web([spread()]), pods)).toEqual(['n3'])
  expect(open(web([spread({ maxSkew: 2 })]), pods)).toEqual(['n1', 'n2', 'n3'])
})

test('only pods that the selector names are counted', () => {
  expect(open(web([spread()]), [on('n1', 'db')])).toEqual(['n1', 'n2', 'n3'])
})

test('terminating pods and pods of other namespaces are not counted', () => {
  const there = on('n1')
  const elsewhere = { ...there, metadata: { ...there.metadata, namespace: 'other' } }
  expect(open(web([spread()]), [terminating(there), elsewhere])).toEqual(['n1', 'n2', 'n3'])
})

test('constraints that may be broken refuse nothing', () => {
  const soft = spread({ whenUnsatisfiable: 'ScheduleAnyway' })
  expect(open(web([soft]), [on('n1'), on('n1')])).toEqual(['n1', 'n2', 'n3'])
})

test('a node without the label of the domain is refused, and says so', () => {
  const bare = aNode('n4')
  expect(podTopologySpread(web([spread()]), snapshot({ nodes: [...nodes, bare] }))(bare)?.reasons).toEqual([
    "node(s) didn't match pod topology spread constraints (missing required label)",
  ])
})

test('fewer domains than minDomains count as if one were empty', () => {
  const pods = [on('n1'), on('n3')]
  expect(open(web([spread()]), pods)).toEqual(['n1', 'n2', 'n3'])
  expect(open(web([spread({ minDomains: 3 })]), pods)).toEqual([])
})

test('all constraints must hold', () => {
  const perNode = spread({ topologyKey: 'kubernetes.io/hostname' })
  expect(open(web([spread({ maxSkew: 2 }), perNode]), [on('n1')])).toEqual(['n2', 'n3'])
})

test('domains that the pod may not use do not count, unless the policy says so', () => {
  const spec = { nodeSelector: { [ZONE]: 'z1' } }
  expect(open(web([spread()], spec), [on('n1')])).toEqual(['n1', 'n2', 'n3'])
  expect(open(web([spread({ nodeAffinityPolicy: 'Ignore' })], spec), [on('n1')])).toEqual(['n3'])
})

test('tainted nodes count, unless the policy says so', () => {
  const [first, second, third] = nodes
  if (first === undefined || second === undefined || third === undefined) throw new Error('three nodes')
  const tainted = { ...third, spec: { taints: [{ key: 'k', effect: 'NoSchedule' as const }] } }
  const among = [first, second, tainted]
  expect(open(web([spread()]), [on('n1')], among)).toEqual(['n3'])
  expect(open(web([spread({ nodeTaintsPolicy: 'Honor' })]), [on('n1')], among)).toEqual(['n1', 'n2', 'n3'])
})

test('matchLabelKeys spread each revision of a deployment by itself', () => {
  const revised = (pod: Pod, hash: string): Pod => ({
    ...pod,
    metadata: { ...pod.metadata, labels: { ...pod.metadata.labels, hash } },
  })
  const pod = revised(web([spread({ matchLabelKeys: ['hash'] })]), 'new')
  expect(open(pod, [revised(on('n1'), 'old')])).toEqual(['n1', 'n2', 'n3'])
  expect(open(pod, [revised(on('n1'), 'new')])).toEqual(['n3'])
})

test('soft constraints prefer the emptier domain, and leave nodes outside of all domains last', () => {
  const soft = spread({ whenUnsatisfiable: 'ScheduleAnyway' })
  const among = [...nodes, aNode('n4')]
  const score = (...pods: readonly Pod[]) => spreadScore(web([soft]), among, snapshot({ nodes: among, pods }))
  expect(score(on('n1'), on('n2'), on('n3'))).toEqual([33, 33, 100, 0])
  expect(score()).toEqual([100, 100, 100, 0])
})
