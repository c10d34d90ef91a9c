/**
 * A state as rules and properties see it: an object with a getter per slot, over a vector of value ids. It
 * notes which slots were read, so nobody declares dependencies and a wrong declaration cannot exist.
 */
import type { Interner } from './intern.ts'
import type { Json } from './machine.ts'

export interface View {
  /** The object handed to user code. */
  readonly state: object
  /** Points the view at a vector; nothing has been read. */
  readonly show: (vector: Int32Array) => void
  /** Slots read since `show`, in order. */
  readonly reads: () => readonly number[]
}

export const makeView = (slots: readonly string[], interner: Interner): View => {
  let current: Int32Array = new Int32Array(slots.length)
  let read: number[] = []
  let seen = new Uint8Array(slots.length)
  const state = {}
  slots.forEach((name, slot) => {
    Object.defineProperty(state, name, {
      enumerable: true,
      get: (): Json => {
        if (seen[slot] === 0) {
          seen[slot] = 1
          read.push(slot)
        }
        return interner.valueOf(current[slot] ?? 0)
      },
    })
  })
  return {
    state: Object.freeze(state),
    show: (vector) => {
      current = vector
      if (read.length > 0) {
        read = []
        seen = new Uint8Array(slots.length)
      }
    },
    reads: () => read,
  }
}
