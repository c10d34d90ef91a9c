/** How long a search took, and its present level; what other processes spent on it before counts. */

export class Stopwatch {
  readonly #clock: () => number
  /** When the search and the level were begun, or would have been by this process; in ms. */
  #search: number | null = null
  #level = 0

  /** The clock is in ms; without one no time passes. */
  constructor(clock: () => number = () => 0) {
    this.#clock = clock
  }

  /** Spent on the search, and on its level. */
  get seconds(): readonly [number, number] {
    const now = this.#clock()
    return [(now - (this.#search ?? now)) / 1000, (now - this.#level) / 1000]
  }

  beginLevel(): void {
    this.#level = this.#clock()
    this.#search ??= this.#level
  }

  /** Counts on from what was spent. */
  restore([search, level]: readonly [number, number]): void {
    const now = this.#clock()
    this.#search = now - search * 1000
    this.#level = now - level * 1000
  }
}
