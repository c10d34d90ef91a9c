/** The result file from what the search found: verdicts in sentences, coverage, honesty. */
import { plural } from '../reports/plural.ts'
import type { Property } from '../checker/property.ts'
import { Digest } from '../checker/digest.ts'
import type { PropertyVerdict, SearchResult, Trace } from '../checker/verdict.ts'
import { FAULT_KINDS, actionTypeOf } from '../model/fault-kinds.ts'
import type { ClusterState } from '../model/state.ts'
import { truth } from '../model/truth.ts'
import { clauses } from '../spec/index.ts'
import type { PropertyResult, ResultFile, RunView } from '../reports/result.ts'
import type { Built } from '../scenarios/scenario.ts'
import { settingsOf } from '../scenarios/scenario.ts'
import { familyOf } from '../properties/catalogue.ts'
import { recoveryOf } from '../properties/promises.ts'
import { faultSentence } from '../story/sentences.ts'
import { executionOf } from '../story/execution.ts'
import { lessonOf } from '../story/lesson.ts'
import { nominalTrace, protocolCounts, strikesOn } from '../story/nominal.ts'
import type { Retelling } from '../story/story.ts'
import { retell } from '../story/story.ts'
import type { Job } from './job.ts'
import { fileNameOf } from './counterexample-file.ts'

type State = ClusterState
type Verdict = PropertyVerdict<State>

export interface Found {
  readonly job: Job
  readonly built: Built
  /** The run in which nothing goes wrong; null: there is more than one. */
  readonly nominal: Trace<State> | null
  readonly judged: readonly Property<State>[]
  readonly explored: SearchResult<State>
  readonly verdicts: readonly Verdict[]
  readonly sampled: SearchResult<State> | null
  readonly suggestions: ReadonlyMap<string, PropertyResult['suggestions']>
}

export const resultOf = (found: Found): ResultFile => {
  const { job, built, nominal, explored, sampled, judged, verdicts } = found
  const digest = new Digest()
  const context = { machine: built.machine, truth: truth(settingsOf(job.world)), judged }
  const telling = { found, context, nominal, digest }
  const properties = verdicts.map((verdict) => propertyResult(telling, verdict))
  const order = job.world.order ?? 'nominal'
  const { stats } = explored
  return {
    format: 'kubeproof/result@1',
    version: job.version,
    verdict: overall(properties, stats.end === 'complete'),
    properties,
    search: {
      mode: sampled === null ? 'explore' : 'explore+sample',
      order,
      end: stats.end,
      seed: sampled === null ? null : job.seed,
      runs: sampled?.stats.runs ?? 0,
      steps: sampled?.stats.steps ?? 0,
      faults: job.faults,
      states: stats.states,
      transitions: stats.transitions,
      depth: stats.depth,
      complete: stats.end === 'complete',
      levels: stats.levels.map((level) => ({ ...level })),
      reductions: [
        'one step takes everything that is due in the same millisecond; faults also strike in between',
        'faults of a process are injected next to its events and in quiet moments',
        'of idle workers that are just the same, faults strike the first two and the last',
        'in quiet moments revisions are renumbered, and history and names that nobody can ask for are forgotten',
      ],
      seconds: stats.seconds + (sampled?.stats.seconds ?? 0),
    },
    coverage: coverageOf(found, nominal),
    // Who interrupts wants to know what is known, at once.
    ...(nominal === null || stats.end === 'interrupted' || sampled?.stats.end === 'interrupted' ? {} : { nominal: told(nominal, null, telling) }),
    scenario: JSON.parse(JSON.stringify(job.world)),
    input: job.input,
  }
}

/** Broken: a promise of Kubernetes, or one of the user's by no more faults than it is to survive. */
const overall = (properties: readonly PropertyResult[], complete: boolean): ResultFile['verdict'] => {
  const isBroken = properties.some(
    (p) =>
      p.kind !== 'sometimes' &&
      p.verdict === 'broken' &&
      (p.family === 'kubernetes' || (p.family === 'user' && (p.leastFaults ?? 0) <= (p.survive ?? 0))),
  )
  if (isBroken) return 'broken'
  // A witness that no run reached breaks nothing; only who asks for nothing else wants to know.
  const claims = properties.filter(({ kind }) => kind !== 'sometimes')
  const isShown = claims.length > 0 || properties.every(({ verdict }) => verdict === 'holds')
  return complete && properties.length > 0 && isShown ? 'holds' : 'inconclusive'
}

