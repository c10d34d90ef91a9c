/** Levels of faults, and what an unfinished search may say. */
import { expect, test } from 'vitest'
import { always, explore, onEveryStep, sometimes } from './index.ts'
import type { Machine, SearchEnd } from './index.ts'

interface Line {
  readonly at: number
  readonly broken: boolean
}

/** Walks to 9; a fault jumps ahead by ten, another breaks what is at 13 or beyond. */
const line: Machine<Line> = {
  name: 'line',
  initial: [{ at: 0, broken: false }],
  rules: [
    {
      name: 'walk',
      next: (s) => (s.at % 10 < 9 ? [{ action: { type: 'walk' }, writes: { at: s.at + 1 } }] : []),
    },
    {
      name: 'jump',
      fault: true,
      next: (s) => (s.at < 10 ? [{ action: { type: 'jump' }, writes: { at: s.at + 10 } }] : []),
    },
    {
      name: 'break',
      fault: true,
      next: (s) =>
        s.at >= 13 && !s.broken ? [{ action: { type: 'break' }, writes: { broken: true } }] : [],
    },
  ],
}

const intact = always<Line>({
  name: 'intact',
  clause: 'c',
  holds: (s) => !s.broken,
  explain: (s) => [`broken at ${s.at}`],
})
const jumped = sometimes<Line>({ name: 'jumped', clause: 'c', holds: (s) => s.at >= 10 })

test('levels are closed one by one, and a state counts at its least number of faults', () => {
  const { stats } = explore(line, [intact], { faults: 2 })
  expect(
    stats.levels.map(({ faults, states, transitions, depth }) => [
      faults,
      states,
      transitions,
      depth,
    ]),
  ).toEqual([
    [0, 10, 9, 10],
    [1, 10, 19, 11],
    [2, 7, 13, 12],
  ])
  expect(stats).toMatchObject({
    mode: 'explore',
    end: 'complete',
    states: 27,
    transitions: 41,
    depth: 12,
    seconds: 0,
  })
  expect(stats.actions).toEqual({
    walk: { taken: 24, fresh: 9, enabled: 24 },
    jump: { taken: 10, fresh: 10, enabled: 10 },
    break: { taken: 7, fresh: 7, enabled: 7 },
  })
})

test('the run that is shown has the fewest faults, then the fewest steps', () => {
  const [verdict] = explore(line, [intact], { faults: 3 }).verdicts
  expect(verdict).toMatchObject({
    verdict: 'broken',
    leastFaults: 2,
    exhaustiveUpTo: 3,
    explanation: ['broken at 13'],
  })
  expect(verdict?.counterexample?.steps.map(({ action }) => action.type)).toEqual([
    'walk',
    'walk',
    'walk',
    'jump',
    'break',
  ])
  expect(verdict?.ways.map(({ faults }) => faults)).toEqual([['break', 'jump']])
})

test('a smaller budget that was looked at completely holds', () => {
  const [verdict] = explore(line, [intact], { faults: 1 }).verdicts
  expect(verdict).toMatchObject({
    verdict: 'holds',
    exhaustiveUpTo: 1,
    leastFaults: null,
    counterexample: null,
  })
})

test('a bound ends the search with what is known, and nothing that is not known', () => {
  const { stats, verdicts } = explore(line, [intact, jumped], { faults: 2, maxStates: 15 })
  expect([stats.end, stats.states, stats.levels.map((l) => l.complete)]).toEqual([
    'max-states',
    15,
    [true, false],
  ])
  expect(verdicts.map((v) => [v.verdict, v.exhaustiveUpTo])).toEqual([
    ['inconclusive', 0],
    ['holds', 0],
  ])
})

test('a bound that is just wide enough changes nothing', () => {
  expect(explore(line, [intact], { faults: 2, maxStates: 27 })).toEqual(
    explore(line, [intact], { faults: 2 }),
  )
})

