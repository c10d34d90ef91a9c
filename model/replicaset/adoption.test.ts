/** Which pods a set takes, and which it lets go. */
import { expect, test } from 'vitest'
import { controllerOf } from '../claim.ts'
import { aPod, aSet, running } from '../fixtures/objects.ts'
import { Bench } from '../fixtures/bench.ts'
import type { ReplicaSet } from '../objects.ts'
import { defaultSettings } from '../settings.ts'
import { replicaset } from './replicaset.ts'

const onBench = (bench = new Bench()) => {
  const { memory } = bench.mount(replicaset(defaultSettings, 'replicaset/1'))
  return { bench, memory }
}

/** A settled set with running pods, one per node. */
const settled = (replicas: number) => {
  const { bench, memory } = onBench()
  bench.start()
  bench.put(aSet('web', replicas))
  bench.run()
  bench.pods().forEach((pod, i) => bench.put(running(pod, `n${i + 1}`)))
  bench.run()
  bench.log.length = 0
  return { bench, memory }
}

const terminatingSet = (bench: Bench): ReplicaSet => {
  const set = bench.get('ReplicaSet', 'default/web')
  return { ...set, metadata: { ...set.metadata, deletionTimestamp: true } }
}

const creates = (bench: Bench): readonly unknown[] =>
  bench.requests.filter(({ verb, resource }) => verb === 'create' && resource === 'pods')

test('an orphan with matching labels is adopted, and counts', () => {
  const { bench } = onBench()
  bench.start()
  bench.put(aPod('stray', { app: 'web' }))
  bench.put(aSet('web', 2))
  bench.run()
  expect(creates(bench)).toHaveLength(1)
  expect(bench.pods()).toHaveLength(2)
  const { uid } = bench.get('ReplicaSet', 'default/web').metadata
  expect(controllerOf(bench.get('Pod', 'default/stray'))?.uid).toBe(uid)
})

test('an adopted pod counts before the watch shows its owner', () => {
  const { bench } = onBench()
  bench.start()
  bench.put(aPod('stray', { app: 'web' }))
  bench.run()
  bench.stalled = 'pods'
  bench.put(aSet('web', 2))
  bench.run()
  expect(creates(bench)).toHaveLength(1)
})

test('a set that was deleted in the store adopts nothing, whatever its cache says', () => {
  const { bench } = settled(1)
  bench.stalled = true
  bench.remove(bench.get('ReplicaSet', 'default/web'))
  bench.stalled = false
  bench.put(aPod('orphan', { app: 'web' }))
  bench.run(10)
  expect(controllerOf(bench.get('Pod', 'default/orphan'))).toBeUndefined()
  expect(bench.log).toContain('get replicasets default/web')
  expect(bench.log.filter((line) => line.startsWith('update pods'))).toEqual([])
})

test('a set that is being deleted adopts nothing, although its cache does not know it', () => {
  const { bench } = settled(1)
  bench.stalled = 'replicasets'
  bench.put(terminatingSet(bench))
  bench.put(aPod('orphan', { app: 'web' }))
  bench.run(10)
  expect(bench.log).toContain('get replicasets default/web')
  expect(controllerOf(bench.get('Pod', 'default/orphan'))).toBeUndefined()
})

test('a pod whose labels no longer match is released and replaced', () => {
  const { bench } = settled(2)
  const pod = bench.get('Pod', 'default/web-1')
  bench.put({ ...pod, metadata: { ...pod.metadata, labels: { app: 'out' } } })
  bench.run()
  expect(bench.get('Pod', 'default/web-1').metadata.ownerReferences).toBeUndefined()
  expect(bench.pods()).toHaveLength(3)
})
