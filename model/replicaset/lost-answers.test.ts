/** What becomes of a set when answers or events do not come, with and without the historic bugs. */
import { expect, test } from 'vitest'
import type { Defect } from '../defects.ts'
import { aSet } from '../fixtures/objects.ts'
import { Bench } from '../fixtures/bench.ts'
import type { Fate } from '../fixtures/bench.ts'
import { defaultSettings } from '../settings.ts'
import { replicaset } from './replicaset.ts'

const MINUTES = 60_000

const story = (fate: Fate, ...defects: Defect[]) => {
  const bench = new Bench()
  const { memory } = bench.mount(replicaset({ ...defaultSettings, defects }, 'replicaset/1'))
  let left = 1
  bench.fate = ({ verb, resource }) =>
    verb === 'create' && resource === 'pods' && left-- > 0 ? fate : 'ok'
  bench.start()
  bench.put(aSet('web', 2))
  return { bench, memory }
}

test('a create that timed out with nothing stored is made again', () => {
  const { bench } = story('lose')
  bench.run(1 * MINUTES)
  expect(bench.pods()).toHaveLength(2)
})

test('swallowed-create-timeout: the missing pod is never made', () => {
  const { bench, memory } = story('lose', 'swallowed-create-timeout')
  bench.run(1_000 * MINUTES)
  expect(bench.pods()).toHaveLength(1)
  expect(memory().expectations).not.toEqual({})
})

test('swallowed-create-timeout: a 504 answer is swallowed like silence', () => {
  const { bench } = story(504, 'swallowed-create-timeout')
  bench.run(1_000 * MINUTES)
  expect(bench.pods()).toHaveLength(1)
})

test('a create that timed out although stored leaves nothing behind in the end', () => {
  const { bench } = story('drop')
  bench.run(1 * MINUTES)
  expect(bench.pods()).toHaveLength(2)
})

test('timeout-though-created: the pod without an answer is never counted', () => {
  const { bench } = story('drop', 'timeout-though-created')
  bench.run(1 * MINUTES)
  expect(bench.pods()).toHaveLength(3)
})

const stalledStory = (...defects: Defect[]) => {
  const bench = new Bench()
  const { memory } = bench.mount(replicaset({ ...defaultSettings, defects }, 'replicaset/1'))
  bench.start()
  bench.run()
  bench.put(aSet('web', 2))
  bench.run(1)
  bench.stalled = true
  bench.run(4 * MINUTES)
  expect(memory().expectations).not.toEqual({})
  bench.run(2 * MINUTES)
  return { bench, memory }
}

test('an expectation that expires makes it list the pods anew before it counts', () => {
  const { bench, memory } = stalledStory()
  expect(bench.log).toContain('list pods latest')
  expect(bench.pods()).toHaveLength(2)
  expect(memory()).toMatchObject({ expectations: {}, queue: {} })
})

test('expired-expectations: it creates the same pods again', () => {
  const { bench } = stalledStory('expired-expectations')
  expect(bench.log).not.toContain('list pods latest')
  expect(bench.pods()).toHaveLength(4)
})

test('an expectation that expires while nothing can be reached waits for the next list', () => {
  const bench = new Bench()
  const { memory } = bench.mount(replicaset(defaultSettings, 'replicaset/1'))
  bench.start()
  bench.run()
  bench.put(aSet('web', 2))
  bench.run(1)
  bench.stalled = true
  bench.run(MINUTES)
  bench.disconnect()
  bench.run(6 * MINUTES)
  bench.stalled = false
  bench.log.length = 0
  bench.tellAll({ type: 'connected', peer: 'apiserver/1' })
  bench.run()
  expect(bench.log).toContain('list pods latest')
  expect(bench.pods()).toHaveLength(2)
  expect(memory().expectations).toEqual({})
})

test('pods that vanished unseen are made again once the expectation expired', () => {
  const bench = new Bench()
  const { memory } = bench.mount(replicaset(defaultSettings, 'replicaset/1'))
  bench.start()
  bench.run()
  bench.put(aSet('web', 2))
  bench.run(1)
  bench.stalled = true
  bench.run(MINUTES)
  bench.pods().forEach((pod) => bench.remove(pod))
  bench.run(6 * MINUTES)
  bench.unstall()
  bench.run()
  expect(bench.pods()).toHaveLength(2)
  expect(memory().expectations).toEqual({})
})
