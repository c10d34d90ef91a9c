/**
 * The filters in the order in which the scheduler runs them, and what they say of all nodes together. Source:
 * pkg/scheduler/schedule_one.go and framework/runtime at v1.31.0; words as of v1.26.
 */
import type { Node, Pod } from '../objects.ts'
import { keyOf } from '../objects.ts'
import { namedNodes, nodeAffinity } from './affinity.ts'
import { nodeResourcesFit } from './fit.ts'
import { interPodAffinity } from './inter-pod-affinity.ts'
import { nodePorts } from './ports.ts'
import type { Filter, Refusal, Snapshot } from './snapshot.ts'
import { final, isOn, priorityOf } from './snapshot.ts'
import { nodeUnschedulable, taintToleration } from './taints.ts'
import { podTopologySpread } from './topology-spread.ts'

export const nodeName: Filter =
  ({ spec }) =>
  (node) =>
    spec.nodeName !== undefined && spec.nodeName !== '' && spec.nodeName !== node.metadata.name
      ? final("node(s) didn't match the requested node name")
      : null

const FILTERS: readonly Filter[] = [
  nodeUnschedulable,
  nodeName,
  taintToleration,
  nodeAffinity,
  nodePorts,
  nodeResourcesFit,
  podTopologySpread,
  interPodAffinity,
]

/** What the first filter says that refuses a node; null: it does. */
const runFilters: Filter = (pod, world) => {
  const prepared = FILTERS.map((filter) => filter(pod, world))
  return (node) => {
    for (const refuses of prepared) {
      const refusal = refuses(node)
      if (refusal !== null) return refusal
    }
    return null
  }
}

/**
 * A node must do with the pods that are nominated to it and matter no less, as if they were there already, and also
 * without them: they may never come, and an affinity to them would be in vain.
 */
export const judged: Filter = (pod, world) => {
  const plain = runFilters(pod, world)
  const others = world.nominated.filter((other) => keyOf(other) !== keyOf(pod) && priorityOf(other) >= priorityOf(pod))
  return (node) => {
    const expected = others.filter((other) => isOn(node, other))
    if (expected.length === 0) return plain(node)
    return runFilters(pod, { ...world, pods: [...world.pods, ...expected] })(node) ?? plain(node)
  }
}

/** What filtering found: the nodes that do, and why each other one does not. */
export interface Diagnosis {
  readonly fits: readonly Node[]
  readonly refusals: ReadonlyMap<Node, Refusal>
  /** Nothing was looked at, for this reason. */
  readonly unasked: string | null
}

/** A node that the pod's affinity does not even name gives no reason: v1.26 does not count it. */
const UNNAMED: Refusal = { reasons: [], isFinal: false }

export const diagnose = (pod: Pod, world: Snapshot): Diagnosis => {
  const named = namedNodes(pod)
  if (named !== null && named.length === 0) {
    const unasked = 'pod affinity terms conflict'
    return { fits: [], refusals: new Map(world.nodes.map((node) => [node, final(unasked)])), unasked }
  }
  const refuses = judged(pod, world)
  const fits: Node[] = []
  const refusals = new Map<Node, Refusal>()
  for (const node of world.nodes) {
    const refusal = named === null || named.includes(node.metadata.name) ? refuses(node) : UNNAMED
    if (refusal === null) fits.push(node)
    else refusals.set(node, refusal)
  }
  return { fits, refusals, unasked: null }
}

/** `0/3 nodes are available: 1 Insufficient cpu, 2 node(s) were unschedulable.` */
export const unavailable = (
  total: number,
  refusals: Iterable<Refusal>,
  more: readonly (string | null)[] = [],
): string => {
  const counts = new Map<string, number>()
  for (const reason of [...refusals].flatMap(({ reasons }) => reasons))
    counts.set(reason, (counts.get(reason) ?? 0) + 1)
  const counted = [...counts]
    .map(([reason, count]) => `${count} ${reason}`)
    .sort()
    .join(', ')
  const parts = [counted, ...more].filter((part) => part !== '' && part !== null)
  return `0/${total} nodes are available:${parts.map((part) => ` ${part}.`).join('')}`
}
