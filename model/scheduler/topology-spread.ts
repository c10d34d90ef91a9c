/** DoNotSchedule spread constraints at scheduling time. Source: PodTopologySpread at v1.31.0. */
import type { Node, Pod, TopologySpreadConstraint } from '../objects.ts'
import { isTerminating } from '../pod.ts'
import { selects } from '../selector.ts'
import { isTolerated } from '../tolerations.ts'
import { matchesNodeAffinity } from './affinity.ts'
import type { Filter, Snapshot } from './filters.ts'

const hardOf = ({ spec }: Pod): readonly TopologySpreadConstraint[] =>
  (spec.topologySpreadConstraints ?? []).filter((c) => c.whenUnsatisfiable === 'DoNotSchedule')

/** Does the constraint count pods on this node? */
const isCounted = (pod: Pod, node: Node, constraint: TopologySpreadConstraint): boolean => {
  const honoursAffinity = (constraint.nodeAffinityPolicy ?? 'Honor') === 'Honor'
  if (honoursAffinity && !matchesNodeAffinity(pod, node)) return false
  if ((constraint.nodeTaintsPolicy ?? 'Ignore') === 'Ignore') return true
  return (node.spec.taints ?? []).every(
    (t) => t.effect === 'PreferNoSchedule' || isTolerated(pod.spec.tolerations ?? [], t),
  )
}

/** matchLabelKeys add the incoming pod's own values to the selector. */
const isMatched = (pod: Pod, other: Pod, constraint: TopologySpreadConstraint): boolean =>
  other.metadata.namespace === pod.metadata.namespace &&
  !isTerminating(other) &&
  selects(constraint.labelSelector, other.metadata.labels) &&
  (constraint.matchLabelKeys ?? []).every((k) => pod.metadata.labels[k] === other.metadata.labels[k])

const countsOf = (
  pod: Pod,
  constraint: TopologySpreadConstraint,
  { nodes, pods }: Snapshot,
): ReadonlyMap<string, number> => {
  const required = hardOf(pod).map(({ topologyKey }) => topologyKey)
  const counts = new Map<string, number>()
  const domainOf = new Map<string, string>()
  for (const node of nodes) {
    if (!required.every((key) => Object.hasOwn(node.metadata.labels, key))) continue
    if (!isCounted(pod, node, constraint)) continue
    const domain = node.metadata.labels[constraint.topologyKey] ?? ''
    domainOf.set(node.metadata.name, domain)
    if (!counts.has(domain)) counts.set(domain, 0)
  }
  for (const other of pods) {
    const domain = domainOf.get(other.spec.nodeName ?? '')
    if (domain === undefined || !isMatched(pod, other, constraint)) continue
    counts.set(domain, (counts.get(domain) ?? 0) + 1)
  }
  return counts
}

export const podTopologySpread: Filter = (pod, node, snapshot) => {
  for (const constraint of hardOf(pod)) {
    const domain = node.metadata.labels[constraint.topologyKey]
    if (domain === undefined) {
      return "node(s) didn't match pod topology spread constraints (missing required label)"
    }
    const counts = countsOf(pod, constraint, snapshot)
    const isFew = counts.size < (constraint.minDomains ?? 1)
    const least = isFew ? 0 : Math.min(...counts.values())
    const own = isMatched(pod, pod, constraint) ? 1 : 0
    if ((counts.get(domain) ?? 0) + own - least > constraint.maxSkew) {
      return "node(s) didn't match pod topology spread constraints"
    }
  }
  return null
}
