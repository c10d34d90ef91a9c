/** Arrays of numbers that grow. */

/** Where memory comes from: another thread may have to see it. */
export type Allocate = (ints: number) => Int32Array

export const plain: Allocate = (ints) => new Int32Array(ints)

/** The array or a longer copy of it, for what stays small beside the states. */
export const atLeast = (array: Int32Array, length: number, allocate = plain): Int32Array => {
  if (array.length >= length) return array
  const next = allocate(Math.max(length, array.length * 2))
  next.set(array)
  return next
}

/* The others grow in chunks, so that growth copies nothing and never pauses. */

const CHUNK_BITS = 14
const CHUNK = 1 << CHUNK_BITS
const MASK = CHUNK - 1

export class IntArray {
  readonly #chunks: Int32Array[] = []

  get bytes(): number {
    return this.#chunks.length * CHUNK * 4
  }

  get(index: number): number {
    return this.#chunks[index >>> CHUNK_BITS]?.[index & MASK] ?? 0
  }

  set(index: number, value: number): void {
    const number = index >>> CHUNK_BITS
    while (this.#chunks.length <= number) this.#chunks.push(new Int32Array(CHUNK))
    const chunk = this.#chunks[number]
    if (chunk !== undefined) chunk[index & MASK] = value
  }

  /** A copy of what stands from `from` to before `to`. */
  slice(from: number, to: number): Int32Array {
    const copy = new Int32Array(Math.max(0, to - from))
    for (let at = from; at < to; at = (at | MASK) + 1) {
      const chunk = this.#chunks[at >>> CHUNK_BITS]
      if (chunk !== undefined) copy.set(chunk.subarray(at & MASK, (at & MASK) + to - at), at - from)
    }
    return copy
  }

  /** Adds what was copied; nothing else stood there. */
  put(at: number, values: Int32Array): void {
    for (let i = 0; i < values.length; i += 1) if (values[i] !== 0) this.set(at + i, values[i] ?? 0)
  }
}

export class FloatArray {
  readonly #chunks: Float64Array[] = []

  get bytes(): number {
    return this.#chunks.length * CHUNK * 8
  }

  get(index: number): number {
    return this.#chunks[index >>> CHUNK_BITS]?.[index & MASK] ?? 0
  }

  set(index: number, value: number): void {
    const number = index >>> CHUNK_BITS
    while (this.#chunks.length <= number) this.#chunks.push(new Float64Array(CHUNK))
    const chunk = this.#chunks[number]
    if (chunk !== undefined) chunk[index & MASK] = value
  }

  /** A copy of what stands from `from` to before `to`. */
  slice(from: number, to: number): Float64Array {
    const copy = new Float64Array(Math.max(0, to - from))
    for (let at = from; at < to; at = (at | MASK) + 1) {
      const chunk = this.#chunks[at >>> CHUNK_BITS]
      if (chunk !== undefined) copy.set(chunk.subarray(at & MASK, (at & MASK) + to - at), at - from)
    }
    return copy
  }

  /** Adds what was copied; nothing else stood there. */
  put(at: number, values: Float64Array): void {
    for (let i = 0; i < values.length; i += 1) if (values[i] !== 0) this.set(at + i, values[i] ?? 0)
  }
}

/** One bit per index. */
export class Bits {
  readonly #words = new IntArray()

  get bytes(): number {
    return this.#words.bytes
  }

  get(index: number): boolean {
    return ((this.#words.get(index >>> 5) >>> (index & 31)) & 1) === 1
  }

  set(index: number, value: boolean): void {
    const word = this.#words.get(index >>> 5)
    const bit = 1 << (index & 31)
    this.#words.set(index >>> 5, value ? word | bit : word & ~bit)
  }

  /** A copy of the words in which the bits from `from` to before `to` stand. */
  slice(from: number, to: number): Int32Array {
    return this.#words.slice(from >>> 5, to > from ? ((to - 1) >>> 5) + 1 : 0)
  }

  /** Words that were copied from `from` on. */
  put(from: number, words: Int32Array): void {
    this.#words.put(from >>> 5, words)
  }
}
