/** Two threads against one: the same result, whatever the order in which they get to their work. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { counters } from '../bench/models/counters.ts'
import { looseMachines, looseProperties } from '../checker/fixtures/loose-machines.ts'
import { propertiesFor, randomMachines } from '../checker/fixtures/random-machines.ts'
import { MemoryStore } from '../checker/checkpoint/fixtures/memory-store.ts'
import { exploreIn } from '../checker/checkpoint/fixtures/resuming.ts'
import { explore } from '../checker/index.ts'
import type { ExploreOptions, Machine, Property, PropertyKind, SearchResult } from '../checker/index.ts'
import { BATCH_STATES } from '../checker/settling.ts'
import type { Helper } from '../checker/settling.ts'
import { explore as exploreWithTwo } from './index.ts'
import { helperInStep } from './fixtures/helper-in-step.ts'
import type { InStep } from './fixtures/helper-in-step.ts'

/** All that must not depend on how many threads there are. */
const told = <S>({ verdicts, stats }: SearchResult<S>) => {
  const { bytes: _bytes, workers: _workers, ...others } = stats
  return { verdicts, stats: others }
}

type Way = Omit<InStep, 'isEager'> & { readonly pattern: readonly boolean[] }

/** How far the helper lags behind: by a pattern that repeats. */
const ways: fc.Arbitrary<Way> = fc.record({
  from: fc.constantFrom(0, 0, 3, 20),
  batchStates: fc.constantFrom(1, 2, 3, BATCH_STATES),
  pattern: fc.array(fc.boolean(), { minLength: 1, maxLength: 7 }),
})

const inStep = ({ pattern, ...way }: Way) => {
  let asked = 0
  return helperInStep({ ...way, isEager: () => pattern[(asked += 1) % pattern.length] === true })
}

/** How a search is cut short. A function, because a search may use it up. */
const bounds: fc.Arbitrary<() => Partial<ExploreOptions>> = fc.oneof(
  fc.constant(() => ({})),
  fc.constant(() => ({ untilBroken: true })),
  fc.nat(40).map((maxStates) => () => ({ maxStates })),
  fc.nat(6).map((patience) => () => {
    let left = patience
    return { shouldStop: () => ((left -= 1) < 0 ? ('interrupted' as const) : null) }
  }),
)

test.each<[string, readonly PropertyKind[]]>([
  ['all kinds of properties', ['always', 'sometimes', 'eventually', 'leadsTo', 'onEveryStep']],
  ['nothing written down per step', ['always', 'sometimes']],
])('they tell the same of machines that nobody thought of, to their end or cut short: %s', (_, kinds) => {
  fc.assert(
    fc.property(randomMachines, fc.nat(3), fc.nat(3), ways, bounds, (machine, x, y, way, bound) => {
      const properties = propertiesFor(x, y).filter(({ kind }) => kinds.includes(kind))
      const helped = told(explore(machine, properties, { faults: 2, ...bound(), helper: inStep(way) }))
      // One batch at a time: what was seen when a search was cut short depends on its batches, and on nothing else.
      const inTurn = told(explore(machine, properties, { faults: 2, ...bound(), helper: inStep({ ...way, depth: 1 }) }))
      expect(helped).toEqual(inTurn)
      const alone = told(explore(machine, properties, { faults: 2, ...bound() }))
      const isWhole = alone.stats.end === 'complete' || way.batchStates === BATCH_STATES
      expect(helped).toEqual(isWhole ? alone : { ...alone, stats: { ...alone.stats, coverage: helped.stats.coverage } })
    }),
    { numRuns: 200, seed: 20261125 },
  )
})

test('they leave out the same orders of steps', () => {
  fc.assert(
    fc.property(looseMachines, fc.nat(2), fc.nat(3), ways, (machine, x, y, way) => {
      const properties = looseProperties(x, y)
      const alone = explore(machine, properties, { faults: 1 })
      const helped = explore(machine, properties, { faults: 1, helper: inStep(way) })
      expect(helped.verdicts).toEqual(alone.verdicts)
    }),
    { numRuns: 100, seed: 20261125 },
  )
})

