import { expect, test } from 'vitest'
import { pruneEntropy, renumber } from './renumber.ts'

test('numbers become ranks, each family by itself, wherever they stand', () => {
  const state = {
    store: { revision: 70, keys: [{ modRevision: 30, version: 4 }, { modRevision: 70, version: 9 }] },
    agenda: [{ gap: 30, entry: { object: { metadata: { resourceVersion: 30 } } } }],
    disk: { log: [{ index: 5, term: 3 }] },
  }
  expect(renumber(state)).toEqual({
    store: { revision: 2, keys: [{ modRevision: 1, version: 1 }, { modRevision: 2, version: 2 }] },
    agenda: [{ gap: 30, entry: { object: { metadata: { resourceVersion: 1 } } } }],
    disk: { log: [{ index: 1, term: 1 }] },
  })
})

test('what is numbered by ranks is the same object, and so are parts that keep their numbers', () => {
  const dense = { store: { revision: 2 }, kept: { modRevision: 1 } }
  expect(renumber(dense)).toBe(dense)
  const kept = { modRevision: 1 }
  expect(renumber({ store: { revision: 9 }, kept }).kept).toBe(kept)
})

test('equal numbers stay equal and order stays, however far apart they were', () => {
  const revisions = [1_000_000_007, 3, 3, 12]
  const { slot } = renumber({ slot: revisions.map((revision) => ({ revision })) })
  expect(slot).toEqual([{ revision: 3 }, { revision: 1 }, { revision: 1 }, { revision: 2 }])
})

test('an operand is a revision only if it is compared with one', () => {
  const compared = (target: string) => renumber({ slot: { target, operand: 8 } }).slot.operand
  expect(compared('mod')).toBe(1)
  expect(compared('value')).toBe(8)
})

test('names and uids that are mentioned nowhere may be drawn again', () => {
  const entropy = {
    used: { 'uid:pods/shop/web-1': [1, 2], 'name:pods/shop/web-': [1, 2], 'uid:nodes/n1': [1] },
  }
  const slots = [{ seen: 'pods/shop/web-1#2' }, { 'nodes/n1#1': true }]
  expect(pruneEntropy(entropy, slots)).toEqual({
    used: { 'uid:pods/shop/web-1': [2], 'name:pods/shop/web-': [1], 'uid:nodes/n1': [1] },
  })
})

test('entropy that is all in use stays the same object', () => {
  const entropy = { used: { 'uid:nodes/n1': [1] } }
  expect(pruneEntropy(entropy, [{ uid: 'nodes/n1#1' }])).toBe(entropy)
})
