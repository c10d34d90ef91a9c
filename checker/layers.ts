/** The depth of each state: states come layer by layer, so only where layers begin is kept. */
import { IntArray } from './int-array.ts'

export class Layers {
  readonly #starts = new IntArray()
  readonly #depths = new IntArray()
  #count = 0

  get bytes(): number {
    return this.#starts.bytes + this.#depths.bytes
  }

  get count(): number {
    return this.#count
  }

  /** Where the layers from one on begin, and their depths, two by two. */
  since(layer: number): Int32Array {
    const pairs = new Int32Array(2 * Math.max(0, this.#count - layer))
    for (let i = 0; i < pairs.length; i += 2) {
      pairs[i] = this.#starts.get(layer + i / 2)
      pairs[i + 1] = this.#depths.get(layer + i / 2)
    }
    return pairs
  }

  restore(pairs: Int32Array): void {
    for (let i = 0; i < pairs.length; i += 2) this.begin(pairs[i] ?? 0, pairs[i + 1] ?? 0)
  }

  /** States from this index on have this depth. */
  begin(index: number, depth: number): void {
    const last = this.#count - 1
    if (last >= 0 && this.#depths.get(last) === depth) return
    const isEmpty = last >= 0 && this.#starts.get(last) === index
    const at = isEmpty ? last : this.#count
    this.#starts.set(at, index)
    this.#depths.set(at, depth)
    this.#count = at + 1
  }

  get(index: number): number {
    return this.#depths.get(this.#layerOf(index))
  }

  /** The first state of the layer after that of a state; Infinity: there is none yet. */
  endOf(index: number): number {
    const next = this.#layerOf(index) + 1
    return next < this.#count ? this.#starts.get(next) : Infinity
  }

  #layerOf(index: number): number {
    let [low, high] = [0, this.#count - 1]
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if (this.#starts.get(middle) <= index) low = middle
      else high = middle - 1
    }
    return low
  }
}
