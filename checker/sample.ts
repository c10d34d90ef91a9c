/**
 * Random runs through fast-check. Sampling never proves: a property that was not broken is
 * 'inconclusive', and the report says how many runs did not break it.
 */
import fc from 'fast-check'
import seedrandom from 'seedrandom'
import { explain } from './explain.ts'
import type { Machine } from './machine.ts'
import { minimise } from './minimise.ts'
import { PlainMachine } from './plain.ts'
import type { Property } from './property.ts'
import { walkRun } from './run.ts'
import type { Walk } from './run.ts'
import { SampledRuns } from './sampled-runs.ts'
import { Tally } from './tally.ts'
import type { PropertyVerdict, SearchEnd, SearchResult, Trace } from './verdict.ts'
import { Walker } from './walk.ts'

export interface SampleOptions {
  readonly runs: number
  readonly seed: string
  /** Largest number of faults in a run. */
  readonly faults: number
  readonly maxSteps: number
  /**
   * Only the run at this path, as reported in a verdict of a sampling with the same seed and
   * options.
   */
  readonly path?: string
  /** Prefer faults that are rarely possible (default true). */
  readonly bias?: boolean
  /** Ends the sampling as soon as every property is broken. */
  readonly untilBroken?: boolean
  /** Minimise what was found (default true). */
  readonly minimise?: boolean
  readonly shouldStop?: () => SearchEnd | null
  readonly onProgress?: (progress: { readonly runs: number; readonly steps: number }) => void
  /** Milliseconds; without it `seconds` is 0. */
  readonly clock?: () => number
}

/** A run that broke a property. */
interface Found<S> {
  readonly trace: Trace<S>
  /** As it was found, before anything was left out. */
  readonly original: Trace<S>
  readonly path: string
}

export const sample = <S>(
  machine: Machine<S>,
  properties: readonly Property<S>[],
  options: SampleOptions,
): SearchResult<S> => {
  const now = (): number => options.clock?.() ?? 0
  const began = now()
  const walker = new Walker(machine, properties)
  const plain = new PlainMachine(machine)
  const tally = new Tally<S>()
  const stop = new Stopper(options)
  const arbitrary = new SampledRuns(walker, {
    ...usualRun(walker, options),
    faults: options.faults,
    maxSteps: options.maxSteps,
    isStopped: () => stop.reason !== null,
  })
  const found = hunt(walker, arbitrary, options, tally, stop)
  const verdicts = properties.map((property) => {
    const hit = found.get(property)
    const isWhole = hit === undefined || options.minimise === false || stop.reason !== null
    const small = isWhole ? hit?.trace : minimise(machine, property, hit.trace, stop.forMinimiser())
    const last = small === undefined ? null : plain.lastStep(small)
    const explanation = small === undefined ? [] : explain(property, small, last)
    const original = hit === undefined ? {} : { original: hit.original }
    return { ...verdictOf(property, properties, tally, small, hit?.path), ...original, explanation }
  })
  return {
    verdicts,
    stats: {
      ...tally.stats(stop.reason ?? 'complete', options.seed),
      seconds: (now() - began) / 1000,
    },
  }
}

/** Remembers why it was told to stop; asks before every run. */
class Stopper {
  reason: SearchEnd | null = null
  isEnough = false
  readonly #ask: () => SearchEnd | null

  constructor({ shouldStop }: SampleOptions) {
    this.#ask = shouldStop ?? (() => null)
  }

  ask(): void {
    this.reason ??= this.#ask()
  }

  /** Nothing is left to be found; what was found is still minimised. */
  enough(): void {
    this.isEnough = true
  }

