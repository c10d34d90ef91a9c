/** Which nodes a pod asks for: nodeSelector and node affinity, filter and score. Source: NodeAffinity at v1.31.0. */
import type { Labels, Node, NodeAffinity, NodeSelectorTerm, Pod, SelectorRequirement } from '../objects.ts'
import { includesLabels, meets } from '../selector.ts'
import type { Filter, Score } from './snapshot.ts'
import { final, normalised } from './snapshot.ts'

const LABEL_VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/

/** A requirement that no label could meet makes its term match nothing: upstream fails to parse it. */
const isWellFormed = ({ operator, values = [] }: SelectorRequirement): boolean =>
  operator === 'In' || operator === 'NotIn'
    ? values.length > 0 && values.every((value) => value.length <= 63 && LABEL_VALUE.test(value))
    : values.length === (operator === 'Gt' || operator === 'Lt' ? 1 : 0)

const meetsAll = (labels: Labels, requirements: readonly SelectorRequirement[]): boolean =>
  requirements.every((requirement) => isWellFormed(requirement) && meets(labels, requirement))

const matchesTerm = ({ matchExpressions = [], matchFields = [] }: NodeSelectorTerm, { metadata }: Node): boolean =>
  matchExpressions.length + matchFields.length > 0 &&
  meetsAll(metadata.labels, matchExpressions) &&
  matchFields.every((requirement) => meets({ 'metadata.name': metadata.name }, requirement))

const requires = (affinity: NodeAffinity | undefined, node: Node): boolean => {
  const required = affinity?.requiredDuringSchedulingIgnoredDuringExecution
  return required === undefined || required.nodeSelectorTerms.some((term) => matchesTerm(term, node))
}

export const matchesNodeAffinity = ({ spec }: Pod, node: Node): boolean =>
  includesLabels(node.metadata.labels, spec.nodeSelector ?? {}) && requires(spec.affinity?.nodeAffinity, node)

export const nodeAffinity: Filter =
  (pod, { profile }) =>
  (node) => {
    if (!requires(profile.addedAffinity, node)) return final("node(s) didn't match scheduler-enforced node affinity")
    return matchesNodeAffinity(pod, node) ? null : final("node(s) didn't match Pod's node affinity/selector")
  }

const namesIn = ({ matchFields = [] }: NodeSelectorTerm): readonly string[] | null => {
  const lists = matchFields.flatMap(({ key, operator, values = [] }) =>
    key === 'metadata.name' && operator === 'In' ? [values] : [],
  )
  const [first, ...others] = lists
  return first === undefined ? null : first.filter((name) => others.every((list) => list.includes(name)))
}

/** The only nodes that need to be looked at, where every term names its nodes; null: all. */
export const namedNodes = ({ spec }: Pod): readonly string[] | null => {
  const terms = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? []
  const names = terms.map(namesIn)
  const all = names.flatMap((list) => list ?? [])
  return terms.length === 0 || names.includes(null) ? null : [...new Set(all)].sort()
}

const preferred = (affinity: NodeAffinity | undefined, node: Node): number =>
  (affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [])
    .filter(({ weight, preference }) => weight !== 0 && matchesTerm(preference, node))
    .reduce((sum, { weight }) => sum + weight, 0)

export const affinityScore: Score = ({ spec }, nodes, { profile }) =>
  normalised(
    nodes.map((node) => preferred(spec.affinity?.nodeAffinity, node) + preferred(profile.addedAffinity, node)),
    false,
  )
