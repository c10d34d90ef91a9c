import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { evaluate, isTrue } from './evaluate.ts'
import { QueryError, parseQuery } from './parse.ts'

const ROOT: unknown = JSON.parse(`{
  "pods": {"default/a": {"n": 1, "phase": "Running", "on": null}, "default/b": {"n": 2, "phase": "Pending", "tags": ["x", "y"]}},
  "time": 7, "__proto__": {"hidden": true}
}`)
const ask = (source: string): unknown => evaluate(parseQuery(source), ROOT)
const says = (source: string): boolean => isTrue(evaluate(parseQuery(source), ROOT))

test('paths name what is there, and nothing else', () => {
  expect(ask('pods["default/a"].phase')).toEqual(['Running'])
  expect(ask('pods[*].n')).toEqual([1, 2])
  expect(ask('pods[phase == "Pending"].tags[1]')).toEqual(['y'])
  expect(ask('pods.nobody.phase')).toEqual([])
  for (const name of ['constructor', 'toString', 'pods.constructor', 'pods[*].__proto__', 'time.toFixed'])
    expect(ask(name), name).toEqual([])
})

test('counting, comparing and joining', () => {
  expect(ask('count(pods)')).toEqual([2])
  expect(ask('count(pods[n > 1])')).toEqual([1])
  expect(ask('count(pods[n > 9])')).toEqual([0])
  expect(says('count(pods[phase == "Running"]) >= 1 and time < 8')).toBe(true)
  expect(says('not (time == 7) or pods[*].tags contains "x"')).toBe(true)
  expect(says('pods.nobody.phase == "Running"')).toBe(false)
  expect(says('pods.nobody.phase != "Running"')).toBe(true)
  expect(says('time < "8"')).toBe(false)
  expect(says('pods["default/a"].on == null')).toBe(true)
})

test('what cannot be read says where and what was expected', () => {
  const complaint = (source: string): string => {
    try {
      return String(parseQuery(source))
    } catch (error) {
      return error instanceof QueryError ? error.message : `threw ${String(error)}`
    }
  }
  expect(complaint('')).toBe('at character 1: expected a name, a number, a text or (, found the end')
  expect(complaint('pods[')).toMatch(/^at character 6: expected a name/)
  expect(complaint('time ; 1')).toBe('at character 6: this is no part of an expression')
  expect(complaint('time = 1')).toMatch(/^at character 6:/)
  expect(complaint('time 1')).toMatch(/^at character 6: expected the end/)
  expect(complaint('('.repeat(500))).toMatch(/fewer brackets/)
  expect(complaint('not '.repeat(400))).toMatch(/fewer negations/)
  expect(complaint('a'.repeat(3_000))).toMatch(/at most 2000 characters/)
})

test('any text is read or refused, and never more than that', () => {
  const parts = fc.constantFrom(
    'pods',
    '.',
    '[',
    ']',
    '(',
    ')',
    '"a"',
    '*',
    'and',
    'or',
    'not',
    '==',
    '<',
    '1',
    'count',
    ' ',
  )
  const text = fc.oneof(
    fc.string(),
    fc.array(parts, { maxLength: 12 }).map((all) => all.join(' ')),
  )
  fc.assert(
    fc.property(text, (source) => {
      try {
        evaluate(parseQuery(source), ROOT)
      } catch (error) {
        if (!(error instanceof QueryError)) throw error
      }
    }),
    { numRuns: 2_000, seed: 20261125 },
  )
})
