/** Which states of a search have which number for a scout. Both grow together, and are asked for in that order. */
import { atLeast } from './int-array.ts'

const NONE = -1

export class AheadNumbers {
  /** State and number, two by two. */
  #pairs: Int32Array = new Int32Array(64)
  #used = 0
  /** The first pair that somebody may still ask for. */
  #at = 0

  add(state: number, number: number): void {
    this.#pairs = atLeast(this.#pairs, this.#used + 2)
    this.#pairs[this.#used] = state
    this.#pairs[this.#used + 1] = number
    this.#used += 2
  }

  /** The number of a state; negative: it has none. Nobody asks for one before it any more. */
  numberOf(state: number): number {
    while (this.#at < this.#used && (this.#pairs[this.#at] ?? 0) < state) this.#at += 2
    return this.#at < this.#used && this.#pairs[this.#at] === state ? (this.#pairs[this.#at + 1] ?? NONE) : NONE
  }

  /** They may be asked for from the first one again. */
  rewind(): void {
    this.#at = 0
  }
}
