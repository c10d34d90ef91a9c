/**
 * Random runs through fast-check: an arbitrary that walks enabled actions, so that no offered step is wasted,
 * and shrinks on actions (faults first). Seeds and paths are those of fast-check.
 */
import fc from 'fast-check'
import seedrandom from 'seedrandom'
import type { Machine } from './machine.ts'
import { minimise } from './minimise.ts'
import type { Property } from './property.ts'
import { walkRun } from './run.ts'
import type { RunResult } from './run.ts'
import { explain } from './findings.ts'
import type { PropertyVerdict, SearchEnd, SearchResult, Trace } from './verdict.ts'
import type { Enabled } from './walk.ts'
import { Walker } from './walk.ts'

export interface SampleOptions {
  readonly runs: number
  readonly seed: string
  /** Largest number of faults in a run. */
  readonly faults: number
  readonly maxSteps: number
  readonly shouldStop?: () => SearchEnd | null
  readonly onProgress?: (progress: { readonly runs: number }) => void
  readonly clock?: () => number
  /** Minimise what was found (default true). */
  readonly minimise?: boolean
}

/** A run's departures: at which step, and which of the faults possible there (modulo their number). */
interface Departure {
  readonly step: number
  readonly pick: number
}

export interface Plan {
  readonly departures: readonly Departure[]
  /** Seeds the choice among several free steps. */
  readonly order: number
}

/** Generates plans for runs of about `length` steps; shrinks by leaving departures out. */
export const plans = (length: number, faults: number): fc.Arbitrary<Plan> => {
  const spread = fc.record({ step: fc.nat(Math.max(1, length)), pick: fc.nat(1_000_000) })
  const clumped = fc
    .tuple(spread, fc.array(fc.record({ after: fc.nat(6), pick: fc.nat(1_000_000) }), { maxLength: Math.max(0, faults - 1) }))
    .map(([first, rest]) => [first, ...rest.map(({ after, pick }) => ({ step: first.step + after + 1, pick }))])
  const departures = fc.oneof(fc.array(spread, { minLength: Math.min(1, faults), maxLength: faults }), clumped)
  return fc.record({ departures: faults === 0 ? fc.constant([]) : departures, order: fc.nat() })
}

const numericSeed = (seed: string): number => seedrandom.alea(seed).int32()

export const sample = <S>(
  machine: Machine<S>,
  properties: readonly Property<S>[],
  options: SampleOptions,
): SearchResult<S> => {
  const began = options.clock?.() ?? 0
  const walker = new Walker(machine, properties)
  const found = new Map<string, Trace<S>>()
  const seen = new Set<string>()
  const counts = new Map<string, number>()
  let steps = 0
  let runs = 0
  let end: SearchEnd = 'complete'
  const note = (result: RunResult<S>): void => {
    runs += 1
    steps += result.walked.length
    for (const name of result.seen) seen.add(name)
    for (const { enabled } of result.walked) {
      const { type } = enabled.successor.action
      counts.set(type, (counts.get(type) ?? 0) + 1)
    }
    for (const { property, trace } of result.broken) {
      const known = found.get(property.name)
      if (known === undefined || isSmaller(trace, known)) found.set(property.name, trace)
    }
    if (runs % 16 === 0) options.onProgress?.({ runs })
  }
  const first = walkRun(walker, properties, choicesOf({ departures: [], order: 0 }, counts), options.maxSteps)
  note(first)
  const arbitrary = plans(first.walked.length, options.faults)
  const seed = numericSeed(options.seed)
  for (const plan of fc.sample(arbitrary, { seed, numRuns: Math.max(0, options.runs - 1) })) {
    const reason = options.shouldStop?.() ?? null
    if (reason !== null) {
      end = reason
      break
    }
    note(walkRun(walker, properties, choicesOf(plan, counts), options.maxSteps))
  }
  const verdicts = properties.map((p) => verdictOf(machine, p, found.get(p.name), seen, options))
  return {
    verdicts,
    stats: {
      mode: 'sample',
      end,
      states: 0,
      transitions: steps,
      depth: 0,
      levels: [],
      runs,
      steps,
      seed: options.seed,
      seconds: ((options.clock?.() ?? 0) - began) / 1000,
      actions: Object.fromEntries([...counts].map(([type, taken]) => [type, { taken, fresh: 0 }])),
    },
  }
}

const faultCount = <S>({ steps }: Trace<S>): number => steps.filter(({ fault }) => fault).length

const isSmaller = <S>(a: Trace<S>, b: Trace<S>): boolean =>
  faultCount(a) - faultCount(b) || a.steps.length - b.steps.length ? faultCount(a) < faultCount(b) || (faultCount(a) === faultCount(b) && a.steps.length < b.steps.length) : false

/** Follows a plan; rarely taken kinds of fault are preferred among those possible. */
const choicesOf = (plan: Plan, counts: ReadonlyMap<string, number>) => {
  const random = seedrandom.alea(String(plan.order))
  const due = [...plan.departures].sort((a, b) => a.step - b.step)
  return {
    free: (enabled: readonly Enabled[]): number =>
      enabled.length < 2 ? 0 : Math.floor(random() * enabled.length),
    fault: (step: number, enabled: () => readonly Enabled[]): Enabled | null => {
      const [next] = due
      if (next === undefined || next.step > step) return null
      const possible = enabled()
      if (possible.length === 0) return null
      due.shift()
      return pickRare(possible, next.pick, counts)
    },
  }
}

/** Of two candidates the one whose kind was injected less often. */
const pickRare = (
  possible: readonly Enabled[],
  pick: number,
  counts: ReadonlyMap<string, number>,
): Enabled | null => {
  const [a, b] = [possible[pick % possible.length], possible[Math.floor(pick / 997) % possible.length]]
  if (a === undefined || b === undefined) return null
  const taken = (e: Enabled): number => counts.get(e.successor.action.type) ?? 0
  return taken(b) < taken(a) ? b : a
}

const verdictOf = <S>(
  machine: Machine<S>,
  property: Property<S>,
  trace: Trace<S> | undefined,
  seen: ReadonlySet<string>,
  options: SampleOptions,
): PropertyVerdict<S> => {
  const small =
    trace === undefined || options.minimise === false ? trace : minimise(machine, property, trace)
  const isWitnessed =
    property.kind === 'sometimes'
      ? seen.has(property.name)
      : property.witness === undefined || seen.has(property.witness)
  return {
    name: property.name,
    kind: property.kind,
    clause: property.clause,
    verdict:
      small !== undefined ? 'broken' : property.kind === 'sometimes' && isWitnessed ? 'holds' : 'inconclusive',
    leastFaults: small === undefined ? null : faultCount(small),
    exhaustiveUpTo: null,
    worstRecovery: [],
    worstRecoveryTrace: null,
    witnessed: isWitnessed,
    vacuous: !isWitnessed && small === undefined,
    counterexample: small ?? null,
    explanation: small === undefined ? [] : explain(property, small),
    ways: [],
  }
}
