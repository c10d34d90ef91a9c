/** Plain data and arrays of numbers as bytes: written one after the other, read again in the same order. */
import { damaged } from './store.ts'

/** Each part begins at a multiple of this, after its length in bytes. */
const ALIGNED = 8
const restOf = (length: number): number => (ALIGNED - (length % ALIGNED)) % ALIGNED

export class RecordWriter {
  readonly parts: Uint8Array[] = []
  length = 0

  json(value: unknown): void {
    const bytes = new TextEncoder().encode(JSON.stringify(value))
    const padded = new Uint8Array(bytes.length + restOf(bytes.length))
    padded.set(bytes)
    this.#add(bytes.length, [padded])
  }

  /** The array is not copied: it must stay as it is until the record is written. */
  numbers({ buffer, byteOffset, byteLength }: Int32Array | Float64Array): void {
    const bytes = new Uint8Array(buffer, byteOffset, byteLength)
    this.#add(byteLength, [bytes, new Uint8Array(restOf(byteLength))])
  }

  #add(length: number, parts: readonly Uint8Array[]): void {
    const head = new Uint8Array(Float64Array.of(length).buffer)
    for (const part of [head, ...parts]) {
      this.parts.push(part)
      this.length += part.length
    }
  }
}

export class RecordReader {
  readonly #bytes: Uint8Array
  #at = 0

  /** The bytes begin at a multiple of 8 in their buffer. */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  /** Its type is what was written there: sums tell that it was, and formats by whom. */
  json<T>(): T {
    return JSON.parse(new TextDecoder().decode(this.#next())) as T
  }

  ints(): Int32Array {
    const { buffer, byteOffset, length } = this.#next()
    return new Int32Array(buffer, byteOffset, length / Int32Array.BYTES_PER_ELEMENT)
  }

  floats(): Float64Array {
    const { buffer, byteOffset, length } = this.#next()
    return new Float64Array(buffer, byteOffset, length / Float64Array.BYTES_PER_ELEMENT)
  }

  #next(): Uint8Array {
    const { buffer, byteOffset, length: end } = this.#bytes
    const from = this.#at + ALIGNED
    const [length = 0] = from > end ? [Infinity] : new Float64Array(buffer, byteOffset + this.#at, 1)
    if (from + length > end) throw damaged('a part is missing')
    this.#at = from + length + restOf(length)
    return this.#bytes.subarray(from, from + length)
  }
}
