/** Runs that are shared out: the same result, whoever makes which of them. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { crewInStep } from './fixtures/crew-in-step.ts'
import { propertiesFor, randomMachines } from './fixtures/random-machines.ts'
import { always, sample } from './index.ts'
import type { SearchResult } from './index.ts'

const PLAN = { runs: 20, seed: 'shared', faults: 2, maxSteps: 12 }

const told = <S>({ verdicts, stats }: SearchResult<S>) => {
  const { workers: _workers, ...others } = stats
  return { verdicts, stats: others }
}

/** By run: who makes it, the caller (0) or one of a crew of two. */
const makers = fc.array(fc.nat(2), { minLength: PLAN.runs, maxLength: PLAN.runs })

test('a crew finds what one finds alone', () => {
  fc.assert(
    fc.property(randomMachines, fc.nat(3), fc.nat(3), makers, (machine, x, y, maker) => {
      const properties = propertiesFor(x, y)
      const claims = [1, 2].map((one) => (run: number) => maker[run] === one)
      const options = { ...PLAN, minimise: false }
      const crew = crewInStep(machine, properties, PLAN, claims)
      expect(told(sample(machine, properties, { ...options, crew }))).toEqual(told(sample(machine, properties, options)))
    }),
    { numRuns: 100, seed: 20261126 },
  )
})

const machine = {
  name: 'counts',
  initial: [{ n: 0 }],
  rules: [{ name: 'add', next: (s: { n: number }) => (s.n < 3 ? [{ action: { type: 'add' }, writes: { n: s.n + 1 } }] : []) }],
}

test('who is told to stop tells the crew, and says that not all was done', () => {
  const theirs = (run: number): boolean => run % 2 === 1
  const crew = crewInStep(machine, [], PLAN, [theirs])
  const cut = sample(machine, [], { ...PLAN, crew, shouldStop: () => 'time-limit' })
  expect([cut.stats.end, cut.stats.runs, cut.stats.workers]).toEqual(['time-limit', 0, 2])
  const whole = sample(machine, [], { ...PLAN, crew })
  expect([whole.stats.end, whole.stats.runs, whole.stats.steps]).toEqual(['complete', 20, 60])
})

test('what a property is called makes no difference', () => {
  const named = always<{ n: number }>({ name: 'constructor', clause: 'c', holds: () => true, explain: () => [] })
  const crew = crewInStep(machine, [named], PLAN, [() => true])
  expect(sample(machine, [named], { ...PLAN, crew }).verdicts[0]?.verdict).toBe('inconclusive')
})

test('a crew that ended early is told of', () => {
  const crew = { ...crewInStep(machine, [], PLAN, []), finish: () => ({ shares: [], end: 'out-of-memory' as const }) }
  expect(sample(machine, [], { ...PLAN, crew }).stats.end).toBe('out-of-memory')
})
