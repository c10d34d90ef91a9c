/** Two members that are alike change places in a state. All orders of members are made of these. */
import type { Alike } from './alike.ts'
import { placesOf } from './canon.ts'
import type { Canon } from './canon.ts'
import { Order } from './orders.ts'
import type { Places } from './orders.ts'

export interface Swap {
  readonly what: string
  readonly places: Places
  readonly order: Order
  /** The slot in which the value of a slot stands then. */
  readonly slotFor: (slot: number) => number
}

/** Every two neighbours, of all that are alike. */
export const swapsOf = ({ alike, kinds }: Canon): readonly Swap[] =>
  alike.flatMap((one) =>
    Array.from({ length: one.size - 1 }, (_, i): Swap => {
      const to = [...Array(one.size).keys()].map((member) => (member === i ? i + 1 : member === i + 1 ? i : member))
      const places = placesOf(one.touches, kinds)
      return {
        what: `symmetry ${one.name}: numbers ${i} and ${i + 1}`,
        places,
        order: new Order(places, [{ alike: one, to }]),
        slotFor: (slot) => slotIn(one, to, slot),
      }
    }),
  )

const slotIn = ({ lists }: Alike, to: readonly number[], slot: number): number => {
  const list = lists.find((slots) => slots.includes(slot))
  return list?.[to[list.indexOf(slot)] ?? 0] ?? slot
}

export const swapped = (vector: Int32Array, { places: { slots, kinds }, order }: Swap): Int32Array => {
  const numbers = Int32Array.from(slots, (slot, place) => kinds[place]?.number(slot, vector[slot] ?? 0) ?? 0)
  const moved = new Int32Array(numbers.length)
  order.apply(numbers, moved)
  const result = vector.slice()
  slots.forEach((slot, place) => {
    result[slot] = kinds[place]?.id(slot, moved[place] ?? 0) ?? 0
  })
  return result
}
