/** Which pods must leave a node with NoExecute taints, and when. Source: pkg/controller/tainteviction. */
import type { Node, Pod } from '../objects.ts'
import { isTerminal, isTerminating } from '../pod.ts'
import { tolerates } from '../tolerations.ts'

/** ms until the pod has to go: 0 at once, null never. */
export const evictionDelay = (pod: Pod, node: Node | undefined): number | null => {
  const taints = (node?.spec.taints ?? []).filter(({ effect }) => effect === 'NoExecute')
  if (taints.length === 0 || isTerminating(pod) || isTerminal(pod)) return null
  const tolerations = pod.spec.tolerations ?? []
  const matching = taints.map((taint) => tolerations.filter((t) => tolerates(t, taint)))
  if (matching.some((found) => found.length === 0)) return 0
  const seconds = matching.flat().flatMap(({ tolerationSeconds }) => tolerationSeconds ?? [])
  return seconds.length === 0 ? null : Math.max(0, Math.min(...seconds)) * 1000
}
