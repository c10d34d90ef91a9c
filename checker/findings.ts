/** What a search learns about each property while it runs. */
import type { Engine } from './engine.ts'
import { Graph } from './graph.ts'
import { StateJudge, StepJudge } from './judge.ts'
import type { Action } from './machine.ts'
import type { OnEveryStep, Property } from './property.ts'
import type { StateSpace } from './state-space.ts'
import { edge, pathTo, traceAlong } from './trace.ts'
import type { PropertyVerdict, Trace } from './verdict.ts'

const MAX_WAYS = 40

/** One bit per state and property. */
class Bits {
  readonly #bytes: Uint8Array[] = []
  set(index: number, value: boolean): void {
    const number = index >>> 16
    while (this.#bytes.length <= number) this.#bytes.push(new Uint8Array(1 << 16))
    const chunk = this.#bytes[number]
    if (chunk !== undefined) chunk[index & 0xffff] = value ? 1 : 0
  }
  get(index: number): boolean {
    return this.#bytes[index >>> 16]?.[index & 0xffff] === 1
  }
}

interface Way {
  readonly level: number
  readonly faults: readonly string[]
  readonly path: readonly number[]
  readonly loopStart?: number
}

export interface Finding<S> {
  readonly property: Property<S>
  readonly judge: StateJudge<S> | null
  readonly step: StepJudge<S> | null
  /** For leadsTo: where the obligation begins. */
  readonly from: StateJudge<S> | null
  /** Truth of the predicate per state; liveness only. */
  readonly truth: Bits
  readonly obliged: Bits
  ways: Way[]
  witnessed: boolean
  worstRecovery: (number | null)[]
  worstPath: readonly number[] | null
}

const isLive = (kind: Property<never>['kind']): boolean => kind === 'eventually' || kind === 'leadsTo'

export class Findings<S> {
  readonly graph = new Graph()
  readonly all: readonly Finding<S>[]
  /** 1 + level for states that a fault struck directly (or that are initial). */
  readonly struck = new Map<number, number>()
  readonly #engine: Engine<S>
  readonly #space: StateSpace

  constructor(engine: Engine<S>, space: StateSpace, properties: readonly Property<S>[]) {
    this.#engine = engine
    this.#space = space
    this.all = properties.map((property) => ({
      property,
      judge: property.kind === 'onEveryStep' ? null : new StateJudge(engine, (s) => property.holds(s)),
      step: property.kind === 'onEveryStep' ? new StepJudge(engine, property) : null,
      from: property.kind === 'leadsTo' ? new StateJudge(engine, property.from) : null,
      truth: new Bits(),
      obliged: new Bits(),
      ways: [],
      witnessed: false,
      worstRecovery: [],
      worstPath: null,
    }))
  }

  onInitial(index: number, vector: Int32Array): void {
    this.struck.set(index, 0)
    for (const finding of this.all) {
      finding.step?.start(vector)
      if (finding.judge !== null) this.#judge(finding, index, finding.judge.holds(vector), 0)
      if (finding.from !== null) finding.obliged.set(index, finding.from.holds(vector))
    }
  }

  onNew(parent: number, index: number, before: Int32Array, after: Int32Array, level: number): void {
    for (const finding of this.all) {
      const { judge, from } = finding
      if (judge === null) continue
      const isSame = judge.isUnchanged(before, after)
      const truth = isSame ? finding.truth.get(parent) : judge.holds(after)
      this.#judge(finding, index, truth, level)
      if (from !== null) finding.obliged.set(index, from.holds(after))
    }
  }

