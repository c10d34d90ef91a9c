/** A workload selects the pods that its own template makes, or the API server refuses it. */
import type { Labels } from '../../model/objects.ts'
import type { Place, Problem } from './problem.ts'
import type { Manifest } from './schema.ts'

export const selectorProblems = (
  manifest: Manifest,
  at: (...path: readonly PropertyKey[]) => Place,
): readonly Problem[] => {
  if (manifest.kind !== 'Deployment' && manifest.kind !== 'ReplicaSet' && manifest.kind !== 'ReplicationController') {
    return []
  }
  const { selector, template } = manifest.spec
  const labels = template.metadata?.labels ?? {}
  const wanted: Labels =
    manifest.kind === 'ReplicationController'
      ? (manifest.spec.selector ?? {})
      : (manifest.spec.selector.matchLabels ?? {})
  const missing = Object.entries(wanted).filter(([key, value]) => labels[key] !== value)
  const isEmpty =
    manifest.kind !== 'ReplicationController' &&
    Object.keys(wanted).length === 0 &&
    (manifest.spec.selector.matchExpressions ?? []).length === 0
  const text = isEmpty
    ? 'selects nothing in particular; name the labels of the template'
    : `does not match the template's labels (${missing.map(([k, v]) => `${k}: ${v}`).join(', ')}); make them equal`
  return selector !== undefined && (isEmpty || missing.length > 0) ? [{ ...at('spec', 'selector'), text }] : []
}