const seconds = (ms: number): number => Math.round(ms / 100) / 10

const worstRecovery = (verdict: Verdict): number | null => {
  const known = verdict.worstRecovery.filter((ms): ms is number => ms !== null)
  return known.length === 0 ? null : seconds(Math.max(...known))
}

interface Telling {
  readonly found: Found
  readonly context: Retelling
  readonly nominal: Trace<State> | null
  readonly digest: Digest
}

const told = (
  trace: Trace<State>,
  property: Property<State> | null,
  { context, digest }: Telling,
  original?: Trace<State>,
): RunView => ({ ...retell(trace, property, context), execution: executionOf(trace, digest, original) })

const propertyResult = (telling: Telling, verdict: Verdict): PropertyResult => {
  const { found, nominal } = telling
  const { job, judged, sampled } = found
  const property = judged.find(({ name }) => name === verdict.name)
  if (property === undefined) throw new Error(`no property ${verdict.name}`)
  const reached = reachedAt(property, nominal)
  const trace = verdict.counterexample ?? slowest(verdict) ?? (reached === null ? hardToReach(found, verdict) : null)
  const run = trace === null ? null : told(trace, property, telling, verdict.original)
  const family = familyOf(property)
  const companion = found.verdicts.find(({ name }) => name === recoveryOf(property.name))
  const back = companion === undefined ? null : worstRecovery(companion)
  return {
    name: verdict.name,
    kind: verdict.kind,
    family,
    clause: verdict.clause,
    description: property.description ?? '',
    verdict: verdict.verdict,
    sentence: sentenceOf({ verdict, run, job, runs: sampled?.stats.runs ?? 0, back }),
    ...lessonIn(telling, verdict, trace, run),
    leastFaults: verdict.leastFaults,
    survive: family === 'user' ? (statedSurvival(job, property.name) ?? job.survive) : null,
    exhaustiveUpTo: verdict.exhaustiveUpTo,
    order: job.world.order ?? 'nominal',
    worstRecoverySeconds: worstRecovery(verdict),
    recoveries: verdict.worstRecovery.map((ms, faults) => ({
      faults,
      seconds: ms === null ? null : seconds(ms),
    })),
    slowest: verdict.recoveries.slice(0, MAX_SLOWEST).map(({ faults, ms }) => ({
      faults: faults.map(kindOfAction),
      seconds: seconds(ms),
    })),
    witness: property.witness ?? null,
    vacuous: verdict.vacuous,
    explanation: [...verdict.explanation],
    ways: waysOf(verdict),
    counterexample: run,
    reachedAt: reached,
    file: verdict.counterexample === null ? null : fileNameOf(verdict.name),
    suggestions: [...(found.suggestions.get(verdict.name) ?? [])],
  }
}

const lessonIn = (telling: Telling, verdict: Verdict, trace: Trace<State> | null, run: RunView | null): Pick<PropertyResult, 'lesson'> =>
  verdict.verdict !== 'broken' || trace === null || run === null
    ? {}
    : { lesson: lessonOf({ run, explanation: verdict.explanation, recovery: recoveryAfter(telling, verdict.name, trace) }) }

/** The same run until the promise is kept again for good; null: nobody knows when, or it never is. */
const recoveryAfter = ({ found, context }: Telling, name: string, trace: Trace<State>): RunView | null => {
  const again = found.judged.find((property) => property.name === recoveryOf(name))
  const last = trace.steps.at(-1)
  if (again === undefined || again.kind === 'onEveryStep' || last === undefined) return null
  const { steps = [] } = nominalTrace(found.built, last) ?? {}
  const late = steps.findLastIndex(({ state }) => !again.holds(state))
  const isOver = late < steps.length - 1
  return isOver ? retell({ ...trace, steps: [...trace.steps, ...steps.slice(0, late + 2)] }, null, context) : null
}

/** Where the run without faults first reaches what a `sometimes` asks for: after so many steps. */
const reachedAt = (property: Property<State>, nominal: Trace<State> | null): number | null => {
  if (property.kind !== 'sometimes' || nominal === null) return null
  const at = [nominal.initial, ...nominal.steps.map(({ state }) => state)].findIndex((state) => property.holds(state))
  return at === -1 ? null : at
}

