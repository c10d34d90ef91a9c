/**
 * Exhaustive search by fault budget. Level 0 is what free steps reach from the initial states;
 * level b+1 starts with every fault that can strike a state of level b, and closes it under free
 * steps. A state that is found again with more faults is not looked at twice. Within a level
 * states come in order of their total depth, so the first run found is the one with fewest faults,
 * then fewest steps.
 */
import { Engine } from './engine.ts'
import type { Successor } from './engine.ts'
import { MachineError } from './errors.ts'
import { Findings, isLive } from './findings.ts'
import type { Finding } from './findings.ts'
import { Graph } from './graph.ts'
import { IntArray } from './int-array.ts'
import type { Machine } from './machine.ts'
import type { Property } from './property.ts'
import { StateSpace, hashOf, mix } from './state-space.ts'
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

/** States from which nobody wants to know how it goes on. */
export type IsFinal = (state: Int32Array) => boolean

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
  readonly taken = new IntArray()
  readonly fresh = new IntArray()
  end: SearchEnd = 'complete'
  transitions = 0
  readonly preference: readonly string[]
  readonly #options: ExploreOptions
  readonly #isFinal: IsFinal | null
  readonly #vector: Int32Array
  readonly #after: Int32Array
  readonly #changed: number[] = []
  #hash = 0
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
    this.space = new StateSpace(this.engine.slots.length)
    this.findings = new Findings(this.engine, this.space, properties)
    this.graph = properties.some(({ kind }) => isLive(kind)) ? new Graph() : null
    this.#options = options
    this.preference = options.preference ?? []
    this.#isFinal = isFinal?.(this.engine) ?? null
    this.#vector = new Int32Array(this.space.width)
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
    for (const state of this.engine.machine.initial) {
      const vector = this.engine.encode(state, 'an initial state')
      this.engine.normalise(vector)
      const hash = hashOf(vector)
      if (this.space.find(vector, hash) >= 0) continue
      if (this.#isFull()) return
      const origin = { parent: -1, rule: -1, transition: -1, depth: 0 }
      this.findings.onInitial(this.space.add(vector, hash, origin), vector)
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
   * level.
   */
  #closeLevel(below: number, first: number): void {
    const { space } = this
    let seed = this.#level === 0 ? first : below
    this.#next = first
    const depthOf = (at: number, end: number): number =>
      at < end ? space.depths.get(at) : Infinity
    while (this.end === 'complete') {
      const depth = Math.min(depthOf(seed, first), depthOf(this.#next, space.size))
      if (depth === Infinity) return
      for (; depthOf(seed, first) === depth; seed += 1) {
        if (!this.#expand(seed, this.engine.faults)) return
      }
      while (depthOf(this.#next, space.size) === depth) {
        if (!this.#expand(this.#next, this.engine.free)) return
        this.graph?.close()
        this.#next += 1
      }
    }
  }

  /** False: the search is over. */
  #expand(index: number, rules: readonly number[]): boolean {
    if (!this.#goesOn()) return false
    this.space.read(index, this.#vector)
    this.#after.set(this.#vector)
    if (this.#isFinal?.(this.#vector) === true) return true
    const isFault = rules === this.engine.faults
    for (const rule of rules) {
      const successors = this.engine.successors(rule, this.#vector)
      for (let i = 0; i < successors.length; i += 1) {
        const successor = successors[i]
        if (successor !== undefined) this.#take(index, rule, i, successor, isFault)
        if (this.end !== 'complete') return false
      }
    }
    return true
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

  #take(from: number, rule: number, i: number, successor: Successor, isFault: boolean): void {
    this.#apply(from, successor)
    this.transitions += 1
    this.#askAt -= 1
    const { type, action, duration } = successor
    this.taken.set(type, this.taken.get(type) + 1)
    const broken = this.findings.onStep(from, this.#vector, this.#after, action, this.#changed, this.#level)
    if (this.engine.normalise(this.#after)) this.#compare(from)
    const known = this.space.find(this.#after, this.#hash)
    const above = this.findings.faultsOf.get(from)
    const faults = isFault ? this.findings.faultSets.add(above, action.type) : above
    const to = known >= 0 ? known : this.#add(from, rule, i, faults, type)
    if (to >= 0) {
      if (!isFault) this.graph?.add(to, rule, duration)
      this.#report(broken, from, to, faults, { rule, transition: i }, known >= 0)
    }
    for (const slot of this.#changed) this.#after[slot] = this.#vector[slot] ?? 0
  }

  /** Puts the writes into `#after`, which equals the state itself before and after each step. */
  #apply(from: number, { slots, ids }: Successor): void {
    let hash = this.space.hash(from)
    this.#changed.length = 0
    for (let k = 0; k < slots.length; k += 1) {
      const slot = slots[k] ?? 0
      const id = ids[k] ?? 0
      const old = this.#after[slot] ?? 0
      if (old === id) continue
      hash ^= mix(slot, old) ^ mix(slot, id)
      this.#after[slot] = id
      this.#changed.push(slot)
    }
    this.#hash = hash
  }

  /** Normalising may change any slot. */
  #compare(from: number): void {
    let hash = this.space.hash(from)
    this.#changed.length = 0
    for (let slot = 0; slot < this.#after.length; slot += 1) {
      const [old, id] = [this.#vector[slot] ?? 0, this.#after[slot] ?? 0]
      if (old === id) continue
      hash ^= mix(slot, old) ^ mix(slot, id)
      this.#changed.push(slot)
    }
    this.#hash = hash
  }

  /** A new state; -1: there is no room for it. */
  #add(from: number, rule: number, transition: number, faults: number, type: number): number {
    if (this.#isFull()) return -1
    const depth = this.space.depths.get(from) + 1
    const origin = { parent: from, rule, transition, depth }
    const to = this.space.add(this.#after, this.#hash, origin)
    this.fresh.set(type, this.fresh.get(type) + 1)
    this.findings.faultsOf.set(to, faults)
    this.findings.onNew(from, to, this.#after, this.#changed, this.#level)
    return to
  }

  #report(
    broken: readonly Finding<S>[],
    from: number,
    to: number,
    faults: number,
    last: { readonly rule: number; readonly transition: number },
    isKnown: boolean,
  ): void {
    const run = () => ({ path: [...this.space.pathTo(from), to], last })
    for (const finding of broken) this.findings.addWay(finding, this.#level, faults, run)
    if (isKnown) this.findings.onKnown(to, this.#level, faults, run)
  }
}
