import { describe, expect, it } from 'vitest'
import type { State } from './fixtures/doctor.ts'
import { WITNESSES } from './fixtures/witnesses.ts'
import { everyProperty, propertyIn, runOf } from './fixtures/worlds.ts'

it('each property of kind sometimes has a world in which it is reached', () => {
  const expected = everyProperty().filter(({ kind }) => kind === 'sometimes')
  expect(WITNESSES.map(({ property }) => property).sort()).toEqual(expected.map(({ name }) => name).sort())
})

describe.each(WITNESSES)('$property', ({ property, world, lacking, without, fromTheStart }) => {
  const { initial, steps } = runOf(world)
  const judged = propertyIn(world, property)
  const holds = (state: State): boolean => judged.kind === 'sometimes' && judged.holds(state)
  const reached = steps.map(({ after }) => after).findLast(holds)

  it(`is reached in the world '${world}'`, () => {
    expect(reached).toBeDefined()
    expect(holds(initial)).toBe(fromTheStart === true)
  })

  it(`does not hold without ${lacking}`, () => {
    expect(holds(without(reached ?? initial))).toBe(false)
  })
})
