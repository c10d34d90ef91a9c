/**
 * Tries out a declared symmetry on states of a finished search: members change places, two at a
 * time, and all that may happen then, and all that properties say, must be the same up to who is
 * who. It proves nothing, and finds what was forgotten in a declaration.
 */
import { MachineError } from './errors.ts'
import { canonicalJson } from './json.ts'
import type { Search } from './search.ts'
import { swapped, swapsOf } from './swaps.ts'
import type { Swap } from './swaps.ts'
import { spreadOver } from './spread.ts'

/** States that are tried: the first ones, and as many over the whole search. */
const TRIED = 300

export const checkSymmetry = <S>(search: Search<S>): void => {
  const { canon } = search.engine
  if (canon === null) return
  const swaps = swapsOf(canon)
  const vector = new Int32Array(search.space.width)
  for (const index of spreadOver(search.space.size, TRIED)) {
    search.space.read(index, vector)
    for (const swap of swaps) checkSwap(search, vector, swap)
  }
}

const checkSwap = <S>(search: Search<S>, vector: Int32Array, swap: Swap): void => {
  const other = swapped(vector, swap)
  const refuse = (why: string): MachineError =>
    new MachineError(
      `${swap.what} are not alike: ${why} in ${canonicalJson(search.engine.decode(vector))}; ` +
        'declare all that names them, or take the symmetry out',
    )
  const teller = search.findings.all.find(
    ({ judge, from }) => judge?.holds(vector) !== judge?.holds(other) || from?.holds(vector) !== from?.holds(other),
  )
  if (teller !== undefined) throw refuse(`property ${teller.property.name} tells them apart`)
  const [here, there] = [offersIn(search, vector), offersIn(search, other)]
  const odd = [...here, ...there].find(([offer]) => here.get(offer)?.count !== there.get(offer)?.count)
  if (odd !== undefined) throw refuse(`rule ${odd[1].rule} tells them apart`)
}

/** A rule that offers a step, and how many steps are like it. */
interface Offered {
  readonly rule: string
  readonly count: number
}

/** What may happen in a state, up to who is who, and how often. */
const offersIn = <S>({ engine, findings }: Search<S>, vector: Int32Array): ReadonlyMap<string, Offered> => {
  const offers = new Map<string, Offered>()
  for (const rule of engine.machine.rules.keys()) {
    for (const successor of engine.ask(rule, vector)) {
      const after = vector.slice()
      successor.slots.forEach((slot, i) => {
        after[slot] = engine.steps.idAfter(successor, i, vector[slot] ?? 0)
      })
      const broken = findings.all.filter(({ step }) => step?.holds(vector, after, successor.action) === false)
      engine.normalise(after)
      const { name, fault = false } = engine.rule(rule)
      const breaks = broken.map(({ property }) => property.name).join()
      const text = `${fault} ${successor.duration} ${breaks} ${after.join()}`
      offers.set(text, { rule: name, count: (offers.get(text)?.count ?? 0) + 1 })
    }
  }
  return offers
}
