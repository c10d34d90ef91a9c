import { expect, test } from 'vitest'
import { Digest } from './digest.ts'

test('equal content has one fingerprint, whatever the order of its keys and whoever made it', () => {
  const digest = new Digest()
  const shared = { x: [1, 'a', null], y: { z: true } }
  expect(digest.of({ a: shared, b: 1 })).toBe(digest.of({ b: 1, a: structuredClone(shared) }))
  expect(new Digest().of(shared)).toBe(digest.of(shared))
})

test('each difference shows, however deep, and no text stands for what is nested', () => {
  const digest = new Digest()
  const inner = { deep: 1 }
  const values = [
    { a: inner },
    { a: { deep: 2 } },
    { a: [inner] },
    { a: digest.of(inner) },
    { a: [digest.of(inner)] },
    { a: '{"deep":1}' },
    {},
    [],
    [[]],
    [{}],
    null,
    0,
    '0',
  ]
  expect(new Set(values.map((value) => digest.of(value))).size).toBe(values.length)
})

test('a key named __proto__ is a key like any other', () => {
  const digest = new Digest()
  const odd: unknown = JSON.parse('{"__proto__": {"a": 1}}')
  expect(digest.of(odd)).not.toBe(digest.of({}))
})
