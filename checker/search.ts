/**
 * Exhaustive search by fault budget. Level 0 is what free steps reach from the initial states;
 * level b+1 starts with every fault that can strike a state of level b, and closes it under free
 * steps. A state that is found again with more faults is not looked at twice. Within a level
 * states come in order of their total depth, so the first run found is the one with fewest faults,
 * then fewest steps.
 */
import type { Batch } from './batch.ts'
import { Engine } from './engine.ts'
import type { Seen } from './engine.ts'
import type { ExploreOptions } from './explore-options.ts'
import { MachineError } from './errors.ts'
import { Expander } from './expander.ts'
import type { IsFinal } from './expander.ts'
import { Findings, isLive } from './findings.ts'
import { Graph } from './graph.ts'
import type { Machine } from './machine.ts'
import { Pipeline } from './pipeline.ts'
import type { Property } from './property.ts'
import { Recorder } from './recorder.ts'
import { HASH, WORDS } from './rows.ts'
import { StateSpace } from './state-space.ts'
import { reductionsFor } from './reductions.ts'
import type { ActionCounts, LevelStats, Reduction, ReductionName, SearchEnd } from './verdict.ts'

/** Transitions between two questions whether to stop. */
const ASK_EVERY = 256

export class Search<S> {
  readonly engine: Engine<S>
  readonly space: StateSpace
  readonly findings: Findings<S>
  /** Free steps; null if no property needs them. */
  readonly graph: Graph | null
  readonly reductions: readonly Reduction[]
  readonly levels: LevelStats[] = []
  /** First state of each level that was begun, and the end of the last one. */
  readonly starts: number[] = []
  /** Has another thread taken part? */
  isHelped = false
  /** States without any free step. */
  deadEnds = 0
  end: SearchEnd = 'complete'
  readonly preference: readonly string[]
  readonly #options: ExploreOptions
  readonly #initial: readonly Int32Array[]
  readonly #free: Expander<S>
  readonly #faults: Expander<S>
  readonly #recorder: Recorder<S>
  #pipeline: Pipeline<S>
  /** What was seen up to the last batch that was recorded, and to the last one that was filled. */
  seen: Seen
  #seenAhead: Seen
  #asked: number
  #level = 0
  #next = 0
  #askAt = 0

  constructor(
    machine: Machine<S>,
    properties: readonly Property<S>[],
    options: ExploreOptions,
    isFinal?: (engine: Engine<S>) => IsFinal,
  ) {
    if (!(Number.isInteger(options.faults) && options.faults >= 0)) {
      throw new MachineError(`a budget of ${options.faults} faults is no whole number from 0`)
    }
    this.reductions = reductionsFor(machine, properties, options.reduce)
    this.engine = new Engine(machine, this.isReducedBy('symmetry'))
    const initial = machine.initial.map((state) => this.engine.encode(state, 'an initial state'))
    for (const vector of initial) this.engine.normalise(vector)
    this.#initial = initial
    this.space = new StateSpace(this.engine.values)
    this.engine.steps.compileFor(this.space.layout)
    this.findings = new Findings(this.engine, this.space, properties)
    this.graph = properties.some(({ kind }) => isLive(kind)) ? new Graph() : null
    this.#options = options
    this.preference = options.preference ?? []
    const isFinalHere = isFinal?.(this.engine) ?? null
    const expander = (rules: readonly number[]): Expander<S> =>
      new Expander(this.engine, this.space, this.findings, rules, isFinalHere)
    this.#free = expander(this.engine.free)
    this.#faults = expander(this.engine.faults)
    this.#recorder = new Recorder(this.engine, this.space, this.findings, this.graph, options.maxStates)
    this.#pipeline = new Pipeline(this.space.settling)
    this.seen = this.engine.seen()
    this.#seenAhead = this.seen
    this.#asked = this.engine.asked
  }

  get transitions(): number {
    return this.#recorder.transitions
  }

  /** Of all tables that grow with the states. */
  get bytes(): number {
    return this.space.bytes + this.findings.bytes + (this.graph?.bytes ?? 0)
  }

  counts(type: number): ActionCounts {
    const { taken, fresh, enabled } = this.#recorder
    return { taken: taken[type] ?? 0, fresh: fresh[type] ?? 0, enabled: enabled[type] ?? 0 }
  }

  isReducedBy(name: ReductionName): boolean {
    return this.reductions.some((reduction) => reduction.name === name && reduction.isApplied)
  }

  run(afterLevel: () => void = () => undefined): void {
    try {
      for (let level = 0; level <= this.#options.faults && this.end === 'complete'; level += 1) {
        this.#runLevel(level)
        afterLevel()
        if (level < this.#options.faults && this.#isEnough()) this.end = 'interrupted'
      }
    } finally {
      this.space.settling.end()
    }
    this.starts.push(this.space.size)
  }

  #isEnough(): boolean {
    return (
      this.#options.untilBroken === true &&
      this.end === 'complete' &&
      this.findings.all.every(({ ways }) => ways.length > 0)
    )
  }

