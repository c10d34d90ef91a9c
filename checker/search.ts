/**
 * Exhaustive search by fault budget. Level 0 is what free steps reach from the initial states; level b+1 starts with every
 * fault that can strike a state of level b, and closes it under free steps. A state that is found again with more faults
 * is not looked at twice. Within a level states come in order of their total depth, so the first run found is the one
 * with fewest faults, then fewest steps (of the runs that are kept, where few orders are).
 */
import type { Batch } from './batch.ts'
import type { Cursor, Keeper, Position } from './checkpoint/position.ts'
import { Engine } from './engine.ts'
import type { Seen } from './engine.ts'
import type { ExploreOptions } from './explore-options.ts'
import { MachineError } from './errors.ts'
import type { Expander, IsFinal } from './expander.ts'
import { Expanders } from './expanders.ts'
import { Findings, isLive } from './findings.ts'
import { Graph } from './graph.ts'
import { addInitial } from './initial-states.ts'
import type { Machine } from './machine.ts'
import { Patience } from './patience.ts'
import { Pipeline } from './pipeline.ts'
import type { Property } from './property.ts'
import { Recorder } from './recorder.ts'
import { StateSpace } from './state-space.ts'
import { Stopwatch } from './stopwatch.ts'
import { isApplied, reductionsFor, takesEnough, watchesRules } from './reductions.ts'
import { Shortcuts } from './shortcuts.ts'
import type { PutOff } from './shortcuts.ts'
import type { SearchSetup } from './search-setup.ts'
import type { ActionCounts, LevelStats, Reduction, SearchEnd } from './verdict.ts'

export class Search<S> {
  readonly engine: Engine<S>
  readonly space: StateSpace
  readonly findings: Findings<S>
  /** Free steps; null if no property needs them. */
  readonly graph: Graph | null
  readonly reductions: readonly Reduction[]
  /** Steps that are left out; null: all are taken. */
  readonly shortcuts: Shortcuts<S> | null
  readonly isFinal: IsFinal | null
  readonly levels: LevelStats[] = []
  /** First state of each level that was begun, and the end of the last one. */
  readonly starts: number[] = []
  /** Has another thread taken part? */
  isHelped = false
  end: SearchEnd = 'complete'
  readonly preference: readonly string[]
  readonly #options: ExploreOptions
  readonly #initial: readonly Int32Array[]
  readonly #expanders: Expanders<S>
  readonly #recorder: Recorder<S>
  #pipeline: Pipeline<S>
  /** What was seen up to the last batch that was recorded. */
  seen: Seen
  #at: Cursor = { level: 0, seed: 0, next: 0, steps: 0, from: null, deadEnds: 0 }
  readonly #budget: number
  readonly #isEnough: NonNullable<SearchSetup<S>['isEnough']>
  readonly #patience: Patience
  readonly #stopwatch: Stopwatch
  #keeper: Keeper | null = null

  constructor(
    machine: Machine<S>,
    properties: readonly Property<S>[],
    options: ExploreOptions,
    setup: SearchSetup<S> = {},
  ) {
    if (!(Number.isInteger(options.faults) && options.faults >= 0)) {
      throw new MachineError(`a budget of ${options.faults} faults is no whole number from 0`)
    }
    this.reductions = setup.reductions ?? reductionsFor(machine, properties, options)
    this.engine = setup.engine ?? new Engine(machine, isApplied(this.reductions, 'symmetry'))
    const initial = machine.initial.map((state) => this.engine.encode(state, 'an initial state'))
    for (const vector of initial) this.engine.normalise(vector)
    this.#initial = initial
    this.space = new StateSpace(this.engine.values)
    this.engine.steps.compileFor(this.space.layout)
    this.findings = new Findings(this.engine, this.space, properties)
    this.graph = takesEnough(machine, this.reductions) || properties.some(({ kind }) => isLive(kind)) ? new Graph() : null
    this.#options = options
    this.#budget = setup.faults ?? options.faults
    this.#isEnough = setup.isEnough ?? ((findings) => options.untilBroken === true && findings.areAllBroken)
    this.preference = options.preference ?? []
    this.isFinal = setup.isFinal?.(this.engine) ?? null
    this.shortcuts = watchesRules(machine, this.reductions) ? new Shortcuts(this.engine, this.findings) : null
    this.#expanders = new Expanders(this.engine, this.space, this.findings, this.isFinal, this.shortcuts?.stubborn)
    this.#recorder = new Recorder(this.engine, this.space, this.findings, this.graph, options.maxStates)
    this.#pipeline = new Pipeline(this.space.settling, this.engine)
    this.seen = this.engine.seen()
    this.#stopwatch = new Stopwatch(options.clock)
    this.#patience = new Patience(options)
  }

