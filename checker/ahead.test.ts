/** What a scout worked out, taken in place of rules: nobody can tell from the result. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Block } from './ahead.ts'
import { looseMachines, looseProperties } from './fixtures/loose-machines.ts'
import { propertiesFor, randomMachines } from './fixtures/random-machines.ts'
import { scoutInStep } from './fixtures/scout-in-step.ts'
import type { InStep, Told } from './fixtures/scout-in-step.ts'
import { explore } from './index.ts'
import type { ExploreOptions, Machine, Property, SearchResult } from './index.ts'

const ALL: InStep = { from: 50, follows: [true], blockStates: 1, late: 0, lag: 0, blocks: Infinity }

const ways: fc.Arbitrary<InStep> = fc.record({
  from: fc.constantFrom(1, 1, 3, 12),
  follows: fc.oneof(fc.constantFrom([false], [true]), fc.array(fc.boolean(), { minLength: 1, maxLength: 4 })),
  blockStates: fc.constantFrom(1, 2, 7, 300),
  late: fc.constantFrom(0, 0, 1, 3),
  lag: fc.integer({ min: -3, max: 2 }),
  blocks: fc.constantFrom(Infinity, Infinity, 1, 4),
})

/** How a search is cut short. A function, because a search may use it up. */
const bounds: fc.Arbitrary<() => Partial<ExploreOptions>> = fc.oneof(
  fc.constant(() => ({})),
  fc.constant(() => ({ untilBroken: true })),
  fc.nat(40).map((maxStates) => () => ({ maxStates })),
  fc.nat(9).map((patience) => () => {
    let left = patience
    return { shouldStop: () => ((left -= 1) < 0 ? ('interrupted' as const) : null) }
  }),
)

/** The same machine, of which nothing is remembered. */
const forgetful = <S>(machine: Machine<S>): Machine<S> => ({
  ...machine,
  rules: machine.rules.map((rule) => ({ ...rule, remember: 'never' as const })),
})

const told = <S>({ verdicts, stats }: SearchResult<S>) => {
  const { workers: _workers, ...others } = stats
  return { verdicts, stats: others }
}

/** The result with a scout, and without. */
const both = <S>(
  machine: Machine<S>,
  properties: readonly Property<S>[],
  bound: () => Partial<ExploreOptions>,
  way: InStep,
  spoil?: (block: Block) => Block,
) => {
  const seen: Told = { blocks: 0, hasEnded: false }
  const scouts = scoutInStep(machine, 2, way, seen, spoil)
  const helped = explore(machine, properties, { faults: 2, ...bound(), scouts })
  return { helped, alone: explore(machine, properties, { faults: 2, ...bound() }), seen }
}

test('it tells the same of machines that nobody thought of, to their end or cut short', () => {
  let used = 0
  fc.assert(
    fc.property(randomMachines, fc.nat(3), fc.nat(3), ways, bounds, (machine, x, y, way, bound) => {
      const { helped, alone } = both(forgetful(machine), propertiesFor(x, y), bound, way)
      expect(told(helped)).toEqual(told(alone))
      if (helped.stats.workers === 2) used += 1
    }),
    { numRuns: 150, seed: 20261126 },
  )
  // Where no fault can happen there is nothing to take.
  expect(used).toBeGreaterThan(30)
})

test('it tells the same where slots are written as functions of what they held', () => {
  fc.assert(
    fc.property(looseMachines, fc.nat(2), fc.nat(3), ways, bounds, (machine, x, y, way, bound) => {
      const { helped, alone } = both(forgetful(machine), looseProperties(x, y), bound, way)
      expect(told(helped)).toEqual(told(alone))
    }),
    { numRuns: 50, seed: 3 },
  )
})

/** Goes up to 40, is thrown back by faults, and is normalised at every fifth number. */
const steps = (asked: { count: number }): Machine<{ at: number; seen: readonly number[] }> => ({
  name: 'steps',
  initial: [{ at: 0, seen: [] }],
  rules: [
    {
      name: 'up',
      remember: 'never',
      next: ({ at, seen }) => {
        asked.count += 1
        return at < 40 ? [{ action: { type: 'up' }, writes: { at: at + 1, seen: [...seen, at] }, duration: at }] : []
      },
    },
    {
      name: 'back',
      fault: true,
      remember: 'never',
      next: ({ at }) => [2, 3].map((by) => ({ action: { type: 'back', by }, writes: { at: Math.max(0, at - by) } })),
    },
  ],
  normalise: (s) => (s.at % 5 === 0 && s.seen.length > 0 ? { ...s, seen: [] } : s),
})

test('what was worked out ahead is not asked again', () => {
  const [mine, his] = [{ count: 0 }, { count: 0 }]
  const alone = explore(steps(mine), [], { faults: 2 })
  const askedAlone = mine.count
  mine.count = 0
  const helped = explore(steps(mine), [], { faults: 2, scouts: scoutInStep(steps(his), 2, ALL) })
  expect(told(helped)).toEqual(told(alone))
  expect(askedAlone).toBeGreaterThanOrEqual(alone.stats.states)
  // All that is left are the states without faults, and the first answers, which are asked for twice.
  expect(mine.count).toBeLessThan(90)
})

test('a scout is told when nobody listens any more', () => {
  for (const bound of [{}, { maxStates: 60 }]) {
    const { seen } = both(steps({ count: 0 }), [], () => bound, ALL)
    expect(seen.hasEnded).toBe(true)
  }
})

test('an error in a rule is the one that is met without a scout', () => {
  const failing = (): Machine<{ at: number; seen: readonly number[] }> => {
    const machine = steps({ count: 0 })
    const fail = (s: { at: number }): never => {
      throw new Error(`it fails at ${s.at}`)
    }
    return { ...machine, normalise: (s) => (s.seen.includes(1) && s.at === 2 ? fail(s) : s) }
  }
  const search = (scouts?: ExploreOptions['scouts']) => () =>
    explore(failing(), [], { faults: 2, ...(scouts === undefined ? {} : { scouts }) })
  expect(search()).toThrow('it fails at 2')
  expect(search(scoutInStep(failing(), 2, ALL))).toThrow('it fails at 2')
})

test('rules that are remembered are not worth a scout', () => {
  const machine = steps({ count: 0 })
  const [rule, fault] = machine.rules
  const { helped } = both({ ...machine, rules: [rule, { ...fault, remember: 'reads' }] as typeof machine.rules }, [], () => ({}), ALL)
  expect(helped.stats.workers).toBe(1)
})

/** Changes the numbers of steps out of a state: label, target, writes, and what normalising changes. */
const spoiled = (block: Block, spoil: (answers: Int32Array, at: number) => void): Block => {
  const { answers } = block
  for (let state = 0; state < answers.length; state = answers[state + 1] ?? Infinity) {
    if ((answers[state + 2] ?? 0) > 0) spoil(answers, state + 3)
  }
  return block
}

test.each<[string, (answers: Int32Array, at: number) => void]>([
  ['another step', (answers, at) => void (answers[at] = Math.max(0, (answers[at] ?? 0) - 1))],
  ['the answers of another state', (answers, at) => void (answers[at + 1] = (answers[at + 1] ?? 0) - 1)],
  ['another value', (answers, at) => void (answers[at + 4] = Math.max(0, (answers[at + 4] ?? 0) - 1))],
])('these tests would notice %s', (_, spoil) => {
  const { helped, alone } = both(steps({ count: 0 }), [], () => ({}), ALL, (block) => spoiled(block, spoil))
  expect(told(helped)).not.toEqual(told(alone))
})
