import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Interner } from './intern.ts'
import { canonicalJson, fingerprint } from './json.ts'

const parse = (text: string): unknown => JSON.parse(text)

test('equal values have one id and one reference, nested ones too', () => {
  const interner = new Interner()
  const one = interner.idOf(parse('{"a":{"x":[1,2]},"b":{"x":[1,2]}}'))
  const other = interner.idOf(parse('{"b":{"x":[1,2]},"a":{"x":[1,2]}}'))
  expect(other).toBe(one)
  const value = interner.valueOf(one) as { a: object; b: object }
  expect(value.a).toBe(value.b)
  expect(interner.valueOf(interner.idOf(parse('[1,2]')))).toBe((value.a as { x: object }).x)
})

test('it tells values apart exactly as JSON with sorted keys does', () => {
  const interner = new Interner()
  const values = fc.jsonValue({ maxDepth: 3 })
  fc.assert(
    fc.property(values, values, (a, b) => {
      expect(interner.idOf(structuredClone(a)) === interner.idOf(structuredClone(b))).toBe(
        canonicalJson(a) === canonicalJson(b),
      )
      expect(interner.valueOf(interner.idOf(a))).toEqual(JSON.parse(canonicalJson(a)))
    }),
    { numRuns: 500, seed: 3 },
  )
})

test('keys that mean something to the language are keys like any other', () => {
  const interner = new Interner()
  const text = '{"__proto__":1,"constructor":2,"toString":3,"10":4,"9":5,"hasOwnProperty":6}'
  const shuffled = '{"9":5,"hasOwnProperty":6,"toString":3,"__proto__":1,"10":4,"constructor":2}'
  const id = interner.idOf(parse(text))
  expect(interner.idOf(parse(shuffled))).toBe(id)
  const value = interner.valueOf(id) as { [key: string]: unknown }
  expect(Object.entries(value).sort()).toEqual(Object.entries(parse(text) as object).sort())
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
  expect(interner.idOf(parse('{"__proto__":9}'))).not.toBe(interner.idOf({}))
})

test('an array is not a record with the same parts, and 0 is -0, and 1 is not "1" or true', () => {
  const interner = new Interner()
  const ids = [[], {}, [1], { 0: 1 }, 1, '1', true, null, 0, '', false, [[]]].map((v) =>
    interner.idOf(v),
  )
  expect(new Set(ids).size).toBe(ids.length)
  expect(interner.idOf(-0)).toBe(interner.idOf(0))
  expect(
    Object.is(interner.valueOf(interner.idOf([-0])), interner.valueOf(interner.idOf([0]))),
  ).toBe(true)
})

test('what was interned is frozen, and the canonical value as well', () => {
  const interner = new Interner()
  const mine = { list: [{ n: 1 }] }
  const canonical = interner.valueOf(interner.idOf(mine)) as typeof mine
  expect(() => mine.list.push({ n: 2 })).toThrow(TypeError)
  expect(() => canonical.list.push({ n: 2 })).toThrow(TypeError)
  expect(interner.valueOf(interner.idOf(mine))).toBe(canonical)
})

const cyclic: { self?: unknown } = {}
cyclic.self = [cyclic]
class Pod {
  readonly name = 'a'
}

test.each([
  ['undefined', { a: [undefined] }, '.a[0] is undefined (leave the field out instead)'],
  ['NaN', { a: NaN }, '.a is NaN'],
  ['Infinity', [Infinity], '[0] is Infinity'],
  ['a Map', { a: new Map() }, '.a is a Map'],
  ['a Date', new Date(0), 'the value is a Date'],
  ['a Set', [[new Set()]], '[0][0] is a Set'],
  ['a class instance', { pod: new Pod() }, '.pod is a Pod'],
  ['a function', { a: () => 1 }, '.a is a function'],
  ['a bigint', { a: 1n }, '.a is a bigint'],
  ['a symbol', { a: Symbol('x') }, '.a is a symbol'],
  ['a symbol as a key', { [Symbol('x')]: 1 }, 'an object with a symbol as a key'],
  ['a hole in an array', new Array(1), '[0] is undefined'],
  ['a value that contains itself', cyclic, 'nested without end (a cycle?)'],
])('%s is refused, and the place is named', (_, value, message) => {
  expect(() => new Interner().idOf(value)).toThrow(message)
  expect(() => canonicalJson(value)).toThrow(message)
})

test('after a refusal paths are right again', () => {
  const interner = new Interner()
  expect(() => interner.idOf({ a: { b: undefined } })).toThrow('.a.b is undefined')
  expect(() => interner.idOf({ c: undefined })).toThrow(/^\.c is undefined/)
})

test('a fingerprint depends on content and not on the order of keys', () => {
  expect(fingerprint({ a: 1, b: [2] })).toBe(fingerprint({ b: [2], a: 1 }))
  expect(fingerprint({ a: 1, b: [2] })).not.toBe(fingerprint({ a: 1, b: [3] }))
  expect(fingerprint('Łódź')).toMatch(/^[0-9a-f]{16}$/)
  expect(fingerprint({ a: 1, b: [2] })).toBe('cfe98bf9295f81f8')
})

test('ids stay right while tables grow', () => {
  const interner = new Interner()
  const make = (i: number) => ({ i, even: i % 2 === 0, list: [i, i + 1] })
  const ids = Array.from({ length: 20_000 }, (_, i) => interner.idOf(make(i)))
  expect(new Set(ids).size).toBe(20_000)
  ids.forEach((id, i) => expect(interner.idOf(make(i))).toBe(id))
})
