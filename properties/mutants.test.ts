import { describe, expect, it } from 'vitest'
import { NODE_MUTANTS } from './fixtures/node-mutants.ts'
import { STORE_MUTANTS } from './fixtures/store-mutants.ts'
import { WORKLOAD_MUTANTS } from './fixtures/workload-mutants.ts'
import type { State } from './fixtures/doctor.ts'
import { touched } from './fixtures/doctor.ts'
import { everyProperty, propertyIn, runOf } from './fixtures/worlds.ts'

const MUTANTS = [...WORKLOAD_MUTANTS, ...NODE_MUTANTS, ...STORE_MUTANTS]

const ACTION = { type: 'mutant' }

/** What a property says about a state that one step made from another; nothing: it holds. */
const complaints = (
  property: ReturnType<typeof propertyIn>,
  before: State,
  after: State,
): readonly string[] => {
  switch (property.kind) {
    case 'sometimes':
      throw new Error(`${property.name} only shows that something can happen, it has no mutants`)
    case 'onEveryStep':
      return property.holds(before, after, ACTION) ? [] : property.explain(before, after, ACTION)
    case 'leadsTo':
      return property.from(after) && !property.holds(after) ? property.explain(after) : []
    case 'always':
    case 'eventually':
      return property.holds(after) ? [] : property.explain(after)
  }
}

describe('every property', () => {
  it('has a mutant that it catches', () => {
    const judged = everyProperty().filter(({ kind }) => kind !== 'sometimes')
    const covered = new Set(MUTANTS.map(({ property }) => property))
    expect([...covered].sort()).toEqual(judged.map(({ name }) => name).sort())
  })
})

describe.each(MUTANTS)('$property', ({ property, doctored, world = 'shop', ...mutant }) => {
  it(`breaks when ${doctored}, and names the offender`, () => {
    const run = runOf(world)
    const judged = propertyIn(world, property)
    const sound = mutant.start?.(run) ?? run.settled
    const isFromSettled = mutant.start === undefined || judged.kind === 'onEveryStep'

    expect(complaints(judged, isFromSettled ? run.settled : sound, touched(sound))).toEqual([])
    const said = complaints(judged, sound, mutant.doctor(sound))
    expect(said.join('\n')).toMatch(new RegExp(mutant.says.source, 'm'))
  })
})
