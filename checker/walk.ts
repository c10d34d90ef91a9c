/** Walking one run at a time: what sampling, minimising and replaying share. */
import { Engine } from './engine.ts'
import type { Successor } from './engine.ts'
import type { Action, Machine } from './machine.ts'
import { StateJudge, StepJudge } from './judge.ts'
import type { Property } from './property.ts'
import type { Trace, TraceStep } from './verdict.ts'

export interface Enabled {
  readonly rule: number
  readonly fault: boolean
  readonly successor: Successor
}

export interface Walked {
  readonly enabled: Enabled
  readonly vector: Int32Array
}

interface Judged<S> {
  readonly property: Property<S>
  readonly state: StateJudge<S> | null
  readonly step: StepJudge<S> | null
}

/** A machine to walk on; interned values and remembered answers are shared by all its runs. */
export class Walker<S> {
  readonly engine: Engine<S>
  readonly #free: readonly number[]
  readonly #faults: readonly number[]
  readonly #judged: readonly Judged<S>[]

  constructor(machine: Machine<S>, properties: readonly Property<S>[]) {
    this.engine = new Engine(machine)
    const numbers = machine.rules.map((_, i) => i)
    this.#free = numbers.filter((i) => machine.rules[i]?.fault !== true)
    this.#faults = numbers.filter((i) => machine.rules[i]?.fault === true)
    this.#judged = properties.map((property) => ({
      property,
      state: property.kind === 'onEveryStep' ? null : new StateJudge(this.engine, (s) => property.holds(s)),
      step: property.kind === 'onEveryStep' ? new StepJudge(this.engine, property) : null,
    }))
  }

  start(initial = 0): Int32Array {
    const state = this.engine.machine.initial[initial]
    if (state === undefined) throw new Error(`${this.engine.machine.name} has no initial state ${initial}`)
    const vector = this.engine.encode(state)
    this.engine.normalise(vector)
    for (const { step } of this.#judged) step?.start(vector)
    return vector
  }

  free(vector: Int32Array): readonly Enabled[] {
    return this.#enabled(vector, this.#free, false)
  }

  faults(vector: Int32Array): readonly Enabled[] {
    return this.#enabled(vector, this.#faults, true)
  }

  #enabled(vector: Int32Array, rules: readonly number[], fault: boolean): readonly Enabled[] {
    return rules.flatMap((rule) =>
      this.engine.successors(rule, vector).map((successor) => ({ rule, fault, successor })),
    )
  }

  /** Takes a step; tells which `always` and `onEveryStep` properties it breaks. */
  take(vector: Int32Array, { successor }: Enabled): { readonly after: Int32Array; readonly broken: readonly Property<S>[] } {
    const after = new Int32Array(vector.length)
    this.engine.apply(vector, successor, after)
    const steps = this.#judged.filter(({ step }) => step?.holds(vector, after, successor.action) === false)
    this.engine.normalise(after)
    const states = this.#judged.filter(
      ({ property, state }) => property.kind === 'always' && state?.holds(after) === false,
    )
    return { after, broken: [...steps, ...states].map(({ property }) => property) }
  }

  holds(property: Property<S>, vector: Int32Array): boolean {
    return this.#judged.find((j) => j.property === property)?.state?.holds(vector) ?? true
  }

  trace(start: Int32Array, walked: readonly Walked[], loopStart?: number): Trace<S> {
    let time = 0
    const steps = walked.map(({ enabled, vector }): TraceStep<S> => {
      time += enabled.successor.duration
      return {
        action: enabled.successor.action,
        rule: this.engine.machine.rules[enabled.rule]?.name ?? '',
        fault: enabled.fault,
        time,
        state: this.engine.decode(vector),
      }
    })
    const loop = loopStart === undefined ? {} : { loopStart }
    return { initial: this.engine.decode(start), steps, ...loop }
  }

  /** The enabled step with this action, if there is one. */
  find(vector: Int32Array, wanted: Action, fault: boolean): Enabled | undefined {
    const id = this.engine.interner.idOf(wanted)
    return (fault ? this.faults(vector) : this.free(vector)).find(
      ({ successor }) => this.engine.interner.idOf(successor.action) === id,
    )
  }
}
