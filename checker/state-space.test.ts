import { expect, test } from 'vitest'
import { plain } from './int-array.ts'
import { Interner } from './intern.ts'
import { HASH, Rows, WORDS } from './rows.ts'
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
  const rows = new Rows(0, plain)
  const size = 150_000
  const vectorOf = (n: number): Int32Array => Int32Array.of(n % 7, Math.floor(n / 7) % 300, Math.floor(n / 2_100))
  const settle = (vectors: readonly Int32Array[]): readonly number[] => {
    rows.clear(0, space.layout.words)
    for (const vector of vectors) {
      const at = rows.write(0)
      rows.rows[at + HASH] = space.hashOf(vector)
      space.layout.pack(vector, rows.rows, at + WORDS)
    }
    space.settling.submit(rows)
    space.settling.finish()
    return [...rows.targets.subarray(0, vectors.length)]
  }
  for (let n = 0; n < size; n += 1) {
    const vector = vectorOf(n)
    vector.forEach((value, i) => {
      for (let id = slots[i]?.size ?? 0; id <= value; id += 1) slots[i]?.idOf(id)
    })
    if (space.isTight) space.widen()
    // The same state twice in one batch is found the second time.
    if (settle([vector, vector]).some((target) => target !== n) || space.note(n - 1) !== n) expect.fail(`state ${n}`)
  }
  const read = new Int32Array(3)
  const words = new Int32Array(space.layout.words)
  const packed = new Int32Array(space.layout.words)
  for (let n = 0; n < size; n += 997) {
    space.read(n, read)
    expect([...read]).toEqual([...vectorOf(n)])
    space.arena.copy(n, words)
    space.layout.pack(read, packed, 0)
    expect(words).toEqual(packed)
    expect(settle([read])).toEqual([n])
    expect(space.parent(n)).toBe(n - 1)
  }
  expect(space.layout.words).toBe(1)
  expect(space.bytes / size).toBeLessThan(40)
})
