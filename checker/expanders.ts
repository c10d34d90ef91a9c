/** Both expanders of a search: of free steps, and of faults. */
import { diamondsFor } from './diamonds.ts'
import type { Engine } from './engine.ts'
import { Expander } from './expander.ts'
import type { IsFinal } from './expander.ts'
import type { Findings } from './findings.ts'
import type { StateSpace } from './state-space.ts'
import type { Stubborn } from './stubborn.ts'

export class Expanders<S> {
  readonly free: Expander<S>
  readonly faults: Expander<S>
  readonly #engine: Engine<S>
  readonly #space: StateSpace

  constructor(engine: Engine<S>, space: StateSpace, findings: Findings<S>, isFinal: IsFinal | null, stubborn?: Stubborn<S>) {
    this.#engine = engine
    this.#space = space
    if (isFinal === null && stubborn === undefined) space.diamonds = diamondsFor(engine, findings, space)
    this.free = new Expander(engine, space, findings, engine.free, isFinal, stubborn)
    this.faults = new Expander(engine, space, findings, engine.faults, isFinal)
  }

  /** Forgets all answers. */
  forget(): void {
    this.#engine.forget()
    this.#space.diamonds?.forget()
    this.free.forget()
    this.faults.forget()
  }

  /** The states about which each asked all of its rules first; null: it did not yet. */
  get preparedIn(): readonly (number | null)[] {
    return [this.free.preparedIn, this.faults.preparedIn]
  }

  /** Asks about the same states again. */
  prepare([free = null, faults = null]: readonly (number | null)[]): void {
    if (free !== null) this.free.prepare(free)
    if (faults !== null) this.faults.prepare(faults)
  }
}
