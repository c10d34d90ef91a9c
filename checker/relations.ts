/** Who was seen to do what with what: rules come first, then properties. */
import { BitRows } from './bit-rows.ts'
import type { Counterparts } from './counterparts.ts'
import type { Inputs } from './inputs.ts'

export class Relations {
  /** By input: rules that may change what it reads; rules and properties that may read it. */
  readonly changers: BitRows
  readonly readers: BitRows
  /** By slot: rules that may write it. */
  readonly writers: BitRows
  readonly #size: number

  constructor(size: number) {
    this.#size = size
    this.changers = new BitRows(size)
    this.readers = new BitRows(size)
    this.writers = new BitRows(size)
  }

  /** The same, and for members that are alike what was seen of any of them. */
  closedUnder(counterparts: Counterparts, inputs: Inputs, rules: number): Relations {
    const closed = new Relations(this.#size)
    closed.changers.copyFrom(this.changers)
    closed.readers.copyFrom(this.readers)
    closed.writers.copyFrom(this.writers)
    while (closed.#grow(counterparts, inputs, rules));
    return closed
  }

  #grow(counterparts: Counterparts, inputs: Inputs, rules: number): boolean {
    let isGrown = false
    for (const [number, { slotFor }] of counterparts.swaps.entries()) {
      const slots = inputs.slots.map((_, slot) => [slot, slotFor(slot)] as const)
      const moved = Array.from({ length: inputs.size }, (_, input) => {
        return [input, inputs.moved(input, slotFor(inputs.slotOf(input)))] as const
      })
      for (let who = 0; who < this.#size; who += 1) {
        // A property says the same whoever is who.
        for (const other of who < rules ? counterparts.of(number, who) : [who]) {
          isGrown = pass(this.writers, slots, who, other) || isGrown
          isGrown = pass(this.changers, moved, who, other) || isGrown
          isGrown = pass(this.readers, moved, who, other) || isGrown
        }
      }
    }
    return isGrown
  }
}

/** Where one stands in a row, the other one shall stand in the row that it becomes; true: it did not yet. */
const pass = (rows: BitRows, moves: readonly (readonly [number, number])[], who: number, other: number): boolean => {
  let isGrown = false
  for (const [from, to] of moves) if (rows.has(from, who) && rows.add(to, other)) isGrown = true
  return isGrown
}
