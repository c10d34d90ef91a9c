import { expect, test } from 'vitest'
import { controllerRef } from '../claim.ts'
import { aNode } from '../fixtures/nodes.ts'
import { aPod, aSet } from '../fixtures/objects.ts'
import type { Node, Pod, PodSpec, ResourceList } from '../objects.ts'
import { affinityScores, scores, tolerationScores } from './score.ts'

const pod = (spec: Partial<PodSpec> = {}): Pod => aPod('a', { app: 'web' }, { spec: { containers: [], ...spec } })

const asking = (requests: ResourceList, nodeName?: string): Pod =>
  pod({
    containers: [{ name: 'c', image: 'i', resources: { requests } }],
    ...(nodeName === undefined ? {} : { nodeName }),
  })

/** The best nodes by name. */
const best = (given: Pod, nodes: readonly Node[], pods: readonly Pod[] = []): readonly string[] => {
  const points = scores(given, nodes, { nodes, pods })
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
  expect(scores(given, twins, { nodes: twins, pods: [lopsided, other] })[0]).toBeLessThan(
    scores(given, twins, { nodes: twins, pods: [asking({ cpu: '1500m', memory: '2Gi' }, 'n1'), other] })[0] ?? 0,
  )
})

test('taints that only prefer make a node worse, unless they are tolerated', () => {
  const [first, second] = [aNode('n1'), aNode('n2')]
  const tainted = { ...first, spec: { taints: [{ key: 'k', effect: 'PreferNoSchedule' as const }] } }
  expect(tolerationScores(pod(), [tainted, second])).toEqual([0, 100])
  expect(tolerationScores(pod({ tolerations: [{ operator: 'Exists' }] }), [tainted, second])).toEqual([100, 100])
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
  expect(affinityScores(pod({ affinity: { nodeAffinity } }), nodes)).toEqual([25, 100, 0])
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
