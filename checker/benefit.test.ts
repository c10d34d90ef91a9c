import { expect, test } from 'vitest'
import { Benefit } from './benefit.ts'
import { explore } from './explore.ts'
import type { Machine } from './machine.ts'
import { always, onEveryStep } from './property.ts'

const noted = (share: number): Benefit => {
  const benefit = new Benefit()
  for (let i = 0; i < 10_000; i += 1) benefit.note(i % 100 < share)
  return benefit
}

test('it pays to remember what is mostly known', () => {
  expect([noted(60).isLow, noted(40).isLow]).toEqual([false, true])
})

const END = 9_000

/** A counter: no predicate that looks at it is asked twice about the same. */
const counter: Machine<{ readonly n: number; readonly other: number }> = {
  name: 'counter',
  initial: [{ n: 0, other: 0 }],
  rules: [{ name: 'count', next: ({ n }) => (n === END ? [] : [{ action: { type: 'count' }, writes: { n: n + 1 } }]) }],
}

const below = (n: number): boolean => n < END

test('a predicate whose answers are not remembered any more still sees what breaks it', () => {
  const { verdicts } = explore(
    counter,
    [
      always({ name: 'state', clause: 'A-1', holds: ({ n }) => below(n), explain: () => [] }),
      onEveryStep({ name: 'step', clause: 'A-2', holds: (_, { n }) => below(n), explain: () => [] }),
    ],
    { faults: 0 },
  )
  expect(verdicts.map(({ name, verdict, counterexample }) => [name, verdict, counterexample?.steps.length])).toEqual([
    ['state', 'broken', END],
    ['step', 'broken', END],
  ])
})
