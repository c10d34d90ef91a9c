/** What a search learns about each property while it runs. */
import type { Engine } from './engine.ts'
import { IntArray, Bits } from './int-array.ts'
import { Attention, StateJudge } from './judge.ts'
import type { Action } from './machine.ts'
import type { Property, PropertyKind } from './property.ts'
import type { StateSpace } from './state-space.ts'
import { StepJudge } from './step-judge.ts'
import type { Run } from './trace.ts'
import { Unremarkable } from './unremarkable.ts'
import { FaultSets } from './ways.ts'

export { explain } from './explain.ts'

const MAX_WAYS = 40

/** A run that breaks a property. */
export interface FoundWay {
  readonly level: number
  /** Number of the set of its faults. */
  readonly faults: number
  readonly run: Run
}

export interface Finding<S> {
  readonly property: Property<S>
  readonly judge: StateJudge<S> | null
  readonly step: StepJudge<S> | null
  /** For leadsTo: where the obligation begins. */
  readonly from: StateJudge<S> | null
  /** By state: the goal holds (liveness), it is bad (always), standing still is no violation (steps). */
  readonly marked: Bits
  readonly obliged: Bits
  readonly ways: FoundWay[]
  /** A `sometimes` was reached; something was promised by a `leadsTo`. */
  isReached: boolean
  /** First state in which a `sometimes` holds: it takes the fewest faults, and then the fewest steps. */
  reachedIn: number | null
  /** There was no time to judge what happens for ever. */
  isUnjudged: boolean
  worstRecovery: readonly (number | null)[]
  worstRun: Run | null
  /** Worst recovery per set of faults, slowest first. */
  recoveries: readonly { readonly faults: number; readonly ms: number }[]
}

/** Properties that must look at a state, and states of which they have nothing to say. */
export interface Touched<S> {
  readonly findings: readonly Finding<S>[]
  readonly unremarkable: Unremarkable
}

export const isLive = (kind: PropertyKind): boolean => kind === 'eventually' || kind === 'leadsTo'

const newFinding = <S>(
  engine: Engine<S>,
  property: Property<S>,
  attention: Attention,
): Finding<S> => {
  const judgeOf = (holds: (state: S) => boolean): StateJudge<S> =>
    new StateJudge(engine, property.name, holds, attention)
  return {
    property,
    judge: property.kind === 'onEveryStep' ? null : judgeOf((s) => property.holds(s)),
    step: property.kind === 'onEveryStep' ? new StepJudge(engine, property) : null,
    from: property.kind === 'leadsTo' ? judgeOf((s) => property.from(s)) : null,
    marked: new Bits(),
    obliged: new Bits(),
    ways: [],
    isReached: false,
    reachedIn: null,
    isUnjudged: false,
    worstRecovery: [],
    worstRun: null,
    recoveries: [],
  }
}

/** A property that was broken with fewer faults, or in ways enough, is not looked at any more. */
const isDone = <S>({ ways }: Finding<S>, level: number): boolean =>
  ways.length > 0 && (ways.length >= MAX_WAYS || (ways[0]?.level ?? 0) < level)

export class Findings<S> {
  readonly all: readonly Finding<S>[]
  readonly faultSets = new FaultSets()
  /** Was any property broken so far? */
  hasWays = false
  /** Set of faults on the way to each state. */
  readonly faultsOf = new IntArray()
  readonly #space: StateSpace
  readonly #promises: boolean
  readonly #attention = new Attention()
  /** Slots that were looked at when `#touched` was begun. */
  #noticed = 0
  /** By step, and by their numbers: properties that it touches. */
  #touched: (Touched<S> | undefined)[] = []
  #sets = new Map<string, Touched<S>>()
  readonly #onStates: readonly Finding<S>[]
  readonly #onSteps: readonly Finding<S>[]

