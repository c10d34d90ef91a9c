/**
 * Makes a counterexample small, deterministically, so that many seeds end in one run. First the faults: leave
 * out as many as possible, letting the run between them go its way. Then canonical: the first run that an
 * exhaustive search finds with the kinds of faults that are left.
 */
import { explore } from './explore.ts'
import type { Machine } from './machine.ts'
import type { Property } from './property.ts'
import { walkRun } from './run.ts'
import type { Trace, TraceStep } from './verdict.ts'
import { Walker } from './walk.ts'

export interface MinimiseOptions {
  /** How many states the canonical search may look at. */
  readonly maxStates?: number
  readonly maxSteps?: number
}

export const minimise = <S>(
  machine: Machine<S>,
  property: Property<S>,
  trace: Trace<S>,
  { maxStates = 300_000, maxSteps = 50_000 }: MinimiseOptions = {},
): Trace<S> => {
  const fewer = withFewerFaults(machine, property, trace, maxSteps)
  return canonical(machine, property, fewer, maxStates) ?? fewer
}

const faultsOf = <S>({ steps }: Trace<S>): readonly TraceStep<S>[] => steps.filter(({ fault }) => fault)

/** Leaves faults out one by one until none can go. */
const withFewerFaults = <S>(
  machine: Machine<S>,
  property: Property<S>,
  trace: Trace<S>,
  maxSteps: number,
): Trace<S> => {
  let best = trace
  for (let i = 0; i < faultsOf(best).length; ) {
    const kept = faultsOf(best).filter((_, j) => j !== i)
    const shorter = rerun(machine, property, best, kept, maxSteps)
    if (shorter === null) i += 1
    else [best, i] = [shorter, 0]
  }
  return best
}

/** Runs again with only these faults, each at the first moment not before its own at which it is possible. */
const rerun = <S>(
  machine: Machine<S>,
  property: Property<S>,
  trace: Trace<S>,
  faults: readonly TraceStep<S>[],
  maxSteps: number,
): Trace<S> | null => {
  const walker = new Walker(machine, [property])
  const pending = faults.map((step) => ({ step, notBefore: trace.steps.indexOf(step) }))
  const free = trace.steps.filter(({ fault }) => !fault).map(({ action }) => action)
  const result = walkRun(
    walker,
    [property],
    {
      free: (enabled) => {
        const wanted = enabled.findIndex((e) =>
          free.some((a) => walker.engine.interner.idOf(a) === walker.engine.interner.idOf(e.successor.action)),
        )
        return Math.max(0, wanted)
      },
      fault: (step, enabled) => {
        const [next] = pending
        if (next === undefined || step < Math.min(next.notBefore, maxSteps)) return null
        const id = walker.engine.interner.idOf(next.step.action)
        const found = enabled().find((e) => walker.engine.interner.idOf(e.successor.action) === id)
        if (found === undefined) return null
        pending.shift()
        return found
      },
    },
    maxSteps,
  )
  return result.broken.find((b) => b.property === property)?.trace ?? null
}

/** The first run of an exhaustive search with the same kinds of faults and as many of them. */
const canonical = <S>(
  machine: Machine<S>,
  property: Property<S>,
  trace: Trace<S>,
  maxStates: number,
): Trace<S> | null => {
  const faults = faultsOf(trace)
  const kinds = new Set(faults.map(({ action }) => action.type))
  const rules = machine.rules.map((rule) =>
    rule.fault === true
      ? { ...rule, next: (state: S) => rule.next(state).filter(({ action }) => kinds.has(action.type)) }
      : rule,
  )
  const { verdicts } = explore({ ...machine, rules }, [property], { faults: faults.length, maxStates })
  return verdicts[0]?.counterexample ?? null
}
