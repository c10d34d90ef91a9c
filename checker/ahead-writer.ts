/** Writes down what is found ahead of a search, block by block. */
import { UNFOLLOWED, keyOf } from './ahead.ts'
import type { Block, Label } from './ahead.ts'
import type { Engine } from './engine.ts'
import type { Extent } from './intern.ts'
import type { Successor } from './steps.ts'

/** A step, with the state that it makes. */
export interface ToldStep {
  readonly successor: Successor
  /** Before and after it was normalised. */
  readonly made: Int32Array
  readonly normal: Int32Array
  /** The number of the state to which it leads. */
  readonly target: number
}

export class AheadWriter<S> {
  /** States in the block at hand. */
  states = 0
  readonly #engine: Engine<S>
  #answers: number[] = []
  #labels: Label[] = []
  readonly #labelOf = new Map<string, number>()
  /** What was told: values, and by slot how many it was seen to hold. */
  #told: Extent = { values: 0, shapes: 0, nodes: 0 }
  readonly #sizes: number[]

  constructor(engine: Engine<S>) {
    this.#engine = engine
    this.#sizes = engine.slots.map(() => 0)
  }

  /** All steps out of a state. */
  tell(state: number, isFault: boolean, steps: readonly ToldStep[]): void {
    const answers = this.#answers
    const begin = answers.length
    answers.push(keyOf(state, isFault), 0, steps.length)
    for (const { successor, made, normal, target } of steps) {
      answers.push(this.#label(successor), target, successor.slots.length)
      for (const slot of successor.slots) answers.push(slot, made[slot] ?? 0)
      this.#tellChanges(made, normal)
    }
    answers[begin + 1] = answers.length
    this.states += 1
  }

  /** Says that the steps out of a state are left to the search. */
  leave(state: number, isFault: boolean): void {
    this.#answers.push(keyOf(state, isFault), this.#answers.length + 3, UNFOLLOWED)
  }

  #tellChanges(made: Int32Array, normal: Int32Array): void {
    const answers = this.#answers
    const count = answers.push(0) - 1
    for (let slot = 0; slot < made.length; slot += 1) {
      const value = normal[slot] ?? 0
      if (value !== made[slot]) answers.push(slot, value)
    }
    answers[count] = (answers.length - count - 1) / 2
  }

  /** The number of what does not differ from step to step. */
  #label({ action, rule, transition, duration }: Successor): number {
    const key = `${this.#engine.actionId(action)} ${rule} ${transition} ${duration}`
    const known = this.#labelOf.get(key)
    if (known !== undefined) return known
    const number = this.#labelOf.size
    this.#labelOf.set(key, number)
    this.#labels.push({ action, rule, transition, duration })
    return number
  }

  /** All that was found since the last block. */
  take(): Block {
    const held = this.#held()
    const { interner } = this.#engine
    const block = {
      values: interner.since(this.#told),
      held: Int32Array.from(held),
      labels: this.#labels,
      answers: Int32Array.from(this.#answers),
    }
    this.#told = interner.extent
    this.#answers = []
    this.#labels = []
    this.states = 0
    return block
  }

  #held(): readonly number[] {
    const { values, interner } = this.#engine
    const held: number[] = []
    for (const [slot, { values: seen }] of values.entries()) {
      for (let value = this.#sizes[slot] ?? 0; value < seen.length; value += 1) held.push(slot, interner.idOf(seen[value]))
      this.#sizes[slot] = seen.length
    }
    return held
  }
}
