/** Both expanders of a search: of free steps, and of faults. */
import type { Engine } from './engine.ts'
import { Expander } from './expander.ts'
import type { IsFinal } from './expander.ts'
import type { Findings } from './findings.ts'
import type { StateSpace } from './state-space.ts'

export class Expanders<S> {
  readonly free: Expander<S>
  readonly faults: Expander<S>

  constructor(engine: Engine<S>, space: StateSpace, findings: Findings<S>, isFinal: IsFinal | null) {
    this.free = new Expander(engine, space, findings, engine.free, isFinal)
    this.faults = new Expander(engine, space, findings, engine.faults, isFinal)
  }

  /** Answers were forgotten. */
  forget(): void {
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
