/**
 * How good a node is, 0 to 100 per plugin, with upstream's weights: NodeResourcesFit (LeastAllocated) 1,
 * BalancedAllocation 1, TaintToleration 3, NodeAffinity 2, PodTopologySpread 2 (constraints that are
 * ScheduleAnyway, and the system default that spreads the pods of a ReplicaSet), ImageLocality left out.
 */
import { controllerOf } from '../claim.ts'
import type { Node, Pod } from '../objects.ts'
import { selects } from '../selector.ts'
import { isTolerated } from '../tolerations.ts'
import { matchesAnyTerm } from './affinity.ts'
import type { Snapshot } from './filters.ts'
import { podsOnNode } from './filters.ts'
import { allocatableOf, requestsOf, sumOf } from './resources.ts'

/** A pod without requests counts as this much, so that such pods spread too. */
const DEFAULTS = { cpu: 100, memory: 200 * 1024 * 1024 } as const

const nonZero = (pod: Pod, resource: 'cpu' | 'memory'): number => {
  const asked = requestsOf(pod)[resource] ?? 0
  return asked === 0 ? DEFAULTS[resource] : asked
}

const leastAllocated = (pod: Pod, node: Node, snapshot: Snapshot): number => {
  const pods = [...podsOnNode(snapshot, node), pod]
  const free = (['cpu', 'memory'] as const).map((resource) => {
    const capacity = allocatableOf(node)[resource] ?? 0
    const used = pods.reduce((sum, p) => sum + nonZero(p, resource), 0)
    return capacity === 0 || used > capacity ? 0 : Math.floor(((capacity - used) * 100) / capacity)
  })
  return Math.floor(free.reduce((a, b) => a + b, 0) / free.length)
}

/** Cpu and memory used up alike. Unlike LeastAllocated it takes the requests as they are. */
const balancedAllocation = (pod: Pod, node: Node, snapshot: Snapshot): number => {
  const has = allocatableOf(node)
  const used = sumOf([...podsOnNode(snapshot, node), pod])
  const [cpu, memory] = (['cpu', 'memory'] as const).map((resource) => {
    const capacity = has[resource] ?? 0
    return capacity === 0 ? undefined : Math.min(1, (used[resource] ?? 0) / capacity)
  })
  const deviation = cpu === undefined || memory === undefined ? 0 : Math.abs(cpu - memory) / 2
  return Math.floor((1 - deviation) * 100)
}

const intolerable = (pod: Pod, node: Node): number =>
  (node.spec.taints ?? []).filter(
    (t) => t.effect === 'PreferNoSchedule' && !isTolerated(pod.spec.tolerations ?? [], t),
  ).length

const preferred = ({ spec }: Pod, node: Node): number =>
  (spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [])
    .filter(({ preference }) => matchesAnyTerm([preference], node))
    .reduce((sum, { weight }) => sum + weight, 0)

/** Pods of the same controller (or of the constraint's selector) in the node's domain. */
const company = (pod: Pod, node: Node, snapshot: Snapshot): number => {
  const soft = (pod.spec.topologySpreadConstraints ?? []).filter((c) => c.whenUnsatisfiable === 'ScheduleAnyway')
  const isFellow = (other: Pod): boolean =>
    soft.length > 0
      ? soft.some((c) => selects(c.labelSelector, other.metadata.labels))
      : controllerOf(pod) !== undefined && controllerOf(other)?.uid === controllerOf(pod)?.uid
  return podsOnNode(snapshot, node).filter(isFellow).length
}

const normalised = (values: readonly number[], reverse: boolean): readonly number[] => {
  const highest = Math.max(0, ...values)
  return values.map((value) => {
    const share = highest === 0 ? 0 : Math.floor((value * 100) / highest)
    return reverse ? 100 - share : share
  })
}

export const tolerationScores = (pod: Pod, nodes: readonly Node[]): readonly number[] =>
  normalised(nodes.map((node) => intolerable(pod, node)), true)

export const affinityScores = (pod: Pod, nodes: readonly Node[]): readonly number[] =>
  normalised(nodes.map((node) => preferred(pod, node)), false)

/** Total score per node, in their order. */
export const scores = (pod: Pod, nodes: readonly Node[], snapshot: Snapshot): readonly number[] => {
  const taints = tolerationScores(pod, nodes)
  const affinity = affinityScores(pod, nodes)
  const spread = normalised(nodes.map((node) => company(pod, node, snapshot)), true)
  return nodes.map(
    (node, i) =>
      leastAllocated(pod, node, snapshot) +
      balancedAllocation(pod, node, snapshot) +
      3 * (taints[i] ?? 0) +
      2 * (affinity[i] ?? 0) +
      2 * (spread[i] ?? 0),
  )
}
