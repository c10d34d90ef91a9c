import { expect, test } from 'vitest'
import { explore } from '../checker/index.ts'
import { onlyOneIsInside, peterson, whoeverWaitsGetsIn } from './peterson.ts'

test('it has the states, transitions and depth that TLC counts, and keeps its promises', () => {
  const { stats, verdicts } = explore(peterson, [onlyOneIsInside, whoeverWaitsGetsIn], { faults: 0 })
  expect([stats.states, stats.transitions + 1, stats.depth, stats.end]).toEqual([42, 77, 11, 'complete'])
  expect(verdicts.map(({ verdict, vacuous }) => [verdict, vacuous])).toEqual([
    ['holds', false],
    ['holds', false],
  ])
})

test('a process that does not give the turn away lets both in', () => {
  const rude = { ...peterson, rules: peterson.rules.map((rule) => ({ ...rule, next: withoutTurn(rule.next) })) }
  const [verdict] = explore(rude, [onlyOneIsInside], { faults: 0 }).verdicts
  expect(verdict?.verdict).toBe('broken')
})

type Next = (typeof peterson)['rules'][number]['next']

const withoutTurn =
  (next: Next): Next =>
  (s) =>
    next(s).map(({ action, writes: { turn: _, ...writes } }) => ({ action, writes }))
