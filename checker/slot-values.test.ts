import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Interner } from './intern.ts'
import { canonicalJson } from './json.ts'
import { SlotValues } from './slot-values.ts'

const numbers = fc.oneof(fc.nat(5_000), fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }))
const values = fc.oneof(numbers, numbers.map(String), fc.boolean(), fc.constant(null), fc.array(fc.nat(3)))

test('values have one id if and only if they are equal, and are numbered as they come', () => {
  fc.assert(
    fc.property(fc.array(values, { maxLength: 60 }), (seen) => {
      const slot = new SlotValues(0, 'a', new Interner())
      const ids = new Map<string, number>()
      for (const value of [...seen, ...seen]) {
        const text = canonicalJson(value)
        const expected = ids.get(text) ?? ids.size
        ids.set(text, expected)
        expect(slot.idOf(structuredClone(value))).toBe(expected)
        expect(canonicalJson(slot.valueOf(expected))).toBe(text)
      }
      expect(slot.size).toBe(ids.size)
    }),
    { numRuns: 300, seed: 5 },
  )
})

test('a number that is far from the others is found again when the others have come near', () => {
  const slot = new SlotValues(0, 'a', new Interner())
  expect(slot.idOf(5_000)).toBe(0)
  for (let n = 0; n < 5_000; n += 1) expect(slot.idOf(n)).toBe(n + 1)
  expect([slot.idOf(5_000), slot.idOf(-0), slot.idOf(0)]).toEqual([0, 1, 1])
})

test('minus zero is zero', () => {
  const slot = new SlotValues(0, 'a', new Interner())
  expect([slot.idOf(-0), slot.idOf(0)]).toEqual([0, 0])
  expect(Object.is(slot.valueOf(0), 0)).toBe(true)
})

test.each([Number.NaN, Infinity, undefined, new Date(0)])('%s is no value', (value) => {
  expect(() => new SlotValues(0, 'a', new Interner()).idOf(value)).toThrow(/plain JSON-like data/)
})
