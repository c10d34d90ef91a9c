/** Values of another interner, told as numbers, as values of this one. */
import type { Block } from './ahead.ts'
import type { Engine } from './engine.ts'
import { atLeast } from './int-array.ts'
import { ARRAY_TAG } from './intern.ts'
import type { WrittenValues } from './intern.ts'

const UNKNOWN = -1

export class AheadValues<S> {
  readonly #engine: Engine<S>
  /** By their id: our id. */
  #ids: Int32Array = new Int32Array(1 << 12)
  #count = 0
  /** By their tag: our tag. */
  readonly #tags = [ARRAY_TAG]
  /** By slot and the number of a value there: its id here, and its number here. */
  readonly #held: readonly number[][]
  readonly #numbers: readonly number[][]

  constructor(engine: Engine<S>) {
    this.#engine = engine
    this.#held = engine.slots.map(() => [])
    this.#numbers = engine.slots.map(() => [])
  }

  adopt({ values, held }: Block): void {
    this.#adoptValues(values)
    for (let i = 0; i < held.length; i += 2) {
      const slot = held[i] ?? 0
      this.#held[slot]?.push(this.#ids[held[i + 1] ?? 0] ?? 0)
      this.#numbers[slot]?.push(UNKNOWN)
    }
  }

  /** Parts come before what they are part of. */
  #adoptValues({ shapes, primitives, nodes }: WrittenValues): void {
    const { interner } = this.#engine
    for (const keys of shapes) this.#tags.push(interner.tagOf(keys))
    const ids: number[] = []
    let next = 0
    for (let at = 0; at < nodes.length || next < primitives.length; ) {
      const primitive = primitives[next]
      if (primitive?.[0] === this.#count) {
        this.#add(interner.idOf(primitive[1]))
        next += 1
        continue
      }
      ids.length = nodes[at + 1] ?? 0
      for (let i = 0; i < ids.length; i += 1) ids[i] = this.#ids[nodes[at + 2 + i] ?? 0] ?? 0
      this.#add(interner.idOfNode(this.#tags[nodes[at] ?? 0] ?? ARRAY_TAG, ids))
      at += 2 + ids.length
    }
  }

  #add(id: number): void {
    this.#ids = atLeast(this.#ids, this.#count + 1)
    this.#ids[this.#count] = id
    this.#count += 1
  }

  /**
   * The number here of a value that a slot holds there. It is worked out when somebody asks: which values a slot held is
   * told in the end, and must not depend on what was worked out ahead.
   */
  numberOf(slot: number, there: number): number {
    const numbers = this.#numbers[slot]
    const known = numbers?.[there] ?? UNKNOWN
    if (known !== UNKNOWN || numbers === undefined) return known
    const { values, interner } = this.#engine
    const number = values[slot]?.idOf(interner.valueOf(this.#held[slot]?.[there] ?? 0)) ?? UNKNOWN
    numbers[there] = number
    return number
  }
}
