import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Layout } from './layout.ts'

const counts = fc.array(fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 2 ** 31 - 1 })), { minLength: 1, maxLength: 40 })

test('whatever fits is the same after packing and unpacking', () => {
  fc.assert(
    fc.property(counts, fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })), (sizes, random) => {
      const layout = Layout.for(sizes)
      const vector = Int32Array.from(sizes, (size) => Math.floor(size * (random.next().value ?? 0)))
      const words = new Int32Array(layout.words + 1)
      layout.pack(vector, words, 1)
      const again = new Int32Array(sizes.length)
      layout.unpack(words, 1, again)
      expect([...again]).toEqual([...vector])
    }),
    { numRuns: 300, seed: 1 },
  )
})

test('small slots share a word, and a slot never loses bits', () => {
  const narrow = Layout.for([2, 4, 8, 16, 1])
  expect([narrow.words, [...narrow.widths]]).toEqual([1, [1, 2, 3, 4, 0]])
  const wide = Layout.for([2, 2, 2, 17, 300], narrow)
  expect([...wide.widths]).toEqual([1, 2, 3, 5, 9])
  expect([wide.fits(3, 32), wide.fits(3, 33)]).toEqual([true, false])
})
