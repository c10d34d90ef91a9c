import { expect, test } from 'vitest'
import type { Taint, Toleration } from './objects.ts'
import { isTolerated, tolerates } from './tolerations.ts'

const taint: Taint = { key: 'k', value: 'v', effect: 'NoExecute' }

const table: readonly (readonly [string, Toleration, boolean])[] = [
  ['the same key, value and effect', { key: 'k', operator: 'Equal', value: 'v', effect: 'NoExecute' }, true],
  ['no operator: values are compared', { key: 'k', value: 'v' }, true],
  ['another value', { key: 'k', value: 'w' }, false],
  ['no value', { key: 'k' }, false],
  ['another key', { key: 'other', value: 'v' }, false],
  ['another effect', { key: 'k', value: 'v', effect: 'NoSchedule' }, false],
  ['no effect: all effects', { key: 'k', operator: 'Exists' }, true],
  ['Exists without a key: all taints', { operator: 'Exists' }, true],
  ['Exists without a key, but another effect', { operator: 'Exists', effect: 'NoSchedule' }, false],
  ['an empty key with Equal', { key: '', value: 'v' }, false],
]

test.each(table)('%s', (_, toleration, expected) => {
  expect(tolerates(toleration, taint)).toBe(expected)
})

test('a taint without a value is met by a toleration without one', () => {
  expect(tolerates({ key: 'k' }, { key: 'k', effect: 'NoSchedule' })).toBe(true)
})

test('one matching toleration of several is enough, none is not', () => {
  expect(isTolerated([{ key: 'x' }, { key: 'k', operator: 'Exists' }], taint)).toBe(true)
  expect(isTolerated([{ key: 'x' }], taint)).toBe(false)
  expect(isTolerated([], taint)).toBe(false)
})
