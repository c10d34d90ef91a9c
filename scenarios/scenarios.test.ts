import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { expectNoSurprise } from './fixtures/surprise.ts'
import type { Outcome } from '../cli/outcome.ts'
import { judge } from '../cli/outcome.ts'
import { SCENARIOS } from './scenarios.ts'

const pinned: { readonly [name: string]: Outcome } = JSON.parse(
  readFileSync(new URL('pinned.json', import.meta.url), 'utf8'),
)

test('each scenario is pinned, and nothing else is', () => {
  expect(Object.keys(pinned).sort()).toEqual(SCENARIOS.map(({ name }) => name).sort())
  expect(SCENARIOS.length).toBeGreaterThanOrEqual(25)
})

test.each(SCENARIOS.map((scenario) => [scenario.title, scenario] as const))('%s', (_title, scenario) => {
  const known = pinned[scenario.name]
  if (known === undefined) throw new Error(`${scenario.name} is not pinned: npm run pin`)
  const { outcome, verdicts } = judge(scenario)
  expectNoSurprise(scenario.world, known, verdicts)
  expect(outcome).toEqual(known)
})

test('the canary dies: a defect that is switched on is seen', () => {
  const canary = SCENARIOS.find(({ name }) => name === 'canary')
  if (canary === undefined) throw new Error('there is no canary')
  const { verdicts } = judge(canary)
  const found = verdicts.find(({ name }) => name === 'surplus-pods-are-deleted')
  expect(found?.verdict).toBe('broken')
  expect(found?.counterexample?.steps.filter(({ fault }) => fault)).toHaveLength(1)
})

test('no promise of Kubernetes is broken in a scenario without a defect', () => {
  const broken = Object.entries(pinned)
    .filter(([name]) => name !== 'canary')
    .flatMap(([, outcome]) => Object.keys(outcome.broken).filter((property) => !property.includes(' ')))
  expect(broken).toEqual([])
})

test('every promise of Kubernetes is put to the test in some scenario', () => {
  const outcomes = Object.values(pinned)
  const tested = new Set(outcomes.flatMap(({ holds, broken }) => [...holds, ...Object.keys(broken)]))
  const all = new Set(outcomes.flatMap(({ holds, vacuous }) => [...holds, ...vacuous]))
  expect([...all].filter((property) => !tested.has(property))).toEqual([])
})
