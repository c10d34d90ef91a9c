/**
 * Exhaustive search by fault budget. Level 0 is what free steps reach from the initial states;
 * level b+1 starts with every fault that can strike a state of level b, and closes it under free
 * steps. A state that is found again with more faults is not looked at twice. Within a level
 * states come in order of their total depth, so the first run found is the one with fewest faults,
 * then fewest steps.
 */
import { Batch, FROM, HASH, STEP, WORDS } from './batch.ts'
import { Engine } from './engine.ts'
import { MachineError } from './errors.ts'
import { Expander } from './expander.ts'
import type { IsFinal } from './expander.ts'
import { Findings, isLive } from './findings.ts'
import { Graph } from './graph.ts'
import { atLeast } from './int-array.ts'
import type { Machine } from './machine.ts'
import type { Property } from './property.ts'
import { StateSpace } from './state-space.ts'
import type { Successor } from './steps.ts'
import type { LevelStats, SearchEnd } from './verdict.ts'

export interface ExploreProgress {
  readonly faults: number
  readonly states: number
  readonly transitions: number
  /** States that were found and not yet looked at. */
  readonly queue: number
}

export interface ExploreOptions {
  /** Largest number of faults in a run. */
  readonly faults: number
  /** A state more than this ends the search. */
  readonly maxStates?: number
  /** Asked often; anything but null ends the search with that reason. */
  readonly shouldStop?: () => SearchEnd | null
  readonly onProgress?: (progress: ExploreProgress) => void
  /** Ends the search ('interrupted') as soon as every property is broken by its least faults. */
  readonly untilBroken?: boolean
  /** Types of faults from everyday to far-fetched: which of several ways to break a property is shown first. */
  readonly preference?: readonly string[]
  /** Milliseconds; without it every `seconds` is 0. */
  readonly clock?: () => number
}

/** Transitions between two questions whether to stop. */
const ASK_EVERY = 256

export class Search<S> {
  readonly engine: Engine<S>
  readonly space: StateSpace
  readonly findings: Findings<S>
  /** Free steps; null if no property needs them. */
  readonly graph: Graph | null
  readonly levels: LevelStats[] = []
  /** First state of each level that was begun, and the end of the last one. */
  readonly starts: number[] = []
  /** How often each action type was taken, and how often it led to a new state. */
  readonly taken: number[] = []
  readonly fresh: number[] = []
  end: SearchEnd = 'complete'
  transitions = 0
  readonly preference: readonly string[]
  readonly #options: ExploreOptions
  readonly #initial: readonly Int32Array[]
  readonly #batch: Batch<S>
  readonly #free: Expander<S>
  readonly #faults: Expander<S>
  /** A state and its successor. */
  readonly #before: Int32Array
  readonly #after: Int32Array
  /** By row of the batch: the state where it leads, if that was known when the batch was filled. */
  #found: Int32Array = new Int32Array(64)
  #level = 0
  #next = 0
  #askAt = ASK_EVERY

