/** A map with more entries than the language allows in one: when one is full another is begun. */

/** Releases of V8 refuse the 8 388 609th or the 16 777 217th entry. */
const MAX_ENTRIES = 1 << 23

export class WideMap<K, V extends {}> {
  #last = new Map<K, V>()
  readonly #full: Map<K, V>[] = []
  readonly #maxEntries: number

  constructor(maxEntries = MAX_ENTRIES) {
    this.#maxEntries = maxEntries
  }

  get(key: K): V | undefined {
    const value = this.#last.get(key)
    return value !== undefined || this.#full.length === 0 ? value : this.#getFromFull(key)
  }

  #getFromFull(key: K): V | undefined {
    for (const map of this.#full) {
      const value = map.get(key)
      if (value !== undefined) return value
    }
    return undefined
  }

  /** Adds a key that is not there. */
  add(key: K, value: V): void {
    if (this.#last.size >= this.#maxEntries) {
      this.#full.push(this.#last)
      this.#last = new Map()
    }
    this.#last.set(key, value)
  }
}
