/**
 * The states that runs went through, each as one vector, and what follows from it. Runs share most of their
 * way, so nearly every step of a later run is looked up, and states are compared by identity.
 */
import type { Property } from './property.ts'
import type { Enabled } from './walk.ts'

export interface Taken<S> {
  readonly after: Int32Array
  /** `always` and `onEveryStep` properties that the step breaks. */
  readonly broken: readonly Property<S>[]
}

/** What was found out about a state. */
interface Facts<S> {
  free?: readonly Enabled[]
  faults?: readonly Enabled[]
  /** Names of `sometimes` properties that it fulfils. */
  reached?: readonly string[]
  readonly taken: Map<Enabled, Taken<S>>
}

const MAX_STATES = 1 << 17

export class WalkedStates<S> {
  readonly #byContent = new Map<string, Int32Array>()
  readonly #facts = new Map<Int32Array, Facts<S>>()

  /** A run begins: the one moment at which states may be forgotten. */
  begin(): void {
    if (this.#facts.size < MAX_STATES) return
    this.#byContent.clear()
    this.#facts.clear()
  }

  /** The vector that stands for all with this content. */
  one(vector: Int32Array): Int32Array {
    const key = vector.join()
    const known = this.#byContent.get(key)
    if (known !== undefined) return known
    this.#byContent.set(key, vector)
    return vector
  }

  of(vector: Int32Array): Facts<S> {
    const known = this.#facts.get(vector)
    if (known !== undefined) return known
    const facts: Facts<S> = { taken: new Map() }
    this.#facts.set(vector, facts)
    return facts
  }
}
