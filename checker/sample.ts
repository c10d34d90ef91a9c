/**
 * Random runs through fast-check. Sampling never proves: a property that was not broken is
 * 'inconclusive', and the report says how many runs did not break it.
 */
import fc from 'fast-check'
import seedrandom from 'seedrandom'
import { internalError } from './errors.ts'
import { explain } from './explain.ts'
import type { Machine } from './machine.ts'
import { minimise } from './minimise.ts'
import { PlainMachine } from './plain.ts'
import type { Property } from './property.ts'
import { NO_FAULT, walkRun } from './run.ts'
import type { Walk } from './run.ts'
import { SampledRuns } from './sampled-runs.ts'
import { shownRun } from './shown-run.ts'
import { Tally } from './tally.ts'
import type { PropertyVerdict, SearchEnd, SearchResult, Trace } from './verdict.ts'
import { Walker } from './walk.ts'
import { FAULT } from './walked-states.ts'

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
  const tally = new Tally(walker)
  const stop = new Stopper(options)
  const arbitrary = new SampledRuns(walker, {
    ...usualRun(walker, options, stop),
    faults: options.faults,
    maxSteps: options.maxSteps,
    goesOn: () => stop.goesOn(),
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

/** Remembers why it was told to stop; asks before every run, and now and then on the way. */
class Stopper {
  reason: SearchEnd | null = null
  isEnough = false
  readonly #ask: () => SearchEnd | null

  constructor({ shouldStop }: SampleOptions) {
    this.#ask = shouldStop ?? (() => null)
  }

  goesOn(): boolean {
    this.reason ??= this.#ask()
    return this.reason === null
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
  stop: Stopper,
): { readonly length: number; readonly chances: ReadonlyMap<string, number> } => {
  const random = seedrandom.alea(`${seed}/usual`)
  const choices = {
    free: (_state: number, count: number): number => Math.floor(random() * count),
    fault: () => NO_FAULT,
    goesOn: () => stop.goesOn(),
  }
  const { states } = walkRun(walker, 0, choices, maxSteps)
  const length = states.length - 1
  const chances = new Map<string, number>()
  if (!bias) return { length, chances }
  const every = Math.max(1, Math.floor(length / PROBES))
  for (const state of states.filter((_, i) => i % every === 0)) {
    if (!stop.goesOn()) break
    for (const edge of walker.edges(state, FAULT)) {
      const { type } = walker.successor(edge).action
      chances.set(type, (chances.get(type) ?? 0) + 1)
    }
  }
  return { length, chances }
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
      // After the run at a path fast-check goes on with its neighbours.
      if (stop.reason !== null || index >= runs) return true
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
    found.set(target, { ...shown(walker, target, first ?? walk, walk), path: details.counterexamplePath })
    // The same run may break other properties too.
    at = options.path ?? String(firstOf(details.counterexamplePath))
  }
  return found
}

/** A run that broke a property, as it was found and as it was shrunk. */
const shown = <S>(
  walker: Walker<S>,
  property: Property<S>,
  original: Walk<S>,
  shrunk: Walk<S>,
): Omit<Found<S>, 'path'> => {
  const trace = shownRun(walker, property, shrunk)
  if (trace === null) throw internalError('a run that broke a property does not break it')
  return { trace, original: shownRun(walker, property, original) ?? trace }
}

/** Index of the run that a path begins with. */
const firstOf = (path: string): number => Number(path.split(':')[0])

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
