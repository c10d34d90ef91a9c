/** Walking one run at a time: what sampling and minimising share. */
import { Engine } from './engine.ts'
import type { Successor } from './engine.ts'
import { internalError } from './errors.ts'
import { isBrokenBy } from './explain.ts'
import { StateJudge } from './judge.ts'
import type { Action, Machine } from './machine.ts'
import { PlainMachine } from './plain.ts'
import type { Property } from './property.ts'
import { StepJudge } from './step-judge.ts'
import type { Trace, TraceStep } from './verdict.ts'
import { WalkedStates } from './walked-states.ts'
import type { Taken } from './walked-states.ts'

/** Something that may happen in the state at hand. */
export interface Enabled {
  readonly rule: number
  readonly transition: number
  readonly fault: boolean
  readonly successor: Successor
}

export interface Walked {
  readonly enabled: Enabled
  readonly after: Int32Array
}

interface Judged<S> {
  readonly property: Property<S>
  readonly state: StateJudge<S> | null
  readonly step: StepJudge<S> | null
  readonly from: StateJudge<S> | null
}

/** A machine to walk on; interned values and remembered answers are shared by all its runs. */
export class Walker<S> {
  readonly engine: Engine<S>
  readonly properties: readonly Property<S>[]
  readonly #judged: ReadonlyMap<Property<S>, Judged<S>>
  readonly #plain: PlainMachine<S>
  readonly #states = new WalkedStates<S>()

  constructor(machine: Machine<S>, properties: readonly Property<S>[]) {
    this.engine = new Engine(machine)
    this.properties = properties
    this.#plain = new PlainMachine(machine, this.engine.interner)
    this.#judged = new Map(properties.map((p) => [p, this.#judgesFor(p)]))
  }

  #judgesFor(property: Property<S>): Judged<S> {
    const judgeOf = (holds: (state: S) => boolean): StateJudge<S> =>
      new StateJudge(this.engine, property.name, holds)
    return {
      property,
      state: property.kind === 'onEveryStep' ? null : judgeOf((s) => property.holds(s)),
      step: property.kind === 'onEveryStep' ? new StepJudge(this.engine, property) : null,
      from: property.kind === 'leadsTo' ? judgeOf((s) => property.from(s)) : null,
    }
  }

  /** The initial state of a run that begins. */
  start(initial: number): Int32Array {
    const state = this.engine.machine.initial[initial]
    if (state === undefined) throw new Error(`internal error: no initial state ${initial}`)
    const vector = this.engine.encode(state, 'an initial state')
    this.engine.normalise(vector)
    this.#states.begin()
    return this.#states.one(vector)
  }

  enabled(vector: Int32Array, fault: boolean): readonly Enabled[] {
    const facts = this.#states.of(vector)
    if (fault) return (facts.faults ??= this.#ask(this.engine.faults, vector, fault))
    return (facts.free ??= this.#ask(this.engine.free, vector, fault))
  }

  #ask(rules: readonly number[], vector: Int32Array, fault: boolean): readonly Enabled[] {
    return rules.flatMap((rule) =>
      this.engine
        .successors(rule, vector)
        .map((successor, transition) => ({ rule, transition, fault, successor })),
    )
  }

  /** Takes a step; equal states are one vector. */
  take(vector: Int32Array, enabled: Enabled): Taken<S> {
    const { taken } = this.#states.of(vector)
    const known = taken.get(enabled)
    if (known !== undefined) return known
    const made = this.#step(vector, enabled)
    taken.set(enabled, made)
    return made
  }

  #step(vector: Int32Array, { successor }: Enabled): Taken<S> {
    const after = Int32Array.from(vector)
    successor.slots.forEach((slot, i) => {
      after[slot] = this.engine.steps.idAfter(successor, i, vector[slot] ?? 0)
    })
    const steps = [...this.#judged.values()].filter(
      ({ step }) => step?.holds(vector, after, successor.action) === false,
    )
    this.engine.normalise(after)
    const broken = [...steps.map(({ property }) => property), ...this.brokenIn(after)]
    return { after: this.#states.one(after), broken }
  }

  /** Names of `sometimes` properties that a state fulfils. */
  reachedIn(vector: Int32Array): readonly string[] {
    return (this.#states.of(vector).reached ??= this.properties.flatMap((property) =>
      property.kind === 'sometimes' && this.holds(property, vector) ? [property.name] : [],
    ))
  }

  /** `always` properties that a state breaks. */
  brokenIn(vector: Int32Array): readonly Property<S>[] {
    return this.properties.filter((p) => p.kind === 'always' && !this.holds(p, vector))
  }

  /** Does the predicate of a property hold in a state? */
  holds(property: Property<S>, vector: Int32Array): boolean {
    return this.#judged.get(property)?.state?.holds(vector) ?? true
  }

  isObliged(property: Property<S>, vector: Int32Array): boolean {
    return this.#judged.get(property)?.from?.holds(vector) ?? false
  }

  /** The run as a trace, executed again through the plain rules, and judged again. */
  trace(
    property: Property<S>,
    start: Int32Array,
    walked: readonly Walked[],
    loopStart: number | null,
  ): Trace<S> {
    const initial = this.engine.decode(start)
    let before = initial
    let last: Parameters<typeof isBrokenBy<S>>[2] = null
    let time = 0
    const steps = walked.map(({ enabled, after }): TraceStep<S> => {
      const offer = this.#plain.offersOf(this.engine.rule(enabled.rule), before)[enabled.transition]
      const state = this.engine.decode(after)
      if (offer === undefined || !this.#plain.isSameState(this.#plain.settled(offer.raw), state)) {
        throw internalError('the plain rules do not follow a sampled run')
      }
      const action: Action = this.#plain.labelled(before, offer)
      last = { before, after: offer.raw, action }
      before = state
      time += offer.duration
      return { action, rule: offer.rule, fault: offer.fault, time, state }
    })
    const trace = { initial, steps, ...(loopStart === null ? {} : { loopStart }) }
    const isStep = property.kind === 'onEveryStep'
    if (!isBrokenBy(property, trace, isStep ? last : null)) {
      throw internalError(`a sampled run does not break ${property.name} when it is executed again`)
    }
    return trace
  }
}
