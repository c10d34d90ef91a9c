import { expect, test } from 'vitest'
import { REFERENCES } from './reference-models.ts'

/** They have a test beside the example, or take seconds. */
const ELSEWHERE = [
  ...['two-phase-commit-5', 'two-phase-commit-6', 'two-phase-commit-7', 'two-phase-commit-8', 'paxos'],
  ...['pod-creation-L5', 'pod-creation-L6'],
]

const quick = REFERENCES.filter(({ name, isLarge }) => !isLarge && !ELSEWHERE.includes(name))

test.each(quick.map((reference) => [reference.name, reference] as const))(
  '%s counts as others count it',
  (_, { expected, count }) => {
    expect(count()).toMatchObject(expected)
  },
)
