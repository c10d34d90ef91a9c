/** A map from two integers to one that is not 0, by open addressing in one typed array. */

const hashOf = (a: number, b: number): number => {
  const hash = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b)
  return hash ^ (hash >>> 15)
}

export class EdgeTable {
  /** Two keys and a value, three by three; value 0: free. */
  #edges = new Int32Array(0)
  #count = 0

  get bytes(): number {
    return this.#edges.length * 4
  }

  /** The value of two keys; 0: there is none. */
  find(a: number, b: number): number {
    const edges = this.#edges
    if (edges.length === 0) return 0
    const mask = edges.length / 3 - 1
    let position = hashOf(a, b) & mask
    for (;;) {
      const at = position * 3
      const value = edges[at + 2] ?? 0
      if (value === 0 || (edges[at] === a && edges[at + 1] === b)) return value
      position = (position + 1) & mask
    }
  }

  /** Adds keys that were not found. */
  add(a: number, b: number, value: number): void {
    this.#count += 1
    if (this.#count * 6 > this.#edges.length) this.#grow()
    this.#insert(a, b, value)
  }

  #insert(a: number, b: number, value: number): void {
    const edges = this.#edges
    const mask = edges.length / 3 - 1
    let position = hashOf(a, b) & mask
    while (edges[position * 3 + 2] !== 0) position = (position + 1) & mask
    edges[position * 3] = a
    edges[position * 3 + 1] = b
    edges[position * 3 + 2] = value
  }

  #grow(): void {
    const old = this.#edges
    this.#edges = new Int32Array(Math.max(3 * 16, old.length * 2))
    for (let i = 0; i < old.length; i += 3) {
      const value = old[i + 2] ?? 0
      if (value !== 0) this.#insert(old[i] ?? 0, old[i + 1] ?? 0, value)
    }
  }
}
