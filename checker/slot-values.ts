/**
 * The values that one slot was seen to hold, numbered from 0 in order of discovery: small numbers
 * pack into few bits and index dense tables.
 */
import { atLeast } from './int-array.ts'
import type { Interner } from './intern.ts'
import { isPlainPrimitive } from './json.ts'
import type { Json } from './machine.ts'
import { WideMap } from './wide-map.ts'

/** What a value of a slot contributes to the hash of a state; the hash is the xor over all slots. */
export const mix = (slot: number, id: number): number => {
  let hash = Math.imul(id + 0x7f4a7c15, 0x85ebca6b) ^ Math.imul(slot + 1, 0xc2b2ae35)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39)
  return hash ^ (hash >>> 15)
}

const isWhole = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value) && value >= 0

/** Whole numbers up to this, or up to so many times the number of values, are found by an array. */
const FEW = 1 << 10
const SPARSE = 4

export class SlotValues {
  readonly name: string
  /** By id; canonical, so equal content is one reference. */
  readonly values: Json[] = []
  /** By id: its share of the hash of a state. */
  hashes: Int32Array = new Int32Array(16)
  readonly #slot: number
  readonly #interner: Interner
  readonly #ids = new WideMap<unknown, number>()
  /** By whole number: its id + 1. A counter that goes far costs a few bytes per value. */
  #idsOfNumbers: Int32Array = new Int32Array(0)

  constructor(slot: number, name: string, interner: Interner) {
    this.#slot = slot
    this.name = name
    this.#interner = interner
  }

  get size(): number {
    return this.values.length
  }

  /** The id of a value; a canonical value costs one look-up. */
  idOf(value: unknown): number {
    if (isWhole(value)) {
      const known = this.#idsOfNumbers[value] ?? 0
      if (known > 0) return known - 1
    }
    return this.#ids.get(value) ?? this.#idOfCanonical(this.#canonical(value))
  }

  /** What has no parts need not be interned. */
  #canonical(value: unknown): Json {
    if (!isPlainPrimitive(value)) return this.#interner.canonical(value)
    // -0 and 0 are one value.
    return value === 0 ? 0 : value
  }

  #idOfCanonical(value: Json): number {
    const known = this.#ids.get(value)
    if (known !== undefined) return known
    const id = this.values.push(value) - 1
    if (isWhole(value) && value < Math.max(FEW, SPARSE * this.size)) {
      this.#idsOfNumbers = atLeast(this.#idsOfNumbers, value + 1)
      this.#idsOfNumbers[value] = id + 1
    } else this.#ids.add(value, id)
    this.hashes = atLeast(this.hashes, id + 1)
    this.hashes[id] = mix(this.#slot, id)
    return id
  }

  valueOf(id: number): Json {
    const value = this.values[id]
    if (value === undefined) throw new Error(`internal error: slot ${this.name} has no value ${id}`)
    return value
  }
}
