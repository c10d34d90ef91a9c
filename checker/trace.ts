/** Runs, rebuilt by executing the recorded choices again through the plain rules. */
import type { Engine } from './engine.ts'
import { internalError } from './errors.ts'
import type { Action, Rule } from './machine.ts'
import { PlainMachine } from './plain.ts'
import type { Offer } from './plain.ts'
import type { StateSpace } from './state-space.ts'
import type { Trace, TraceStep } from './verdict.ts'

/**
 * A run as indexes of states; `last` says by which transition the last step goes, where it
 * matters.
 */
export interface Run {
  readonly path: readonly number[]
  readonly last?: { readonly rule: number; readonly transition: number }
  readonly loopStart?: number
}

interface Edge<S> {
  readonly action: Action
  readonly rule: string
  readonly fault: boolean
  readonly duration: number
  readonly raw: S
}

export class Tracer<S> {
  readonly #engine: Engine<S>
  readonly #space: StateSpace
  readonly #plain: PlainMachine<S>
  readonly #states = new Map<number, S>()
  readonly #edges = new Map<string, Edge<S>>()

  constructor(engine: Engine<S>, space: StateSpace) {
    this.#engine = engine
    this.#space = space
    this.#plain = new PlainMachine(engine.machine, engine.interner)
  }

  /** The same object for the same state. */
  state(index: number): S {
    const known = this.#states.get(index)
    if (known !== undefined) return known
    const vector = new Int32Array(this.#space.width)
    this.#space.read(index, vector)
    const state = this.#engine.decode(vector)
    this.#states.set(index, state)
    return state
  }

  trace({ path, last, loopStart }: Run): Trace<S> {
    const first = path[0]
    if (first === undefined) throw new Error('internal error: a trace needs a state')
    let time = 0
    const steps = path.slice(1).map((to, i): TraceStep<S> => {
      const isLast = i === path.length - 2
      const { action, rule, fault, duration } = this.#edge(
        path[i] ?? 0,
        to,
        isLast ? last : undefined,
      )
      time += duration
      return { action, rule, fault, time, state: this.state(to) }
    })
    return { initial: this.state(first), steps, ...(loopStart === undefined ? {} : { loopStart }) }
  }

  /** What step properties see of the last step of a run: the successor before it was normalised. */
  lastStep({ path, last }: Run): {
    readonly before: S
    readonly after: S
    readonly action: Action
  } {
    const from = path.at(-2) ?? 0
    const edge = this.#edge(from, path.at(-1) ?? 0, last)
    return { before: this.state(from), after: edge.raw, action: edge.action }
  }

  /** A transition between two states: the given one, else the first that leads there. */
  #edge(from: number, to: number, given: Run['last']): Edge<S> {
    const key = `${from} ${to} ${given?.rule ?? ''} ${given?.transition ?? ''}`
    const known = this.#edges.get(key)
    if (known !== undefined) return known
    const edge = this.#execute(from, to, given)
    this.#edges.set(key, edge)
    return edge
  }

  /** Rules that may have led from a state to another, in the order in which they are asked. */
  #rules(from: number, to: number): readonly Rule<S>[] {
    const isFault = this.#space.parent(to) === from && this.#space.isStruck(to)
    return this.#engine.machine.rules.filter((rule) => (rule.fault ?? false) === isFault)
  }

  #execute(from: number, to: number, which: Run['last']): Edge<S> {
    const state = this.state(from)
    const target = this.state(to)
    const leads = (offer: Offer<S> | undefined): offer is Offer<S> =>
      offer !== undefined && this.#plain.isSameState(this.#plain.settled(offer.raw), target)
    const offersOf = (rule: Rule<S>): readonly Offer<S>[] => this.#plain.offersOf(rule, state)
    const offer =
      which === undefined
        ? this.#rules(from, to).flatMap(offersOf).find(leads)
        : offersOf(this.#engine.rule(which.rule))[which.transition]
    if (!leads(offer)) {
      throw internalError(`the plain rules do not lead from state ${from} to state ${to} again`)
    }
    const { rule, fault, duration, raw } = offer
    return { action: this.#plain.labelled(state, offer), rule, fault, duration, raw }
  }
}
