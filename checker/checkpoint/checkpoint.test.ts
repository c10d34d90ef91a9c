/** A search that is killed and goes on ends as if nothing had happened. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { managersAgree, managersAreAlike, twoPhaseCommit } from '../../examples/two-phase-commit.ts'
import type { TwoPhaseCommit } from '../../examples/two-phase-commit.ts'
import { alikeMachines, teamProperties } from '../fixtures/alike-machines.ts'
import { propertiesFor, randomMachines } from '../fixtures/random-machines.ts'
import { always, eventually, sometimes } from '../index.ts'
import type { Machine } from '../index.ts'
import { MemoryStore } from './fixtures/memory-store.ts'
import { exploreAtOnce, exploreIn, told } from './fixtures/resuming.ts'
import type { Task } from './fixtures/resuming.ts'

interface Walk {
  readonly at: number
  readonly steps: readonly number[]
  readonly isHurt: boolean
}

/** Has more and more values, so that states are packed wider and wider; goes astray where it is hurt. */
const walk = (size: number): Machine<Walk> => ({
  name: 'walk',
  initial: [{ at: 0, steps: [], isHurt: false }],
  rules: [
    {
      name: 'go',
      next: ({ at, steps, isHurt }) =>
        at >= size || isHurt
          ? []
          : [1, 2].map((by) => ({
              action: { type: 'go', by },
              writes: { at: at + by, steps: [...steps, by].slice(-2) },
              duration: by,
            })),
    },
    { name: 'recover', next: ({ isHurt }) => (isHurt ? [{ action: { type: 'recover' }, writes: { isHurt: false } }] : []) },
    {
      name: 'stumble',
      fault: true,
      next: ({ at }) => (at % 7 === 3 ? [{ action: { type: 'stumble' }, writes: { isHurt: true } }] : []),
    },
  ],
})

const walkProperties = (size: number) => [
  always<Walk>({ name: 'unhurt', clause: 'c', holds: (s) => !s.isHurt || s.at < 8, explain: (s) => [`hurt at ${s.at}`] }),
  always<Walk>({ name: 'near', clause: 'c', holds: (s) => s.at <= size + 1, explain: () => ['far'] }),
  eventually<Walk>({ name: 'arrives', clause: 'c', holds: (s) => s.at >= size, explain: (s) => [`ends at ${s.at}`] }),
  eventually<Walk>({ name: 'sees-nine', clause: 'c', once: true, holds: (s) => s.at === 9, explain: () => ['jumps over it'] }),
  sometimes<Walk>({ name: 'is-hurt', clause: 'c', holds: (s) => s.isHurt }),
]

const walkingTo = (size: number): Task<Walk> => ({ machine: walk(size), properties: walkProperties(size), options: { faults: 2 } })
const walking = walkingTo(12)
interface Job {
  readonly left: number
  readonly late: boolean
}

/** One way on from each state, which takes its time. */
const working: Task<Job> = {
  machine: {
    name: 'job',
    initial: [{ left: 9, late: false }],
    rules: [
      {
        name: 'work',
        next: ({ left, late }) =>
          left === 0 ? [] : [{ action: { type: 'work' }, writes: { left: left - 1 }, duration: late ? 70 : 10 }],
      },
      { name: 'fall behind', fault: true, next: () => [{ action: { type: 'fall-behind' }, writes: { late: true } }] },
      { name: 'never', next: ({ left }) => (left > 9 ? [{ action: { type: 'never' }, writes: {} }] : []) },
    ],
  },
  properties: [eventually<Job>({ name: 'is-done', clause: 'c', within: 600, holds: (s) => s.left === 0, explain: () => ['late'] })],
  options: { faults: 1 },
}

/** Many starts, so that many states go on from one layer: each gives a new value. */
const fanning: Task<{ readonly n: number; readonly seen: string }> = {
  machine: {
    name: 'fan',
    initial: Array.from({ length: 400 }, (_, n) => ({ n, seen: '' })),
    rules: [
      {
        name: 'see',
        next: ({ n, seen }) => (seen === '' ? [{ action: { type: 'see' }, writes: { seen: `number ${n}` } }] : []),
      },
    ],
  },
  properties: [],
  options: { faults: 0, reduce: [] },
}

const committing: Task<TwoPhaseCommit> = {
  machine: { ...twoPhaseCommit(3), symmetry: [managersAreAlike(3)] },
  properties: [managersAgree(3)],
  options: { faults: 0, untilBroken: true },
}

/** Killed in the middle of a write, it goes on and ends as it would have. */
const expectSurvival = <S>(task: Task<S>, killedAt: number, wanted = exploreAtOnce(task)): void => {
  const store = new MemoryStore()
  store.killedAt = killedAt
  expect(exploreIn(store, task), `killed at ${killedAt}`).toBeNull()
  store.killedAt = Infinity
  expect(exploreIn(store, task), `killed at ${killedAt}`).toEqual(wanted)
}

