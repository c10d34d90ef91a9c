/**
 * Exhaustive search by fault budget. Level 0 is what free steps reach from the initial states; level b+1
 * starts with every fault that can strike a state of level b, and closes it under free steps. A state that is
 * found again with more faults is not looked at twice. Within a level states come in order of their total
 * depth, so the first run found is the one with fewest faults, then fewest steps.
 */
import { Engine } from './engine.ts'
import type { Successor } from './engine.ts'
import { judgeLiveness } from './liveness.ts'
import type { Machine } from './machine.ts'
import type { Property } from './property.ts'
import { Findings } from './findings.ts'
import { StateSpace, hashOf } from './state-space.ts'
import type { LevelStats, SearchEnd, SearchResult } from './verdict.ts'

export interface ExploreProgress {
  readonly faults: number
  readonly states: number
  readonly transitions: number
  readonly queue: number
}

export interface ExploreOptions {
  /** Largest number of faults in a run. */
  readonly faults: number
  readonly maxStates?: number
  /** Asked often; anything but null ends the search with that reason. */
  readonly shouldStop?: () => SearchEnd | null
  readonly onProgress?: (progress: ExploreProgress) => void
  /** Milliseconds; without it every `seconds` is 0. */
  readonly clock?: () => number
}

/** Per action type: how often taken, and how often it led to a new state. */
type Counts = Map<string, { taken: number; fresh: number }>

const ASK_EVERY = 256

export class Search<S> {
  readonly engine: Engine<S>
  readonly space: StateSpace
  readonly findings: Findings<S>
  readonly levels: LevelStats[] = []
  /** First state of each level; one more entry than levels that were begun. */
  readonly starts: number[] = []
  readonly counts: Counts = new Map()
  end: SearchEnd = 'complete'
  transitions = 0
  readonly #options: ExploreOptions
  readonly #vector: Int32Array
  readonly #after: Int32Array
  readonly #free: readonly number[]
  readonly #faults: readonly number[]
  #asked = 0

  constructor(machine: Machine<S>, properties: readonly Property<S>[], options: ExploreOptions) {
    this.engine = new Engine(machine)
    this.space = new StateSpace(this.engine.slots.length)
    this.findings = new Findings(this.engine, this.space, properties)
    this.#options = options
    this.#vector = new Int32Array(this.space.width)
    this.#after = new Int32Array(this.space.width)
    const numbers = machine.rules.map((_, i) => i)
    this.#free = numbers.filter((i) => machine.rules[i]?.fault !== true)
    this.#faults = numbers.filter((i) => machine.rules[i]?.fault === true)
  }

  run(): void {
    for (let level = 0; level <= this.#options.faults && this.end === 'complete'; level += 1) {
      const began = this.#options.clock?.() ?? 0
      const before = this.transitions
      this.starts.push(this.space.size)
      if (level === 0) this.#addInitial()
      this.#closeLevel(level)
      const first = this.starts[level] ?? 0
      this.levels.push({
        faults: level,
        states: this.space.size - first,
        transitions: this.transitions - before,
        depth: this.space.size === first ? 0 : this.space.depths.get(this.space.size - 1) + 1,
        seconds: ((this.#options.clock?.() ?? 0) - began) / 1000,
        complete: this.end === 'complete',
      })
    }
    this.starts.push(this.space.size)
  }

  #addInitial(): void {
    for (const state of this.engine.machine.initial) {
      const vector = this.engine.encode(state)
      this.engine.normalise(vector)
      const hash = hashOf(vector)
      if (this.space.find(vector, hash) >= 0) continue
      const index = this.space.add(vector, hash, { parent: 0, rule: -1, transition: -1, depth: 0 })
      this.findings.onInitial(index, vector)
    }
  }

  /** Layer by layer: seeds from the states of the level below that are one step shallower, then free steps. */
  #closeLevel(level: number): void {
    const first = this.starts[level] ?? 0
    const last = this.starts[level - 1]
    let seed = last ?? 0
    const seedsEnd = last === undefined ? 0 : first
    let next = first
    let depth = last === undefined ? 0 : this.space.depths.get(last)
    while (this.end === 'complete' && (seed < seedsEnd || next < this.space.size)) {
      if (next >= this.space.size && seed < seedsEnd) depth = Math.max(depth, this.space.depths.get(seed))
      while (seed < seedsEnd && this.space.depths.get(seed) <= depth && this.end === 'complete') {
        this.#expand(seed, this.#faults, level)
        seed += 1
      }
      while (next < this.space.size && this.space.depths.get(next) <= depth && this.end === 'complete') {
        this.#expand(next, this.#free, level)
        next += 1
      }
      depth += 1
      this.#report(level, this.space.size - next)
    }
  }

