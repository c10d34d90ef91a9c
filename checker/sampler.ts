/** Makes the runs of a sampling, or some of them, and shrinks those that break something. */
import fc from 'fast-check'
import seedrandom from 'seedrandom'
import { internalError } from './errors.ts'
import type { Machine } from './machine.ts'
import type { Property } from './property.ts'
import { NO_FAULT, walkRun } from './run.ts'
import type { Walk } from './run.ts'
import { SampledRuns } from './sampled-runs.ts'
import type { RunSettings } from './sampled-runs.ts'
import { shownRun } from './shown-run.ts'
import { Tally } from './tally.ts'
import type { SearchEnd, Trace } from './verdict.ts'
import { Walker } from './walk.ts'
import { FAULT } from './walked-states.ts'

/** Which runs, and how; the same for all who make some of them. */
export interface Plan {
  readonly runs: number
  readonly seed: string
  /** Largest number of faults in a run. */
  readonly faults: number
  readonly maxSteps: number
  /** Prefer faults that are rarely possible (default true). */
  readonly bias?: boolean
}

/** A run that broke a property. */
export interface Found<S> {
  readonly trace: Trace<S>
  /** As it was found, before anything was left out. */
  readonly original: Trace<S>
  readonly path: string
}

/** How runs without faults go, by which faults are spread. */
type UsualRun = Pick<RunSettings, 'length' | 'chances'>

/** How often along a usual run it is asked which faults are possible. */
const PROBES = 64

export class Sampler<S> {
  readonly tally: Tally<S>
  /** Why no more runs are made; null: they are. */
  reason: SearchEnd | null = null
  readonly #walker: Walker<S>
  readonly #plan: Plan
  readonly #shouldStop: () => SearchEnd | null
  #usual: UsualRun | null = null

  constructor(machine: Machine<S>, properties: readonly Property<S>[], plan: Plan, shouldStop: () => SearchEnd | null) {
    this.#walker = new Walker(machine, properties)
    this.#plan = plan
    this.#shouldStop = shouldStop
    this.tally = new Tally(this.#walker)
  }

  /** Shall it go on? Asked before every run, and now and then on the way. */
  goesOn(): boolean {
    this.reason ??= this.#shouldStop()
    return this.reason === null
  }

  /** Makes those runs that are wanted, which is asked of each in turn; `onRun` is told of each. */
  make(isWanted: (run: number) => boolean, onRun: () => void): void {
    const runs = this.#arbitrary()
    let index = -1
    const wanted = new Wanted(runs, () => {
      index += 1
      return this.goesOn() && isWanted(index)
    })
    const note = (walk: Walk<S> | null): void => {
      if (walk === null || this.reason !== null) return
      this.tally.note(index, walk)
      onRun()
    }
    const { errorInstance } = fc.check(fc.property(wanted, note), { seed: this.#seed, numRuns: this.#plan.runs })
    // Nothing that `note` calls may fail in silence: there would be fewer runs than is told.
    if (errorInstance !== null) throw errorInstance
  }

  /** Makes the run at a path, and counts it. */
  makeAt(path: string): void {
    // After the run at a path fast-check goes on with its neighbours.
    const note = (walk: Walk<S>): void => {
      if (this.tally.runs === 0) this.tally.note(firstOf(path), walk)
    }
    fc.check(fc.property(this.#arbitrary(), note), { seed: this.#seed, path, numRuns: 1 })
  }

  /** The run at a path, which breaks a property, and as few of its faults as break it still. */
  shrink(property: Property<S>, path: string): Found<S> {
    let first: Walk<S> | null = null
    const isSound = (walk: Walk<S>): boolean => {
      // The run itself is made again even by who was told to stop, as it must be shown.
      if (first !== null && !this.goesOn()) return true
      first ??= walk
      return !walk.broken.has(property)
    }
    const runs = this.#arbitrary(() => first === null || this.goesOn())
    const details = fc.check(fc.property(runs, isSound), { seed: this.#seed, path, numRuns: 1 })
    const [walk] = details.counterexample ?? []
    if (walk === undefined || details.counterexamplePath === null) {
      throw internalError(`the run at ${path} does not break ${property.name} when it is made again`)
    }
    const trace = shownRun(this.#walker, property, walk)
    if (trace === null) throw internalError('a run that broke a property does not break it')
    const original = first === null || first === walk ? trace : shownRun(this.#walker, property, first)
    return { trace, original: original ?? trace, path: details.counterexamplePath }
  }

  /** A 32-bit number for fast-check, from a seed of any kind. */
  get #seed(): number {
    return seedrandom.alea(this.#plan.seed).int32()
  }

  #arbitrary(goesOn: () => boolean = () => this.goesOn()): SampledRuns<S> {
    const { faults, maxSteps } = this.#plan
    this.#usual ??= this.#usualRun()
    return new SampledRuns(this.#walker, { ...this.#usual, faults, maxSteps, goesOn })
  }

  /** A run without faults: how long it is, and how often each kind of fault was possible. */
  #usualRun(): UsualRun {
    const { seed, maxSteps, bias = true } = this.#plan
    const walker = this.#walker
    const random = seedrandom.alea(`${seed}/usual`)
    const choices = {
      free: (_state: number, count: number): number => Math.floor(random() * count),
      fault: () => NO_FAULT,
      goesOn: () => this.goesOn(),
    }
    const { states } = walkRun(walker, 0, choices, maxSteps)
    const length = states.length - 1
    const chances = new Map<string, number>()
    if (!bias) return { length, chances }
    const every = Math.max(1, Math.floor(length / PROBES))
    for (const state of states.filter((_, i) => i % every === 0)) {
      if (!this.goesOn()) break
      for (const edge of walker.edges(state, FAULT)) {
        const { type } = walker.successor(edge).action
        chances.set(type, (chances.get(type) ?? 0) + 1)
      }
    }
    return { length, chances }
  }
}

/** Some of the runs; those that nobody wants are not made, and stand as null. */
class Wanted<S> extends fc.Arbitrary<Walk<S> | null> {
  readonly #runs: SampledRuns<S>
  readonly #isNext: () => boolean

  constructor(runs: SampledRuns<S>, isNext: () => boolean) {
    super()
    this.#runs = runs
    this.#isNext = isNext
  }

  override generate(random: fc.Random): fc.Value<Walk<S> | null> {
    return this.#isNext() ? this.#runs.generate(random) : new fc.Value(null, undefined)
  }

  override canShrinkWithoutContext(_value: unknown): _value is Walk<S> | null {
    return false
  }

  override shrink(): fc.Stream<fc.Value<Walk<S> | null>> {
    return fc.Stream.nil()
  }
}

/** Index of the run that a path begins with. */
const firstOf = (path: string): number => Number(path.split(':')[0])