/** How often a search writes, if nobody kills it. */
const writesOf = <S>(task: Task<S>): number => {
  const store = new MemoryStore()
  expect(exploreIn(store, task)).toEqual(exploreAtOnce(task))
  return store.writes
}

/** Every so many writes: manifests and logs take turns. */
const expectSurvivals = <S>(task: Task<S>, stride: 1 | 5): void => {
  const [writes, wanted] = [writesOf(task), exploreAtOnce(task)]
  expect(writes).toBeGreaterThan(10)
  for (let killedAt = 1; killedAt <= writes; killedAt += stride) expectSurvival(task, killedAt, wanted)
}

test('killed at any write, it goes on and ends with the same counts, verdicts and runs', () => {
  expectSurvivals(committing, 1)
  expectSurvivals(working, 1)
  expectSurvivals(walking, 5)
})

test('killed again and again, it comes to the same end', () => {
  const wanted = exploreAtOnce(walking)
  const store = new MemoryStore()
  let found = null
  for (let kills = 0; found === null; kills += 1) {
    expect(kills).toBeLessThan(100)
    store.killedAt = store.writes + 11
    found = exploreIn(store, walking)
  }
  expect(found).toEqual(wanted)
})

test('generated machines go on from any write: faults, liveness, steps, normalised states', () => {
  fc.assert(
    fc.property(randomMachines, fc.nat(3), fc.nat(3), fc.nat(), (machine, x, y, kill) => {
      const task = { machine, properties: propertiesFor(x, y), options: { faults: 2 } }
      expectSurvival(task, 1 + (kill % writesOf(task)))
    }),
    { numRuns: 40, seed: 20261125 },
  )
})

test('members that are alike are told apart as before', () => {
  fc.assert(
    fc.property(alikeMachines, fc.nat(1), fc.nat(), (machine, x, kill) => {
      const task = { machine, properties: teamProperties(x), options: { faults: 1, reduce: ['symmetry'] as const } }
      expectSurvival(task, 1 + (kill % writesOf(task)))
    }),
    { numRuns: 25, seed: 20261125 },
  )
})

test('a search that was ended by a bound goes on with a larger one, from any state and step', () => {
  const wanted = exploreAtOnce(walking)
  for (let maxStates = 1; maxStates < wanted.stats.states; maxStates += 7) {
    const bounded = { ...walking, options: { ...walking.options, maxStates } }
    const store = new MemoryStore()
    expect(exploreIn(store, bounded)).toEqual(exploreAtOnce(bounded))
    const wider = { ...walking, options: { ...walking.options, maxStates: maxStates + 5 } }
    expect(exploreIn(store, wider), `after ${maxStates}`).toEqual(exploreAtOnce(wider))
    expect(exploreIn(store, walking), `after ${maxStates}`).toEqual(wanted)
  }
})

test('a search that is bounded twice has seen what one has that was bounded once', () => {
  const upTo = (maxStates: number) => ({ ...fanning, options: { ...fanning.options, maxStates } })
  const store = new MemoryStore()
  exploreIn(store, upTo(540))
  expect(exploreIn(store, upTo(560))).toEqual(exploreAtOnce(upTo(560)))
  expect(exploreIn(store, fanning)).toEqual(exploreAtOnce(fanning))
})

test('a search that was interrupted goes on, and a larger budget goes on from a smaller one', () => {
  const store = new MemoryStore()
  let asked = 0
  const shouldStop = () => ((asked += 1) > 2 ? ('interrupted' as const) : null)
  const far = walkingTo(150)
  const interrupted = exploreIn(store, { ...far, options: { faults: 1, shouldStop } })
  expect(interrupted?.stats.end).toBe('interrupted')
  for (const faults of [1, 2, 3]) {
    const task = { ...far, options: { faults } }
    expect(exploreIn(store, task)).toEqual(exploreAtOnce(task))
  }
})

test('seconds are those of all processes together', () => {
  let now = 0
  const clock = () => (now += 1_000)
  const store = new MemoryStore()
  const first = exploreIn(store, { ...walking, options: { faults: 2, maxStates: 120, clock } })
  const second = exploreIn(store, { ...walking, options: { faults: 2, clock } })
  expect(second?.stats.seconds).toBeGreaterThan(first?.stats.seconds ?? Infinity)
  expect(second?.stats.levels[0]?.seconds).toBe(first?.stats.levels[0]?.seconds)
  expect(told(exploreAtOnce(walking)).stats.states).toBe(second?.stats.states)
})
