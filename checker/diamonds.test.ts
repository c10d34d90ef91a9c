/** Steps that are not looked up, against searches that look all of them up, and against what rules touch. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Diamonds } from './diamonds.ts'
import { Engine } from './engine.ts'
import { looseMachines, looseProperties } from './fixtures/loose-machines.ts'
import { eventually, explore } from './index.ts'
import type { Machine, Rule, Writes } from './index.ts'

/** Whoever asks what holds at last has to know where all steps lead. */
const atLast = eventually<object>({ name: 'at-last', clause: 'c', holds: () => true, explain: () => [] })

test('a search that foresees where steps lead finds what one finds that looks all of them up', () => {
  fc.assert(
    fc.property(looseMachines, fc.nat(2), fc.nat(3), fc.integer({ min: 1, max: 40 }), (machine, x, y, maxStates) => {
      const properties = looseProperties(x, y).filter(({ kind }) => kind !== 'onEveryStep')
      for (const bound of [{}, { maxStates }]) {
        const options = { faults: 1, reduce: [], ...bound }
        const some = explore(machine, properties, options)
        const all = explore(machine, [...properties, atLast], options)
        expect(some.verdicts).toEqual(all.verdicts.slice(0, -1))
        const { bytes: _some, levels: someLevels, ...found } = some.stats
        const { bytes: _all, levels: allLevels, ...wanted } = all.stats
        expect(found).toEqual(wanted)
        expect(someLevels).toEqual(allLevels)
      }
    }),
    { numRuns: 120, seed: 20261126 },
  )
})

type State = Readonly<Record<'a' | 'b' | 'c', number>>

const rule = (name: string, writes: (s: State) => Writes<State>): Rule<State> => ({
  name,
  next: (s) => [{ action: { type: name }, writes: writes(s) }],
})

const machine: Machine<State> = {
  name: 'rules that are in some of the others’ way',
  initial: [{ a: 0, b: 0, c: 0 }],
  rules: [
    rule('writes a', () => ({ a: 1 })),
    rule('writes b', () => ({ b: 1 })),
    rule('reads a, writes c', ({ a }) => ({ c: a })),
    rule('writes a, too', () => ({ a: 2 })),
  ],
}

const ALL = 0b1111

test('of steps out of one state those are foreseen whose rules touch nothing of each other', () => {
  const engine = new Engine(machine)
  const [initial] = machine.initial.map((state) => engine.encode(state))
  if (initial === undefined) throw new Error('there is no initial state')
  for (const number of engine.free) engine.answer(number, initial)
  const diamonds = new Diamonds(engine.clashes)
  const foreseen = Int32Array.of(0)
  const behind = engine.free.map((number) => {
    diamonds.note(number, number, Int32Array.of(ALL))
    return diamonds.take(number, foreseen) ? foreseen[0] : 0
  })
  expect(behind).toEqual([0b0010, 0b1101, 0b0010, 0b0010])
})

test('what was noted is kept until it is taken once, however many states are noted meanwhile', () => {
  const engine = new Engine(machine)
  const diamonds = new Diamonds(engine.clashes)
  const foreseen = Int32Array.of(0)
  const size = 5_000
  for (let state = 1; state < size; state += 2) diamonds.note(state, 0, Int32Array.of(state))
  const taken = Array.from({ length: size }, (_, state) => (diamonds.take(state, foreseen) ? foreseen[0] : 0))
  expect(taken).toEqual(Array.from({ length: size }, (_, state) => (state % 2 === 1 ? state & ~1 : 0)))
  expect(diamonds.take(size - 1, foreseen)).toBe(false)
})
