/** Where the reader is, and what keys mean, without a browser. */
import { expect, test } from 'vitest'
import { commandFor } from './keys.ts'
import { Work } from './model/work.ts'
import { hashOf, placeIn, stepTo } from './state.ts'

test('a place is what its address says, and nothing else is a place', () => {
  for (const place of [
    { run: 0, step: 0 },
    { run: 11, step: -1 },
    { run: 2, step: 9_999 },
  ])
    expect(placeIn(hashOf(place))).toEqual(place)
  expect(placeIn('#run=3')).toEqual({ run: 2, step: null })
  expect(placeIn('#run=3&step=x')).toEqual({ run: 2, step: null })
  for (const hash of ['', '#', '#step=3', '#run=', '#run=-1', '#run=1e3', '#run=<b>', '#run-2'])
    expect(placeIn(hash), hash).toBeNull()
})

test('steps go to the nearest that is shown, and stay where there is none', () => {
  const shown = [3, 5, 9]
  expect([stepTo(shown, 3, 1), stepTo(shown, 4, 1), stepTo(shown, 9, 1)]).toEqual([5, 5, 9])
  expect([stepTo(shown, 9, -1), stepTo(shown, 8, -1), stepTo(shown, 3, -1)]).toEqual([5, 5, 3])
  expect(stepTo([], 4, 1)).toBe(4)
})

test('keys belong to a field in which somebody types, arrows to what has its own use for them', () => {
  const press = (key: string, focus: 'text' | 'arrows' | 'other' = 'other', isModified = false) =>
    commandFor({ key, focus, isModified })
  expect(press('j')).toEqual({ do: 'move', by: 1 })
  expect(press('j', 'text')).toBeNull()
  expect(press('Escape', 'text')).toEqual({ do: 'leave' })
  expect(press('ArrowRight', 'arrows')).toBeNull()
  expect(press('k', 'arrows')).toEqual({ do: 'move', by: -1 })
  expect(press('j', 'other', true)).toBeNull()
  for (const key of ['toString', '__proto__', 'x', 'Tab', 'Enter', ' ']) expect(press(key), key).toBeNull()
})

test('work goes on in pieces, the preferred first, and a failure is told', () => {
  const waiting: (() => void)[] = []
  let now = 0
  const work = new Work(
    () => (now += 6),
    (then) => waiting.push(then),
  )
  const told: string[] = []
  function* job(name: string, pieces: number): Generator<void, string> {
    for (let i = 0; i < pieces; i += 1) yield
    if (name === 'bad') throw new Error('no')
    return name
  }
  for (const name of ['slow', 'quick', 'bad']) {
    const failed = (error: unknown): void => void told.push(`${name} failed: ${String(error)}`)
    work.add(
      name,
      () => job(name, name === 'slow' ? 3 : 0),
      (done) => void told.push(done),
      failed,
    )
  }
  work.prefer('quick')
  let turns = 0
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift(), turns += 1) next()
  expect(told).toEqual(['quick', 'slow', 'bad failed: Error: no'])
  expect(turns).toBeGreaterThan(3)
})
