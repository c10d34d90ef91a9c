/** Each run is made once, in whatever order those who share them get to ask. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chunkFor, claims, newRuns } from './runs-in-turn.ts'

test('each run is made by one of those who share them', () => {
  const turns = fc.array(fc.nat(2), { maxLength: 200 })
  fc.assert(
    fc.property(fc.nat(60), fc.integer({ min: 1, max: 7 }), turns, (runs, chunk, order) => {
      const numbers = newRuns()
      const made: number[] = []
      const threads = [0, 1, 2].map(() => ({ at: 0, isOurs: claims(numbers, chunk) }))
      const ask = (thread: (typeof threads)[number]): void => {
        if (thread.at >= runs) return
        if (thread.isOurs(thread.at)) made.push(thread.at)
        thread.at += 1
      }
      for (const one of order) threads.slice(one, one + 1).forEach(ask)
      for (const thread of threads) while (thread.at < runs) ask(thread)
      expect(made.sort((a, b) => a - b)).toEqual(Array.from({ length: runs }, (_, i) => i))
    }),
    { numRuns: 300, seed: 20261126 },
  )
})

test('runs are taken one by one where they are few, and many at a time where they are many', () => {
  expect([1, 100, 512, 100_000].map(chunkFor)).toEqual([1, 1, 2, 64])
})
