/** Turns what a search found into verdicts: never more certainty than was earned. */
import { explain, isBrokenBy } from './explain.ts'
import type { LastStep } from './explain.ts'
import type { Finding, FoundWay } from './findings.ts'
import type { Search } from './search.ts'
import { OriginalNames } from './original-names.ts'
import type { Property } from './property.ts'
import { Tracer } from './trace.ts'
import type { Run } from './trace.ts'
import type { PropertyVerdict, Trace } from './verdict.ts'

export const verdictsOf = <S>(search: Search<S>): readonly PropertyVerdict<S>[] => {
  const teller = tellerOf(search)
  return search.findings.all.map((finding) => verdictOf(search, finding, teller))
}

/** Tells runs of a search as traces. */
interface Teller<S> {
  readonly trace: (run: Run) => Trace<S>
  /** The run that breaks a property, and its last step as step properties see it. */
  readonly broken: (run: Run, property: Property<S>) => { readonly trace: Trace<S>; readonly last: LastStep<S> | null }
}

const tellerOf = <S>({ engine, space }: Search<S>): Teller<S> => {
  if (engine.canon !== null) {
    const names = new OriginalNames(engine, space)
    return {
      trace: (run) => names.follow(run).trace,
      broken: (run, property) => names.follow(run, (step) => breaks(property, step)),
    }
  }
  const tracer = new Tracer(engine, space)
  return {
    trace: (run) => tracer.trace(run),
    broken: (run, { kind }) => ({
      trace: tracer.trace(run),
      last: kind === 'onEveryStep' ? tracer.lastStep(run) : null,
    }),
  }
}

const breaks = <S>(property: Property<S>, { before, after, action }: LastStep<S>): boolean =>
  property.kind !== 'onEveryStep' || !property.holds(before, after, action)

const verdictOf = <S>(
  search: Search<S>,
  finding: Finding<S>,
  teller: Teller<S>,
): PropertyVerdict<S> => {
  const { property, worstRecovery, worstRun } = finding
  const ways = preferred(search, finding.ways).map((way) => ({
    faults: search.findings.faultSets.typesOf(way.faults),
    ...shown(finding, way, teller),
  }))
  const verdict = wordFor(finding, search.end === 'complete')
  const isWitnessed = wasWitnessed(search, finding)
  const completed = search.levels.filter(({ complete }) => complete).length
  return {
    name: property.name,
    kind: property.kind,
    clause: property.clause,
    verdict,
    leastFaults: finding.ways[0]?.level ?? null,
    exhaustiveUpTo: completed === 0 || finding.isUnjudged ? null : completed - 1,
    worstRecovery,
    recoveries: finding.recoveries.map(({ faults, ms }) => ({
      faults: search.findings.faultSets.typesOf(faults),
      ms,
    })),
    worstRecoveryTrace: worstRun === null ? null : teller.trace(worstRun),
    witnessed: isWitnessed,
    reachedBy: reaching(search, finding, teller),
    vacuous: verdict !== 'broken' && isVacuous(search, finding, isWitnessed),
    counterexample: ways[0]?.trace ?? null,
    explanation: ways[0]?.explanation ?? [],
    ways: ways.map(({ faults, trace }) => ({ faults, trace })),
  }
}

/** Everyday faults first; equals stay in their order. */
const preferred = <S>(search: Search<S>, ways: readonly FoundWay[]): readonly FoundWay[] => {
  const { preference } = search
  const rank = ({ faults }: FoundWay): number =>
    Math.max(0, ...search.findings.faultSets.typesOf(faults).map((type) => preference.indexOf(type)))
  return [...ways].sort((a, b) => a.level - b.level || rank(a) - rank(b))
}

/** A run, executed again through the plain rules and judged again by the plain predicate. */
const shown = <S>(
  { property }: Finding<S>,
  { run }: FoundWay,
  teller: Teller<S>,
): { readonly trace: Trace<S>; readonly explanation: readonly string[] } => {
  const { trace, last } = teller.broken(run, property)
  if (!isBrokenBy(property, trace, last)) {
    throw notAgain(property, 'break it')
  }
  return { trace, explanation: explain(property, trace, last) }
}

const notAgain = <S>({ name }: Property<S>, claim: string): Error =>
  new Error(
    `internal error: the run found for ${name} does not ${claim} when it is executed again; ` +
      'does the property or a rule depend on anything but the state?',
  )

/** The run to the first state in which a `sometimes` holds, executed again like those that break something. */
const reaching = <S>({ space }: Search<S>, { property, reachedIn }: Finding<S>, teller: Teller<S>): Trace<S> | null => {
  if (property.kind !== 'sometimes' || reachedIn === null) return null
  const trace = teller.trace({ path: space.pathTo(reachedIn) })
  if (!property.holds(trace.steps.at(-1)?.state ?? trace.initial)) {
    throw notAgain(property, 'reach it')
  }
  return trace
}

const wordFor = <S>(finding: Finding<S>, isComplete: boolean): PropertyVerdict<S>['verdict'] => {
  if (finding.property.kind === 'sometimes') {
    return finding.isReached ? 'holds' : isComplete ? 'broken' : 'inconclusive'
  }
  if (finding.ways.length > 0) return 'broken'
  return isComplete ? 'holds' : 'inconclusive'
}

/**
 * Was the property put to the test: did what its partner stands for happen? Without a partner: any
 * state.
 */
const wasWitnessed = <S>({ findings }: Search<S>, { property, isReached }: Finding<S>): boolean => {
  if (property.kind === 'sometimes') return isReached
  const partner = findings.all.find((f) => f.property.name === property.witness)
  return partner?.property.kind === 'sometimes' ? partner.isReached : true
}

/**
 * A claim about a machine that does nothing, or about a promise that is never made, says nothing.
 */
const isVacuous = <S>(
  { transitions }: Search<S>,
  { property, isReached }: Finding<S>,
  isWitnessed: boolean,
): boolean => {
  if (property.kind === 'sometimes') return false
  if (property.kind === 'leadsTo' && !isReached) return true
  return transitions === 0 || !isWitnessed
}
