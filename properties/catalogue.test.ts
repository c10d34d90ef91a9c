import { describe, expect, it } from 'vitest'
import { clauses } from '../spec/index.ts'
import { familyOf } from './catalogue.ts'
import { everyProperty } from './fixtures/worlds.ts'

const properties = everyProperty()
const judged = properties.filter(({ kind }) => kind !== 'sometimes')
const witnesses = new Set(properties.filter(({ kind }) => kind === 'sometimes').map(({ name }) => name))

const KEBAB_CASE = /^[a-z]+(-[a-z0-9]+)+$/
/** `service/web keeps a ready endpoint`: the thing that is promised about comes first. */
const SENTENCE = /^[a-z]+\/\S+( \S+)+$/

describe('the catalogue', () => {
  it('has at least 40 properties besides those that show reachability', () => {
    expect(judged.length).toBeGreaterThanOrEqual(40)
  })

  it('uses no name twice', () => {
    const names = properties.map(({ name }) => name)
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
  })

  it('contains no witness that shows no property to be non-vacuous', () => {
    const used = new Set(judged.map(({ witness }) => witness))
    expect([...witnesses].filter((name) => !used.has(name))).toEqual([])
  })
})

describe.each(properties.map((property) => ({ name: property.name, property })))('$name', ({ property }) => {
  it('is a kebab-case claim, or a sentence about the workload of a user', () => {
    const form = familyOf(property) === 'user' ? SENTENCE : KEBAB_CASE
    expect(property.name).toMatch(form)
  })

  it('cites a clause that exists', () => {
    expect(clauses.map(({ id }) => String(id))).toContain(property.clause)
  })
})

describe.each(judged.map((property) => ({ name: property.name, property })))('$name', ({ property }) => {
  it('says in a sentence what it means', () => {
    expect(property.description).toMatch(/^[A-Z].*[.;)]$/)
  })

  it('explains a violation', () => {
    expect(property).toHaveProperty('explain', expect.any(Function))
  })

  it('has a witness of kind sometimes', () => {
    expect([...witnesses]).toContain(property.witness)
  })
})
