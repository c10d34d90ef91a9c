import { expect, test } from 'vitest'
import {
  always,
  eventually,
  explore,
  leadsTo,
  minimise,
  onEveryStep,
  replay,
  sample,
  sometimes,
} from './index.ts'
import type { Machine, Property } from './index.ts'

interface Relay {
  readonly at: number
  readonly lost: readonly string[]
  readonly noise: number
}

const common = { clause: 'c', explain: () => ['it is so'] }

/** Ten hops, one after the other; what is lost twice is gone for good; noise is harmless. */
const relay: Machine<Relay> = {
  name: 'relay',
  initial: [{ at: 0, lost: [], noise: 0 }],
  rules: [
    {
      name: 'hop',
      next: (s) =>
        s.at < 10 && s.lost.length < 2
          ? [{ action: { type: 'hop' }, writes: { at: s.at + 1 }, duration: 1 }]
          : [],
    },
    {
      name: 'noise',
      fault: true,
      next: (s) => [{ action: { type: 'noise' }, writes: { noise: s.noise + 1 } }],
    },
    {
      name: 'lose',
      fault: true,
      next: (s) =>
        s.at >= 3 && s.at < 10
          ? [{ action: { type: 'lose', at: s.at }, writes: { lost: [...s.lost, 'x'] } }]
          : [],
    },
  ],
}

const arrives = eventually<Relay>({ name: 'arrives', ...common, holds: (s) => s.at === 10 })
const keeps = always<Relay>({ name: 'keeps', ...common, holds: (s) => s.lost.length < 2 })
const quiet = onEveryStep<Relay>({
  name: 'quiet',
  ...common,
  holds: (a, b) => b.noise - a.noise < 2,
})
const promised = leadsTo<Relay>({
  name: 'promised',
  ...common,
  from: (s) => s.at === 3,
  holds: (s) => s.at === 10,
})
const arrived = sometimes<Relay>({ name: 'arrived', clause: 'c', holds: (s) => s.at === 10 })
const all = [arrives, keeps, quiet, promised, arrived]

const options = { runs: 300, seed: 'a', faults: 4, maxSteps: 100 }

test('sampling finds what exploring finds, and never proves', () => {
  const { verdicts, stats } = sample(relay, all, options)
  expect(verdicts.map((v) => [v.name, v.verdict, v.leastFaults])).toEqual([
    ['arrives', 'broken', 2],
    ['keeps', 'broken', 2],
    ['quiet', 'inconclusive', null],
    ['promised', 'broken', 2],
    ['arrived', 'holds', null],
  ])
  expect(stats).toMatchObject({ mode: 'sample', end: 'complete', runs: 300, seed: 'a' })
  expect(Object.keys(stats.actions)).toEqual(['hop', 'lose', 'noise'])
})

test('the same seed gives the same result, another seed other runs', () => {
  expect(sample(relay, all, options)).toEqual(sample(relay, all, options))
  expect(sample(relay, all, { ...options, seed: 'b' }).stats.steps).not.toBe(
    sample(relay, all, options).stats.steps,
  )
})

test('a seed and a path give the run again', () => {
  const whole = sample(relay, [keeps], { ...options, minimise: false }).verdicts[0]
  expect(whole?.path).toMatch(/^\d+(:\d+)+$/)
  const again = sample(relay, [keeps], { ...options, minimise: false, path: whole?.path ?? '' })
  expect(again.verdicts[0]?.counterexample).toEqual(whole?.counterexample)
  expect(again.stats.runs).toBe(1)
})

test('a sampled run is shrunk to the faults that it needs, and ends where it breaks', () => {
  const [verdict] = sample(relay, [keeps], { ...options, faults: 8, minimise: false }).verdicts
  const faults = verdict?.counterexample?.steps.filter(({ fault }) => fault) ?? []
  expect(faults.map(({ action }) => action.type)).toEqual(['lose', 'lose'])
  expect(verdict?.counterexample?.steps.at(-1)?.action.type).toBe('lose')
})

test('many seeds are minimised to the run that exploring finds', () => {
  const shortest = (property: Property<Relay>) =>
    explore(relay, [property], { faults: 2 }).verdicts[0]?.counterexample
  for (const property of [keeps, arrives, promised]) {
    for (const seed of ['1', '2', '3', '4', '5', '6']) {
      const [verdict] = sample(relay, [property], { ...options, seed }).verdicts
      expect(verdict?.counterexample).toEqual(shortest(property))
    }
  }
})