  #runLevel(level: number): void {
    const now = (): number => this.#options.clock?.() ?? 0
    const [began, before, first] = [now(), this.transitions, this.space.size]
    this.#level = level
    this.#recorder.level = level
    this.starts.push(first)
    if (level === 0) this.#addInitial()
    this.#closeLevel(this.starts[level - 1] ?? 0, first)
    this.levels.push({
      faults: level,
      states: this.space.size - first,
      transitions: this.transitions - before,
      depth: this.space.size === first ? 0 : this.space.depths.get(this.space.size - 1) + 1,
      seconds: (now() - began) / 1000,
      complete: this.end === 'complete',
    })
  }

  #addInitial(): void {
    const batch = this.#pipeline.next
    const { layout } = this.space
    this.space.depths.begin(0, 0)
    batch.begin(0, layout.words)
    for (const vector of this.#initial) {
      const at = batch.next()
      batch.rows[at + HASH] = this.space.hashOf(vector)
      layout.pack(vector, batch.rows, at + WORDS)
    }
    this.#pipeline.submit()
    const { targets } = this.#pipeline.take()
    for (const [row, vector] of this.#initial.entries()) {
      if (targets[row] !== this.space.size) continue
      if (this.#recorder.isFull) {
        this.end = 'max-states'
        return
      }
      this.findings.onInitial(this.space.note(-1), vector)
    }
  }

  /**
   * Layer by layer: faults in states of the level below, then free steps from states of this
   * level. All states of a layer are there before its first is looked at.
   */
  #closeLevel(below: number, first: number): void {
    const { depths } = this.space
    let seed = this.#level === 0 ? first : below
    this.#next = first
    const depthOf = (at: number, end: number): number => (at < end ? depths.get(at) : Infinity)
    while (this.end === 'complete') {
      this.#getHelp()
      const end = this.space.size
      const [seedDepth, ownDepth] = [depthOf(seed, first), depthOf(this.#next, end)]
      const depth = Math.min(seedDepth, ownDepth)
      if (depth === Infinity) return
      depths.begin(end, depth + 1)
      if (seedDepth === depth) {
        const layer = Math.min(first, depths.endOf(seed))
        this.#expand(seed, layer, this.#faults)
        seed = layer
      }
      if (ownDepth === depth) this.#expand(this.#next, end, this.#free)
    }
  }

  /** From some size on another thread looks states up. */
  #getHelp(): void {
    const { helper } = this.#options
    if (helper === undefined || this.isHelped || this.space.size < helper.from) return
    this.isHelped = true
    this.space.handOver(helper)
    this.#pipeline = new Pipeline(this.space.settling)
  }

  /** All that some rules offer in the states from `from` to before `to`. */
  #expand(from: number, to: number, expander: Expander<S>): void {
    const pipeline = this.#pipeline
    let at = from
    while (this.end === 'complete' && (at < to || !pipeline.isEmpty)) {
      if (at < to && pipeline.hasRoom && this.#isTidy()) at = this.#fill(at, to, expander)
      else this.#record(pipeline.take(), expander)
    }
  }

  /** Fills the next batch; the state at which it stopped. */
  #fill(from: number, to: number, expander: Expander<S>): number {
    const batch = this.#pipeline.next
    try {
      expander.fill(batch, from, to, this.#level)
    } catch (error) {
      // Whatever comes before it comes first: another error, or the end of the search.
      while (this.end === 'complete' && !this.#pipeline.isEmpty) this.#record(this.#pipeline.take(), expander)
      if (this.end === 'complete') throw error
      return to
    }
    if (this.engine.asked !== this.#asked) this.#seenAhead = this.engine.seen()
    this.#asked = this.engine.asked
    batch.seen = this.#seenAhead
    this.#pipeline.submit()
    return batch.to
  }

  /** Is there room for what is learned? Steps and words mean something else afterwards, so nothing may be under way. */
  #isTidy(): boolean {
    const isFull = this.engine.isFull
    const { isTight } = this.space
    if ((isFull || isTight) && !this.#pipeline.isEmpty) return false
    if (isFull) {
      this.engine.forget()
      this.#free.forget()
      this.#faults.forget()
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
    const isFault = expander === this.#faults
    this.seen = batch.seen ?? this.seen
    this.#recorder.begin(batch)
    for (let k = 0; k < batch.to - batch.from; k += 1) {
      if (!this.#goesOn()) return
      if (!this.#recorder.note(batch.rowsBefore(k), batch.rowsBefore(k + 1), isFault)) {
        this.end = 'max-states'
        return
      }
      if (isFault) continue
      if (batch.rowsBefore(k) === batch.rowsBefore(k + 1)) this.deadEnds += 1
      this.graph?.close()
      this.#next += 1
    }
  }

  #goesOn(): boolean {
    if (this.#isEnough()) {
      this.end = 'interrupted'
      return false
    }
    if (this.transitions < this.#askAt) return true
    this.#askAt = this.transitions + ASK_EVERY
    this.#options.onProgress?.({
      faults: this.#level,
      states: this.space.size,
      transitions: this.transitions,
      queue: this.space.size - this.#next,
    })
    const reason = this.#options.shouldStop?.() ?? null
    if (reason !== null) this.end = reason
    return reason === null
  }
}
