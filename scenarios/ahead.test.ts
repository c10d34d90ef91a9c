/** A cluster explored with somebody who works out ahead what happens: nobody can tell from the result. */
import { expect, test } from 'vitest'
import { scoutInStep } from '../checker/fixtures/scout-in-step.ts'
import { explore } from '../checker/index.ts'
import { build } from './scenario.ts'
import { SCENARIOS } from './scenarios.ts'

test('a kubelet that crashes twice', () => {
  const name = 'pod-creation-under-crash-kubelet'
  const { world } = SCENARIOS.find((one) => one.name === name) ?? expect.fail(`there is no scenario ${name}`)
  const { machine, properties } = build(world)
  const way = { from: 1, follows: [true, true, false], blockStates: 16, late: 2, lag: 0, blocks: Infinity }
  const options = { faults: 2 }
  const alone = explore(machine, properties, options)
  const helped = explore(machine, properties, { ...options, scouts: scoutInStep(build(world).machine, 2, way) })
  expect(alone.stats.levels.length).toBe(3)
  expect(helped).toEqual({ ...alone, stats: { ...alone.stats, workers: 2 } })
})
