/** TaintToleration (filter and score) and NodeUnschedulable. Source: their plugins at v1.31.0. */
import type { Node, Pod, Taint, Toleration } from '../objects.ts'
import { isTolerated } from '../tolerations.ts'
import type { Profile } from './profile.ts'
import type { Filter, Score } from './snapshot.ts'
import { final, normalised } from './snapshot.ts'

const tolerationsOf = ({ spec }: Pod, { comparesTaints }: Profile): readonly Toleration[] =>
  (spec.tolerations ?? []).filter(({ operator }) => comparesTaints || (operator !== 'Gt' && operator !== 'Lt'))

/** The first taint that keeps new pods off and that this pod does not tolerate. */
export const untolerated = (pod: Pod, node: Node, profile: Profile): Taint | undefined =>
  (node.spec.taints ?? []).find(
    (taint) => taint.effect !== 'PreferNoSchedule' && !isTolerated(tolerationsOf(pod, profile), taint),
  )

export const taintToleration: Filter =
  (pod, { profile }) =>
  (node) => {
    const taint = untolerated(pod, node, profile)
    return taint === undefined ? null : final(`node(s) had untolerated taint {${taint.key}: ${taint.value ?? ''}}`)
  }

const UNSCHEDULABLE: Taint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }

export const nodeUnschedulable: Filter =
  (pod, { profile }) =>
  (node) =>
    node.spec.unschedulable === true && !isTolerated(tolerationsOf(pod, profile), UNSCHEDULABLE)
      ? final('node(s) were unschedulable')
      : null

/** Only tolerations that could be meant for PreferNoSchedule count against its taints. */
export const tolerationScore: Score = (pod, nodes, { profile }) => {
  const mild = tolerationsOf(pod, profile).filter(({ effect = '' }) => effect === '' || effect === 'PreferNoSchedule')
  const intolerable = ({ spec }: Node): number =>
    (spec.taints ?? []).filter((taint) => taint.effect === 'PreferNoSchedule' && !isTolerated(mild, taint)).length
  return normalised(nodes.map(intolerable), true)
}
