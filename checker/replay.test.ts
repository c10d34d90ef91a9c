import { expect, test } from 'vitest'
import { always, eventually, explore, firstBroken, onEveryStep, replay } from './index.ts'
import type { Machine } from './index.ts'

interface Doors {
  readonly left: boolean
  readonly right: boolean
}

const doors: Machine<Doors> = {
  name: 'doors',
  initial: [
    { left: false, right: false },
    { left: true, right: false },
  ],
  rules: [
    {
      name: 'left',
      next: (s) =>
        s.left
          ? []
          : [
              {
                action: { type: 'open', door: 'left', why: undefined },
                writes: { left: true },
                duration: 5,
              },
            ],
    },
    {
      name: 'right',
      next: (s) =>
        s.left && !s.right
          ? [{ action: { type: 'open', door: 'right' }, writes: { right: true }, duration: 7 }]
          : [],
    },
    {
      name: 'wind',
      fault: true,
      next: (s) =>
        s.left ? [{ action: { type: 'wind' }, writes: { left: false, right: s.right } }] : [],
    },
  ],
}

const notBoth = always<Doors>({
  name: 'not-both',
  clause: 'c',
  holds: (s) => !(s.left && s.right),
  explain: () => ['both are open'],
})
const noneShuts = onEveryStep<Doors>({
  name: 'none-shuts',
  clause: 'c',
  holds: (a, b) => !a.left || b.left,
  explain: () => ['left shut'],
})
const rightOpens = eventually<Doors>({
  name: 'right-opens',
  clause: 'c',
  holds: (s) => s.right,
  explain: () => ['right is shut'],
})
const properties = [notBoth, noneShuts, rightOpens]

test('a replay tells what each step changed, broke and reached, and when it was over', () => {
  const actions = [
    { door: 'left', type: 'open' },
    { type: 'wind' },
    { type: 'open', door: 'left' },
    { type: 'open', door: 'right' },
  ]
  const { trace, steps, misfit } = replay(doors, properties, actions)
  expect(misfit).toBeNull()
  expect(steps).toEqual([
    { changed: ['left'], broken: [], reached: [] },
    { changed: ['left'], broken: ['none-shuts'], reached: [] },
    { changed: ['left'], broken: [], reached: [] },
    { changed: ['right'], broken: ['not-both'], reached: ['right-opens'] },
  ])
  expect(trace.steps.map(({ rule, fault, time }) => [rule, fault, time])).toEqual([
    ['left', false, 5],
    ['wind', true, 5],
    ['left', false, 10],
    ['right', false, 17],
  ])
  expect([
    firstBroken(notBoth, trace),
    firstBroken(noneShuts, trace),
    firstBroken(rightOpens, trace),
  ]).toEqual([3, 1, null])
})

test('the first step that does not fit is named, with what was possible instead', () => {
  const { misfit, trace } = replay(doors, [
    { type: 'open', door: 'left' },
    { type: 'open', door: 'left' },
  ])
  expect(trace.steps.length).toBe(1)
  expect(misfit).toEqual({
    at: 1,
    wanted: { type: 'open', door: 'left' },
    enabled: [{ type: 'open', door: 'right' }, { type: 'wind' }],
  })
})

test('the initial state that all actions fit is found', () => {
  const { trace, misfit } = replay(doors, properties, [{ type: 'open', door: 'right' }])
  expect([misfit, trace.initial]).toEqual([null, { left: true, right: false }])
  const given = replay(doors, properties, [{ type: 'open', door: 'right' }], {
    left: false,
    right: false,
  })
  expect(given.misfit?.at).toBe(0)
})

test('equal actions that lead to different states are told apart in a trace', () => {
  const dice: Machine<{ readonly n: number }> = {
    name: 'dice',
    initial: [{ n: 0 }],
    rules: [
      {
        name: 'roll',
        next: (s) =>
          s.n === 0 ? [1, 2, 2, 3].map((n) => ({ action: { type: 'roll' }, writes: { n } })) : [],
      },
    ],
  }
  const property = always<{ readonly n: number }>({
    name: 'p',
    clause: 'c',
    holds: (s) => s.n !== 3,
    explain: () => [],
  })
  const run = explore(dice, [property], { faults: 0 }).verdicts[0]?.counterexample
  expect(run?.steps.map(({ action }) => action)).toEqual([{ type: 'roll', '@which': 3 }])
  const again = replay(dice, [property], run?.steps.map(({ action }) => action) ?? [])
  expect(again.steps[0]?.broken).toEqual(['p'])
})

test('an initial state that breaks a property is said to', () => {
  const shut = always<Doors>({
    name: 'shut',
    clause: 'c',
    holds: (s) => !s.left,
    explain: () => ['open'],
  })
  expect(replay(doors, [shut], [], { left: true, right: false }).initiallyBroken).toEqual(['shut'])
  expect(explore(doors, [shut], { faults: 0 }).verdicts[0]).toMatchObject({
    leastFaults: 0,
    explanation: ['open'],
    counterexample: { steps: [] },
  })
})
