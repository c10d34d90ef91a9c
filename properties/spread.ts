/**
 * What a workload with hard spread constraints needs in the end: the scheduler keeps them only while it places a pod, so
 * pods that go later (an old ReplicaSet's after a rollout, a node's) may leave the rest unevenly spread.
 */
import type { Node, Pod } from '../model/objects.ts'
import type { TopologySpreadConstraint } from '../model/scheduling-terms.ts'
import { isTerminating } from '../model/pod.ts'
import { selects } from '../model/selector.ts'
import type { Truth } from '../model/truth.ts'
import type { ClusterProperty, State } from './claim.ts'
import { eventually, none } from './claim.ts'

export interface SpreadWorkload {
  /** `deployment/web` */
  readonly name: string
  readonly namespace: string
  /** Those that are DoNotSchedule. */
  readonly spreads: readonly TopologySpreadConstraint[]
}

/** https://github.com/kubernetes/kubernetes/issues/98215, https://github.com/kubernetes/kubernetes/issues/105661 */
export const staysSpread = (truth: Truth, workload: SpreadWorkload): ClusterProperty =>
  eventually({
    name: `${workload.name} is spread as it asks`,
    clause: 'USER-6',
    description: 'In the end its pods are spread within maxSkew, also after a rollout and after a fault.',
    witness: 'some-replica-set-is-complete',
    ...none((state) => workload.spreads.flatMap((spread) => tooUneven(truth, state, workload, spread))),
  })

const tooUneven = (
  truth: Truth,
  state: State,
  { name, namespace }: SpreadWorkload,
  { topologyKey, maxSkew, labelSelector }: TopologySpreadConstraint,
): readonly string[] => {
  const { nodes, pods } = truth.objects(state)
  const domains = domainsOf(nodes, topologyKey)
  for (const pod of pods) {
    if (pod.metadata.namespace !== namespace || isTerminating(pod) || !selects(labelSelector, pod.metadata.labels)) continue
    const domain = domainOf(nodes, pod, topologyKey)
    if (domain !== undefined) domains.set(domain, (domains.get(domain) ?? 0) + 1)
  }
  const counts = [...domains.values()]
  const skew = Math.max(0, ...counts) - Math.min(...counts)
  if (counts.length === 0 || skew <= maxSkew) return []
  const shown = [...domains].map(([domain, count]) => `${count} in ${domain}`).join(', ')
  return [`${name} has ${shown}: a skew of ${skew}, it asks for at most ${maxSkew}`]
}

const label = (node: Node, key: string): string | undefined =>
  Object.hasOwn(node.metadata.labels, key) ? node.metadata.labels[key] : undefined

const domainsOf = (nodes: readonly Node[], key: string): Map<string, number> =>
  new Map(nodes.flatMap((node) => label(node, key) ?? []).map((domain) => [domain, 0]))

const domainOf = (nodes: readonly Node[], pod: Pod, key: string): string | undefined => {
  const node = nodes.find(({ metadata }) => metadata.name === pod.spec.nodeName)
  return node === undefined ? undefined : label(node, key)
}
