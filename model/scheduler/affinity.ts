/** Which nodes a pod asks for: nodeSelector and required node affinity. Source: NodeAffinity at v1.31.0. */
import type { Node, NodeSelectorTerm, Pod } from '../objects.ts'
import { includesLabels, meets } from '../selector.ts'

const matchesTerm = ({ matchExpressions, matchFields }: NodeSelectorTerm, node: Node): boolean => {
  const isEmpty = (matchExpressions ?? []).length + (matchFields ?? []).length === 0
  const fields = { 'metadata.name': node.metadata.name }
  return (
    !isEmpty &&
    (matchExpressions ?? []).every((requirement) => meets(node.metadata.labels, requirement)) &&
    (matchFields ?? []).every((requirement) => meets(fields, requirement))
  )
}

export const matchesAnyTerm = (terms: readonly NodeSelectorTerm[], node: Node): boolean =>
  terms.some((term) => matchesTerm(term, node))

export const matchesNodeAffinity = ({ spec }: Pod, node: Node): boolean => {
  const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
  return (
    includesLabels(node.metadata.labels, spec.nodeSelector ?? {}) &&
    (required === undefined || matchesAnyTerm(required.nodeSelectorTerms, node))
  )
}
