import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Inputs } from './inputs.ts'
import { Interner } from './intern.ts'
import { Memo } from './memo.ts'
import { SlotValues } from './slot-values.ts'

const isEven = (value: unknown): boolean => Number(value) % 2 === 0

/** Three slots that hold the numbers that are their ids. */
const numbers = (size: number): Inputs => {
  const interner = new Interner()
  const slots = ['a', 'b', 'c'].map((name, i) => new SlotValues(i, name, interner))
  for (const slot of slots) for (let n = 0; n < size; n += 1) slot.idOf(n)
  return new Inputs(slots, interner)
}

test('it answers as a map from what was read to answers would', () => {
  const inputs = numbers(6_000)
  const value = fc.oneof(fc.nat(5), fc.nat(5_999))
  const memo = new Memo(inputs)
  const part = inputs.inputOf(2, isEven)
  const known = new Map<string, number>()
  fc.assert(
    fc.property(value, value, value, (a, b, c) => {
      // Reads a; then b, or whether c is even.
      const reads = Int32Array.from(a % 3 === 0 ? [0] : [0, a % 3 === 1 ? 1 : part])
      const key = [a, a % 3 === 0 ? '' : a % 3 === 1 ? b : isEven(c)].join()
      const vector = Int32Array.of(a, b, c)
      expect(memo.find(0, vector)).toBe(known.get(key) ?? -1)
      if (known.has(key)) return
      expect(memo.remember(0, vector, reads, reads.length, known.size)).toBe(true)
      known.set(key, known.size)
    }),
    { numRuns: 3_000, seed: 2 },
  )
  expect(known.size).toBeGreaterThan(500)
})

test('the same values read in another order are noticed', () => {
  const memo = new Memo(numbers(4))
  const vector = Int32Array.of(1, 2, 3)
  expect(memo.remember(0, vector, Int32Array.of(0, 1), 2, 7)).toBe(true)
  expect(memo.remember(0, vector, Int32Array.of(0, 2), 2, 7)).toBe(false)
  expect(memo.remember(0, vector, Int32Array.of(0), 1, 7)).toBe(false)
})

test('when it is full it says so, and forgets', () => {
  const memo = new Memo(numbers(100), 50)
  for (let a = 0; !memo.isFull; a += 1) {
    memo.remember(0, Int32Array.of(a, 0, 0), Int32Array.of(0), 1, a)
  }
  expect(memo.find(0, Int32Array.of(1, 0, 0))).toBe(1)
  memo.forget()
  expect([memo.isFull, memo.find(0, Int32Array.of(1, 0, 0))]).toEqual([false, -1])
})
