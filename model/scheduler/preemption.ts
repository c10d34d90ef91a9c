/**
 * Preemption: when a pod fits nowhere, pods of lower priority may have to go. Which, and on which node, is decided as
 * upstream's DefaultPreemption does. Source: plugins/defaultpreemption and framework/preemption at v1.31.0.
 *
 * Left out: PodDisruptionBudgets (a kind that is not modelled) and the cap on candidates in large clusters (100 nodes
 * or a tenth). How long a pod has run is told by its creation: there are no start times here.
 */
import type { Node, Pod } from '../objects.ts'
import { isTerminating } from '../pod.ts'
import type { Diagnosis } from './filters.ts'
import { judged, unavailable } from './filters.ts'
import type { Refusal, Snapshot } from './snapshot.ts'
import { final, podsOn, priorityOf } from './snapshot.ts'

/** A node on which the pod would fit if these were gone, the most important first. */
interface Candidate {
  readonly node: Node
  readonly victims: readonly Pod[]
}

/** Whom to preempt where; or why nobody is, and whether a nomination of before is void. */
export type Preemption = Candidate | { readonly message: string; readonly isVoid: boolean }

const isCandidate = (found: Candidate | Refusal): found is Candidate => 'victims' in found
const isRefusal = (found: Candidate | Refusal): found is Refusal => 'reasons' in found

/** Higher priority, then the longer run. */
const byImportance = (a: Pod, b: Pod): number =>
  priorityOf(b) - priorityOf(a) || a.metadata.creationTimestamp - b.metadata.creationTimestamp

const without = (world: Snapshot, gone: ReadonlySet<Pod>): Snapshot => ({
  ...world,
  pods: world.pods.filter((pod) => !gone.has(pod)),
})

/** All that matter less go; then each comes back, the most important first, as long as the pod still fits. */
const victimsOn = (pod: Pod, node: Node, world: Snapshot): Candidate | Refusal => {
  const lower = podsOn(world, node).filter((other) => priorityOf(other) < priorityOf(pod))
  if (lower.length === 0) return final('No preemption victims found for incoming pod')
  const gone = new Set(lower)
  const refusal = judged(pod, without(world, gone))(node)
  if (refusal !== null) return refusal
  for (const other of [...lower].sort(byImportance)) {
    gone.delete(other)
    if (judged(pod, without(world, gone))(node) !== null) gone.add(other)
  }
  return { node, victims: [...gone].sort(byImportance) }
}

const OFFSET = 2 ** 31

/** Of equally good nodes by one measure the next decides: the smallest wins, and at last the first. */
const MEASURES: readonly ((candidate: Candidate) => number)[] = [
  ({ victims: [first] }) => (first === undefined ? -Infinity : priorityOf(first)),
  ({ victims }) => victims.reduce((sum, pod) => sum + priorityOf(pod) + OFFSET, 0),
  ({ victims }) => victims.length,
  ({ victims: [first] }) => -(first?.metadata.creationTimestamp ?? 0),
]

const best = (candidates: readonly Candidate[]): Candidate | undefined =>
  MEASURES.reduce((left, measure) => {
    const least = Math.min(...left.map(measure))
    return left.filter((candidate) => measure(candidate) === least)
  }, candidates)[0]

/** Those it preempted before are still on their way out: more would go in vain. */
const isWaiting = (pod: Pod, { refusals }: Diagnosis, world: Snapshot): boolean => {
  const node = world.nodes.find(({ metadata }) => metadata.name === pod.status.nominatedNodeName)
  return (
    node !== undefined &&
    refusals.get(node)?.isFinal !== true &&
    podsOn(world, node).some((other) => priorityOf(other) < priorityOf(pod) && isTerminating(other))
  )
}

export const preempt = (pod: Pod, world: Snapshot, diagnosis: Diagnosis): Preemption => {
  const ineligible = (why: string): Preemption => ({ message: `not eligible due to ${why}.`, isVoid: false })
  if (pod.spec.preemptionPolicy === 'Never') return ineligible('preemptionPolicy=Never')
  if (isWaiting(pod, diagnosis, world)) return ineligible('a terminating pod on the nominated node')
  const found = [...diagnosis.refusals].map(([node, { isFinal }]) =>
    isFinal ? final('Preemption is not helpful for scheduling') : victimsOn(pod, node, world),
  )
  return (
    best(found.filter(isCandidate)) ?? { message: unavailable(found.length, found.filter(isRefusal)), isVoid: true }
  )
}
