/** Takes note of where the steps of a batch lead: to states that are known, or to new ones. */
import { Batch } from './batch.ts'
import type { Engine } from './engine.ts'
import type { Findings } from './findings.ts'
import type { Graph } from './graph.ts'
import { plain } from './int-array.ts'
import { WORDS } from './rows.ts'
import type { StateSpace } from './state-space.ts'
import type { Successor } from './steps.ts'

export class Recorder<S> {
  transitions = 0
  /** How often each action type was taken, and how often it led to a new state. */
  taken = new Float64Array(16)
  fresh = new Float64Array(16)
  /** In how many states an action type was possible, and the last one of them, counted from 1. */
  enabled = new Float64Array(16)
  #lastSeen = new Float64Array(16)
  /** The last state to which the steps that were noted last lead; -1: there were none. */
  furthest = -1
  /** The present level of faults. */
  level = 0
  readonly #engine: Engine<S>
  readonly #space: StateSpace
  readonly #findings: Findings<S>
  readonly #graph: Graph | null
  #batch: Batch<S>
  readonly #maxStates: number
  /** Does it matter by which step a state is reached again? */
  #isWatching = false
  /** A state and its successor. */
  readonly #before: Int32Array
  readonly #after: Int32Array
  readonly #changed: number[] = []

  constructor(
    engine: Engine<S>,
    space: StateSpace,
    findings: Findings<S>,
    graph: Graph | null,
    maxStates = Infinity,
  ) {
    this.#engine = engine
    this.#space = space
    this.#findings = findings
    this.#graph = graph
    this.#batch = new Batch(0, plain)
    this.#maxStates = maxStates
    this.#before = new Int32Array(space.width)
    this.#after = new Int32Array(space.width)
  }

  get isFull(): boolean {
    return this.#space.size >= this.#maxStates
  }

  /** Goes on to a batch that is settled. */
  begin(batch: Batch<S>): void {
    this.#batch = batch
    this.#makeRoom()
    this.#watchIfNeeded()
  }

