import { expect, test } from 'vitest'
import { always, eventually, explore } from './index.ts'
import type { Machine, SearchEnd } from './index.ts'

interface Pair {
  readonly a: number
  readonly b: number
}

const pair = (size: number): Machine<Pair> => ({
  name: 'pair',
  initial: [{ a: 0, b: 0 }],
  rules: (['a', 'b'] as const).map((slot) => ({
    name: slot,
    next: (s) => (s[slot] + 1 < size ? [{ action: { type: slot }, writes: { [slot]: s[slot] + 1 } }] : []),
  })),
})

const common = { clause: 'c', explain: () => ['it is so'] }

/** Explores; whether to stop is answered with `stop` as soon as the search is over. */
const judged = (size: number, stop: SearchEnd | null) => {
  let isSearching = false
  const properties = [
    eventually<Pair>({ name: 'ends', ...common, holds: ({ a, b }) => a + b === 2 * (size - 1) }),
    always<Pair>({ name: 'bounded', ...common, holds: ({ a }) => a < size }),
    eventually<Pair>({ name: 'stays', ...common, holds: ({ a }) => a === 0 }),
  ]
  const { verdicts, stats } = explore(pair(size), properties, {
    faults: 0,
    onProgress: () => (isSearching = true),
    shouldStop: () => {
      const wasSearching = isSearching
      isSearching = false
      return wasSearching ? null : stop
    },
  })
  return [stats.end, ...verdicts.map(({ verdict, exhaustiveUpTo }) => `${verdict} ${exhaustiveUpTo}`)]
}

test('who stops while it is judged is told at once, and no promise is claimed to be kept', () => {
  expect(judged(300, 'interrupted')).toEqual(['interrupted', 'inconclusive null', 'inconclusive 0', 'inconclusive null'])
  expect(judged(300, null)).toEqual(['complete', 'holds 0', 'holds 0', 'broken 0'])
})

test('a small search is judged to the end', () => {
  expect(judged(20, 'interrupted')).toEqual(['complete', 'holds 0', 'holds 0', 'broken 0'])
})