test('what sampling shows replays step by step', () => {
  const [, verdict] = sample(relay, all, { ...options, minimise: false }).verdicts
  const trace = verdict?.counterexample
  const again = replay(relay, [keeps], trace?.steps.map(({ action }) => action) ?? [])
  expect([again.misfit, again.steps.at(-1)?.broken]).toEqual([null, ['keeps']])
})

test('without faults in the budget none is injected', () => {
  const { stats, verdicts } = sample(relay, [keeps], { ...options, faults: 0 })
  expect(Object.keys(stats.actions)).toEqual(['hop'])
  expect(verdicts[0]?.verdict).toBe('inconclusive')
})

test('sampling stops when it is told to, with what it knows', () => {
  let isEnough = false
  const { stats, verdicts } = sample(relay, [quiet], {
    ...options,
    onProgress: ({ runs }) => (isEnough = runs === 32),
    shouldStop: () => (isEnough ? 'interrupted' : null),
  })
  expect([stats.end, stats.runs, verdicts[0]?.verdict]).toEqual(['interrupted', 32, 'inconclusive'])
})

test('what goes wrong in a callback is not passed over: there would be fewer runs than is told', () => {
  const onProgress = (): never => {
    throw new Error('nobody listens')
  }
  expect(() => sample(relay, [quiet], { ...options, onProgress })).toThrow('nobody listens')
})

test('a cycle of a run without choices is where eventually is judged', () => {
  const wheel: Machine<{ readonly n: number }> = {
    name: 'wheel',
    initial: [{ n: 0 }],
    rules: [
      {
        name: 'turn',
        next: (s) => [{ action: { type: 'turn' }, writes: { n: s.n === 4 ? 2 : s.n + 1 } }],
      },
    ],
  }
  const odd = eventually<{ readonly n: number }>({
    name: 'odd',
    ...common,
    stays: false,
    holds: (s) => s.n === 1,
  })
  const [verdict] = sample(wheel, [odd], { ...options, runs: 2, minimise: false }).verdicts
  expect(verdict?.counterexample?.steps.map(({ state }) => state.n)).toEqual([1, 2, 3, 4, 2])
  expect(verdict?.counterexample?.loopStart).toBe(2)
  const fine = eventually<{ readonly n: number }>({
    name: 'three',
    ...common,
    stays: false,
    holds: (s) => s.n === 3,
  })
  expect(sample(wheel, [fine], { ...options, runs: 2 }).verdicts[0]?.verdict).toBe('inconclusive')
})

test('a run that is cut off by maxSteps breaks no eventuality', () => {
  expect(
    sample(relay, [arrives], { ...options, faults: 0, maxSteps: 5 }).verdicts[0]?.verdict,
  ).toBe('inconclusive')
})

interface Pair {
  readonly a: number
  readonly b: number
}

const pair: Machine<Pair> = {
  name: 'pair',
  initial: [{ a: 0, b: 0 }],
  rules: [
    {
      name: 'a',
      next: (s) => (s.a < 5 ? [{ action: { type: 'a', n: s.a }, writes: { a: s.a + 1 } }] : []),
    },
    {
      name: 'b',
      next: (s) => (s.b < 5 ? [{ action: { type: 'b', n: s.b }, writes: { b: s.b + 1 } }] : []),
    },
    {
      name: 'swap',
      fault: true,
      next: (s) => [{ action: { type: 'swap' }, writes: { a: s.b, b: s.a } }],
    },
  ],
}

const low = always<Pair>({ name: 'low', ...common, holds: (s) => s.a < 4 })

/** A run that breaks `low`, with two steps too many. */
const detour = replay(
  pair,
  [],
  ['b0', 'b1', 'a0', 'a1', 'a2', 'a3'].map(([type = '', n]) => ({ type, n: Number(n) })),
).trace

test('steps that a violation does not need are left out, also without the canonical search', () => {
  const small = minimise(pair, low, detour, { maxStates: 0 })
  expect(small.steps.map(({ action }) => action.type)).toEqual(['a', 'a', 'a', 'a'])
})

test('minimising that is stopped keeps what it has', () => {
  const lengthAfter = (questions: number): number => {
    let left = questions
    const shouldStop = () => (left-- > 0 ? null : 'interrupted')
    return minimise(pair, low, detour, { maxStates: 0, shouldStop }).steps.length
  }
  const lengths = Array.from({ length: 30 }, (_, questions) => lengthAfter(questions))
  expect(lengths).toEqual([...lengths].sort((a, b) => b - a))
  expect([...new Set(lengths)]).toEqual([6, 5, 4])
})
