/**
 * Judges properties over vectors. The verdict on a state is inherited from its parent when no slot that the
 * property ever read has changed; otherwise it is remembered per values of those slots.
 */
import type { Engine } from './engine.ts'
import type { Action } from './machine.ts'
import type { OnEveryStep, Property } from './property.ts'
import type { View } from './view.ts'

export type StateProperty<S> = Exclude<Property<S>, OnEveryStep<S>>

export class StateJudge<S> {
  readonly #view: View
  readonly #holds: (state: S) => boolean
  /** Slots that the predicate ever read; grows. */
  readonly #reads: number[] = []
  #known = new Map<string, boolean>()

  constructor(engine: Engine<S>, holds: (state: S) => boolean) {
    this.#view = engine.newView()
    this.#holds = holds
  }

  /** Did no slot change that the predicate looks at? */
  isUnchanged(before: Int32Array, after: Int32Array): boolean {
    for (const slot of this.#reads) if (before[slot] !== after[slot]) return false
    return this.#reads.length > 0
  }

  holds(vector: Int32Array): boolean {
    const key = this.#reads.map((slot) => vector[slot]).join()
    const known = this.#reads.length > 0 ? this.#known.get(key) : undefined
    if (known !== undefined) return known
    this.#view.show(vector)
    const verdict = this.#holds(this.#view.state as S)
    this.#note(vector, key, verdict)
    return verdict
  }

  #note(vector: Int32Array, key: string, verdict: boolean): void {
    const fresh = this.#view.reads().filter((slot) => !this.#reads.includes(slot))
    if (fresh.length === 0) {
      if (this.#known.size > 2_000_000) this.#known = new Map()
      this.#known.set(key, verdict)
      return
    }
    this.#reads.push(...fresh)
    this.#known = new Map([[this.#reads.map((slot) => vector[slot]).join(), verdict]])
  }
}

/**
 * Judges steps. A step that changes nothing the predicate looks at (stuttering) is not evaluated each time:
 * whether stuttering holds is found out once per values of the slots that it reads.
 */
export class StepJudge<S> {
  readonly #before: View
  readonly #after: View
  readonly #property: OnEveryStep<S>
  readonly #reads: number[] = []
  /** Predicates that look at the action, or that stuttering may break, are always evaluated. */
  #always: boolean

  constructor(engine: Engine<S>, property: OnEveryStep<S>) {
    this.#before = engine.newView()
    this.#after = engine.newView()
    this.#property = property
    this.#always = property.holds.length > 2
  }

  /** Learns what stuttering in an initial state means. */
  start(vector: Int32Array): void {
    if (!this.#always && !this.#evaluate(vector, vector, STUTTER)) this.#always = true
  }

  holds(before: Int32Array, after: Int32Array, action: Action): boolean {
    if (this.#always) return this.#evaluate(before, after, action)
    if (this.#reads.every((slot) => before[slot] === after[slot])) return true
    const verdict = this.#evaluate(before, after, action)
    this.start(after)
    return verdict
  }

  #evaluate(before: Int32Array, after: Int32Array, action: Action): boolean {
    this.#before.show(before)
    this.#after.show(after)
    const verdict = this.#property.holds(this.#before.state as S, this.#after.state as S, action)
    for (const slot of [...this.#before.reads(), ...this.#after.reads()]) {
      if (!this.#reads.includes(slot)) this.#reads.push(slot)
    }
    return verdict
  }
}

const STUTTER: Action = { type: 'stutter' }
