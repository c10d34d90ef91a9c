import fc from 'fast-check'
import { expect, test } from 'vitest'
import { alikeMachines, teamProperties } from './fixtures/alike-machines.ts'
import type { Team } from './fixtures/alike-machines.ts'
import { always, canonicalJson, eventually, explore, replay } from './index.ts'
import type { Machine, Symmetry } from './index.ts'
import { naiveExplore } from './naive.ts'

/** The state under every order of three workers, and the least text of all. */
const orbitOf = (s: Team): string => {
  const orders = [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ]
  const texts = orders.map((to) => {
    const become = (i: number): number => to[i] ?? i
    const workers = [0, 1, 2].map((i) => {
      const worker = s[`worker${i}`] ?? { at: 0, friend: -1 }
      return [`worker${become(i)}`, { ...worker, friend: worker.friend < 0 ? -1 : become(worker.friend) }]
    })
    const board = Object.entries(s.board).map(([name, post]) => [`w${become(Number(name.slice(1)))}`, post])
    return canonicalJson({ ...Object.fromEntries(workers), board: Object.fromEntries(board), total: s.total })
  })
  return texts.sort()[0] ?? ''
}

test('it stores one state of each class, and says what the slow twin says of all', () => {
  fc.assert(
    fc.property(alikeMachines, fc.nat(1), (machine, x) => {
      const properties = teamProperties(x)
      const slow = naiveExplore(machine, properties, 1)
      const { stats, verdicts } = explore(machine, properties, { faults: 1, reduce: ['symmetry'] })
      expect(stats.states).toBe(new Set(slow.all.map(({ state }) => orbitOf(state))).size)
      for (const { name, kind, leastFaults, witnessed } of verdicts) {
        if (kind === 'sometimes') expect(witnessed).toBe(slow.least[name] !== null)
        else expect([name, leastFaults]).toEqual([name, slow.least[name]])
      }
    }),
    { numRuns: 200, seed: 3 },
  )
})

test('its runs are as short as without it, and happen with the names that they tell', () => {
  fc.assert(
    fc.property(alikeMachines, fc.nat(1), (machine, x) => {
      const properties = teamProperties(x)
      const whole = explore(machine, properties, { faults: 1, reduce: [] })
      explore(machine, properties, { faults: 1, reduce: ['symmetry'] }).verdicts.forEach(({ counterexample, kind }, i) => {
        if (counterexample === null || kind === 'sometimes') return
        const { initial, steps } = counterexample
        const { trace, misfit } = replay(
          machine,
          properties,
          steps.map(({ action }) => action),
          initial,
        )
        expect(misfit).toBeNull()
        expect(trace.steps.at(-1)?.state).toEqual(steps.at(-1)?.state)
        expect(steps.length).toBe(whole.verdicts[i]?.counterexample?.steps.length)
      })
    }),
    { numRuns: 100, seed: 4 },
  )
})

interface Pair {
  readonly left: number
  readonly right: number
}

const pair = (limit: number): Machine<Pair> => ({
  name: 'pair',
  initial: [{ left: 0, right: 0 }],
  rules: [
    { name: 'left', next: (s) => (s.left < 3 ? [{ action: { type: 'go' }, writes: { left: s.left + 1 } }] : []) },
    {
      name: 'right',
      next: (s) => (s.right < limit ? [{ action: { type: 'go' }, writes: { right: s.right + 1 } }] : []),
    },
  ],
  symmetry: [{ name: 'sides', slots: [['left', 'right']] }],
})

const leftIsSmall = always<Pair>({ name: 'left-is-small', clause: 'c', holds: (s) => s.left < 3, explain: () => [] })

test('members that are not alike are refused, with the rule or property that tells them apart', () => {
  expect(explore(pair(3), [], { faults: 0, reduce: ['symmetry'] }).stats.states).toBe(10)
  expect(() => explore(pair(2), [], { faults: 0 })).toThrow(
    /^symmetry sides: numbers 0 and 1 are not alike: rule (left|right) tells them apart in/,
  )
  expect(() => explore(pair(3), [leftIsSmall], { faults: 0 })).toThrow(/property left-is-small tells them apart in/)
})

test('with a promise that must be kept at last all states are looked at, and the reason is told', () => {
  const ends = eventually<Pair>({ name: 'ends', clause: 'c', holds: (s) => s.left === 3, explain: () => [] })
  const { stats } = explore(pair(3), [ends], { faults: 0 })
  expect(stats.states).toBe(16)
  expect(stats.reductions).toEqual([
    { name: 'symmetry', isApplied: false, reason: 'ends must hold at last, which is judged on all states' },
    { name: 'partial-order', isApplied: false, reason: 'ends must hold at last, which is judged on all states' },
  ])
})

test.each<[string, Symmetry<Pair>, RegExp]>([
  [
    'a slot that is not there',
    { name: 's', slots: [['left', 'middle' as 'right']] },
    /names the slot middle, which no initial state has/,
  ],
  ['no members', { name: 's' }, /names no members/],
  ['lists of different lengths', { name: 's', slots: [['left', 'right'], ['left']] }, /about 2 members and lists 1/],
  ['too many named members', { name: 's', size: 8, rename: { left: (v) => v } }, /too many orders to try/],
])('a declaration with %s is refused', (_, symmetry, message) => {
  expect(() => explore({ ...pair(3), symmetry: [symmetry] }, [], { faults: 0 })).toThrow(message)
})