  #judge(finding: Finding<S>, index: number, holds: boolean, level: number): void {
    const { kind } = finding.property
    finding.truth.set(index, holds)
    if (kind === 'sometimes' && holds) finding.witnessed = true
    if (kind === 'always' && !holds) this.addWay(finding, level, pathTo(this.#space, index))
  }

  /** A step that leads to a known bad state may be another way to break the property. */
  onKnown(parent: number, index: number, level: number): void {
    for (const finding of this.all) {
      if (finding.ways.length === 0 || finding.property.kind !== 'always') continue
      if (!finding.truth.get(index)) this.addWay(finding, level, [...pathTo(this.#space, parent), index])
    }
  }

  /** Step properties that this step breaks; null: none. */
  brokenSteps(before: Int32Array, after: Int32Array, action: Action): readonly Finding<S>[] | null {
    let broken: Finding<S>[] | null = null
    for (const finding of this.all) {
      if (finding.step !== null && !finding.step.holds(before, after, action)) {
        broken ??= []
        broken.push(finding)
      }
    }
    return broken
  }

  onBrokenStep(broken: readonly Finding<S>[], from: number, to: number, level: number): void {
    for (const finding of broken) this.addWay(finding, level, [...pathTo(this.#space, from), to])
  }

  onEdge(from: number, to: number, duration: number, isFault: boolean, rule: number, level: number): void {
    if (!isFault) this.graph.add(from, to, rule, duration)
    else if ((this.struck.get(to) ?? level + 1) > level) this.struck.set(to, level)
  }

  /** Keeps the first run of each distinct set of faults at the least level. */
  addWay(finding: Finding<S>, level: number, path: readonly number[], loopStart?: number): void {
    const [first] = finding.ways
    if (first !== undefined && (level > first.level || finding.ways.length >= MAX_WAYS)) return
    const faults = this.#faultsOn(path)
    const key = faults.join()
    if (finding.ways.some((way) => way.faults.join() === key)) return
    finding.ways.push({ level, faults, path, ...(loopStart === undefined ? {} : { loopStart }) })
  }

  /** Types of the faults along a path, sorted. */
  #faultsOn(path: readonly number[]): readonly string[] {
    const types = path.slice(1).flatMap((to, i) => {
      const from = path[i] ?? 0
      const isRecorded = this.#space.parents.get(to) - 1 === from
      if (isRecorded && !this.#isFault(this.#space.rules.get(to))) return []
      const step = edge(this.#engine, this.#space, from, to)
      return step.fault ? [step.action.type] : []
    })
    return types.sort()
  }

  #isFault(rule: number): boolean {
    return this.#engine.machine.rules[rule]?.fault === true
  }

  verdicts(completed: number, asked: number, isComplete: boolean): readonly PropertyVerdict<S>[] {
    return this.all.map((finding) => this.#verdict(finding, completed, asked, isComplete))
  }

  #verdict(finding: Finding<S>, completed: number, asked: number, isComplete: boolean): PropertyVerdict<S> {
    const { property, worstRecovery, worstPath } = finding
    const ways = finding.ways.map(({ faults, path, loopStart }) => ({
      faults,
      trace: traceAlong(this.#engine, this.#space, path, loopStart),
    }))
    const counterexample = ways[0]?.trace ?? null
    const isWitnessed = this.#isWitnessed(property)
    const verdict = this.#word(finding, isComplete && completed >= asked)
    return {
      name: property.name,
      kind: property.kind,
      clause: property.clause,
      verdict,
      leastFaults: finding.ways[0]?.level ?? null,
      exhaustiveUpTo: completed < 0 ? null : completed,
      worstRecovery,
      worstRecoveryTrace: worstPath === null ? null : traceAlong(this.#engine, this.#space, worstPath),
      witnessed: isWitnessed,
      vacuous: !isWitnessed && verdict !== 'broken',
      counterexample,
      explanation: counterexample === null ? [] : explain(property, counterexample),
      ways,
    }
  }

  #word(finding: Finding<S>, isComplete: boolean): PropertyVerdict<S>['verdict'] {
    if (finding.property.kind === 'sometimes') {
      return finding.witnessed ? 'holds' : isComplete ? 'broken' : 'inconclusive'
    }
    if (finding.ways.length > 0) return 'broken'
    return isComplete ? 'holds' : 'inconclusive'
  }

  /** A property without a partner among those checked was put to the test if there was any state at all. */
  #isWitnessed(property: Property<S>): boolean {
    if (property.kind === 'sometimes') return this.all.some((f) => f.property === property && f.witnessed)
    const partner = this.all.find((f) => f.property.name === property.witness)
    return partner === undefined ? this.#space.size > 0 : partner.witnessed
  }
}

/** Sentences about the last state (for a lasso: a state of the cycle in which the goal does not hold). */
export const explain = <S>(property: Property<S>, trace: Trace<S>): readonly string[] => {
  const states = [trace.initial, ...trace.steps.map(({ state }) => state)]
  const last = states.at(-1) ?? trace.initial
  if (property.kind === 'sometimes') return []
  if (property.kind === 'onEveryStep') return explainStep(property, trace, states)
  const loop = trace.loopStart === undefined ? [last] : states.slice(trace.loopStart)
  const bad = loop.find((state) => !property.holds(state)) ?? states.findLast((s) => !property.holds(s))
  return bad === undefined ? [] : property.explain(bad)
}

const explainStep = <S>(
  property: OnEveryStep<S>,
  trace: Trace<S>,
  states: readonly S[],
): readonly string[] => {
  const step = trace.steps.at(-1)
  const before = states.at(-2)
  return step === undefined || before === undefined
    ? []
    : property.explain(before, step.state, step.action)
}

export { isLive }
