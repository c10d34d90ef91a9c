/**
 * The values that one slot was seen to hold, numbered from 0 in order of discovery: small numbers
 * pack into few bits and index dense tables.
 */
import type { Interner } from './intern.ts'
import type { Json } from './machine.ts'
import { WideMap } from './wide-map.ts'

/** What a value of a slot contributes to the hash of a state; the hash is the xor over all slots. */
const mix = (slot: number, id: number): number => {
  let hash = Math.imul(id + 0x7f4a7c15, 0x85ebca6b) ^ Math.imul(slot + 1, 0xc2b2ae35)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39)
  return hash ^ (hash >>> 15)
}

export class SlotValues {
  readonly name: string
  /** By id; canonical, so equal content is one reference. */
  readonly values: Json[] = []
  /** By id: its share of the hash of a state. */
  hashes = new Int32Array(16)
  readonly #slot: number
  readonly #interner: Interner
  readonly #ids = new WideMap<unknown, number>()

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
    return this.#ids.get(value) ?? this.#idOfCanonical(this.#interner.canonical(value))
  }

  #idOfCanonical(value: Json): number {
    const known = this.#ids.get(value)
    if (known !== undefined) return known
    const id = this.values.push(value) - 1
    this.#ids.add(value, id)
    if (id >= this.hashes.length) {
      const hashes = new Int32Array(this.hashes.length * 2)
      hashes.set(this.hashes)
      this.hashes = hashes
    }
    this.hashes[id] = mix(this.#slot, id)
    return id
  }

  valueOf(id: number): Json {
    const value = this.values[id]
    if (value === undefined) throw new Error(`internal error: slot ${this.name} has no value ${id}`)
    return value
  }
}