/** How a witness is reached that the run without faults misses; not for who interrupts and wants to know at once. */
const hardToReach = ({ explored }: Found, { reachedBy }: Verdict): Trace<State> | null =>
  explored.stats.end === 'interrupted' ? null : reachedBy

const MAX_SLOWEST = 40

const kindOfAction = (type: string): string => FAULT_KINDS.find((kind) => actionTypeOf(kind) === type) ?? type

/** A user's promise that holds in the end still has a story: its slowest recovery. */
const slowest = (verdict: Verdict): Verdict['worstRecoveryTrace'] =>
  verdict.name.includes(' ') ? verdict.worstRecoveryTrace : null

const statedSurvival = (job: Job, name: string): number | undefined =>
  job.world.promises?.find((p) => p.survives !== undefined && name.startsWith(`${p.workload} ready`))?.survives

const waysOf = (verdict: Verdict): string[][] => {
  const own = verdict.counterexample?.steps.filter((s) => s.fault).map((s) => s.action.type).sort().join()
  return verdict.ways
    .filter(({ faults }) => [...faults].sort().join() !== own)
    .map(({ trace }) => trace.steps.filter((s) => s.fault).map((s) => faultSentence(s.action)))
}

interface Sentence {
  readonly verdict: Verdict
  readonly run: RunView | null
  readonly job: Job
  readonly runs: number
  /** Worst seconds until the promise is kept again for good, where it ever is. */
  readonly back: number | null
}

const sentenceOf = ({ verdict, run, job, runs, back }: Sentence): string => {
  const sampled = runs > 0 ? `not broken in ${plural(runs, 'sampled run')}` : ''
  const recovery = worstRecovery(verdict)
  const within = recovery === null ? '' : `; recovers within ${recovery} s in the worst case`
  const again = back === null || back === 0 ? '' : `; ${verdict.kind === 'eventually' ? 'after any other fault' : 'kept again for good'} within ${back} s`
  if (verdict.kind === 'sometimes') return reachedSentence(verdict.witnessed, job)
  switch (verdict.verdict) {
    case 'broken': {
      const how = run?.faults.join(', then ') ?? ''
      const what = verdict.explanation[0] ?? ''
      if (verdict.leastFaults === 0) return `broken without any fault: ${what}`
      return `broken by ${plural(verdict.leastFaults ?? 0, 'fault')}: ${how}; ${what}${again}`
    }
    case 'holds':
      return `survives any ${plural(job.faults, 'fault')}${within} (exhaustive, ${job.world.order ?? 'nominal'} order)${sampled === '' ? '' : `; ${sampled}`}`
    case 'inconclusive': {
      const { exhaustiveUpTo } = verdict
      const far = exhaustiveUpTo === null ? 'nothing was searched exhaustively' : `exhaustive up to ${plural(exhaustiveUpTo, 'fault')}${within}`
      return `not decided: ${[sampled, far].filter((part) => part !== '').join('; ')}`
    }
  }
}

const reachedSentence = (isReached: boolean, { faults }: Job): string =>
  isReached ? 'is reached' : `is not reached by any run that was looked at (up to ${plural(faults, 'fault')})`

const coverageOf = ({ explored, built, job, judged }: Found, nominal: Trace<State> | null): ResultFile['coverage'] => {
  const { actions, coverage } = explored.stats
  const count = (name: string): ResultFile['coverage']['actions'][number] => ({
    name,
    ...(actions[name] ?? { taken: 0, fresh: 0 }),
  })
  return {
    neverEnabled: [...(coverage?.neverEnabled ?? [])],
    values: Object.entries(coverage?.values ?? {}).map(([name, number]) => ({ name, count: number })),
    actions: Object.keys(actions).sort().map(count),
    faults: FAULT_KINDS.filter((kind) => job.world.allow.includes(kind)).map((kind) => ({
      ...count(actionTypeOf(kind)),
      name: kind,
    })),
    clauses: clauses.map(({ id }) => ({
      id,
      properties: judged.filter((p) => p.clause === id).map(({ name }) => name),
    })),
    protocol: protocolCounts(nominal, built),
    // Only what was looked at to its end is known not to have been left out.
    ...(nominal === null || explored.stats.levels[1]?.complete !== true ? {} : { strikes: strikesOn(nominal, built) }),
  }
}
