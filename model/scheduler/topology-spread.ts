/**
 * Spread constraints: those that are DoNotSchedule filter nodes, those that are ScheduleAnyway score them. Source:
 * PodTopologySpread at v1.31.0. A pod without any is spread by the system's own two constraints if a controller owns
 * it; its controller stands for the selectors of services and ReplicaSets, which the scheduler does not watch here.
 */
import { controllerOf } from '../claim.ts'
import type { Node, Pod, TopologySpreadConstraint } from '../objects.ts'
import { isTerminating } from '../pod.ts'
import { selects } from '../selector.ts'
import { matchesNodeAffinity } from './affinity.ts'
import type { Filter, Score, Snapshot } from './snapshot.ts'
import { final, isOn, labelOf, resolvable } from './snapshot.ts'
import { untolerated } from './taints.ts'

const HOSTNAME = 'kubernetes.io/hostname'

interface Spread extends TopologySpreadConstraint {
  /** Whom it counts; the pod's own namespace and the living are seen to elsewhere. */
  readonly matches: (other: Pod) => boolean
}

/** matchLabelKeys add the incoming pod's own values to the selector. */
const constraintsOf = (pod: Pod, whenUnsatisfiable: Spread['whenUnsatisfiable']): readonly Spread[] =>
  (pod.spec.topologySpreadConstraints ?? [])
    .filter((constraint) => constraint.whenUnsatisfiable === whenUnsatisfiable)
    .map((constraint) => ({
      ...constraint,
      matches: ({ metadata: { labels } }) =>
        selects(constraint.labelSelector, labels) &&
        (constraint.matchLabelKeys ?? [])
          .filter((key) => labelOf(pod.metadata.labels, key) !== undefined)
          .every((key) => labelOf(labels, key) === labelOf(pod.metadata.labels, key)),
    }))

const systemDefaults = (pod: Pod): readonly Spread[] => {
  const owner = controllerOf(pod)?.uid
  if (owner === undefined) return []
  const matches = (other: Pod): boolean => controllerOf(other)?.uid === owner
  const whenUnsatisfiable = 'ScheduleAnyway'
  return [
    { topologyKey: HOSTNAME, maxSkew: 3, whenUnsatisfiable, matches },
    { topologyKey: 'topology.kubernetes.io/zone', maxSkew: 5, whenUnsatisfiable, matches },
  ]
}

const counts = ({ matches }: Spread, pod: Pod, other: Pod): boolean =>
  other.metadata.namespace === pod.metadata.namespace && !isTerminating(other) && matches(other)

const hasAll = (spreads: readonly Spread[], { metadata }: Node): boolean =>
  spreads.every(({ topologyKey }) => labelOf(metadata.labels, topologyKey) !== undefined)

/** Does the constraint count pods on this node? */
const isIncluded = (spread: Spread, pod: Pod, node: Node, { profile }: Snapshot): boolean =>
  (spread.nodeAffinityPolicy === 'Ignore' || matchesNodeAffinity(pod, node)) &&
  (spread.nodeTaintsPolicy !== 'Honor' || untolerated(pod, node, profile) === undefined)

/** Pods in each domain of these nodes, empty domains included. */
const domainsOf = (
  spread: Spread,
  pod: Pod,
  nodes: readonly Node[],
  { pods }: Snapshot,
): ReadonlyMap<string, number> => {
  const domains = new Map<string, number>()
  for (const node of nodes) {
    const domain = labelOf(node.metadata.labels, spread.topologyKey) ?? ''
    const here = pods.filter((other) => isOn(node, other) && counts(spread, pod, other)).length
    domains.set(domain, (domains.get(domain) ?? 0) + here)
  }
  return domains
}

export const podTopologySpread: Filter = (pod, world) => {
  const all = constraintsOf(pod, 'DoNotSchedule')
  const eligible = world.nodes.filter((node) => hasAll(all, node))
  const prepared = all.map((spread) => {
    const domains = domainsOf(
      spread,
      pod,
      eligible.filter((node) => isIncluded(spread, pod, node, world)),
      world,
    )
    const isFew = domains.size < (spread.minDomains ?? 1)
    return { spread, domains, least: isFew ? 0 : Math.min(...domains.values()), own: spread.matches(pod) ? 1 : 0 }
  })
  return ({ metadata }) => {
    for (const { spread, domains, least, own } of prepared) {
      const domain = labelOf(metadata.labels, spread.topologyKey)
      if (domain === undefined) return final(`${MISMATCH} (missing required label)`)
      if ((domains.get(domain) ?? 0) + own - least > spread.maxSkew) return resolvable(MISMATCH)
    }
    return null
  }
}

const MISMATCH = "node(s) didn't match pod topology spread constraints"

/** The fewer fellows in the domain the better; domains of which there are many weigh more. Null: not scored. */
const fellows = (pod: Pod, nodes: readonly Node[], world: Snapshot): readonly (number | null)[] => {
  const given = constraintsOf(pod, 'ScheduleAnyway')
  const isGiven = (pod.spec.topologySpreadConstraints ?? []).length > 0
  const all = isGiven ? given : systemDefaults(pod)
  const needsAll = (node: Node): boolean => !isGiven || hasAll(all, node)
  const scored = nodes.filter(needsAll)
  const prepared = all.map((spread) => {
    const candidates = new Set(scored.map(({ metadata }) => labelOf(metadata.labels, spread.topologyKey) ?? ''))
    const size = spread.topologyKey === HOSTNAME ? scored.length : candidates.size
    const counted = world.nodes.filter((node) => needsAll(node) && isIncluded(spread, pod, node, world))
    return { spread, domains: domainsOf(spread, pod, counted, world), weight: Math.log(size + 2) }
  })
  const onNode = (spread: Spread, node: Node): number =>
    world.pods.filter((other) => isOn(node, other) && counts(spread, pod, other)).length
  return nodes.map((node) => {
    if (!needsAll(node)) return null
    return Math.round(
      prepared.reduce((sum, { spread, domains, weight }) => {
        const domain = labelOf(node.metadata.labels, spread.topologyKey)
        if (domain === undefined) return sum
        const count = spread.topologyKey === HOSTNAME ? onNode(spread, node) : (domains.get(domain) ?? 0)
        return sum + count * weight + spread.maxSkew - 1
      }, 0),
    )
  })
}

export const spreadScore: Score = (pod, nodes, world) => {
  const values = fellows(pod, nodes, world)
  const known = values.filter((value) => value !== null)
  const most = Math.max(0, ...known)
  const least = Math.min(...known)
  return values.map((value) => {
    if (value === null) return 0
    return most === 0 ? 100 : Math.floor((100 * (most + least - value)) / most)
  })
}
