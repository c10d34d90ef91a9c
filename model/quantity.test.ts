import { expect, test } from 'vitest'
import { milliCpu, parseQuantity } from './quantity.ts'

test.each([
  ['0', 0],
  ['2', 2],
  ['1.5', 1.5],
  ['.5', 0.5],
  ['-1', -1],
  ['500m', 0.5],
  ['1k', 1_000],
  ['3M', 3_000_000],
  ['2e3', 2_000],
  ['1E2', 100],
  ['1E', 1e18],
  ['128Mi', 134_217_728],
  ['1Ki', 1_024],
  ['2Gi', 2_147_483_648],
  ['1Ti', 2 ** 40],
])('%s is %d', (text, value) => {
  expect(parseQuantity(text)).toBe(value)
})

test.each(['', 'm', 'lots', '1 core', '1KB', '1ki'])('%j is no quantity and counts as 0', (text) => {
  expect(parseQuantity(text)).toBe(0)
})

test('cpu is counted in thousandths and rounded up', () => {
  expect(['1', '100m', '0.1', '0.0001', '1.0005', '0.3'].map(milliCpu)).toEqual([1_000, 100, 100, 1, 1_001, 300])
})
