/**
 * Makes a counterexample small, deterministically, so that many seeds end in one run. First fewer
 * faults, then fewer steps; then canonical: the first run that an exhaustive search finds with the
 * kinds of faults left.
 */
import { explore } from './explore.ts'
import type { Machine } from './machine.ts'
import { PlainMachine, unlabelled } from './plain.ts'
import type { Property } from './property.ts'
import { faultCount, follow, planOf, rerun } from './rerun.ts'
import type { Plan } from './rerun.ts'
import type { Walk } from './run.ts'
import { shownRun } from './shown-run.ts'
import type { SearchEnd, Trace } from './verdict.ts'
import { Walker } from './walk.ts'

export interface MinimiseOptions {
  /**
   * How many states the canonical search may look at (default 300 000); 0: none, keep the run as
   * it is.
   */
  readonly maxStates?: number
  /** How long a run may be that is tried (default 50 000). */
  readonly maxSteps?: number
  /** Asked often; anything but null ends minimising with the best run so far. */
  readonly shouldStop?: () => SearchEnd | null
}

export const minimise = <S>(
  machine: Machine<S>,
  property: Property<S>,
  trace: Trace<S>,
  { maxStates = 300_000, maxSteps = 50_000, shouldStop = () => null }: MinimiseOptions = {},
): Trace<S> => {
  const walker = new Walker(machine, [property])
  const attempts = { walker, property, maxSteps, goesOn: () => shouldStop() === null }
  const planned = planFor(machine, trace)
  const fewer = withFewerFaults(attempts, planned)
  const shorter = withFewerSteps(attempts, fewer)
  const options = { maxStates, shouldStop }
  const canonical = maxStates === 0 ? null : canonicalRun(machine, property, shorter, options)
  return canonical ?? traceOf(attempts, shorter) ?? trace
}

/** What every attempt to leave something out takes. */
interface Attempts<S> {
  readonly walker: Walker<S>
  readonly property: Property<S>
  readonly maxSteps: number
  readonly goesOn: () => boolean
}

/** Where the run starts, and its actions as the rules give them. */
const planFor = <S>(machine: Machine<S>, { initial, steps }: Trace<S>): Plan => {
  const plain = new PlainMachine(machine)
  const start = plain.canonical(initial)
  const found = machine.initial.findIndex((state) => plain.isSameState(plain.start(state), start))
  const planned = steps.map(({ action, fault }) => ({ action: unlabelled(action), fault }))
  return { initial: Math.max(0, found), steps: planned }
}

/** Leaves out halves of the faults, then single ones, until none can go. */
const withFewerFaults = <S>(attempts: Attempts<S>, plan: Plan): Plan => {
  const count = faultCount(plan)
  for (let size = count; size >= 1; size = Math.floor(size / 2)) {
    for (let from = 0; from < count; from += size) {
      const keep = (fault: number): boolean => fault < from || fault >= from + size
      for (const early of [false, true]) {
        if (!attempts.goesOn()) return plan
        attempts.walker.forgetIfFull()
        const fewer = cut(attempts, rerun(attempts.walker, plan, keep, { ...attempts, early }))
        if (fewer !== null) return withFewerFaults(attempts, fewer)
      }
    }
  }
  return plan
}

/** A run up to where it breaks the property; null: it does not. */
const cut = <S>({ walker, property }: Attempts<S>, walk: Walk<S> | null): Plan | null => {
  const length = walk?.broken.get(property)
  if (walk === null || length === undefined) return null
  const plan = planOf(walker, walk)
  return { ...plan, steps: plan.steps.slice(0, length) }
}

/** Leaves out chunks, then single steps, until none can go, of a run that breaks a property at its end. */
const withFewerSteps = <S>(attempts: Attempts<S>, plan: Plan): Plan => {
  const { kind } = attempts.property
  if (kind !== 'always' && kind !== 'onEveryStep') return plan
  let best = plan
  for (let size = Math.max(1, Math.floor(plan.steps.length / 2)); ; size = Math.max(1, Math.floor(size / 2))) {
    const shorter = withoutChunks(attempts, best, size)
    if (size === 1 && shorter === best) return best
    best = shorter
  }
}

/** Leaves out every chunk of so many steps that is not needed. */
const withoutChunks = <S>(attempts: Attempts<S>, plan: Plan, size: number): Plan => {
  const { walker, goesOn } = attempts
  let best = plan
  for (let from = 0; from + size <= best.steps.length && goesOn();) {
    walker.forgetIfFull()
    const steps = best.steps.filter((_, i) => i < from || i >= from + size)
    const shorter = cut(attempts, follow(walker, { ...best, steps }, goesOn))
    if (shorter === null) from += size
    else best = shorter
  }
  return best
}

const traceOf = <S>(attempts: Attempts<S>, plan: Plan): Trace<S> | null => {
  const { walker, property } = attempts
  const exact = follow(walker, plan)
  const walk = exact?.broken.has(property) === true ? exact : rerun(walker, plan, () => true, attempts)
  return walk === null ? null : shownRun(walker, property, walk)
}

/** The first run of an exhaustive search with the same kinds of faults and as many of them. */
const canonicalRun = <S>(
  machine: Machine<S>,
  property: Property<S>,
  plan: Plan,
  options: { readonly maxStates: number; readonly shouldStop: () => SearchEnd | null },
): Trace<S> | null => {
  const kinds = new Set(plan.steps.flatMap(({ action, fault }) => (fault ? [action.type] : [])))
  const rules = machine.rules.map((rule) =>
    rule.fault === true
      ? {
          ...rule,
          next: (state: S) => rule.next(state).filter(({ action }) => kinds.has(action.type)),
        }
      : rule,
  )
  const search = { ...options, faults: faultCount(plan), untilBroken: true }
  const [verdict] = explore({ ...machine, rules }, [property], search).verdicts
  if (verdict === undefined || verdict.leastFaults === null) return null
  const isShortest =
    property.kind === 'always' ||
    property.kind === 'onEveryStep' ||
    (verdict.exhaustiveUpTo ?? -1) >= verdict.leastFaults
  return isShortest ? verdict.counterexample : null
}
