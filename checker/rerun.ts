/** A run again with fewer faults: the free steps go their way, each fault strikes when it can. */
import type { Action } from './machine.ts'
import { walkRun } from './run.ts'
import type { Walk } from './run.ts'
import type { Walker } from './walk.ts'

export interface PlannedStep {
  readonly action: Action
  readonly fault: boolean
}

export interface Plan {
  readonly initial: number
  readonly steps: readonly PlannedStep[]
}

export const planOf = <S>({ initial, walked }: Walk<S>): Plan => ({
  initial,
  steps: walked.map(({ enabled }) => ({ action: enabled.successor.action, fault: enabled.fault })),
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

/**
 * Runs with the faults that `keep` says, each at the first moment at which an equal one is
 * possible: not before its own moment, counted in free steps (`early`: as soon as the one before
 * it has struck). Where there are several free steps, the next one of the plan that is possible is
 * taken. Null: a fault never became possible.
 */
export const rerun = <S>(
  walker: Walker<S>,
  plan: Plan,
  keep: (fault: number) => boolean,
  maxSteps: number,
  early = false,
): Walk<S> | null => {
  const idOf = (action: Action): number => walker.engine.actionId(action)
  const pending = faultsIn(plan)
    .filter((_, i) => keep(i))
    .map(({ action, after }) => ({ id: idOf(action), after: early ? 0 : after }))
  const wanted = plan.steps.filter(({ fault }) => !fault).map(({ action }) => idOf(action))
  let taken = 0
  let next = 0
  const walk = walkRun(
    walker,
    plan.initial,
    {
      free: (enabled) => {
        const ids = enabled.map(({ successor }) => idOf(successor.action))
        const at = wanted.findIndex((id, i) => i >= next && ids.includes(id))
        if (at < 0) return 0
        next = at + 1
        return ids.indexOf(wanted[at] ?? -1)
      },
      fault: (step, isStuck, enabled) => {
        const due = pending[taken]
        if (due === undefined || (!isStuck && step - taken < due.after)) return null
        const found = enabled().find(({ successor }) => idOf(successor.action) === due.id)
        if (found === undefined) return null
        taken += 1
        return found
      },
    },
    maxSteps,
  )
  return taken === pending.length ? walk : null
}

/** Follows exactly these steps; null: one of them is not possible. */
export const follow = <S>(walker: Walker<S>, plan: Plan): Walk<S> | null => {
  const ids = plan.steps.map(({ action, fault }) => ({ id: walker.engine.actionId(action), fault }))
  let isLost = false
  let at = 0
  const pick = (options: readonly { readonly successor: { readonly action: Action } }[]): number =>
    options.findIndex(({ successor }) => walker.engine.actionId(successor.action) === ids[at]?.id)
  const walk = walkRun(
    walker,
    plan.initial,
    {
      free: (enabled) => {
        const index = isLost ? 0 : pick(enabled)
        isLost ||= index < 0
        return Math.max(0, index)
      },
      fault: (step, _isStuck, enabled) => {
        at = step
        if (isLost || ids[step]?.fault !== true) return null
        const possible = enabled()
        const found = possible[pick(possible)]
        isLost = found === undefined
        return found ?? null
      },
    },
    plan.steps.length,
  )
  const isSame = walk.walked.every(
    ({ enabled }, i) => walker.engine.actionId(enabled.successor.action) === ids[i]?.id,
  )
  return isLost || !isSame || walk.walked.length < plan.steps.length ? null : walk
}
