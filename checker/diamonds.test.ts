/** Steps that are not looked up, against searches that look all of them up, and against what rules touch. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Batch } from './batch.ts'
import { Diamonds } from './diamonds.ts'
import { Engine } from './engine.ts'
import { looseMachines, looseProperties } from './fixtures/loose-machines.ts'
import { eventually, explore } from './index.ts'
import { plain } from './int-array.ts'
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

/** Two rules that commute in some states, and not in others in which they answer the same. */
const tempted = (between: Writes<Four>): Machine<Four> => ({
  name: 'rules that seem to commute',
  initial: [{ x: 0, y: 0, z: 0, w: 0 }],
  rules: [
    { name: 'x', next: ({ x }) => (x === 0 ? [{ action: { type: 'x' }, writes: { x: 1 } }] : []) },
    { name: 'z', next: (s) => [{ action: { type: 'z' }, writes: s.x === 0 ? { z: 1 } : { z: 1, ...late(s, between) } }] },
    // Another state in which both are asked, and one in which something else is different that matters only later.
    first('w', { w: 1 }),
    first('y', { y: 1 }),
  ],
})

type Four = Readonly<Record<'x' | 'y' | 'z' | 'w', number>>

const first = (name: string, writes: Writes<Four>): Rule<Four> => ({
  name,
  next: ({ x, z }) => (x === 0 && z === 0 ? [{ action: { type: name }, writes }] : []),
})

const late = (s: Four, between: Writes<Four>): Writes<Four> => ('z' in between ? { z: 1 + s.y } : between)

test.each([
  ['read', { z: 2 }],
  ['written', { y: 0 }],
])('what two steps come to is known only where all that is %s on the way follows from what they answered', (_, writes) => {
  const counts = [[], [atLast]].map((properties) => {
    const { stats } = explore(tempted(writes), properties, { faults: 0, reduce: [] })
    return [stats.states, stats.transitions]
  })
  expect(counts[0]).toEqual(counts[1])
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

const RULES = machine.rules.map((_, number) => number)

/** Diamonds that learn that each of these rules, one after the other, led from a first state to a new one, numbered from 1. */
const learned = (from: Machine<State>, rules: readonly number[]) => {
  const engine = new Engine(from)
  const [initial] = from.initial.map((state) => engine.encode(state))
  if (initial === undefined) throw new Error('there is no initial state')
  // What each rule answers after each other one is known, as it is when all states were asked.
  for (const rule of from.rules.keys()) {
    const [step] = engine.successors(rule, initial)
    const after = initial.slice()
    step?.slots.forEach((slot, i) => (after[slot] = step.ids[i] ?? 0))
    for (const other of from.rules.keys()) engine.answer(other, after)
  }
  const diamonds = new Diamonds(engine, (_, into) => into.set(initial))
  const batch = new Batch<State>(1, plain)
  batch.begin(0, 1)
  for (const rule of rules) batch.name(engine.steps.spans[2 * engine.answer(rule, initial)] ?? 0)
  rules.forEach((_, i) => (batch.targets[i] = i + 1))
  batch.closeState(0)
  diamonds.learn(batch, 0, 1)
  const foreseen = Int32Array.of(0)
  return (state: number) => (diamonds.take(state, foreseen) ? foreseen[0] : 0)
}

test('of steps out of one state those are foreseen that came before, and whose rules touch nothing of each other', () => {
  const take = learned(machine, RULES)
  expect(RULES.map((rule) => take(rule + 1))).toEqual([0, 0b0001, 0b0010, 0b0010])
  const back = learned(machine, RULES.toReversed())
  expect(RULES.map((rule) => back(rule + 1))).toEqual([0, 0, 0b1100, 0b0010])
})

const sums: Machine<State> = {
  name: 'rules that touch the same, of which some commute',
  initial: [{ a: 0, b: 0, c: 0 }],
  rules: [
    rule('adds 1', ({ a }) => ({ a: a + 1 })),
    rule('adds 2', ({ a }) => ({ a: a + 2 })),
    rule('doubles', ({ a }) => ({ a: 2 * a + 1 })),
    rule('adds 4 and tells', ({ a }) => ({ a: a + 4, b: a })),
    rule('reads, and writes what it finds', ({ c }) => ({ c })),
  ],
}

test('steps are foreseen, too, whose rules touch the same if the same comes of it in either order', () => {
  const take = learned(sums, [0, 1, 2, 3, 4])
  expect([1, 2, 3, 4, 5].map(take)).toEqual([0, 0b00001, 0, 0, 0b01111])
})

/** Diamonds that take note, for states in order, that rules in the bits of a state's number led to known states before rule 1 led to it. */
const noting = () => {
  const engine = new Engine(machine)
  const [initial] = machine.initial.map((state) => engine.encode(state))
  if (initial === undefined) throw new Error('there is no initial state')
  const steps = RULES.map((number) => engine.steps.spans[2 * engine.answer(number, initial)] ?? 0)
  const diamonds = new Diamonds(engine, (_, into) => into.set(initial))
  const note = (state: number): void => {
    const batch = new Batch<State>(1, plain)
    batch.begin(0, 1)
    const known = RULES.filter((number) => number !== 1 && ((state >>> number) & 1) === 1)
    for (const number of [...known, 1]) batch.name(steps[number] ?? 0)
    known.forEach((_, i) => (batch.targets[i] = 0))
    batch.targets[known.length] = state
    batch.closeState(0)
    diamonds.learn(batch, 0, state)
  }
  const foreseen = Int32Array.of(0)
  return { note, take: (state: number) => (diamonds.take(state, foreseen) ? foreseen[0] : 0) }
}

test('what was noted is kept until it is taken once, however many states are noted meanwhile', () => {
  const { note, take } = noting()
  const size = 5_000
  for (let state = 1; state < size; state += 2) note(state)
  const taken = Array.from({ length: size }, (_, state) => take(state))
  expect(taken).toEqual(Array.from({ length: size }, (_, state) => (state % 2 === 1 ? state & 0b1101 : 0)))
  expect(take(size - 1)).toBe(0)
})

test('of states that nobody noted nothing is known, however many they are', () => {
  const { note, take } = noting()
  for (const state of [5, 7, 9_005]) note(state)
  const taken = Array.from({ length: 9_006 }, (_, state) => take(state)).flatMap((set, state) => (set === 0 ? [] : [state]))
  expect(taken).toEqual([5, 7, 9_005])
})

test('a rule that is not remembered may lead to thousands of states between two that are noted', () => {
  const set = (name: 'b' | 'c' | 'd'): Rule<Readonly<Record<'a' | 'b' | 'c' | 'd', number>>> => ({
    name,
    next: (s) => (s[name] === 0 ? [{ action: { type: name }, writes: { [name]: 1 } }] : []),
  })
  const { stats } = explore(
    {
      name: 'one of many',
      initial: [{ a: 0, b: 0, c: 0, d: 0 }],
      rules: [
        set('b'),
        set('c'),
        {
          name: 'a',
          remember: 'never',
          next: ({ a, b, c, d }) =>
            a + b + c + d > 0 ? [] : Array.from({ length: 3_000 }, (_, i) => ({ action: { type: 'a' }, writes: { a: i + 1 } })),
        },
        set('d'),
      ],
    },
    [],
    { faults: 0, reduce: [] },
  )
  expect([stats.states, stats.transitions]).toEqual([3_001 * 8, 3_000 + 3_001 * 12])
})