  constructor(engine: Engine<S>, space: StateSpace, properties: readonly Property<S>[]) {
    this.#space = space
    this.all = properties.map((property) => newFinding(engine, property, this.#attention))
    this.#promises = properties.some(({ kind }) => kind === 'leadsTo')
    this.#onStates = this.all.filter(({ judge }) => judge !== null)
    this.#onSteps = this.all.filter(({ step }) => step !== null)
  }

  /** Of what is kept per state. */
  get bytes(): number {
    return this.all.reduce((sum, { marked, obliged }) => sum + marked.bytes + obliged.bytes, this.faultsOf.bytes)
  }

  /** Does a state take over marks from the one before it? */
  get isInheriting(): boolean {
    return this.hasWays || this.#promises || this.judgesSteps
  }

  /** Properties that must look at a state to which a remembered step leads. */
  touchedBy(step: number, slots: readonly number[]): Touched<S> {
    if (this.#attention.slots !== this.#noticed) this.forgetSteps()
    const known = this.#touched[step]
    if (known !== undefined) return known
    const findings = this.#onStates.filter(
      ({ judge, property }) =>
        property.kind !== 'eventually' && judge?.isTouchedBy(slots) === true,
    )
    const key = findings.map((finding) => this.all.indexOf(finding)).join()
    const touched = this.#sets.get(key) ?? { findings, unremarkable: new Unremarkable(slotsOf(findings)) }
    this.#sets.set(key, touched)
    this.#touched[step] = touched
    return touched
  }

  forgetSteps(): void {
    this.#touched = []
    this.#sets = new Map()
    this.#noticed = this.#attention.slots
  }

  /** Judges a state by properties that were not broken so far. */
  judge({ findings, unremarkable }: Touched<S>, index: number, vector: Int32Array, level: number): void {
    for (const finding of findings) {
      if (finding.property.kind === 'sometimes' && finding.isReached) continue
      this.#note(finding, index, finding.judge?.holds(vector) === true, level)
    }
    // If there was something to say of it, that need not be said again: it is broken, or reached.
    unremarkable.add()
  }

  get areAllBroken(): boolean {
    return this.all.every(({ ways }) => ways.length > 0)
  }

  /** Does any property look at steps? */
  get judgesSteps(): boolean {
    return this.#onSteps.length > 0
  }

  onInitial(index: number, vector: Int32Array): void {
    for (const finding of this.#onStates) {
      if (finding.property.kind === 'eventually') continue
      this.#note(finding, index, finding.judge?.holds(vector) === true, 0)
      if (finding.from !== null) this.#oblige(finding, index, finding.from.holds(vector))
    }
  }

  /**
   * A state found by a step that changed these slots; properties that look at none of them
   * inherit.
   */
  onNew(
    parent: number,
    index: number,
    vector: Int32Array,
    changed: readonly number[],
    level: number,
  ): void {
    for (const { step, marked } of this.#onSteps) {
      if (step !== null && marked.get(parent) && !step.isTouchedBy(changed)) marked.set(index, true)
    }
    for (const finding of this.#onStates) {
      const { judge, from, property, marked, obliged } = finding
      if (judge === null || property.kind === 'eventually' || isDone(finding, level)) continue
      if (property.kind === 'sometimes' && finding.isReached) continue
      const holdsAbove = property.kind === 'always' ? !marked.get(parent) : marked.get(parent)
      const holds = judge.isTouchedBy(changed) ? judge.holds(vector) : holdsAbove
      this.#note(finding, index, holds, level)
      if (from === null) continue
      const isObliged = from.isTouchedBy(changed) ? from.holds(vector) : obliged.get(parent)
      this.#oblige(finding, index, isObliged)
    }
  }

  #note(finding: Finding<S>, index: number, holds: boolean, level: number): void {
    const { kind } = finding.property
    if (kind === 'always') {
      if (holds) return
      finding.marked.set(index, true)
      this.addWay(finding, level, this.faultsOf.get(index), () => ({
        path: this.#space.pathTo(index),
      }))
    } else if (holds) {
      finding.marked.set(index, true)
      if (kind !== 'sometimes') return
      finding.isReached = true
      finding.reachedIn ??= index
    }
  }

  #oblige(finding: Finding<S>, index: number, isObliged: boolean): void {
    if (!isObliged) return
    finding.obliged.set(index, true)
    finding.isReached = true
  }

  /** A step to a state that is known to be bad may be another way to break a property. */
  onKnown(to: number, level: number, faults: number, run: () => Run): void {
    for (const finding of this.#onStates) {
      const { ways, property, marked } = finding
      if (ways.length === 0 || property.kind !== 'always' || !marked.get(to)) continue
      this.addWay(finding, level, faults, run)
    }
  }

  /** Properties that this step breaks; `changed` are the slots that it changes. */
  onStep(
    from: number,
    before: Int32Array,
    after: Int32Array,
    action: Action,
    changed: readonly number[],
    level: number,
  ): readonly Finding<S>[] {
    let broken: Finding<S>[] = NONE
    for (const finding of this.#onSteps) {
      const { step, marked } = finding
      if (step === null || isDone(finding, level)) continue
      const isStill = !step.isTouchedBy(changed)
      if (isStill && marked.get(from)) continue
      if (!step.holds(before, after, action)) broken = [...broken, finding]
      else if (isStill && step.isSettledBySlots && !step.isTouchedBy(changed)) marked.set(from, true)
    }
    return broken
  }

  /** Keeps the first run of each distinct set of faults at the least level. */
  addWay(finding: Finding<S>, level: number, faults: number, run: () => Run): void {
    if (isDone(finding, level)) return
    if (finding.ways.some((way) => way.faults === faults)) return
    finding.ways.push({ level, faults, run: run() })
    this.hasWays = true
  }
}

const NONE: never[] = []

/** Slots at which properties of states looked so far. */
const slotsOf = <S>(findings: readonly Finding<S>[]): readonly number[] =>
  findings.flatMap(({ judge }) => judge?.slots ?? [])