  get position(): Position {
    return {
      ...this.#at,
      transitions: this.transitions,
      counters: this.#recorder.counters.map((counter) => [...counter.subarray(0, this.engine.types.length)]),
      prepared: this.#expanders.preparedIn,
      seconds: this.#stopwatch.seconds,
    }
  }

  /** Goes on from a position; all that was found up to there is restored. */
  goOnFrom({ transitions, counters, prepared, seconds, ...at }: Position): void {
    this.#at = { ...at }
    this.#stopwatch.restore(seconds)
    this.#recorder.restore(transitions, counters)
    this.engine.steps.compileFor(this.space.layout)
    this.#expanders.prepare(prepared)
    this.seen = this.engine.seen()
    this.#pipeline = new Pipeline(this.space.settling, this.engine)
  }

  get transitions(): number {
    return this.#recorder.transitions
  }

  counts(type: number): ActionCounts {
    const { taken, fresh, enabled } = this.#recorder
    return { taken: taken[type] ?? 0, fresh: fresh[type] ?? 0, enabled: enabled[type] ?? 0 }
  }

  run(afterLevel: () => void = () => undefined, keeper: Keeper | null = null): void {
    this.#keeper = keeper
    try {
      for (let level = this.#at.level; level <= this.#budget && this.end === 'complete'; level += 1) {
        if (this.levels.length === level) this.#runLevel(level)
        afterLevel()
        if (level < this.#budget && this.end === 'complete' && this.#isEnough(this.findings, this.levels)) this.end = 'interrupted'
      }
    } finally {
      this.space.settling.end()
    }
    this.starts.push(this.space.size)
  }

  #runLevel(level: number): void {
    if (takesEnough(this.engine.machine, this.reductions)) this.engine.enough = { isLast: level === this.#budget }
    if (this.starts.length === level) this.#beginLevel(level)
    const first = this.starts[level] ?? 0
    this.#recorder.level = level
    const isBeginning = this.space.depths.count <= 1
    if (isBeginning && !addInitial(this.#initial, this, this.#pipeline, this.#options.maxStates)) this.end = 'max-states'
    this.#closeLevel(first)
    if (this.end !== 'complete') this.#keeper?.keep()
    this.levels.push({
      faults: level,
      states: this.space.size - first,
      transitions: this.levels.reduce((rest, { transitions }) => rest - transitions, this.transitions),
      depth: this.space.size === first ? 0 : this.space.depths.get(this.space.size - 1) + 1,
      seconds: this.#stopwatch.seconds[1],
      complete: this.end === 'complete',
    })
    if (this.end === 'complete') this.#keeper?.keep()
  }

  #beginLevel(level: number): void {
    const first = this.space.size
    this.#stopwatch.beginLevel()
    this.#at.level = level
    this.#at.seed = this.starts[level - 1] ?? first
    this.#at.next = first
    this.starts.push(first)
  }

  /**
   * Layer by layer: faults in states of the level below, then free steps from states of this
   * level. All states of a layer are there before its first is looked at. It may go on in the middle of a layer.
   */
  #closeLevel(first: number): void {
    const { depths } = this.space
    const depthOf = (at: number, end: number): number => (at < end ? depths.get(at) : Infinity)
    while (this.end === 'complete') {
      this.#getHelp()
      const { size } = this.space
      const [seedDepth, ownDepth] = [depthOf(this.#at.seed, first), depthOf(this.#at.next, size)]
      const depth = Math.min(seedDepth, ownDepth)
      if (depth === Infinity) return
      const end = ownDepth === depth ? Math.min(size, depths.endOf(this.#at.next)) : this.#at.next
      depths.begin(end, depth + 1)
      if (seedDepth === depth) {
        this.#expand(this.#at.seed, Math.min(first, depths.endOf(this.#at.seed)), this.#expanders.faults)
      }
      if (ownDepth === depth) this.#expand(this.#at.next, end, this.#expanders.free)
    }
  }

  /** From some size on another thread looks states up. */
  #getHelp(): void {
    const { helper } = this.#options
    if (helper === undefined || this.isHelped || this.shortcuts?.isInUse === true || this.space.size < helper.from) return
    this.isHelped = true
    this.space.handOver(helper)
    this.engine.steps.moveTo(this.space.settling.allocate)
    this.#pipeline = new Pipeline(this.space.settling, this.engine)
  }

  /** All that some rules offer in the states from `from` to before `to`. */
  #expand(from: number, to: number, expander: Expander<S>): void {
    const pipeline = this.#pipeline
    let at = this.#at.from ?? from
    while (this.end === 'complete' && (at < to || !pipeline.isEmpty)) {
      if (at < to && pipeline.hasRoom && this.#isTidy()) at = this.#fill(at, to, expander)
      else {
        this.#record(pipeline.take(), expander)
        if (this.end === 'complete' && this.#keeper?.isDue() === true) this.#keeper.keep()
      }
    }
    for (const putOff of this.shortcuts?.takePutOff() ?? []) this.#catchUp(putOff, expander)
  }

  /** Takes the steps that were put off in a state. */
  #catchUp(putOff: PutOff, expander: Expander<S>): void {
    while (this.end === 'complete' && this.#isTidy()) {
      expander.fillRest(this.#pipeline.next, putOff, this.#at.level)
      this.#pipeline.submit()
      const batch = this.#pipeline.take()
      if (batch.from === batch.to) continue
      this.#recorder.begin(batch)
      if (this.#goesOn() && this.#recorder.note(0, 0, false) < batch.stepsOf(0)) this.end = 'max-states'
      return
    }
  }

  /** Fills the next batch; the state at which it stopped. */
  #fill(from: number, to: number, expander: Expander<S>): number {
    const batch = this.#pipeline.next
    this.shortcuts?.stubborn.begin(this.#at.level < this.#budget)
    try {
      expander.fill(batch, from, to, this.#at.level)
    } catch (error) {
      // Whatever comes before it comes first: another error, or the end of the search.
      while (this.end === 'complete' && !this.#pipeline.isEmpty) this.#record(this.#pipeline.take(), expander)
      if (this.end === 'complete') throw error
      return to
    }
    this.#pipeline.submit()
    return batch.to
  }

  /** Is there room for what is learned? Steps and words mean something else afterwards, so nothing may be under way. */
  #isTidy(): boolean {
    const isFull = this.engine.isFull
    const { isTight } = this.space
    if ((isFull || isTight) && !this.#pipeline.isEmpty) return false
    if (isFull) {
      this.#expanders.forget()
      this.findings.forgetSteps()
    }
    if (isTight) {
      this.space.widen()
      this.engine.steps.compileFor(this.space.layout)
    }
    return true
  }

  /** Takes note of where the steps of a batch lead, state by state. */
  #record(batch: Batch<S>, expander: Expander<S>): void {
    const isFault = expander === this.#expanders.faults
    this.seen = batch.seen ?? this.seen
    this.#recorder.begin(batch)
    this.#at.from = batch.from
    for (let k = (isFault ? this.#at.seed : this.#at.next) - batch.from; k < batch.to - batch.from; k += 1) {
      if (!this.#goesOn()) return
      const steps = batch.stepsOf(k)
      this.#at.steps = this.#recorder.note(k, this.#at.steps, isFault)
      if (this.#at.steps < steps) {
        this.end = 'max-states'
        return
      }
      this.#at.steps = 0
      if (isFault) {
        this.#at.seed += 1
        continue
      }
      this.shortcuts?.note(batch, k, this.#recorder.furthest)
      if (steps === 0) this.#at.deadEnds += 1
      this.graph?.close()
      this.#at.next += 1
    }
    this.#at.from = null
    if (this.shortcuts?.mustEnd(this.#at.next) === true) this.end = 'interrupted'
  }

  #goesOn(): boolean {
    if (this.#isEnough(this.findings, this.levels)) {
      this.end = 'interrupted'
      return false
    }
    const reason = this.#patience.reasonToStop(this.transitions, () => ({
      faults: this.#at.level,
      states: this.space.size,
      transitions: this.transitions,
      queue: this.space.size - this.#at.next,
    }))
    if (reason !== null) this.end = reason
    return reason === null
  }
}
