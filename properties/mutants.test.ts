import { describe, expect, it } from 'vitest'
import { complaints } from './fixtures/complaints.ts'
import { touched } from './fixtures/doctor.ts'
import { MUTANTS } from './fixtures/mutants.ts'
import { everyProperty, propertyIn, runOf } from './fixtures/worlds.ts'

describe('every property', () => {
  it('has a mutant that it catches', () => {
    const judged = everyProperty().filter(({ kind }) => kind !== 'sometimes')
    const covered = new Set(MUTANTS.map(({ property }) => property))
    expect([...covered].sort()).toEqual(judged.map(({ name }) => name).sort())
  })
})

describe.each(MUTANTS)('$property', ({ property, doctored, world = 'shop', ...mutant }) => {
  const run = runOf(world)
  const judged = propertyIn(world, property)
  const sound = mutant.start?.(run) ?? run.settled

  it(`holds before ${doctored}`, () => {
    expect(complaints(judged, sound, touched(sound))).toEqual([])
    // A step property also bears the step that prepared the mutant.
    if (judged.kind === 'onEveryStep') expect(complaints(judged, run.settled, sound)).toEqual([])
  })

  it(`breaks when ${doctored}, and names the offender`, () => {
    const said = complaints(judged, sound, mutant.doctor(sound))
    expect(said).toContainEqual(expect.stringMatching(mutant.says))
  })
})
