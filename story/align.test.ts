import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { align } from './align.ts'
import { yamlDiff, yamlLines } from './yaml.ts'

test('what two sequences share stands in one row, everything appears once, in order', () => {
  const letters = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 14 })
  fc.assert(
    fc.property(letters, letters, (left, right) => {
      const rows = align(left, right)
      expect(rows.flatMap((row) => row.left ?? [])).toEqual(left.map((_, i) => i))
      expect(rows.flatMap((row) => row.right ?? [])).toEqual(right.map((_, i) => i))
      for (const { left: l, right: r } of rows) if (l !== null && r !== null) expect(left[l]).toBe(right[r])
    }),
    { numRuns: 500, seed: 20261125 },
  )
})

test('no more is different than need be', () => {
  const same = align([...'xabcabba'], [...'xcbabac']).filter(({ left, right }) => left !== null && right !== null)
  expect(same).toHaveLength(5)
})

test('sequences with nothing in common end, however long', () => {
  const numbers = (prefix: string): string[] => Array.from({ length: 5_000 }, (_, i) => `${prefix}${i}`)
  expect(align(numbers('a'), numbers('b'))).toHaveLength(10_000)
})

test('objects are written as kubectl writes them', () => {
  const pod = {
    spec: { nodeName: 'n1', containers: [{ name: 'a', ports: [{ port: 80 }] }], on: 'true' },
    labels: {},
    t: [],
  }
  expect(yamlLines(pod).join('\n')).toBe(
    `labels: {}\nspec:\n  containers:\n  - name: a\n    ports:\n    - port: 80\n  nodeName: n1\n  "on": "true"\nt: []`,
  )
})

test('a difference shows the lines around it and leaves out the rest', () => {
  const object = (last: number) => Object.fromEntries([...'abcdefgh'].map((key) => [key, key === 'h' ? last : 1]))
  expect(yamlDiff(object(1), object(2)).map(({ sign, text }) => `${sign}${text}`)).toEqual([
    ' e: 1',
    ' f: 1',
    ' g: 1',
    '-h: 1',
    '+h: 2',
  ])
  expect(yamlDiff(undefined, { a: 1 })).toEqual([{ sign: '+', text: 'a: 1' }])
  const middle = yamlDiff({ ...object(1), a: 2 }, object(1))
    .map(({ sign }) => sign)
    .join('')
  expect(middle).toBe('-+   …')
})
