import { expect, test } from 'vitest'
import { naiveExplore } from './naive.ts'
import { always, explore, project, update } from './index.ts'
import type { Machine } from './index.ts'

interface Pair {
  readonly n: number
  readonly box: { readonly size: number; readonly tag: string }
}

const isBig = ({ size }: Pair['box']): boolean => size > 3
const grow = update<Pair['box']>((box) => ({ ...box, size: (box.size + 1) % 8 }))

/** Counts while the box is small; fills the box without looking at it. */
const pair = (calls = { count: 0 }): Machine<Pair> => ({
  name: 'pair',
  initial: [{ n: 0, box: { size: 0, tag: 'a' } }],
  rules: [
    {
      name: 'count',
      next: (s) => {
        calls.count += 1
        return project(s, 'box', isBig) || s.n >= 9 ? [] : [{ action: { type: 'count' }, writes: { n: s.n + 1 } }]
      },
    },
    { name: 'grow', next: () => [{ action: { type: 'grow' }, writes: { box: grow } }] },
  ],
})

const small = always<Pair>({
  name: 'small',
  clause: 'c',
  holds: (s) => !project(s, 'box', isBig),
  explain: (s) => [`${s.box.size} is big`],
})

test('a rule that reads a projection is asked once per value of the projection', () => {
  const calls = { count: 0 }
  const { stats } = explore(pair(calls), [], { faults: 0 })
  // Each first answer is asked for twice: a rule that answers otherwise the second time is not pure.
  expect([stats.states, calls.count]).toEqual([80, 2 * 11])
})

test('the slow twin agrees on a machine with projections and updates', () => {
  const { stats } = explore(pair(), [small], { faults: 0 })
  const [slow] = naiveExplore(pair(), [small], 0).levels
  expect(stats).toMatchObject(slow ?? {})
})

test('a run over updates is shown and executed again', () => {
  const [verdict] = explore(pair(), [small], { faults: 0 }).verdicts
  expect(verdict?.explanation).toEqual(['4 is big'])
  expect(verdict?.counterexample?.steps.map(({ state }) => state.box.size)).toEqual([1, 2, 3, 4])
})

test('on plain objects project is a call', () => {
  expect(project({ box: { size: 4, tag: '' } }, 'box', isBig)).toBe(true)
})

test('functions that are made anew in every call are refused', () => {
  const machine: Machine<Pair> = {
    ...pair(),
    rules: [
      {
        name: 'count',
        next: (s) =>
          project(s, 'box', (box) => box.size > s.n) ? [] : [{ action: { type: 'count' }, writes: { n: s.n + 1 } }],
      },
    ],
  }
  expect(() => explore(machine, [], { faults: 0 })).toThrow(
    /^rule count reads other slots .* makes a function anew for each project\(\): define it once, outside/,
  )
  const updating: Machine<Pair> = {
    ...pair(),
    rules: [{ name: 'count', next: (s) => [{ action: { type: 'a' }, writes: { n: s.n + 1, box: update((box) => box) } }] }],
  }
  expect(() => explore(updating, [], { faults: 0 })).toThrow(
    /different functions are given to update\(\): define each once, outside the rules/,
  )
})