  #expand(index: number, rules: readonly number[], level: number): void {
    this.#askWhetherToStop()
    const vector = new Int32Array(this.#vector.length)
    this.space.read(index, vector)
    for (const rule of rules) {
      const successors = this.engine.successors(rule, vector)
      for (let i = 0; i < successors.length; i += 1) {
        const successor = successors[i]
        if (successor !== undefined) this.#take(index, vector, rule, i, successor, level)
      }
    }
  }

  #take(index: number, vector: Int32Array, rule: number, i: number, successor: Successor, level: number): void {
    const after = this.#after
    this.engine.apply(vector, successor, after)
    this.transitions += 1
    const broken = this.findings.brokenSteps(vector, after, successor.action)
    this.engine.normalise(after)
    const hash = hashOf(after)
    const known = this.space.find(after, hash)
    const origin = { parent: index + 1, rule, transition: i, depth: this.space.depths.get(index) + 1 }
    const found = known >= 0 ? known : this.space.add(after, hash, origin)
    this.#count(successor.action.type, known < 0)
    if (known < 0) this.findings.onNew(index, found, vector, after, level)
    else this.findings.onKnown(index, found, level)
    if (broken !== null) this.findings.onBrokenStep(broken, index, found, level)
    const isFault = this.engine.machine.rules[rule]?.fault === true
    this.findings.onEdge(index, found, successor.duration, isFault, rule, level)
    const max = this.#options.maxStates
    if (max !== undefined && this.space.size >= max && this.end === 'complete') this.end = 'max-states'
  }

  #count(type: string, isNew: boolean): void {
    let count = this.counts.get(type)
    if (count === undefined) this.counts.set(type, (count = { taken: 0, fresh: 0 }))
    count.taken += 1
    if (isNew) count.fresh += 1
  }

  #askWhetherToStop(): void {
    this.#asked += 1
    if (this.#asked % ASK_EVERY !== 0) return
    const reason = this.#options.shouldStop?.() ?? null
    if (reason !== null && this.end === 'complete') this.end = reason
  }

  #report(faults: number, queue: number): void {
    this.#options.onProgress?.({
      faults,
      states: this.space.size,
      transitions: this.transitions,
      queue,
    })
  }
}

/** Looks at every run with at most `faults` faults. */
export const explore = <S>(
  machine: Machine<S>,
  properties: readonly Property<S>[],
  options: ExploreOptions,
): SearchResult<S> => {
  const began = options.clock?.() ?? 0
  const search = new Search(machine, properties, options)
  search.run()
  const completed = search.levels.filter(({ complete }) => complete).length - 1
  judgeLiveness(search, completed)
  const { space, levels, counts } = search
  return {
    verdicts: search.findings.verdicts(completed, options.faults, search.end === 'complete'),
    stats: {
      mode: 'explore',
      end: search.end,
      states: space.size,
      transitions: search.transitions,
      depth: Math.max(0, ...levels.map(({ depth }) => depth)),
      levels,
      runs: 0,
      steps: 0,
      seed: null,
      seconds: ((options.clock?.() ?? 0) - began) / 1000,
      actions: Object.fromEntries([...counts].map(([type, count]) => [type, { ...count }])),
    },
  }
}
