/** A property must not cry wolf: what its description excepts is no violation. */
import { describe, expect, it } from 'vitest'
import { complaints } from './fixtures/complaints.ts'
import { nth, touched } from './fixtures/doctor.ts'
import { EXCUSES } from './fixtures/excuses.ts'
import { MUTANTS } from './fixtures/mutants.ts'
import { propertyIn, runOf } from './fixtures/worlds.ts'

describe.each(EXCUSES)('$property', ({ property, unless, excuse }) => {
  const { world = 'shop', start, doctor, doctored } = nth(MUTANTS.filter((mutant) => mutant.property === property))
  const judged = propertyIn(world, property)
  const sound = start?.(runOf(world)) ?? runOf(world).settled
  const mutant = doctor(sound)

  it(`breaks when ${doctored}, unless ${unless}`, () => {
    expect(complaints(judged, sound, mutant)).not.toEqual([])
    expect(complaints(judged, sound, excuse(mutant))).toEqual([])
  })
})

describe('revision-never-goes-back', () => {
  const { settled } = runOf('redundant')
  const judged = propertyIn('redundant', 'revision-never-goes-back')
  const shorter = { ...settled, committed: { ...settled.committed, revision: 1 } }

  it('breaks when the store loses revisions', () => {
    expect(complaints(judged, settled, shorter)).not.toEqual([])
  })

  it('holds when the operator restores etcd', () => {
    const entry = { world: { change: 'restore-etcd', from: 'snapshot' } } as const
    const restoring = { ...settled, agenda: [{ gap: 0, entry }] }
    expect(complaints(judged, restoring, shorter)).toEqual([])
  })

  it('breaks when the only member was down', () => {
    const { settled: alone } = runOf('shop')
    const outages = { ...alone.outages, down: { 'etcd/1': true } } as const
    const committed = { ...alone.committed, revision: 1 }
    const property = propertyIn('shop', 'revision-never-goes-back')
    expect(complaints(property, { ...alone, outages }, { ...alone, committed })).not.toEqual([])
  })

  it('holds when one of several members is down', () => {
    const outages = { ...settled.outages, down: { 'etcd/2': true } } as const
    expect(complaints(judged, { ...settled, outages }, { ...shorter, outages })).toEqual([])
  })
})

describe('a property of steps', () => {
  const ofSteps = MUTANTS.filter(({ property, world = 'shop' }) => propertyIn(world, property).kind === 'onEveryStep')

  it.each(ofSteps)(
    '$property blames the step alone by which $doctored',
    ({ property, world = 'shop', start, doctor }) => {
      const run = runOf(world)
      const mutant = doctor(start?.(run) ?? run.settled)
      expect(complaints(propertyIn(world, property), mutant, touched(mutant))).toEqual([])
    },
  )
})
