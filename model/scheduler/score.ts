/** Which of the nodes that do is best: the sum of what the plugins say, with upstream's weights (v1.31.0). */
import type { Node, Pod } from '../objects.ts'
import { affinityScore } from './affinity.ts'
import { balancedAllocation, leastAllocated } from './fit.ts'
import { imageScore } from './image-locality.ts'
import { companyScore } from './inter-pod-affinity.ts'
import type { Score, Snapshot } from './snapshot.ts'
import { tolerationScore } from './taints.ts'
import { spreadScore } from './topology-spread.ts'

const WEIGHTED: readonly { readonly score: Score; readonly weight: number }[] = [
  { score: tolerationScore, weight: 3 },
  { score: affinityScore, weight: 2 },
  { score: spreadScore, weight: 2 },
  { score: companyScore, weight: 2 },
  { score: leastAllocated, weight: 1 },
  { score: balancedAllocation, weight: 1 },
  { score: imageScore, weight: 1 },
]

/** Total score per node, in their order. */
export const scores: Score = (pod, nodes, world) => {
  const all = WEIGHTED.map(({ score, weight }) => score(pod, nodes, world).map((points) => points * weight))
  return nodes.map((_, i) => all.reduce((sum, points) => sum + (points[i] ?? 0), 0))
}

/** All nodes that nothing else is better than. */
export const bestNodes = (pod: Pod, nodes: readonly Node[], world: Snapshot): readonly Node[] => {
  const points = scores(pod, nodes, world)
  return nodes.filter((_, i) => points[i] === Math.max(...points))
}

/** FNV-1a: the same texts always give the same number, and similar texts unlike ones. */
const hash = (text: string): number => {
  let value = 0x811c9dc5
  for (const char of text) value = Math.imul(value ^ (char.codePointAt(0) ?? 0), 0x01000193)
  return value >>> 0
}

/** Upstream takes one of the best at random; here the seed decides, or else the order of names. */
export const chosenNode = (pod: Pod, nodes: readonly Node[], world: Snapshot): Node | undefined => {
  const best = bestNodes(pod, nodes, world)
  const { tieSeed } = world.profile
  return best[tieSeed === null ? 0 : hash(`${tieSeed}/${pod.metadata.namespace}/${pod.metadata.name}`) % best.length]
}
