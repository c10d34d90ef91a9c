import { expect, test } from 'vitest'
import { StateIndex, positionIn, probe } from './state-index.ts'

const lookUp = (index: StateIndex, hash: number): number => {
  const segment = index.segment(hash)
  return (segment[probe(segment, hash, positionIn(segment, hash)) + 1] ?? 0) - 1
}

test.each([
  ['spread', (n: number) => Math.imul(n + 1, 0x9e3779b1)],
  ['alike in their lowest bits', (n: number) => n << 12],
  ['alike in their highest bits', (n: number) => n],
])('each entry is found again while segments double and split: hashes that are %s', (_, hashOf) => {
  const index = new StateIndex(1 << 9)
  const size = 20_000
  const numbers = Array.from({ length: size }, (_, n) => n)
  const known = numbers.filter((n) => {
    const found = lookUp(index, hashOf(n))
    index.add(hashOf(n), n)
    return found !== -1
  })
  expect(known).toEqual([])
  expect(numbers.filter((n) => lookUp(index, hashOf(n)) !== n)).toEqual([])
})

test('spread entries take at most twice the room of a table that is just full enough', () => {
  const index = new StateIndex(1 << 9)
  for (let n = 0; n < 100_000; n += 1) index.add(Math.imul(n + 1, 0x9e3779b1), n)
  expect(index.bytes).toBeLessThan(100_000 * 8 * 2.5)
})
