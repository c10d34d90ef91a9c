import { expect, test } from 'vitest'
import { explore } from './index.ts'
import type { Machine, Rule } from './index.ts'

interface Box {
  readonly n: number
}

const asking = (next: Rule<Box>['next'], remember: 'reads' | 'never' = 'reads'): Machine<Box> => ({
  name: 'box',
  initial: [{ n: 0 }],
  rules: [{ name: 'open', remember, next }],
})

const go = (n: number) => ({ action: { type: 'go' }, writes: { n } })
const values = (): number[] => [0, 1, 2, 3]
let turn = 0

test.each<[string, Rule<Box>['next'], RegExp]>([
  ['reads the clock', () => [go(Date.now() % 2)], /^rule open reads the clock: keep the time in a slot/],
  ['makes a date of now', () => [go(new Date().getDay())], /^rule open reads the clock/],
  ['measures time', () => [go(Math.floor(performance.now()))], /^rule open reads the clock/],
  [
    'throws dice',
    () => [go(Math.floor(Math.random() * 6))],
    /^rule open asks for a random number: offer one transition for each/,
  ],
  [
    'counts its calls',
    () => [go((turn += 1) % 2)],
    /^rule open answers otherwise when it is asked again about the same state/,
  ],
  [
    'orders its answers differently',
    () => ((turn += 1) % 2 === 0 ? values().map(go) : values().reverse().map(go)),
    /^rule open answers otherwise .* an order that is not fixed/,
  ],
  [
    'returns a Map',
    () => [{ action: { type: 'go' }, writes: { n: new Map() as never } }],
    /^rule open, slot n: the value is a Map/,
  ],
  [
    'returns a Date',
    () => [{ action: { type: 'go' }, writes: { n: new Date(0) as never } }],
    /^rule open, slot n: the value is a Date/,
  ],
  ['returns NaN', () => [go(NaN)], /^rule open, slot n: the value is NaN/],
])('a rule that %s is caught and named', (_, next, message) => {
  expect(() => explore(asking(next), [], { faults: 0 })).toThrow(message)
  expect(() => explore(asking(next, 'never'), [], { faults: 0 })).toThrow(message)
})

test('clock and chance are there again afterwards, also when a rule throws', () => {
  const fails = asking(() => {
    throw new Error('no')
  })
  expect(() => explore(fails, [], { faults: 0 })).toThrow('rule open threw: no')
  expect(Date.now()).toBeGreaterThan(0)
  expect(new Date(0).getTime()).toBe(0)
  expect(performance.now()).toBeGreaterThan(0)
  expect(Math.random()).toBeLessThan(1)
})

test('coverage tells of rules that never offered a step, of dead ends, and of values per slot', () => {
  const machine: Machine<Box> = {
    name: 'box',
    initial: [{ n: 0 }],
    rules: [
      { name: 'up', next: ({ n }) => (n < 2 ? [go(n + 1), { action: { type: 'stay' }, writes: {} }] : []) },
      { name: 'never', next: ({ n }) => (n > 5 ? [go(0)] : []) },
    ],
  }
  const { stats } = explore(machine, [], { faults: 0 })
  expect(stats.coverage).toEqual({ deadEnds: 1, neverEnabled: ['never'], values: { n: 3 } })
  expect(stats.actions).toEqual({
    go: { taken: 2, fresh: 2, enabled: 2 },
    stay: { taken: 2, fresh: 0, enabled: 2 },
  })
})
