/**
 * A state as rules and properties see it: an object with a getter per slot, over a vector of value
 * ids. It notes which slots were read, so nobody declares dependencies and a wrong declaration
 * cannot exist. The object is used again for the next state: user code may keep what it read, and
 * never the object itself.
 */
import type { Interner } from './intern.ts'
import type { Json } from './machine.ts'

/** Which of `width` inputs were read since `begin`, in order, each once. */
export class Tracker {
  readonly reads: Int32Array
  count = 0
  readonly #seen: Uint32Array
  #epoch = 0

  constructor(width: number) {
    this.reads = new Int32Array(width)
    this.#seen = new Uint32Array(width)
  }

  begin(): void {
    this.count = 0
    this.#epoch += 1
    if (this.#epoch < 0xffffffff) return
    this.#seen.fill(0)
    this.#epoch = 1
  }

  note(input: number): void {
    if (this.#seen[input] === this.#epoch) return
    this.#seen[input] = this.#epoch
    this.reads[this.count] = input
    this.count += 1
  }
}

export interface View {
  /** The object handed to user code. */
  readonly state: object
  /** Points the view at a vector; slot s stands at `offset` + s. */
  readonly show: (vector: Int32Array) => void
}

/** Reads are noted in `tracker` as `offset` + slot. */
export const makeView = (
  slots: readonly string[],
  interner: Interner,
  tracker: Tracker,
  offset = 0,
): View => {
  let current: Int32Array = new Int32Array(offset + slots.length)
  const { values } = interner
  const state = {}
  slots.forEach((name, slot) => {
    const input = offset + slot
    Object.defineProperty(state, name, {
      enumerable: true,
      get: (): Json | undefined => {
        tracker.note(input)
        return values[current[input] ?? 0]
      },
    })
  })
  return {
    state: Object.freeze(state),
    show: (vector) => {
      current = vector
    },
  }
}
