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
  const isBroken = (walk: Walk<S> | null): walk is Walk<S> => walk?.broken.has(property) === true
  const planned = planFor(machine, trace)
  const fewer = withFewerFaults(walker, planned, maxSteps, isBroken)
  const shorter = withFewerSteps(walker, property, fewer, isBroken)
  const options = { maxStates, shouldStop }
  const canonical = maxStates === 0 ? null : canonicalRun(machine, property, shorter, options)
  return canonical ?? traceOf(walker, property, shorter, maxSteps) ?? trace
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
const withFewerFaults = <S>(
  walker: Walker<S>,
  plan: Plan,
  maxSteps: number,
  isBroken: (walk: Walk<S> | null) => walk is Walk<S>,
): Plan => {
  const count = faultCount(plan)
  for (let size = count; size >= 1; size = Math.floor(size / 2)) {
    for (let from = 0; from < count; from += size) {
      const keep = (fault: number): boolean => fault < from || fault >= from + size
      for (const early of [false, true]) {
        const walk = rerun(walker, plan, keep, maxSteps, early)
        if (isBroken(walk)) return withFewerFaults(walker, cut(walker, walk), maxSteps, isBroken)
      }
    }
  }
  return plan
}

/** Up to where the property broke. */
const cut = <S>({ properties }: Walker<S>, walk: Walk<S>): Plan => {
  const plan = planOf(walk)
  const [property] = properties
  const length = property === undefined ? undefined : walk.broken.get(property)
  return { ...plan, steps: plan.steps.slice(0, length) }
}

/** Leaves out chunks, then single steps, of a run that breaks a property at its end. */
const withFewerSteps = <S>(
  walker: Walker<S>,
  property: Property<S>,
  plan: Plan,
  isBroken: (walk: Walk<S> | null) => walk is Walk<S>,
): Plan => {
  if (property.kind !== 'always' && property.kind !== 'onEveryStep') return plan
  let best = plan
  for (let size = Math.floor(plan.steps.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let from = 0; from + size <= best.steps.length;) {
      const steps = best.steps.filter((_, i) => i < from || i >= from + size)
      const walk = follow(walker, { ...best, steps })
      if (isBroken(walk)) best = cut(walker, walk)
      else from += size
    }
  }
  return best
}

const traceOf = <S>(
  walker: Walker<S>,
  property: Property<S>,
  plan: Plan,
  maxSteps: number,
): Trace<S> | null => {
  const exact = follow(walker, plan)
  const walk =
    exact?.broken.has(property) === true ? exact : rerun(walker, plan, () => true, maxSteps)
  const length = walk?.broken.get(property)
  if (walk === null || length === undefined) return null
  return walker.trace(property, walk.start, walk.walked.slice(0, length), walk.loopStart)
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
