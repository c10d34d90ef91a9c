/** What is counted in time: how long it takes until a goal holds for good. */
import { expect, test } from 'vitest'
import { along, check, explain, machine, reaches } from './fixtures/edges.ts'
import type { At } from './fixtures/edges.ts'
import { eventually } from './index.ts'

test('the worst recovery is counted from the last fault until the goal holds for good', () => {
  const free = along('go', [
    [1, 2],
    [2, 0],
    [3, 4],
    [4, 5],
    [5, 0],
  ])
  const fault = along(
    'fault',
    [
      [0, 1],
      [2, 3],
    ],
    { fault: true },
  )
  const found = check(machine([0], free, fault), reaches(0), 2)
  expect(found).toMatchObject({ verdict: 'holds', worstRecovery: [0, 20, 30] })
  expect(found.worstRecoveryTrace?.steps.map(({ state }) => state.x)).toEqual([1, 2, 3, 4, 5, 0])
})

test('a goal that holds for a while and not for good is not recovered yet', () => {
  const free = along('go', [
    [1, 0],
    [0, 3],
    [3, 4],
  ])
  const found = check(
    machine([4], free, along('fault', [[4, 1]], { fault: true })),
    eventually<At>({
      name: 'even',
      clause: 'c',
      holds: (s) => s.x % 2 === 0,
      explain,
      within: 25,
    }),
    1,
  )
  expect(found).toMatchObject({
    verdict: 'broken',
    leastFaults: 1,
    worstRecovery: [0, 30],
    path: [4, 1, 0, 3, 4],
  })
})

test('again and again within a time is measured to the next time', () => {
  const m = machine(
    [1],
    along('go', [
      [1, 2],
      [2, 3],
      [3, 4],
      [4, 1],
    ]),
  )
  expect(check(m, reaches(4, { stays: false, within: 30 }))).toMatchObject({
    verdict: 'holds',
    worstRecovery: [30],
  })
  expect(check(m, reaches(4, { stays: false, within: 29 }))).toMatchObject({
    verdict: 'broken',
    path: [1, 2, 3, 4],
  })
})

test('of several ways to miss a goal the one with the shortest whole run comes first', () => {
  const free = along('go', [
    [2, 4],
    [4, 6],
    [6, 8],
    [8, 6],
    [0, 10],
    [10, 1],
  ])
  const m = machine(
    [0],
    free,
    along('early', [[0, 2]], { fault: true }),
    along('late', [[10, 12]], { fault: true }),
  )
  const found = check(m, reaches(1), 1)
  expect(found.path).toEqual([0, 10, 12])
  expect(found.ways.map(({ faults }) => faults)).toEqual([['late'], ['early']])
})