  forMinimiser(): { readonly shouldStop: () => SearchEnd | null } {
    return { shouldStop: this.#ask }
  }
}

/** How often along a usual run it is asked which faults are possible. */
const PROBES = 64

/** A run without faults: how long it is, and how often each kind of fault was possible. */
const usualRun = <S>(
  walker: Walker<S>,
  { seed, maxSteps, bias = true }: SampleOptions,
): { readonly length: number; readonly chances: ReadonlyMap<string, number> } => {
  const random = seedrandom.alea(`${seed}/usual`)
  const free = (enabled: readonly unknown[]): number => Math.floor(random() * enabled.length)
  const { start, walked } = walkRun(walker, 0, { free, fault: () => null }, maxSteps)
  const chances = new Map<string, number>()
  if (!bias) return { length: walked.length, chances }
  const every = Math.max(1, Math.floor(walked.length / PROBES))
  const states = [start, ...walked.map(({ after }) => after)]
  for (const vector of states.filter((_, i) => i % every === 0)) {
    for (const { successor } of walker.enabled(vector, true)) {
      const { type } = successor.action
      chances.set(type, (chances.get(type) ?? 0) + 1)
    }
  }
  return { length: walked.length, chances }
}

const canBreak = <S>({ kind }: Property<S>): boolean => kind !== 'sometimes'

/** A 32-bit number for fast-check, from a seed of any kind. */
const numberOf = (seed: string): number => seedrandom.alea(seed).int32()

/**
 * Runs until all runs are done; each property that breaks is shrunk for itself, and then left out.
 */
const hunt = <S>(
  walker: Walker<S>,
  arbitrary: SampledRuns<S>,
  options: SampleOptions,
  tally: Tally<S>,
  stop: Stopper,
): ReadonlyMap<Property<S>, Found<S>> => {
  const found = new Map<Property<S>, Found<S>>()
  const seed = numberOf(options.seed)
  const runs = options.path === undefined ? options.runs : firstOf(options.path) + 1
  for (let at = options.path ?? '0'; firstOf(at) < runs && stop.reason === null && !stop.isEnough;) {
    let index = firstOf(at)
    let target: Property<S> | null = null
    let first: Walk<S> | null = null
    const isSound = (walk: Walk<S>): boolean => {
      if (target !== null) return !walk.broken.has(target)
      stop.ask()
      if (stop.reason !== null) return true
      tally.note(index, walk)
      index += 1
      if (tally.runs % 16 === 0) options.onProgress?.({ runs: tally.runs, steps: tally.steps })
      target = [...walk.broken.keys()].find((property) => !found.has(property)) ?? null
      first = walk
      return target === null
    }
    const details = fc.check(fc.property(arbitrary, isSound), {
      seed,
      path: at,
      numRuns: runs - firstOf(at),
    })
    const [walk] = details.counterexample ?? []
    if (walk === undefined || target === null || details.counterexamplePath === null) break
    if (options.untilBroken === true && found.size + 1 === walker.properties.filter(canBreak).length) stop.enough()
    const trace = shownRun(walker, target, walk)
    const original = first === null ? trace : shownRun(walker, target, first)
    found.set(target, { trace, original, path: details.counterexamplePath })
    // The same run may break other properties too.
    at = options.path ?? String(firstOf(details.counterexamplePath))
  }
  return found
}

/** Index of the run that a path begins with. */
const firstOf = (path: string): number => Number(path.split(':')[0])

const shownRun = <S>(walker: Walker<S>, property: Property<S>, walk: Walk<S>): Trace<S> => {
  const length = walk.broken.get(property)
  return walker.trace(property, walk.start, walk.walked.slice(0, length), walk.loopStart)
}

const verdictOf = <S>(
  property: Property<S>,
  properties: readonly Property<S>[],
  tally: Tally<S>,
  trace: Trace<S> | undefined,
  path: string | undefined,
): PropertyVerdict<S> => {
  const { name, kind, clause, witness } = property
  const hasPartner = properties.some((p) => p.kind === 'sometimes' && p.name === witness)
  const isWitnessed =
    kind === 'sometimes' ? tally.reached.has(name) : !hasPartner || tally.reached.has(witness ?? '')
  const quiet = kind === 'sometimes' && isWitnessed ? 'holds' : 'inconclusive'
  return {
    name,
    kind,
    clause,
    verdict: trace === undefined ? quiet : 'broken',
    leastFaults: trace?.steps.filter(({ fault }) => fault).length ?? null,
    exhaustiveUpTo: null,
    worstRecovery: [],
    recoveries: [],
    worstRecoveryTrace: null,
    witnessed: isWitnessed,
    reachedBy: null,
    vacuous: trace === undefined && kind !== 'sometimes' && (!isWitnessed || tally.steps === 0),
    counterexample: trace ?? null,
    explanation: [],
    ways: trace === undefined ? [] : [{ faults: faultTypes(trace), trace }],
    ...(path === undefined ? {} : { path }),
  }
}

const faultTypes = <S>({ steps }: Trace<S>): readonly string[] =>
  steps.flatMap(({ fault, action }) => (fault ? [action.type] : [])).sort()
