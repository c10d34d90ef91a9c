/**
 * Where the events of a run come from: in which step each message was sent, each timer set, each change of the
 * world begun. Found by watching what is due between the steps; equal entries are taken in their order.
 */
import type { Action } from '../checker/machine.ts'
import type { Trace } from '../checker/verdict.ts'
import type { Entry } from '../model/agenda.ts'
import { isDelivery, isWorld } from '../model/agenda.ts'
import type { ClusterMachine } from '../model/cluster.ts'
import { STEP } from '../model/cluster.ts'
import { labelOf } from '../model/labels.ts'
import type { ClusterState } from '../model/state.ts'
import { nominalPrefix, nominalStep } from '../model/step.ts'

/** Index of a step; `begin`: before the first; null: not known. */
export type Origin = number | 'begin' | null

const keyOf = (entry: Entry): string => {
  if (isWorld(entry)) return JSON.stringify(entry.world)
  if (isDelivery(entry)) return `${entry.from} > ${entry.to}: ${labelOf(entry.message)}`
  return `${entry.to}: ${entry.timer.name} ${entry.timer.key ?? ''}`
}

const deliveredIn = (before: ClusterState, action: Action, { cluster }: ClusterMachine): readonly Entry[] => {
  if (typeof action.after === 'number') return nominalPrefix(cluster, before, action.after).delivered
  return action.type === STEP ? (nominalStep(cluster, before)?.draft.delivered ?? []) : []
}

/** Brings the memory of what is due in line with what is due now. */
const remembered = (due: Map<string, Origin[]>, agenda: ClusterState['agenda'], now: Origin): Map<string, Origin[]> => {
  const next = new Map<string, Origin[]>()
  for (const { entry } of agenda) {
    const key = keyOf(entry)
    const origin = due.get(key)?.shift() ?? now
    next.set(key, [...(next.get(key) ?? []), origin])
  }
  return next
}

/** For each step the origins of its events, in the order in which the story tells them. */
export const originsOf = (trace: Trace<ClusterState>, machine: ClusterMachine): readonly (readonly Origin[])[] => {
  let before = trace.initial
  let due = remembered(new Map(), before.agenda, 'begin')
  return trace.steps.map(({ action, state }, index) => {
    // What was not due before the step came up within it.
    const origins = deliveredIn(before, action, machine).map((entry) => due.get(keyOf(entry))?.shift() ?? index)
    due = remembered(due, state.agenda, index)
    before = state
    return origins
  })
}
