import { expect, test } from 'vitest'
import { controllerRef } from '../claim.ts'
import { aNode } from '../fixtures/nodes.ts'
import { aPod, aSet } from '../fixtures/objects.ts'
import type { Node, Pod, PodSpec, ResourceList } from '../objects.ts'
import { affinityScore } from './affinity.ts'
import { imageScore } from './image-locality.ts'
import { chosenNode, scores } from './score.ts'
import { snapshot } from './snapshot.ts'
import { tolerationScore } from './taints.ts'

const pod = (spec: Partial<PodSpec> = {}): Pod => aPod('a', { app: 'web' }, { spec: { containers: [], ...spec } })

const asking = (requests: ResourceList, nodeName?: string): Pod =>
  pod({
    containers: [{ name: 'c', image: 'i', resources: { requests } }],
    ...(nodeName === undefined ? {} : { nodeName }),
  })

/** The best nodes by name. */
const best = (given: Pod, nodes: readonly Node[], pods: readonly Pod[] = []): readonly string[] => {
  const points = scores(given, nodes, snapshot({ nodes, pods }))
  return nodes.filter((_, i) => points[i] === Math.max(...points)).map(({ metadata }) => metadata.name)
}

const twins = [aNode('n1'), aNode('n2')]

test('the emptier node is better', () => {
  expect(best(pod(), twins, [asking({ cpu: '1', memory: '2Gi' }, 'n1')])).toEqual(['n2'])
})

test('pods that ask for nothing count as a little, so that they spread', () => {
  expect(best(pod(), twins, [pod({ nodeName: 'n1', containers: [{ name: 'c', image: 'i' }] })])).toEqual(['n2'])
})

test('of equally free nodes the one whose cpu and memory are used alike is better', () => {
  const lopsided = asking({ cpu: '2', memory: '1Gi' }, 'n1')
  const other = asking({ cpu: '1', memory: '3Gi' }, 'n2')
  const given = asking({ cpu: '1', memory: '2Gi' })
  const first = (there: Pod) => scores(given, twins, snapshot({ nodes: twins, pods: [there, other] }))[0] ?? 0
  expect(first(lopsided)).toBeLessThan(first(asking({ cpu: '1500m', memory: '2Gi' }, 'n1')))
})

test('taints that only prefer make a node worse, unless they are tolerated', () => {
  const [first, second] = [aNode('n1'), aNode('n2')]
  const tainted = { ...first, spec: { taints: [{ key: 'k', effect: 'PreferNoSchedule' as const }] } }
  expect(tolerationScore(pod(), [tainted, second], snapshot({}))).toEqual([0, 100])
  expect(tolerationScore(pod({ tolerations: [{ operator: 'Exists' }] }), [tainted, second], snapshot({}))).toEqual([
    100, 100,
  ])
  expect(best(pod(), [tainted, second])).toEqual(['n2'])
})

test('preferences add up by weight, the best node gets 100', () => {
  const nodes = [aNode('n1', { disk: 'ssd' }), aNode('n2', { disk: 'ssd', gen: '5' }), aNode('n3')]
  const prefer = (weight: number, key: string) => ({
    weight,
    preference: { matchExpressions: [{ key, operator: 'Exists' as const }] },
  })
  const nodeAffinity = {
    preferredDuringSchedulingIgnoredDuringExecution: [prefer(1, 'disk'), prefer(3, 'gen')],
  }
  expect(affinityScore(pod({ affinity: { nodeAffinity } }), nodes, snapshot({}))).toEqual([25, 100, 0])
  expect(best(pod({ affinity: { nodeAffinity } }), nodes)).toEqual(['n2'])
})

test('pods of one set keep apart even from a fuller node', () => {
  const owned = (given: Pod): Pod => ({
    ...given,
    metadata: { ...given.metadata, ownerReferences: [controllerRef({ ...aSet('web', 2) })] },
  })
  const there = [owned(asking({ cpu: '100m' }, 'n1')), asking({ cpu: '1' }, 'n2')]
  expect(best(owned(pod()), twins, there)).toEqual(['n2'])
  expect(best(pod(), twins, there)).toEqual(['n1'])
})

test('soft spread constraints choose the domain with fewer fellows', () => {
  const constraint = {
    maxSkew: 1,
    topologyKey: 'kubernetes.io/hostname',
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: { matchLabels: { app: 'web' } },
  } as const
  const there = [asking({ cpu: '100m' }, 'n1'), { ...asking({ cpu: '1' }, 'n2'), metadata: aPod('b', {}).metadata }]
  expect(best(pod({ topologySpreadConstraints: [constraint] }), twins, there)).toEqual(['n2'])
})

test('an image that a node has already counts by its size, and by how many nodes have it', () => {
  const having = (node: Node): Node => ({
    ...node,
    status: { ...node.status, images: [{ names: ['i:latest'], sizeBytes: 500 * 1024 * 1024 }] },
  })
  const nodes = [having(aNode('n1')), aNode('n2')]
  const score = (image: string) => imageScore(pod({ containers: [{ name: 'c', image }] }), nodes, snapshot({ nodes }))
  expect(score('i')).toEqual([23, 0])
  expect(score('i:2')).toEqual([0, 0])
})

test('ties go to the first node, or where the seed says, to every one of them in time', () => {
  const nodes = ['n1', 'n2', 'n3'].map((name) => aNode(name))
  const chosen = (tieSeed: string | null): string | undefined => {
    const world = snapshot({ nodes })
    return chosenNode(pod(), nodes, { ...world, profile: { ...world.profile, tieSeed } })?.metadata.name
  }
  expect(chosen(null)).toBe('n1')
  expect(chosen('a')).toBe(chosen('a'))
  expect(new Set(Array.from({ length: 20 }, (_, i) => chosen(String(i))))).toEqual(new Set(['n1', 'n2', 'n3']))
})
