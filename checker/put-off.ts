/** States of which a search took fewer steps than there are, and those of which it has to take the others after all. */
import type { Batch } from './batch.ts'
import type { Engine } from './engine.ts'
import type { Findings } from './findings.ts'
import { Footprints } from './footprints.ts'
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
  #putOff: PutOff[] = []
  #staleAt = Infinity

  /** Whatever rules do from now on is noted, after what was noted before. */
  constructor(engine: Engine<S>, findings: Findings<S>) {
    engine.watcher ??= new Footprints(engine.machine.rules.length, findings.all.length, engine.inputs)
    this.stubborn = new Stubborn(engine, engine.watcher, findings)
  }

  /** Were steps left out that may be needed? */
  get isWrong(): boolean {
    return this.isLost || this.stubborn.isStale || this.stubborn.objection !== null
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
    if (this.stubborn.isStale) this.#staleAt = Math.min(this.#staleAt, states)
    this.isLost = this.stubborn.objection !== null || states >= Math.max(2 * this.#staleAt, LEAST_PASS)
    return this.isLost
  }
}
