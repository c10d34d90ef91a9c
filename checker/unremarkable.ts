/**
 * States of which some properties are known to have nothing to say, by what they hold in the slots that these look at:
 * a state that agrees with one of them in all of that need not be judged. Exact: packed words are compared.
 */
import type { Layout } from './layout.ts'

/** Places for states at first, and at most; a new state takes the place of another. */
const FIRST_PLACES = 1 << 8
const MAX_PLACES = 1 << 14

export class Unremarkable {
  readonly #slots: readonly number[]
  #layout: Layout | null = null
  /** The words in which these slots lie, and their bits in each. */
  #words: Int32Array = new Int32Array(0)
  #masks: Int32Array = new Int32Array(0)
  /** By place: 1 and the words; 0: it is free. */
  #table: Int32Array = new Int32Array(0)
  #stride = 1
  #places = FIRST_PLACES
  #added = 0
  /** The state that was looked for last, and where its place begins. */
  #sought: Int32Array = new Int32Array(0)
  #at = 0

  /** For properties that look at no other slots than these. */
  constructor(slots: readonly number[]) {
    this.#slots = slots
  }

  /** Is there nothing to say of the state that is packed at a place? */
  has(layout: Layout, rows: Int32Array, begin: number): boolean {
    if (layout !== this.#layout) this.#begin(layout)
    const [words, masks, sought] = [this.#words, this.#masks, this.#sought]
    let hash = 0
    for (let i = 0; i < words.length; i += 1) {
      const word = (rows[begin + (words[i] ?? 0)] ?? 0) & (masks[i] ?? 0)
      sought[i] = word
      hash = Math.imul(hash ^ word, 0x9e3779b1)
      hash ^= hash >>> 15
    }
    const at = (hash & (this.#places - 1)) * this.#stride
    this.#at = at
    const table = this.#table
    let difference = (table[at] ?? 0) ^ 1
    for (let i = 0; i < words.length; i += 1) difference |= (table[at + 1 + i] ?? 0) ^ (sought[i] ?? 0)
    return difference === 0
  }

  /** There is nothing to say any more of states like the one that was looked for last. */
  add(): void {
    this.#table[this.#at] = 1
    this.#table.set(this.#sought, this.#at + 1)
    this.#added += 1
    if (this.#added > 2 * this.#places && this.#places < MAX_PLACES) this.#grow(4 * this.#places)
  }

  #begin(layout: Layout): void {
    const masks = new Int32Array(layout.words)
    for (const slot of this.#slots) {
      const word = layout.wordOf[slot] ?? 0
      masks[word] = (masks[word] ?? 0) | ((layout.maskOf[slot] ?? 0) << (layout.shiftOf[slot] ?? 0))
    }
    this.#layout = layout
    this.#words = Int32Array.from(masks.keys()).filter((word) => masks[word] !== 0)
    this.#masks = masks.filter((mask) => mask !== 0)
    this.#sought = new Int32Array(this.#words.length)
    this.#stride = 1 + this.#words.length
    this.#grow(this.#places)
  }

  #grow(places: number): void {
    this.#places = places
    this.#table = new Int32Array(places * this.#stride)
    this.#added = 0
  }
}
