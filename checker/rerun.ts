/** A run again with fewer faults: the free steps go their way, each fault strikes when it can. */
import type { Action } from './machine.ts'
import { NO_FAULT, walkRun } from './run.ts'
import type { Walk } from './run.ts'
import type { Walker } from './walk.ts'
import { FAULT, FREE } from './walked-states.ts'
import type { EdgeKind } from './walked-states.ts'

export interface PlannedStep {
  readonly action: Action
  readonly fault: boolean
}

export interface Plan {
  readonly initial: number
  readonly steps: readonly PlannedStep[]
}

export const planOf = <S>(walker: Walker<S>, { initial, edges }: Walk<S>): Plan => ({
  initial,
  steps: edges.map((edge) => ({ action: walker.successor(edge).action, fault: walker.isFault(edge) })),
})

/** The faults of a plan, and how many free steps are taken before each. */
const faultsIn = (plan: Plan): readonly { readonly action: Action; readonly after: number }[] => {
  let free = 0
  return plan.steps.flatMap(({ action, fault }) => {
    if (!fault) free += 1
    return fault ? [{ action, after: free }] : []
  })
}

export const faultCount = (plan: Plan): number => plan.steps.filter(({ fault }) => fault).length

/** The ids of the actions that are possible in a state. */
const actionIds = <S>(walker: Walker<S>, state: number, kind: EdgeKind): readonly number[] =>
  walker.edges(state, kind).map((edge) => walker.actionId(walker.successor(edge).action))

/** The fault with this action in a state; NO_FAULT: it is not possible. */
const faultWith = <S>(walker: Walker<S>, state: number, id: number): number => {
  const found = actionIds(walker, state, FAULT).indexOf(id)
  return found < 0 ? NO_FAULT : walker.firstEdge(state, FAULT) + found
}

export interface RerunOptions {
  readonly maxSteps: number
  /** False ends the run where it is. */
  readonly goesOn: () => boolean
  /** Each fault strikes as soon as the one before it has struck. */
  readonly early?: boolean
}

/**
 * Runs with the faults that `keep` says, each at the first moment at which an equal one is
 * possible: not before its own moment, counted in free steps. Where there are several free steps, the next one of the
 * plan that is possible is taken. Null: a fault never became possible.
 */
export const rerun = <S>(
  walker: Walker<S>,
  plan: Plan,
  keep: (fault: number) => boolean,
  { maxSteps, goesOn, early = false }: RerunOptions,
): Walk<S> | null => {
  const pending = faultsIn(plan)
    .filter((_, i) => keep(i))
    .map(({ action, after }) => ({ id: walker.actionId(action), after: early ? 0 : after }))
  const wanted = plan.steps.filter(({ fault }) => !fault).map(({ action }) => walker.actionId(action))
  let taken = 0
  let next = 0
  const free = (state: number): number => {
    const ids = actionIds(walker, state, FREE)
    const at = wanted.findIndex((id, i) => i >= next && ids.includes(id))
    if (at < 0) return 0
    next = at + 1
    return ids.indexOf(wanted[at] ?? -1)
  }
  const fault = (step: number, isStuck: boolean, state: number): number => {
    const due = pending[taken]
    if (due === undefined || (!isStuck && step - taken < due.after)) return NO_FAULT
    const found = faultWith(walker, state, due.id)
    if (found !== NO_FAULT) taken += 1
    return found
  }
  const walk = walkRun(walker, plan.initial, { free, fault, goesOn }, maxSteps)
  return taken === pending.length ? walk : null
}

/** Follows exactly these steps; null: one of them is not possible, or nobody wants to go on. */
export const follow = <S>(walker: Walker<S>, plan: Plan, goesOn = (): boolean => true): Walk<S> | null => {
  const ids = plan.steps.map(({ action }) => walker.actionId(action))
  let isLost = false
  let at = 0
  const free = (state: number): number => {
    const found = isLost ? -1 : actionIds(walker, state, FREE).indexOf(ids[at] ?? -1)
    isLost ||= found < 0
    return Math.max(0, found)
  }
  const fault = (step: number, _isStuck: boolean, state: number): number => {
    at = step
    if (isLost || plan.steps[step]?.fault !== true) return NO_FAULT
    const found = faultWith(walker, state, ids[step] ?? -1)
    isLost = found === NO_FAULT
    return found
  }
  const walk = walkRun(walker, plan.initial, { free, fault, goesOn: () => !isLost && goesOn() }, plan.steps.length)
  const isSame = walk.edges.every((edge, i) => walker.actionId(walker.successor(edge).action) === ids[i])
  return isLost || !isSame || walk.edges.length < plan.steps.length ? null : walk
}
