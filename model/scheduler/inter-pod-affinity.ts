/** Pod affinity and anti-affinity, filter and score. Source: InterPodAffinity at v1.31.0, hardPodAffinityWeight 1. */
import type { Node, Pod, PodAffinityTerm, WeightedPodAffinityTerm } from '../objects.ts'
import { selects } from '../selector.ts'
import type { Filter, Score, Snapshot } from './snapshot.ts'
import { final, labelOf, resolvable } from './snapshot.ts'

type Kind = 'podAffinity' | 'podAntiAffinity'

const required = ({ spec }: Pod, kind: Kind): readonly PodAffinityTerm[] =>
  spec.affinity?.[kind]?.requiredDuringSchedulingIgnoredDuringExecution ?? []

const preferred = ({ spec }: Pod, kind: Kind): readonly WeightedPodAffinityTerm[] =>
  spec.affinity?.[kind]?.preferredDuringSchedulingIgnoredDuringExecution ?? []

/** Does the term of `owner` speak of `other`? */
const concerns = (owner: Pod, term: PodAffinityTerm, other: Pod, { namespaces }: Snapshot): boolean => {
  const { namespaces: names = [], namespaceSelector, labelSelector } = term
  const home = other.metadata.namespace
  const isInNamespace =
    names.length === 0 && namespaceSelector === undefined
      ? home === owner.metadata.namespace
      : names.includes(home ?? '') || selects(namespaceSelector, namespaces[home ?? ''] ?? {})
  return isInNamespace && selects(labelSelector, other.metadata.labels)
}

/** A value of a label: all nodes that have it are one place. */
type Domain = string

const domainOf = (node: Node | undefined, key: string): Domain | undefined => {
  const value = labelOf(node?.metadata.labels, key)
  return value === undefined ? undefined : `${key}=${value}`
}

const homes = ({ nodes }: Snapshot): ((pod: Pod) => Node | undefined) => {
  const byName = new Map(nodes.map((node) => [node.metadata.name, node]))
  return ({ spec }) => byName.get(spec.nodeName ?? '')
}

const isKnown = (domain: Domain | undefined): domain is Domain => domain !== undefined

/** Only a pod that matches every term is company; the first that would be its own may go anywhere. */
const company = (pod: Pod, world: Snapshot): ((node: Node) => boolean) => {
  const terms = required(pod, 'podAffinity')
  const home = homes(world)
  const isCompany = (other: Pod): boolean => terms.every((term) => concerns(pod, term, other, world))
  const fellows = terms.length === 0 ? [] : world.pods.filter(isCompany).map(home)
  const taken = new Set(
    terms.flatMap(({ topologyKey }) => fellows.map((node) => domainOf(node, topologyKey)).filter(isKnown)),
  )
  const isFirst = terms.length > 0 && taken.size === 0 && isCompany(pod)
  return (node) => {
    const domains = terms.map(({ topologyKey }) => domainOf(node, topologyKey))
    return domains.every(isKnown) && (isFirst || domains.every((domain) => taken.has(domain)))
  }
}

/** Domains that a term of `owner` keeps for itself, as far as it speaks of `other`. */
const keptFrom = (owner: Pod, other: Pod, at: Node | undefined, world: Snapshot): readonly Domain[] =>
  required(owner, 'podAntiAffinity')
    .filter((term) => concerns(owner, term, other, world))
    .map(({ topologyKey }) => domainOf(at, topologyKey))
    .filter(isKnown)

const isIn = (domains: ReadonlySet<Domain>, { metadata }: Node): boolean =>
  domains.size > 0 && Object.entries(metadata.labels).some(([key, value]) => domains.has(`${key}=${value}`))

export const interPodAffinity: Filter = (pod, world) => {
  const home = homes(world)
  const isInCompany = company(pod, world)
  const avoided = new Set(world.pods.flatMap((other) => keptFrom(pod, other, home(other), world)))
  const defended = new Set(world.pods.flatMap((other) => keptFrom(other, pod, home(other), world)))
  return (node) => {
    if (!isInCompany(node)) return final("node(s) didn't match pod affinity rules")
    if (isIn(avoided, node)) return resolvable("node(s) didn't match pod anti-affinity rules")
    return isIn(defended, node) ? resolvable("node(s) didn't satisfy existing pods anti-affinity rules") : null
  }
}

const HARD_WEIGHT = 1

/**
 * What two pods in one place say for it: both may prefer it or not, and a hard affinity of the older one counts too.
 */
const pull = (pod: Pod, other: Pod, world: Snapshot): readonly { readonly key: string; readonly weight: number }[] => {
  const weighted = (owner: Pod, subject: Pod, kind: Kind, sign: 1 | -1) =>
    preferred(owner, kind)
      .filter(({ podAffinityTerm }) => concerns(owner, podAffinityTerm, subject, world))
      .map(({ podAffinityTerm, weight }) => ({ key: podAffinityTerm.topologyKey, weight: sign * weight }))
  const hard = required(other, 'podAffinity')
    .filter((term) => concerns(other, term, pod, world))
    .map(({ topologyKey }) => ({ key: topologyKey, weight: HARD_WEIGHT }))
  return [
    ...weighted(pod, other, 'podAffinity', 1),
    ...weighted(pod, other, 'podAntiAffinity', -1),
    ...weighted(other, pod, 'podAffinity', 1),
    ...weighted(other, pod, 'podAntiAffinity', -1),
    ...hard,
  ]
}

export const companyScore: Score = (pod, nodes, world) => {
  const home = homes(world)
  const weights = new Map<Domain, number>()
  for (const other of world.pods) {
    for (const { key, weight } of pull(pod, other, world)) {
      const domain = domainOf(home(other), key)
      if (domain !== undefined) weights.set(domain, (weights.get(domain) ?? 0) + weight)
    }
  }
  const sums = nodes.map(({ metadata }) =>
    Object.entries(metadata.labels).reduce((sum, [key, value]) => sum + (weights.get(`${key}=${value}`) ?? 0), 0),
  )
  const [least, most] = [Math.min(...sums), Math.max(...sums)]
  return sums.map((sum) => (most > least ? Math.trunc((100 * (sum - least)) / (most - least)) : 0))
}
