/**
 * Runs of a search that forgot who is who, told with the names that they had all along: from a
 * state as it was to one of its successors that is alike to the next one that was stored.
 */
import type { Engine } from './engine.ts'
import type { LastStep } from './explain.ts'
import { internalError } from './errors.ts'
import { PlainMachine } from './plain.ts'
import type { StateSpace } from './state-space.ts'
import type { Run } from './trace.ts'
import type { Trace, TraceStep } from './verdict.ts'

/** A run, and its last step as step properties see it. */
export interface NamedRun<S> {
  readonly trace: Trace<S>
  readonly last: LastStep<S> | null
}

export class OriginalNames<S> {
  readonly #engine: Engine<S>
  readonly #space: StateSpace
  readonly #plain: PlainMachine<S>
  readonly #stored: Int32Array

  constructor(engine: Engine<S>, space: StateSpace) {
    this.#engine = engine
    this.#space = space
    this.#plain = new PlainMachine(engine.machine, engine.interner)
    this.#stored = new Int32Array(space.width)
  }

  /** `isLast`: which of the steps that lead to the last state is wanted. */
  follow({ path, last: wanted }: Run, isLast: (step: LastStep<S>) => boolean = () => true): NamedRun<S> {
    const [first = 0, ...rest] = path
    const initial = this.#engine.machine.initial
      .map((state) => this.#plain.start(state))
      .find((state) => this.#isAlike(state, first))
    if (initial === undefined) throw internalError('no initial state is alike to the first of a run')
    const steps: TraceStep<S>[] = []
    let before: S = initial
    let [time, from] = [0, first]
    let last: LastStep<S> | null = null
    for (const [i, to] of rest.entries()) {
      const isEnd = i === rest.length - 1
      const isFound = this.#space.parent(to) === from && this.#space.isStruck(to)
      const isFault = isEnd && wanted !== undefined ? this.#engine.rule(wanted.rule).fault === true : isFound
      const offer = this.#plain
        .offers(before, isFault)
        .find((o) => (!isEnd || isLast({ before, after: o.raw, action: o.action })) && this.#isAlike(o.raw, to))
      if (offer === undefined) {
        throw internalError(`no rule leads from state ${from} to one that is alike to state ${to}`)
      }
      time += offer.duration
      last = { before, after: offer.raw, action: offer.action }
      const { rule, fault } = offer
      const action = this.#plain.labelled(before, offer)
      before = this.#plain.settled(offer.raw)
      from = to
      steps.push({ action, rule, fault, time, state: before })
    }
    return { trace: { initial, steps }, last }
  }

  #isAlike(state: S, index: number): boolean {
    const vector = this.#engine.encode(state)
    this.#engine.normalise(vector)
    this.#space.read(index, this.#stored)
    return this.#stored.every((id, slot) => id === vector[slot])
  }
}
