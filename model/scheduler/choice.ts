/** What the scheduler decides about a pod: the best node; or why there is none, and who would have to go for it. */
import type { Pod } from '../objects.ts'
import { diagnose, unavailable } from './filters.ts'
import { preempt } from './preemption.ts'
import { chosenNode } from './score.ts'
import type { Snapshot } from './snapshot.ts'

/** The best node; or why there is none, in upstream's words, and what would make room. */
export type Choice =
  | { readonly node: string }
  | {
      readonly message: string
      /**
       * A node that would do without these pods (by uid); null: a nomination of before is void; absent: nothing
       * changes.
       */
      readonly preemption?: { readonly node: string; readonly victims: readonly string[] } | null
    }

export const choiceFor = (pod: Pod, world: Snapshot): Choice => {
  if (world.nodes.length === 0) return { message: 'no nodes available to schedule pods', preemption: null }
  const diagnosis = diagnose(pod, world)
  const { fits, refusals, unasked } = diagnosis
  // What was made free for it is taken at once, whatever else might be better by now.
  const promised = fits.find(({ metadata }) => metadata.name === pod.status.nominatedNodeName)
  const node = promised ?? chosenNode(pod, fits, world)
  if (node !== undefined) return { node: node.metadata.name }
  const preemption = preempt(pod, world, diagnosis)
  const say = (more: string | null): string =>
    unavailable(world.nodes.length, unasked === null ? refusals.values() : [], [unasked, more])
  if ('victims' in preemption) {
    const victims = preemption.victims.map(({ metadata }) => metadata.uid)
    return { message: say(null), preemption: { node: preemption.node.metadata.name, victims } }
  }
  return { message: say(`preemption: ${preemption.message}`), ...(preemption.isVoid ? { preemption: null } : {}) }
}