test('a search with a helper that was killed goes on with another one as if nothing had happened', () => {
  fc.assert(
    fc.property(randomMachines, ways, fc.integer({ min: 2, max: 12 }), (machine, way, killedAt) => {
      const properties = propertiesFor(1, 2)
      const store = new MemoryStore()
      const explorePart = () => {
        const task = { machine, properties, options: { faults: 1, reduce: [], helper: inStep(way) } }
        return exploreIn(store, task)
      }
      store.killedAt = killedAt
      const first = explorePart()
      store.killedAt = Infinity
      const result = first ?? explorePart()
      expect(result && told(result)).toEqual(told(explore(machine, properties, { faults: 1, reduce: [] })))
    }),
    { numRuns: 100, seed: 3 },
  )
})

test('chunks of the arena fill up, and layouts grow wider', () => {
  const machine = counters([60, 50, 50])
  const pattern = [true, false, false, false, false]
  const helped = explore(machine, [], { faults: 0, reduce: [], helper: inStep({ from: 100, batchStates: BATCH_STATES, pattern }) })
  expect(told(helped)).toEqual(told(explore(machine, [], { faults: 0, reduce: [] })))
  expect(helped.stats).toMatchObject({ end: 'complete', states: 150_000, workers: 2 })
})

interface Count {
  readonly n: number
}

const upTo = (end: number): Machine<Count> => ({
  name: 'count',
  initial: [{ n: 0 }],
  rules: [{ name: 'up', next: ({ n }) => (n < end ? [{ action: { type: 'up' }, writes: { n: n + 1 } }] : []) }],
})

const fails = (at: number): Property<Count> => ({
  kind: 'always',
  name: 'no-bug',
  clause: 'c',
  explain: () => [],
  holds: ({ n }) => {
    if (n === at) throw new Error(`bug at ${at}`)
    return true
  },
})

/** Many starts, each with a step to a new value. */
const wide = (next: (n: number) => number): Machine<Count> => ({
  name: 'wide',
  initial: Array.from({ length: 90 }, (_, n) => ({ n: 2 * n })),
  rules: [
    {
      name: 'up',
      next: ({ n }) => (n % 2 === 0 ? [{ action: { type: 'up' }, writes: { n: next(n) } }] : []),
    },
  ],
})

const lagging = (depth?: number) => inStep({ from: 0, batchStates: 1, pattern: [false], ...(depth === undefined ? {} : { depth }) })

test('what was only seen ahead of the end of a search is not counted', () => {
  const machine = wide((n) => n + 1)
  const valuesSeen = (helper: Helper) => explore(machine, [], { faults: 0, maxStates: 95, helper }).stats.coverage?.values.n
  expect(valuesSeen(lagging())).toBe(96)
  expect(valuesSeen(lagging(1))).toBe(96)
})

test('of two errors the one is told that comes first with one thread', () => {
  const machine = wide((n) => {
    if (n === 40) throw new Error('bug in a rule')
    return n + 1
  })
  const search = (bugAt: number, maxStates = Infinity) =>
    explore(machine, [fails(bugAt)], { faults: 0, maxStates, helper: lagging() })
  expect(() => search(31)).toThrow('bug at 31')
  expect(() => search(43)).toThrow('bug in a rule')
  expect(search(43, 95).stats.end).toBe('max-states')
})

test.each([
  ['cannot go on', { isBroken: true }, 'the thread that looks states up failed: internal error: a message was lost'],
  ['is silent', { isSilent: true }, 'the thread that looks states up does not answer'],
])('a helper that %s is told as an error', (_, how, message) => {
  const helper = helperInStep({ from: 3, batchStates: 1, isEager: () => false, ...how })
  expect(() => explore(upTo(50), [], { faults: 0, helper })).toThrow(message)
})

test('a small search begins no thread, and a number of workers that is none is refused', () => {
  expect(exploreWithTwo(upTo(9), [], { faults: 0 }).stats).toMatchObject({ states: 10, workers: 1 })
  expect(exploreWithTwo(upTo(9), [], { faults: 0, workers: 1 }).stats.workers).toBeUndefined()
  expect(() => exploreWithTwo(upTo(9), [], { faults: 0, workers: 0 })).toThrow('0 workers is no whole number from 1')
})
