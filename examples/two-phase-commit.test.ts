import { expect, test } from 'vitest'
import { explore } from '../checker/index.ts'
import { managersAgree, twoPhaseCommit } from './two-phase-commit.ts'

test.each([
  [3, 288, 1_146, 11],
  [5, 8_832, 58_146, 17],
  [6, 50_816, 402_306, 20],
])('with %i managers it has the states, transitions and depth that TLC counts', (n, states, total, depth) => {
  const { stats, verdicts } = explore(twoPhaseCommit(n), [managersAgree(n)], { faults: 0, reduce: [] })
  expect([stats.states, stats.transitions + 1, stats.depth, stats.end]).toEqual([states, total, depth, 'complete'])
  expect(verdicts[0]?.verdict).toBe('holds')
})
