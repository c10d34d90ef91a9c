/**
 * A state as rules and properties see it: an object with a getter per slot, over a vector of value
 * ids. It notes what was read, so nobody declares dependencies and a wrong declaration cannot
 * exist. The object is used again for the next state: user code may keep what it read, and never
 * the object itself.
 */
import type { Inputs } from './inputs.ts'
import type { Json } from './machine.ts'
import { PROJECT } from './projection.ts'
import type { Part } from './projection.ts'

/** Which inputs were read since `begin`, in order, each once. */
export class Tracker {
  readonly inputs: Inputs
  reads: Int32Array
  count = 0
  #seen: Float64Array
  #epoch = 0

  constructor(inputs: Inputs) {
    this.inputs = inputs
    this.reads = new Int32Array(inputs.size)
    this.#seen = new Float64Array(inputs.size)
  }

  begin(): void {
    this.count = 0
    this.#epoch += 1
  }

  note(input: number): void {
    if (this.#seen[input] === this.#epoch) return
    if (input >= this.#seen.length) this.#grow()
    this.#seen[input] = this.#epoch
    this.reads[this.count] = input
    this.count += 1
  }

  wasRead(input: number): boolean {
    return this.#seen[input] === this.#epoch
  }

  /** Was a projection read since `begin`? */
  get hasProjected(): boolean {
    return this.reads.subarray(0, this.count).some((input) => this.inputs.isProjection(input))
  }

  #grow(): void {
    const [seen, reads] = [this.#seen, this.reads]
    this.#seen = new Float64Array(this.inputs.size * 2)
    this.#seen.set(seen)
    this.reads = new Int32Array(this.inputs.size * 2)
    this.reads.set(reads)
  }
}

export interface View {
  /** The object handed to user code. */
  readonly state: object
  /** Points the view at a vector; slot s stands at `offset` + s. */
  readonly show: (vector: Int32Array) => void
}

/** A view of the slots from `offset` on, as many as there are names. */
export const makeView = (names: readonly string[], tracker: Tracker, offset = 0): View => {
  const { inputs } = tracker
  let current: Int32Array = new Int32Array(inputs.slots.length)
  const state = {}
  const numbers = new Map<string, number>()
  names.forEach((name, i) => {
    const slot = offset + i
    const values = inputs.slots[slot]?.values ?? []
    numbers.set(name, slot)
    Object.defineProperty(state, name, {
      enumerable: true,
      get: (): Json | undefined => {
        tracker.note(slot)
        return values[current[slot] ?? 0]
      },
    })
  })
  const read = (name: unknown, part: Part<Json, Json>): Json => {
    const slot = numbers.get(String(name))
    if (slot === undefined) throw new Error(`there is no slot ${String(name)} to project`)
    const input = inputs.inputOf(slot, part)
    if (!tracker.wasRead(slot)) tracker.note(input)
    return inputs.valueOf(input, current[slot] ?? 0)
  }
  Object.defineProperty(state, PROJECT, { value: read })
  return {
    state: Object.freeze(state),
    show: (vector) => {
      current = vector
    },
  }
}
