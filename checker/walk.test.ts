/** Walks against the machine as it is written, on machines that nobody thought of. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Dice } from './dice.ts'
import { isBrokenBy } from './explain.ts'
import { propertiesFor, randomMachines } from './fixtures/random-machines.ts'
import type { State } from './fixtures/random-machines.ts'
import type { Machine, Property, Trace } from './index.ts'
import { PlainMachine } from './plain.ts'
import { NO_FAULT, walkRun } from './run.ts'
import type { Walk } from './run.ts'
import { Walker } from './walk.ts'
import { FAULT } from './walked-states.ts'

const MAX_STEPS = 12

/** A run with a fault in every third state, where one is possible. */
const walkWith = (walker: Walker<State>, seed: number): Walk<State> => {
  const dice = new Dice(seed, seed)
  const fault = (_step: number, _isStuck: boolean, state: number): number => {
    const count = dice.below(3) === 0 ? walker.countEdges(state, FAULT) : 0
    return count === 0 ? NO_FAULT : walker.firstEdge(state, FAULT) + dice.below(count)
  }
  walker.forgetIfFull()
  return walkRun(walker, 0, { free: (_, count) => dice.below(count), fault, goesOn: () => true }, MAX_STEPS)
}

/** The same run as the plain machine makes it: a trace after each step, with the step as properties see it. */
const plainly = (machine: Machine<State>, walker: Walker<State>, walk: Walk<State>) => {
  const plain = new PlainMachine(machine)
  const initial = plain.start()
  let trace: Trace<State> = { initial, steps: [] }
  const all = [{ trace, last: null as Parameters<typeof isBrokenBy<State>>[2] }]
  let before = initial
  for (const edge of walk.edges) {
    const { rule, transition } = walker.successor(edge)
    const offer = plain.offersOf(walker.engine.rule(rule), before)[transition]
    if (offer === undefined) throw new Error('a step is not possible')
    const { action, fault } = offer
    const state = plain.settled(offer.raw)
    trace = { initial, steps: [...trace.steps, { action, rule: offer.rule, fault, time: 0, state }] }
    all.push({ trace, last: { before, after: offer.raw, action } })
    before = state
  }
  return all
}

/** After how many steps the plain machine first breaks a property; undefined: it does not. */
const firstBreak = (
  property: Property<State>,
  walk: Walk<State>,
  prefixes: ReturnType<typeof plainly>,
): number | undefined => {
  const isLive = property.kind === 'eventually' || property.kind === 'leadsTo'
  const whole = prefixes.at(-1)
  if (isLive && (!walk.isOver || whole === undefined)) return undefined
  if (isLive && whole !== undefined) {
    const loop = walk.loopStart === null ? {} : { loopStart: walk.loopStart }
    return isBrokenBy(property, { ...whole.trace, ...loop }) ? walk.edges.length : undefined
  }
  const found = prefixes.findIndex(({ trace, last }) =>
    isBrokenBy(property, trace, property.kind === 'onEveryStep' ? last : undefined),
  )
  return found < 0 ? undefined : found
}

test('a walk goes where the plain machine goes, and is judged as the plain machine judges it', () => {
  fc.assert(
    fc.property(randomMachines, fc.nat(3), fc.nat(3), (machine, x, y) => {
      const properties = propertiesFor(x, y)
      const walker = new Walker(machine, properties)
      for (let seed = 0; seed < 8; seed += 1) {
        const walk = walkWith(walker, seed)
        const prefixes = plainly(machine, walker, walk)
        const states = prefixes.map(({ trace }) => trace.steps.at(-1)?.state ?? trace.initial)
        expect(walk.states.map((state) => walker.decode(state))).toEqual(states)
        const wanted = properties.map((property) => [property.name, firstBreak(property, walk, prefixes)])
        expect(properties.map((property) => [property.name, walk.broken.get(property)])).toEqual(wanted)
        const reached = walk.states.map((state) => walker.reachedBy(walker.profileOf(state)).includes('sometimes'))
        expect(reached).toEqual(states.map((s) => s.b.v === y && s.c))
      }
    }),
    { numRuns: 300, seed: 20261125 },
  )
})

test('what is forgotten changes no run', () => {
  fc.assert(
    fc.property(randomMachines, fc.nat(3), fc.nat(3), (machine, x, y) => {
      const properties = propertiesFor(x, y)
      const [short, long] = [20, undefined].map((room) => {
        const walker = new Walker(machine, properties, room)
        return Array.from({ length: 20 }, (_, seed) => {
          const { edges, broken } = walkWith(walker, seed)
          return { actions: edges.map((edge) => walker.successor(edge).action), broken }
        })
      })
      expect(short).toEqual(long)
    }),
    { numRuns: 50, seed: 20261125 },
  )
})

test('dice throw every number about as often, and the same ones again', () => {
  const throws = (seed: number): readonly number[] => {
    const dice = new Dice(seed, 7)
    return Array.from({ length: 6_000 }, () => dice.below(6))
  }
  expect(throws(1)).toEqual(throws(1))
  expect(throws(1)).not.toEqual(throws(2))
  for (const side of [0, 1, 2, 3, 4, 5]) {
    const count = throws(3).filter((n) => n === side).length
    expect(count).toBeGreaterThan(850)
    expect(count).toBeLessThan(1_150)
  }
})
