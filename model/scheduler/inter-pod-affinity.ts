/**
 * Required pod affinity and anti-affinity. Source: InterPodAffinity at v1.31.0. Left out: a namespaceSelector
 * that looks at labels (the scheduler watches no namespaces here) selects none; the empty one selects all.
 */
import type { LabelSelector, Node, Pod, PodAffinityTerm } from '../objects.ts'
import { selects } from '../selector.ts'
import type { Filter, Snapshot } from './filters.ts'

const affinityOf = ({ spec }: Pod): readonly PodAffinityTerm[] =>
  spec.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []

const antiAffinityOf = ({ spec }: Pod): readonly PodAffinityTerm[] =>
  spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []

const selectsAll = (selector: LabelSelector | undefined): boolean =>
  selector !== undefined &&
  Object.keys(selector.matchLabels ?? {}).length === 0 &&
  (selector.matchExpressions ?? []).length === 0

/** Does the term of `owner` speak of `other`? */
const concerns = (owner: Pod, term: PodAffinityTerm, other: Pod): boolean => {
  const namespaces = term.namespaces ?? []
  const isInNamespace =
    namespaces.length === 0 && term.namespaceSelector === undefined
      ? other.metadata.namespace === owner.metadata.namespace
      : namespaces.includes(other.metadata.namespace ?? '') || selectsAll(term.namespaceSelector)
  return isInNamespace && selects(term.labelSelector, other.metadata.labels)
}

const nodeOf = ({ nodes }: Snapshot, pod: Pod): Node | undefined =>
  nodes.find((node) => node.metadata.name === pod.spec.nodeName)

const isSameDomain = (a: Node | undefined, b: Node, key: string): boolean => {
  const value = b.metadata.labels[key]
  return value !== undefined && a?.metadata.labels[key] === value
}

const hasKey = (node: Node | undefined, { topologyKey }: PodAffinityTerm): boolean =>
  node !== undefined && Object.hasOwn(node.metadata.labels, topologyKey)

/** Only a pod that matches every term is company; the first that would be its own may go anywhere. */
const isInCompany = (pod: Pod, node: Node, snapshot: Snapshot): boolean => {
  const terms = affinityOf(pod)
  if (terms.length === 0) return true
  if (!terms.every((term) => hasKey(node, term))) return false
  const isCompany = (other: Pod): boolean => terms.every((term) => concerns(pod, term, other))
  const homes = snapshot.pods.filter(isCompany).map((other) => nodeOf(snapshot, other))
  const isBeside = terms.every(({ topologyKey }) => homes.some((home) => isSameDomain(home, node, topologyKey)))
  const isFirst = isCompany(pod) && !homes.some((home) => terms.some((term) => hasKey(home, term)))
  return isBeside || isFirst
}

const isKeptOff = (pod: Pod, node: Node, snapshot: Snapshot): boolean =>
  antiAffinityOf(pod).some((term) =>
    snapshot.pods.some(
      (other) => concerns(pod, term, other) && isSameDomain(nodeOf(snapshot, other), node, term.topologyKey),
    ),
  )

export const interPodAffinity: Filter = (pod, node, snapshot) => {
  if (!isInCompany(pod, node, snapshot)) return "node(s) didn't match pod affinity rules"
  if (isKeptOff(pod, node, snapshot)) return "node(s) didn't match pod anti-affinity rules"
  const isKeptAway = snapshot.pods.some((other) =>
    antiAffinityOf(other).some(
      (term) => concerns(other, term, pod) && isSameDomain(nodeOf(snapshot, other), node, term.topologyKey),
    ),
  )
  return isKeptAway ? "node(s) didn't satisfy existing pods anti-affinity rules" : null
}
