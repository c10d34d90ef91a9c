/**
 * Whether a run breaks a property, and in which words: judged on the finished run, by the plain
 * predicate.
 */
import type { Action } from './machine.ts'
import type { Eventually, Property } from './property.ts'
import type { Trace } from './verdict.ts'

/** The last step as it was before normalising. */
export interface LastStep<S> {
  readonly before: S
  readonly after: S
  readonly action: Action
}

export const statesOf = <S>({ initial, steps }: Trace<S>): readonly S[] => [
  initial,
  ...steps.map(({ state }) => state),
]

/** The step as the trace holds it, for machines that do not normalise. */
const lastStepOf = <S>(trace: Trace<S>): LastStep<S> | null => {
  const step = trace.steps.at(-1)
  const before = statesOf(trace).at(-2)
  return step === undefined || before === undefined
    ? null
    : { before, after: step.state, action: step.action }
}

/** States in which a run stays for ever: its cycle, or the state in which it ends. */
export const tailOf = <S>(trace: Trace<S>): readonly S[] =>
  statesOf(trace).slice(trace.loopStart ?? -1)

/** A state that shows what is wrong with the goal of a run that is over. */
const missed = <S>(holds: (state: S) => boolean, trace: Trace<S>): S | undefined =>
  tailOf(trace).find((state) => !holds(state)) ?? statesOf(trace).findLast((s) => !holds(s))

/**
 * Sentences about the last state or step (for a lasso: about a state of the cycle in which the
 * goal does not hold). Empty if nothing is broken there.
 */
export const explain = <S>(
  property: Property<S>,
  trace: Trace<S>,
  last: LastStep<S> | null = lastStepOf(trace),
): readonly string[] => {
  switch (property.kind) {
    case 'sometimes':
      return []
    case 'onEveryStep':
      if (last === null || property.holds(last.before, last.after, last.action)) return []
      return property.explain(last.before, last.after, last.action)
    case 'always':
    case 'eventually':
    case 'leadsTo': {
      const state = missed((s: S) => property.holds(s), trace)
      return state === undefined ? [] : property.explain(state)
    }
  }
}

/** Time in ms from the last fault (or the start) until the goal of a run that is over is met. */
export const recoveryTime = <S>(
  { holds, stays = true }: Pick<Eventually<S>, 'holds' | 'stays'>,
  trace: Trace<S>,
): number => {
  const states = statesOf(trace)
  const timeAt = (index: number): number => trace.steps[index - 1]?.time ?? 0
  const begin = trace.steps.findLastIndex(({ fault }) => fault) + 1
  const met = stays
    ? Math.max(begin, states.findLastIndex((state) => !holds(state)) + 1)
    : states.findIndex((state, i) => i >= begin && holds(state))
  return met < 0 || met >= states.length ? Infinity : timeAt(met) - timeAt(begin)
}

/** Does this run break the property? Nothing is shown that does not. */
export const isBrokenBy = <S>(
  property: Property<S>,
  trace: Trace<S>,
  last: LastStep<S> | null = lastStepOf(trace),
): boolean => {
  switch (property.kind) {
    case 'sometimes':
      return false
    case 'always':
      return !property.holds(statesOf(trace).at(-1) ?? trace.initial)
    case 'onEveryStep':
      return last !== null && !property.holds(last.before, last.after, last.action)
    case 'leadsTo':
      return breaksPromise(property.from, property.holds, trace)
    case 'eventually': {
      if (property.once === true) return !statesOf(trace).some((s) => property.holds(s))
      const tail = tailOf(trace)
      const isMet =
        property.stays === false
          ? tail.some((s) => property.holds(s))
          : tail.every((s) => property.holds(s))
      if (!isMet || property.within === undefined) return !isMet
      return recoveryTime(property, trace) > property.within
    }
  }
}

/** Is something promised after the last fault and never kept? */
const breaksPromise = <S>(
  from: (state: S) => boolean,
  holds: (state: S) => boolean,
  trace: Trace<S>,
): boolean => {
  const states = statesOf(trace)
  const lastFault = trace.steps.findLastIndex(({ fault }) => fault) + 1
  const start = Math.max(lastFault, states.findLastIndex((s) => holds(s)) + 1)
  const isOwed = states.slice(start).some((s) => from(s))
  return isOwed && !tailOf(trace).some((s) => holds(s))
}
