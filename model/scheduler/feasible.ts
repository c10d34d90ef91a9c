/** Where a pod would fit, and whether what is on a node fits together: for properties and the kubelet. */
import type { Node, Pod } from '../objects.ts'
import { isTerminal } from '../pod.ts'
import { matchesNodeAffinity } from './affinity.ts'
import { portsClash, refusal } from './filters.ts'
import { allocatableOf, insufficient, sumOf } from './resources.ts'

const isHolding = (pod: Pod): boolean => pod.spec.nodeName !== undefined && !isTerminal(pod)

/** Nodes on which the scheduler would put this pod now. */
export const feasibleNodes = (
  pod: Pod,
  nodes: readonly Node[],
  pods: readonly Pod[],
): readonly Node[] => {
  const snapshot = { nodes, pods: pods.filter(isHolding) }
  return nodes.filter((node) => refusal(pod, node, snapshot) === null)
}

/** Do these pods, all on one node, request no more than it has, with no port taken twice? */
export const fitsTogether = (pods: readonly Pod[], node: Node): boolean => {
  const has = allocatableOf(node)
  const wanted = sumOf(pods)
  const isRoomy = Object.keys(wanted).every((name) => (wanted[name] ?? 0) <= (has[name] ?? 0))
  const isClashing = pods.some((pod, i) => portsClash(pod, pods.slice(0, i)))
  return isRoomy && !isClashing && pods.length <= (has.pods ?? Infinity)
}

/** Why a kubelet refuses a pod that was bound to its node; null: it admits it. */
export const admissionRefusal = (pod: Pod, node: Node, others: readonly Pod[]): string | null => {
  if (!matchesNodeAffinity(pod, node)) return 'NodeAffinity'
  if (portsClash(pod, others)) return 'NodePorts'
  const [missing] = insufficient(pod, node, others)
  return missing === undefined ? null : `OutOf${missing}`
}
