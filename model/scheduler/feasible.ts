/** Where a pod would fit, and whether what is on a node fits together: for properties and the kubelet. */
import type { Node, Pod } from '../objects.ts'
import { isTerminal } from '../pod.ts'
import { isTolerated } from '../tolerations.ts'
import { matchesNodeAffinity } from './affinity.ts'
import { diagnose } from './filters.ts'
import { shortages } from './fit.ts'
import { portsClash } from './ports.ts'
import { defaultProfile } from './profile.ts'
import { allocatableOf, sumOf } from './resources.ts'
import type { Snapshot } from './snapshot.ts'

const isHolding = (pod: Pod): boolean => pod.spec.nodeName !== undefined && !isTerminal(pod)

/** Nodes on which the scheduler would put this pod now. */
export const feasibleNodes = (pod: Pod, world: Snapshot): readonly Node[] =>
  diagnose(pod, { ...world, pods: world.pods.filter(isHolding) }).fits

/** Do these pods, all on one node, request no more than it has, with no port taken twice? */
export const fitsTogether = (pods: readonly Pod[], node: Node): boolean => {
  const has = allocatableOf(node)
  const wanted = sumOf(pods)
  const isRoomy = Object.keys(wanted).every((name) => (wanted[name] ?? 0) <= (has[name] ?? 0))
  const isClashing = pods.some((pod, i) => portsClash(pod, pods.slice(0, i)))
  return isRoomy && !isClashing && pods.length <= (has['pods'] ?? 0)
}

/**
 * Why a kubelet refuses a pod that was bound to its node, the first reason only; null: it admits it. Source:
 * pkg/kubelet/lifecycle/predicate.go at v1.31.0. Left out: eviction in favour of critical pods.
 */
export const admissionRefusal = (pod: Pod, node: Node, others: readonly Pod[]): string | null => {
  const [missing] = shortages(pod, node, others, defaultProfile)
  if (missing !== undefined) return `OutOf${missing.resource}`
  if (!matchesNodeAffinity(pod, node)) return 'NodeAffinity'
  if (portsClash(pod, others)) return 'NodePorts'
  const isUntolerated = (node.spec.taints ?? []).some(
    (taint) => taint.effect === 'NoExecute' && !isTolerated(pod.spec.tolerations ?? [], taint),
  )
  return isUntolerated ? 'TaintToleration' : null
}
