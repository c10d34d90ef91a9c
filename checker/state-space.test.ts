import { expect, test } from 'vitest'
import { Interner } from './intern.ts'
import { SlotValues } from './slot-values.ts'
import { StateSpace } from './state-space.ts'

const slotsOf = (count: number): readonly SlotValues[] => {
  const interner = new Interner()
  return Array.from({ length: count }, (_, i) => new SlotValues(i, `s${i}`, interner))
}

test('each state is found again, while tables are cut and layouts grow wider', () => {
  const slots = slotsOf(3)
  for (const slot of slots) slot.idOf(0)
  const space = new StateSpace(slots)
  const size = 150_000
  const vectorOf = (n: number): Int32Array => Int32Array.of(n % 7, Math.floor(n / 7) % 300, Math.floor(n / 2_100))
  const lookUp = (vector: Int32Array): number => {
    const words = new Int32Array(space.layout.words)
    space.layout.pack(vector, words, 0)
    return space.find(words, 0, space.hashOf(vector))
  }
  const wrong: number[] = []
  for (let n = 0; n < size; n += 1) {
    const vector = vectorOf(n)
    vector.forEach((value, i) => {
      for (let id = slots[i]?.size ?? 0; id <= value; id += 1) slots[i]?.idOf(id)
    })
    if (space.isTight) space.widen()
    const words = new Int32Array(space.layout.words)
    space.layout.pack(vector, words, 0)
    if (space.find(words, 0, space.hashOf(vector)) !== -1) wrong.push(n)
    if (space.add(words, 0, space.hashOf(vector), n - 1) !== n) wrong.push(n)
  }
  expect(wrong).toEqual([])
  const read = new Int32Array(3)
  for (let n = 0; n < size; n += 997) {
    space.read(n, read)
    expect([...read]).toEqual([...vectorOf(n)])
    expect(lookUp(read)).toBe(n)
    expect(space.parent(n)).toBe(n - 1)
  }
  expect(space.layout.words).toBe(1)
  expect(space.bytes / size).toBeLessThan(40)
})