test.each<SearchEnd>(['interrupted', 'time-limit', 'out-of-memory'])(
  'a search that is told to stop (%s) says so',
  (reason) => {
    const endless: Machine<Line> = {
      ...line,
      rules: [
        { name: 'walk', next: (s) => [{ action: { type: 'walk' }, writes: { at: s.at + 1 } }] },
      ],
    }
    let asked = 0
    const shouldStop = () => ((asked += 1) > 3 ? reason : null)
    const { stats, verdicts } = explore(endless, [intact], { faults: 0, shouldStop })
    expect([stats.end, verdicts[0]?.verdict, verdicts[0]?.exhaustiveUpTo]).toEqual([
      reason,
      'inconclusive',
      null,
    ])
    expect(stats.states).toBeGreaterThan(3)
    expect(stats.states).toBeLessThan(2_000)
  },
)

test('what was broken before the search was stopped stays broken', () => {
  const { verdicts, stats } = explore(line, [intact], { faults: 2, maxStates: 22 })
  expect([
    stats.end,
    verdicts[0]?.verdict,
    verdicts[0]?.leastFaults,
    verdicts[0]?.exhaustiveUpTo,
  ]).toEqual(['max-states', 'broken', 2, 1])
})

test('time comes from the clock that is handed in, and progress is told', () => {
  let ms = 0
  const told: number[] = []
  const endless: Machine<Line> = {
    ...line,
    rules: [
      {
        name: 'walk',
        next: (s) => (s.at < 2_000 ? [{ action: { type: 'walk' }, writes: { at: s.at + 1 } }] : []),
      },
    ],
  }
  const { stats } = explore(endless, [intact], {
    faults: 0,
    clock: () => (ms += 500),
    onProgress: (p) => told.push(p.states),
  })
  expect([stats.seconds, stats.levels[0]?.seconds]).toEqual([1.5, 0.5])
  expect(told.length).toBeGreaterThan(3)
  expect(told).toEqual([...told].sort((a, b) => a - b))
})

test('a machine that does nothing makes every claim vacuous', () => {
  const still: Machine<Line> = { ...line, rules: [] }
  const { verdicts } = explore(still, [intact, jumped], { faults: 1 })
  expect(verdicts.map((v) => [v.verdict, v.vacuous])).toEqual([
    ['holds', true],
    ['broken', false],
  ])
  expect(explore(line, [], { faults: 0 }).verdicts).toEqual([])
})

test('a partner that is not among the properties is not asked for', () => {
  const claim = { ...intact, witness: 'jumped' }
  expect(explore(line, [claim], { faults: 0 }).verdicts[0]?.vacuous).toBe(false)
  expect(explore(line, [claim, jumped], { faults: 0 }).verdicts[0]).toMatchObject({
    vacuous: true,
    witnessed: false,
  })
  expect(explore(line, [claim, jumped], { faults: 1 }).verdicts[0]).toMatchObject({
    vacuous: false,
    witnessed: true,
  })
})

test('a step between two known states is judged as well, faults too', () => {
  const square: Machine<Line> = {
    name: 'square',
    initial: [{ at: 0, broken: false }],
    rules: [
      {
        name: 'go',
        next: (s) =>
          s.at === 0 ? [1, 2].map((at) => ({ action: { type: 'go' }, writes: { at } })) : [],
      },
      {
        name: 'back',
        fault: true,
        next: (s) => (s.at === 2 ? [{ action: { type: 'back' }, writes: { at: 1 } }] : []),
      },
    ],
  }
  const up = onEveryStep<Line>({
    name: 'up',
    clause: 'c',
    holds: (a, b) => b.at >= a.at,
    explain: (a, b) => [`${a.at} to ${b.at}`],
  })
  const { verdicts, stats } = explore(square, [up], { faults: 1 })
  expect(stats.states).toBe(3)
  expect(verdicts[0]).toMatchObject({ verdict: 'broken', leastFaults: 1, explanation: ['2 to 1'] })
  expect(verdicts[0]?.counterexample?.steps.map(({ state }) => state.at)).toEqual([2, 1])
})

test('once every property is broken the search may end', () => {
  const { stats, verdicts } = explore(line, [intact], { faults: 9, untilBroken: true })
  expect([stats.end, verdicts[0]?.leastFaults, stats.levels.length]).toEqual(['interrupted', 2, 3])
  expect(verdicts[0]?.counterexample).toEqual(
    explore(line, [intact], { faults: 2 }).verdicts[0]?.counterexample,
  )
})

test.each([-1, 1.5, NaN])('a budget of %s faults is refused', (faults) => {
  expect(() => explore(line, [], { faults })).toThrow(/is no whole number from 0/)
})