  #makeRoom(): void {
    const types = this.#engine.types.length
    if (types > this.taken.length) {
      this.taken = longer(this.taken, types * 2)
      this.fresh = longer(this.fresh, types * 2)
      this.enabled = longer(this.enabled, types * 2)
      this.#lastSeen = longer(this.#lastSeen, types * 2)
    }
  }

  #watchIfNeeded(): void {
    this.#isWatching =
      this.#graph !== null || this.#findings.hasWays || this.#batch.broken.size > 0
  }

  /** All that is counted by action type. */
  get counters(): readonly Float64Array[] {
    return [this.taken, this.fresh, this.enabled, this.#lastSeen]
  }

  /** Counts on from what was counted before. */
  restore(transitions: number, counters: readonly (readonly number[])[]): void {
    this.transitions = transitions
    this.#makeRoom()
    for (const [i, counter] of this.counters.entries()) counter.set(counters[i] ?? [])
  }

  /**
   * Notes the steps out of the n-th state of the batch after the first `done`; how many were noted up to now: less than
   * all when there is no room for a new state.
   */
  note(n: number, done: number, isFault: boolean): number {
    const batch = this.#batch
    const rows = batch.rowsBefore(n + 1) - batch.rowsBefore(n)
    this.furthest = -1
    const isWhole = done === 0 && this.#space.size + rows <= this.#maxStates
    const noted = isWhole ? this.#noteAll(n, isFault) : this.#noteInTurn(n, done, isFault)
    this.transitions += noted - done
    return noted
  }

  #noteAll(n: number, isFault: boolean): number {
    const batch = this.#batch
    const [begin, end] = [batch.rowsBefore(n), batch.rowsBefore(n + 1)]
    const [beginForeseen, endForeseen] = [batch.foreseenBefore(n), batch.foreseenBefore(n + 1)]
    const first = this.#space.size
    this.#count(batch.foreseen, beginForeseen, endForeseen, batch.from + n)
    this.#noteRows(n, begin, end, isFault)
    const { diamonds, settling, size } = this.#space
    if (diamonds !== null && size > first && this.level === 0) diamonds.learn(batch, n, first, !settling.isElsewhere)
    return end - begin + endForeseen - beginForeseen
  }

  /** In the order in which the rules offer them. */
  #noteInTurn(n: number, done: number, isFault: boolean): number {
    const batch = this.#batch
    const [begin, end] = [batch.rowsBefore(n), batch.rowsBefore(n + 1)]
    const endForeseen = batch.foreseenBefore(n + 1)
    let at = batch.foreseenBefore(n)
    let noted = 0
    for (let row = begin; row <= end; row += 1) {
      for (; at < endForeseen && (batch.foreseenAt[at] ?? 0) <= row - begin; at += 1) {
        if (noted >= done) this.#count(batch.foreseen, at, at + 1, batch.from + n)
        noted += 1
      }
      if (row === end) break
      if (noted >= done) {
        if (this.isFull && batch.targets[row] === this.#space.size) break
        this.#noteRows(n, row, row + 1, isFault)
      }
      noted += 1
    }
    return noted
  }

  /** There is room for all states that are new. */
  #noteRows(n: number, begin: number, end: number, isFault: boolean): void {
    const { targets, steps, from: first } = this.#batch
    const from = first + n
    let next = this.#space.size
    let { furthest } = this
    this.#count(steps, begin, end, from)
    for (let row = begin; row < end; row += 1) {
      const target = targets[row] ?? 0
      const isNew = target === next
      if (target > furthest) furthest = target
      if (isNew) {
        this.#add(row, from, isFault)
        next += 1
      }
      if (this.#isWatching) this.#watch(row, from, target, isFault, !isNew)
    }
    this.furthest = furthest
  }

  /** Counts steps out of a state. */
  #count(steps: Int32Array, begin: number, end: number, from: number): void {
    const { types } = this.#engine.steps
    const { taken, enabled } = this
    const lastSeen = this.#lastSeen
    for (let at = begin; at < end; at += 1) {
      const step = steps[at] ?? 0
      const type = step >= 0 ? (types[step] ?? 0) : this.#step(step).type
      taken[type] = (taken[type] ?? 0) + 1
      if (lastSeen[type] === from + 1) continue
      lastSeen[type] = from + 1
      enabled[type] = (enabled[type] ?? 0) + 1
    }
  }

  #step(number: number): Successor {
    if (number >= 0) return this.#engine.steps.step(number)
    const offer = this.#batch.offers[-1 - number]
    if (offer === undefined) throw new Error('internal error: a step was lost')
    return offer
  }

  /** The set of faults on the way over a step. */
  #faultsOf(from: number, { action }: Successor, isFault: boolean): number {
    const above = this.level === 0 ? 0 : this.#findings.faultsOf.get(from)
    return isFault ? this.#findings.faultSets.add(above, action.type) : above
  }

  /** A new state. */
  #add(row: number, from: number, isFault: boolean): void {
    const to = this.#space.note(from)
    const step = this.#step(this.#batch.steps[row] ?? 0)
    this.fresh[step.type] = (this.fresh[step.type] ?? 0) + 1
    if (isFault) this.#space.strike(to)
    if (this.level > 0) this.#findings.faultsOf.set(to, this.#faultsOf(from, step, isFault))
    this.#judge(row, from, to, step)
  }

  /** Only what a step touches may change a verdict. */
  #judge(row: number, from: number, to: number, step: Successor): void {
    const { rows, stride, steps } = this.#batch
    const findings = this.#findings
    const number = steps[row] ?? 0
    const words = row * stride + WORDS
    if (number < 0 || findings.isInheriting || this.#engine.normalises) {
      this.#space.layout.unpack(rows, words, this.#after)
      findings.onNew(from, to, this.#after, this.#changes(from, step), this.level)
    } else {
      const touched = findings.touchedBy(number, step.slots)
      const { layout } = this.#space
      if (touched.findings.length === 0 || touched.unremarkable.has(layout, rows, words)) return
      layout.unpack(rows, words, this.#after)
      findings.judge(touched, to, this.#after, this.level)
    }
    if (findings.hasWays) this.#watchIfNeeded()
  }

  /** Slots in which `#after` may differ from the state before; normalising may change any. */
  #changes(from: number, { slots }: Successor): readonly number[] {
    if (!this.#engine.normalises) return slots
    const [before, after, changed] = [this.#before, this.#after, this.#changed]
    this.#space.read(from, before)
    changed.length = 0
    for (let slot = 0; slot < after.length; slot += 1) if (after[slot] !== before[slot]) changed.push(slot)
    return changed
  }

  /** A step is an edge of the graph, and may be another way to break a property. */
  #watch(row: number, from: number, to: number, isFault: boolean, isKnown: boolean): void {
    const { broken, steps } = this.#batch
    const step = this.#step(steps[row] ?? 0)
    if (!isFault) this.#graph?.add(to, step.rule, step.duration)
    if (!this.#findings.hasWays && broken.size === 0) return
    const faults = this.#faultsOf(from, step, isFault)
    const { rule, transition } = step
    const run = () => ({ path: [...this.#space.pathTo(from), to], last: { rule, transition } })
    for (const finding of broken.get(row) ?? []) {
      this.#findings.addWay(finding, this.level, faults, run)
    }
    if (isKnown) this.#findings.onKnown(to, this.level, faults, run)
  }
}

const longer = (array: Float64Array<ArrayBuffer>, length: number): Float64Array<ArrayBuffer> => {
  const next = new Float64Array(length)
  next.set(array)
  return next
}
