/**
 * Whether it pays to remember what a predicate said: not if it looks at so much that hardly two states agree in it.
 * Remembering costs more than asking then. It follows from what was asked alone, and changes no answer.
 */

/** Answers that are watched before anything is decided. */
const TRIED = 1 << 12

export class Benefit {
  #asked = 0
  #known = 0

  /** Most of what was asked had not been asked before. */
  get isLow(): boolean {
    return this.#asked >= TRIED && this.#known * 2 < this.#asked
  }

  note(isKnown: boolean): void {
    this.#asked += 1
    if (isKnown) this.#known += 1
  }
}
