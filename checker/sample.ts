/**
 * Random runs through fast-check. Sampling never proves: a property that was not broken is
 * 'inconclusive', and the report says how many runs did not break it.
 */
import { explain } from './explain.ts'
import type { Machine } from './machine.ts'
import { minimise } from './minimise.ts'
import { PlainMachine } from './plain.ts'
import type { Property } from './property.ts'
import { Sampler } from './sampler.ts'
import type { Found, Plan } from './sampler.ts'
import { sumOf } from './tally.ts'
import type { Share } from './tally.ts'
import type { PropertyVerdict, SearchEnd, SearchResult, SearchStats, Trace } from './verdict.ts'

export interface SampleOptions extends Plan {
  /**
   * Only the run at this path, as reported in a verdict of a sampling with the same seed and
   * options.
   */
  readonly path?: string
  /** Ends the sampling as soon as every property is broken. */
  readonly untilBroken?: boolean
  /** Minimise what was found (default true). */
  readonly minimise?: boolean
  readonly shouldStop?: () => SearchEnd | null
  readonly onProgress?: (progress: { readonly runs: number; readonly steps: number }) => void
  /** Milliseconds; without it `seconds` is 0. */
  readonly clock?: () => number
  /** Others who make some of the runs. */
  readonly crew?: Crew
}

/**
 * Others who make some of the runs, with the same machine, properties and options. Which ones they make does not matter:
 * a run follows from the seed and its number.
 */
export interface Crew {
  /** How many they are. */
  readonly size: number
  /** Is the next run, of which each is asked in its turn, made here? */
  readonly isOurs: (run: number) => boolean
  /** How many runs they made so far. */
  readonly made: () => number
  /**
   * Waits until they are done; what they did, and why they ended early (null: they did not). `goesOn` is asked
   * meanwhile: false ends them.
   */
  readonly finish: (goesOn: () => boolean) => { readonly shares: readonly Share[]; readonly end: SearchEnd | null }
}

const NOBODY: Crew = { size: 0, isOurs: () => true, made: () => 0, finish: () => ({ shares: [], end: null }) }

export const sample = <S>(
  machine: Machine<S>,
  properties: readonly Property<S>[],
  options: SampleOptions,
): SearchResult<S> => {
  const { path, shouldStop = () => null, crew = NOBODY } = options
  const now = (): number => options.clock?.() ?? 0
  const began = now()
  const sampler = new Sampler(machine, properties, options, shouldStop)
  const { tally } = sampler
  const breakable = properties.filter(({ kind }) => kind !== 'sometimes').length
  const isEnough = (): boolean => options.untilBroken === true && tally.broken.size === breakable
  const report = (): void => options.onProgress?.({ runs: tally.runs + crew.made(), steps: tally.steps })
  const onRun = (): void => {
    if (tally.runs % 16 === 0) report()
  }
  if (path === undefined) sampler.make((run) => !isEnough() && crew.isOurs(run), onRun)
  else sampler.makeAt(path)
  const others = crew.finish(() => {
    report()
    return sampler.goesOn()
  })
  const sum = sumOf([tally.share, ...others.shares])
  const plain = new PlainMachine(machine)
  const verdicts = properties.map((property) => {
    const runs = [tally.broken.get(property), ...others.shares.map(({ broken }) => broken.get(property.name))]
    const first = Math.min(...runs.filter((run) => run !== undefined))
    if (first === Infinity) return verdictOf(property, properties, sum, null)
    const found = sampler.shrink(property, path ?? String(first))
    const isWhole = options.minimise === false || sampler.reason !== null
    const trace = isWhole ? found.trace : minimise(machine, property, found.trace, { shouldStop })
    const explanation = explain(property, trace, plain.lastStep(trace))
    return { ...verdictOf(property, properties, sum, { ...found, trace }), explanation }
  })
  const end = sampler.reason ?? others.end ?? 'complete'
  const workers = crew.size === 0 ? {} : { workers: crew.size + 1 }
  return { verdicts, stats: { ...statsOf(sum, end, options.seed), ...workers, seconds: (now() - began) / 1000 } }
}

/** What all runs did. */
type Sum = ReturnType<typeof sumOf>

const statsOf = ({ runs, steps, longest, taken }: Sum, end: SearchEnd, seed: string): SearchStats => ({
  mode: 'sample',
  end,
  states: 0,
  transitions: steps,
  depth: longest === 0 ? 0 : longest + 1,
  levels: [],
  runs,
  steps,
  seed,
  seconds: 0,
  actions: Object.fromEntries(
    Object.entries(taken)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([type, count]) => [type, { taken: count, fresh: 0 }]),
  ),
})

const verdictOf = <S>(
  property: Property<S>,
  properties: readonly Property<S>[],
  { steps, reached }: Sum,
  found: Found<S> | null,
): PropertyVerdict<S> => {
  const { name, kind, clause, witness } = property
  const hasPartner = properties.some((p) => p.kind === 'sometimes' && p.name === witness)
  const isWitnessed =
    kind === 'sometimes' ? reached.includes(name) : !hasPartner || reached.includes(witness ?? '')
  const quiet = kind === 'sometimes' && isWitnessed ? 'holds' : 'inconclusive'
  const trace = found?.trace ?? null
  return {
    name,
    kind,
    clause,
    verdict: trace === null ? quiet : 'broken',
    leastFaults: trace?.steps.filter(({ fault }) => fault).length ?? null,
    exhaustiveUpTo: null,
    worstRecovery: [],
    recoveries: [],
    worstRecoveryTrace: null,
    witnessed: isWitnessed,
    reachedBy: null,
    vacuous: trace === null && kind !== 'sometimes' && (!isWitnessed || steps === 0),
    counterexample: trace,
    explanation: [],
    ways: trace === null ? [] : [{ faults: faultTypes(trace), trace }],
    ...(found === null ? {} : { path: found.path, original: found.original }),
  }
}

const faultTypes = <S>({ steps }: Trace<S>): readonly string[] =>
  steps.flatMap(({ fault, action }) => (fault ? [action.type] : [])).sort()
