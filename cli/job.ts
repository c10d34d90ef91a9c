/**
 * One check, as plain data in and out: what the worker thread runs. It searches, retells what it found, tries
 * what would help, and returns the result file and the counterexample files; it touches no file itself.
 */
import { explore, fingerprint, sample } from '../checker/index.ts'
import type { CheckpointOptions } from '../checker/index.ts'
import type { Property } from '../checker/property.ts'
import type { Crew } from '../checker/sample.ts'
import type { Plan } from '../checker/sampler.ts'
import type { PropertyVerdict, SearchEnd, SearchResult } from '../checker/verdict.ts'
import { FAULT_KINDS, actionTypeOf } from '../model/fault-kinds.ts'
import type { ClusterState } from '../model/state.ts'
import type { CounterexampleFile } from '../checker/verdict.ts'
import type { ResultFile } from '../reports/result.ts'
import type { World } from '../scenarios/scenario.ts'
import type { ThreadCrew } from '../threads/crew.ts'
import { build } from '../scenarios/scenario.ts'
import { counterexampleFile } from '../story/counterexample.ts'
import { nominalTrace } from '../story/nominal.ts'
import { fileNameOf } from './counterexample-file.ts'
import { resultOf } from './result.ts'
import type { SampledCluster } from './sampled-cluster.ts'
import { selected } from './selected.ts'
import { suggestionsFor } from './suggestions.ts'

type State = ClusterState

export interface Job {
  readonly world: World
  readonly faults: number
  readonly maxStates: number
  /** ms of real time; null: none. */
  readonly timeLimit: number | null
  readonly runs: number
  readonly seed: string
  /** Only these properties (and their witnesses); null: all that are on by default. */
  readonly properties: readonly string[] | null
  readonly survive: number
  readonly suggest: boolean
  /** Threads at most; another one than the first makes random runs. */
  readonly workers: number
  /** Folder in which exploring keeps what it finds. */
  readonly checkpoint?: string
  readonly input: ResultFile['input']
  readonly version: string
}

export interface Progress {
  readonly phase: 'exploring' | 'sampling' | 'suggestions'
  readonly faults: number
  readonly states: number
  readonly transitions: number
  readonly queue: number
  readonly runs: number
}

export interface Surroundings {
  readonly clock: () => number
  readonly isInterrupted: () => boolean
  /** There is little memory left: better a partial verdict than none. */
  readonly isFull: () => boolean
  readonly onProgress: (progress: Progress) => void
  readonly checkpoint?: Omit<CheckpointOptions, 'subject'>
  /** Begins to make random runs elsewhere, while this thread explores. */
  readonly beginCrew?: (sampled: SampledCluster, plan: Plan) => ThreadCrew
}

export interface Finished {
  readonly result: ResultFile
  readonly counterexamples: readonly { readonly path: string; readonly file: CounterexampleFile }[]
}

export const runJob = (job: Job, around: Surroundings): Finished => {
  const built = build(job.world)
  const judged = selected(built.properties, job.properties)
  const stop = stopper(job, around)
  // Before the search: who interrupts it does not wait for this.
  const nominal = nominalTrace(built)
  const crew = job.runs === 0 ? undefined : around.beginCrew?.(job, planOf(job))
  const explored = explore(built.machine, judged, {
    faults: job.faults,
    maxStates: job.maxStates,
    shouldStop: stop,
    clock: around.clock,
    preference: FAULT_KINDS.map(actionTypeOf),
    ...(around.checkpoint === undefined ? {} : { checkpoint: { ...around.checkpoint, subject: subjectOf(job) } }),
    onProgress: (p) => around.onProgress({ phase: 'exploring', runs: 0, ...p }),
  })
  const isOpen = new Set(explored.verdicts.filter(({ verdict }) => verdict !== 'broken').map(({ name }) => name))
  const sampled = sampling(
    job,
    { ...around, stop, crew },
    judged.filter(({ name }) => isOpen.has(name)),
  )
  // Nobody takes in what it would find.
  crew?.cut()
  const verdicts = explored.verdicts.map((v) => withSampled(v, sampled))
  const suggestions =
    job.suggest && explored.stats.end === 'complete'
      ? suggestionsFor(job, verdicts, { ...around, isInterrupted: () => stop() !== null })
      : new Map<string, ResultFile['properties'][number]['suggestions']>()
  const counterexamples = verdicts.flatMap((verdict) =>
    verdict.counterexample === null
      ? []
      : [{ path: fileNameOf(verdict.name), file: counterexampleFile(job, built, verdict, verdict.counterexample) }],
  )
  const result = resultOf({ job, built, nominal, judged, explored, verdicts, sampled, suggestions })
  return { result, counterexamples }
}

/** What the outcome of exploring depends on; how far it goes may change. */
const subjectOf = ({ version, input, world }: Job): Readonly<Record<string, string>> => ({
  'version of kubeproof': version,
  cluster: input.cluster,
  'kinds of faults': world.allow.join(', '),
  defects: (world.defects ?? []).join(', '),
  order: world.order ?? 'nominal',
  'manifests, promises or settings': `#${fingerprint(JSON.parse(JSON.stringify(world)))}`,
})

/** One clock for all that a job does: exploring, sampling, and trying what would help. */
const stopper = (job: Job, around: Surroundings): (() => SearchEnd | null) => {
  const started = around.clock()
  return () => {
    if (around.isInterrupted()) return 'interrupted'
    if (around.isFull()) return 'out-of-memory'
    return job.timeLimit !== null && around.clock() - started > job.timeLimit ? 'time-limit' : null
  }
}

/** Random runs have one fault more than was explored. */
const planOf = ({ runs, seed, faults }: Job): Plan => ({ runs, seed, faults: faults + 1, maxSteps: 20_000 })

/** Random runs, for what exploring did not break. */
const sampling = (
  job: Job,
  around: Surroundings & { readonly stop: () => SearchEnd | null; readonly crew: Crew | undefined },
  judged: readonly Property<State>[],
): SearchResult<State> | null => {
  if (job.runs === 0 || around.stop() !== null) return null
  const { machine } = build(job.world)
  return sample(machine, judged, {
    ...planOf(job),
    ...(around.crew === undefined ? {} : { crew: around.crew }),
    shouldStop: around.stop,
    clock: around.clock,
    onProgress: (p) =>
      around.onProgress({ phase: 'sampling', faults: job.faults + 1, states: 0, transitions: 0, queue: 0, ...p }),
  })
}

/** A violation that only sampling found is a violation; that it found none proves nothing. */
const withSampled = (
  verdict: PropertyVerdict<State>,
  sampled: SearchResult<State> | null,
): PropertyVerdict<State> => {
  const other = sampled?.verdicts.find(({ name }) => name === verdict.name)
  if (other === undefined || verdict.verdict === 'broken' || other.verdict !== 'broken') return verdict
  return { ...other, exhaustiveUpTo: verdict.exhaustiveUpTo, worstRecovery: verdict.worstRecovery }
}

