/** States of which a search took fewer steps than there are, and those of which it has to take the others after all. */
import type { Batch } from './batch.ts'
import { Counterparts } from './counterparts.ts'
import type { Engine } from './engine.ts'
import type { Findings } from './findings.ts'
import { Footprints } from './footprints.ts'
import type { Inputs } from './inputs.ts'
import { Stubborn } from './stubborn.ts'

/** A state of which only the steps of some rules were taken so far. */
export interface PutOff {
  readonly index: number
  readonly taken: Int32Array
}

/** A search does not begin again before so many states. */
const LEAST_PASS = 1_024

export class Shortcuts<S> {
  readonly stubborn: Stubborn<S>
  /** Did the search end because steps were left out that may be needed? */
  isLost = false
  readonly #counterparts: Counterparts | null
  readonly #inputs: Inputs
  #putOff: PutOff[] = []
  #staleAt = Infinity

  /** Whatever rules do from now on is noted, after what was noted before. */
  constructor(engine: Engine<S>, findings: Findings<S>) {
    const { canon, inputs, machine } = engine
    const counterparts = canon === null ? null : new Counterparts(engine, machine.rules.map(({ name }) => name), canon)
    engine.watcher ??= new Footprints(machine.rules.length, findings.all.length, inputs, counterparts)
    this.#counterparts = engine.watcher.counterparts
    this.#inputs = inputs
    this.stubborn = new Stubborn(engine, engine.watcher, findings)
  }

  /** May steps be left out from now on? */
  get isInUse(): boolean {
    return this.stubborn.isActive
  }

  /** Why no steps can be left out; null: they can. */
  get objection(): string | null {
    return this.stubborn.objection ?? this.#counterparts?.objection ?? null
  }

  /** Were steps left out that may be needed? To be asked at the end of a search. */
  isWrong(): boolean {
    this.#counterparts?.findOut()
    this.#counterparts?.checkProjections(this.#inputs)
    return this.isLost || this.stubborn.isStale || this.objection !== null
  }

  /** The n-th state of a batch is expanded; its steps lead to this state at most. */
  note(batch: Batch<S>, n: number, furthest: number): void {
    const taken = batch.enough[n] ?? null
    const index = batch.from + n
    if (taken !== null && furthest <= index) this.#putOff.push({ index, taken })
  }

  /** States whose other steps must be taken before the next layer. */
  takePutOff(): readonly PutOff[] {
    const putOff = this.#putOff
    if (putOff.length > 0) this.#putOff = []
    return putOff
  }

  /**
   * Is it no use to go on, after so many states? While choices may be wrong the search goes on for a while, since it
   * learns more: for as long again, so that all that is done in vain is not much more than what is done in the end.
   */
  mustEnd(states: number): boolean {
    this.#counterparts?.findOut()
    if (this.stubborn.isStale) this.#staleAt = Math.min(this.#staleAt, states)
    this.isLost = this.objection !== null || states >= Math.max(2 * this.#staleAt, LEAST_PASS)
    return this.isLost
  }
}
