import { expect, test } from 'vitest'
import { WideMap } from './wide-map.ts'

test('what was added is found, also when a new map was begun', () => {
  const map = new WideMap<number, string>(3)
  for (let key = 0; key < 10; key += 1) map.add(key, `value ${key}`)
  for (let key = 0; key < 10; key += 1) expect(map.get(key)).toBe(`value ${key}`)
  expect(map.get(10)).toBeUndefined()
})
