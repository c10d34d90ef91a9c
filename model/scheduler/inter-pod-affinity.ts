/** Required pod affinity and anti-affinity. Source: InterPodAffinity at v1.31.0. Left out: namespaceSelector. */
import type { Node, Pod, PodAffinityTerm } from '../objects.ts'
import { selects } from '../selector.ts'
import type { Filter, Snapshot } from './filters.ts'

const affinityOf = ({ spec }: Pod): readonly PodAffinityTerm[] =>
  spec.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []

const antiAffinityOf = ({ spec }: Pod): readonly PodAffinityTerm[] =>
  spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []

/** Does the term of `owner` speak of `other`? */
const concerns = (owner: Pod, term: PodAffinityTerm, other: Pod): boolean => {
  const namespaces = term.namespaces ?? []
  const isInNamespace =
    namespaces.length === 0
      ? other.metadata.namespace === owner.metadata.namespace
      : namespaces.includes(other.metadata.namespace ?? '')
  return isInNamespace && selects(term.labelSelector, other.metadata.labels)
}

const nodeOf = ({ nodes }: Snapshot, pod: Pod): Node | undefined =>
  nodes.find((node) => node.metadata.name === pod.spec.nodeName)

const isSameDomain = (a: Node | undefined, b: Node, key: string): boolean => {
  const value = b.metadata.labels[key]
  return value !== undefined && a?.metadata.labels[key] === value
}

const isBesideOne = (pod: Pod, term: PodAffinityTerm, node: Node, snapshot: Snapshot): boolean =>
  snapshot.pods.some(
    (other) => concerns(pod, term, other) && isSameDomain(nodeOf(snapshot, other), node, term.topologyKey),
  )

/** The first pod of a group that asks for its own company may go anywhere. */
const isFirstOfItsKind = (pod: Pod, snapshot: Snapshot): boolean =>
  affinityOf(pod).every((term) => concerns(pod, term, pod)) &&
  !affinityOf(pod).some((term) =>
    snapshot.pods.some((other) => concerns(pod, term, other) && nodeOf(snapshot, other) !== undefined),
  )

export const interPodAffinity: Filter = (pod, node, snapshot) => {
  const wanted = affinityOf(pod)
  const hasKeys = wanted.every(({ topologyKey }) => Object.hasOwn(node.metadata.labels, topologyKey))
  const isBeside = wanted.every((term) => isBesideOne(pod, term, node, snapshot))
  if (wanted.length > 0 && !(hasKeys && (isBeside || isFirstOfItsKind(pod, snapshot)))) {
    return "node(s) didn't match pod affinity rules"
  }
  if (antiAffinityOf(pod).some((term) => isBesideOne(pod, term, node, snapshot))) {
    return "node(s) didn't match pod anti-affinity rules"
  }
  const isKeptAway = snapshot.pods.some((other) =>
    antiAffinityOf(other).some(
      (term) => concerns(other, term, pod) && isSameDomain(nodeOf(snapshot, other), node, term.topologyKey),
    ),
  )
  return isKeptAway ? "node(s) didn't satisfy existing pods anti-affinity rules" : null
}