  constructor(
    machine: Machine<S>,
    properties: readonly Property<S>[],
    options: ExploreOptions,
    isFinal?: (engine: Engine<S>) => IsFinal,
  ) {
    if (!(Number.isInteger(options.faults) && options.faults >= 0)) {
      throw new MachineError(`a budget of ${options.faults} faults is no whole number from 0`)
    }
    this.engine = new Engine(machine)
    const initial = machine.initial.map((state) => this.engine.encode(state, 'an initial state'))
    for (const vector of initial) this.engine.normalise(vector)
    this.#initial = initial
    this.space = new StateSpace(this.engine.values)
    this.engine.steps.compileFor(this.space.layout)
    this.findings = new Findings(this.engine, this.space, properties)
    this.graph = properties.some(({ kind }) => isLive(kind)) ? new Graph() : null
    this.#options = options
    this.preference = options.preference ?? []
    this.#batch = new Batch(this.space.layout.words)
    const isFinalHere = isFinal?.(this.engine) ?? null
    const expander = (rules: readonly number[]): Expander<S> =>
      new Expander(this.engine, this.space, this.findings, this.#batch, rules, isFinalHere)
    this.#free = expander(this.engine.free)
    this.#faults = expander(this.engine.faults)
    this.#before = new Int32Array(this.space.width)
    this.#after = new Int32Array(this.space.width)
  }

  run(afterLevel: () => void = () => undefined): void {
    for (let level = 0; level <= this.#options.faults && this.end === 'complete'; level += 1) {
      this.#runLevel(level)
      afterLevel()
      if (level < this.#options.faults && this.#isEnough()) this.end = 'interrupted'
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
    const words = new Int32Array(this.space.layout.words)
    this.space.depths.begin(0, 0)
    for (const vector of this.#initial) {
      const hash = this.space.hashOf(vector)
      this.space.layout.pack(vector, words, 0)
      if (this.space.find(words, 0, hash) >= 0) continue
      if (this.#isFull()) return
      this.findings.onInitial(this.space.add(words, 0, hash, -1), vector)
    }
  }

  #isFull(): boolean {
    const { maxStates } = this.#options
    if (maxStates === undefined || this.space.size < maxStates) return false
    this.end = 'max-states'
    return true
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

  /** All that some rules offer in the states from `from` to before `to`. */
  #expand(from: number, to: number, expander: Expander<S>): void {
    let at = from
    while (at < to && this.end === 'complete') {
      if (this.engine.forgetIfFull()) {
        this.#free.forget()
        this.#faults.forget()
      }
      if (this.space.isTight) {
        this.space.widen()
        this.engine.steps.compileFor(this.space.layout)
      }
      const end = expander.fill(at, to, this.#level)
      this.#settle(at, end, expander)
      at = end
    }
  }

  /** Finds out where the steps of a batch lead. */
  #settle(from: number, to: number, expander: Expander<S>): void {
    const { rows, stride, count } = this.#batch
    this.#found = atLeast(this.#found, count)
    this.space.locate(rows, stride, count, WORDS, this.#found)
    let row = 0
    for (let k = 0; k < to - from; k += 1) {
      if (!this.#goesOn()) return
      const end = expander.ends[k + 1] ?? 0
      for (; row < end; row += 1) {
        this.#take(row, expander === this.#faults)
        if (this.end !== 'complete') return
      }
      if (expander === this.#faults) continue
      this.graph?.close()
      this.#next += 1
    }
  }

  #goesOn(): boolean {
    if (this.#isEnough()) {
      this.end = 'interrupted'
      return false
    }
    this.#askAt -= 1
    if (this.#askAt > 0) return true
    this.#askAt = ASK_EVERY
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

  #take(number: number, isFault: boolean): void {
    const { rows, stride } = this.#batch
    const at = number * stride
    const step = rows[at + STEP] ?? 0
    const hash = rows[at + HASH] ?? 0
    const type = step >= 0 ? (this.engine.steps.types[step] ?? 0) : this.#step(step).type
    this.transitions += 1
    this.#askAt -= 1
    this.taken[type] = (this.taken[type] ?? 0) + 1
    const before = this.#found[number] ?? -1
    const known = before >= 0 ? before : this.space.find(rows, at + WORDS, hash)
    const to = known >= 0 ? known : this.#add(at, isFault)
    if (to >= 0 && this.#isWatching) this.#watch(number, to, isFault, known >= 0)
  }

  #step(number: number): Successor {
    if (number >= 0) return this.engine.steps.step(number)
    const offer = this.#batch.offers[-1 - number]
    if (offer === undefined) throw new Error('internal error: a step was lost')
    return offer
  }

  /** Does it matter by which step a state is reached again? */
  get #isWatching(): boolean {
    return this.graph !== null || this.findings.hasWays || this.#batch.broken.size > 0
  }

  /** The set of faults on the way over a step. */
  #faultsOf(at: number, isFault: boolean): number {
    const { rows } = this.#batch
    const above = this.#level === 0 ? 0 : this.findings.faultsOf.get(rows[at + FROM] ?? 0)
    if (!isFault) return above
    return this.findings.faultSets.add(above, this.#step(rows[at + STEP] ?? 0).action.type)
  }

  /** A new state; -1: there is no room for it. */
  #add(at: number, isFault: boolean): number {
    if (this.#isFull()) return -1
    const { rows } = this.#batch
    const from = rows[at + FROM] ?? 0
    const to = this.space.add(rows, at + WORDS, rows[at + HASH] ?? 0, from)
    const step = this.#step(rows[at + STEP] ?? 0)
    this.fresh[step.type] = (this.fresh[step.type] ?? 0) + 1
    if (isFault) this.space.strike(to)
    if (this.#level > 0) this.findings.faultsOf.set(to, this.#faultsOf(at, isFault))
    this.space.layout.unpack(rows, at + WORDS, this.#after)
    this.findings.onNew(from, to, this.#after, this.#changes(from, step), this.#level)
    return to
  }

  /** Slots in which `#after` may differ from the state before; normalising may change any. */
  #changes(from: number, { slots }: Successor): readonly number[] {
    if (this.engine.machine.normalise === undefined) return slots
    this.space.read(from, this.#before)
    return [...this.#after.keys()].filter((slot) => this.#after[slot] !== this.#before[slot])
  }

  /** A step is an edge of the graph, and may be another way to break a property. */
  #watch(row: number, to: number, isFault: boolean, isKnown: boolean): void {
    const { rows, stride, broken } = this.#batch
    const at = row * stride
    const from = rows[at + FROM] ?? 0
    const step = this.#step(rows[at + STEP] ?? 0)
    if (!isFault) this.graph?.add(to, step.rule, step.duration)
    if (!this.findings.hasWays && broken.size === 0) return
    const faults = this.#faultsOf(at, isFault)
    const run = () => ({ path: [...this.space.pathTo(from), to], last: step })
    for (const finding of broken.get(row) ?? []) {
      this.findings.addWay(finding, this.#level, faults, run)
    }
    if (isKnown) this.findings.onKnown(to, this.#level, faults, run)
  }
}
