import { expect, test } from 'vitest'
import { controllerOf } from '../claim.ts'
import { API, Bench } from '../fixtures/bench.ts'
import { serveNodes } from '../fixtures/kubelet.ts'
import { aDeployment, aSet, template } from '../fixtures/objects.ts'
import type { Deployment, ReplicaSet } from '../objects.ts'
import { isReady } from '../pod.ts'
import { replicaset } from '../replicaset/replicaset.ts'
import { defaultSettings } from '../settings.ts'
import { maxUnavailable, sumReplicas, surgeBound } from './bounds.ts'
import { deployment } from './deployment.ts'
import { templateHash } from './template-hash.ts'

const onBench = () => {
  const bench = new Bench()
  const { memory } = bench.mount(deployment(defaultSettings, 'deployment/1'))
  bench.mount(replicaset(defaultSettings, 'replicaset/1'))
  bench.start()
  return { bench, memory }
}

/** Time goes on in small steps, with nodes that start and stop pods in between. */
const live = (
  bench: Bench,
  watch: () => void = () => {},
  isHealthy?: (image: string) => boolean,
): void => {
  for (let i = 0; i < 40; i += 1) {
    bench.run(30)
    watch()
    serveNodes(bench, isHealthy)
    watch()
  }
}

const settled = (replicas: number, spec: Partial<Deployment['spec']> = {}) => {
  const { bench, memory } = onBench()
  bench.put(aDeployment('web', replicas, spec))
  live(bench)
  bench.log.length = 0
  return { bench, memory }
}

const web = (bench: Bench): Deployment => bench.get('Deployment', 'default/web')

const change = (bench: Bench, spec: Partial<Deployment['spec']>): void => {
  const old = web(bench)
  bench.put({ ...old, spec: { ...old.spec, ...spec } })
}

const update = (bench: Bench, image: string): void =>
  change(bench, { template: template({ app: 'web' }, image) })

const sizes = (bench: Bench): { readonly [image: string]: number } =>
  Object.fromEntries(
    bench
      .list('ReplicaSet')
      .map(({ spec }) => [spec.template.spec.containers[0]?.image ?? '', spec.replicas]),
  )

const setOf = (bench: Bench, image: string): ReplicaSet => {
  const set = bench
    .list('ReplicaSet')
    .find(({ spec }) => spec.template.spec.containers[0]?.image === image)
  if (set === undefined) throw new Error(`no set of ${image}`)
  return set
}

test('a deployment gets one ReplicaSet, named by the hash of its template', () => {
  const { bench } = settled(3)
  const hash = templateHash(web(bench).spec.template)
  const [set, ...others] = bench.list('ReplicaSet')
  expect(others).toEqual([])
  expect(set?.metadata.name).toBe(`web-${hash}`)
  expect(set?.metadata.labels).toEqual({ app: 'web', 'pod-template-hash': hash })
  expect(set?.spec.selector.matchLabels).toEqual({ app: 'web', 'pod-template-hash': hash })
  expect(set?.spec.template.metadata.labels['pod-template-hash']).toBe(hash)
  expect(set === undefined ? undefined : controllerOf(set)?.uid).toBe(web(bench).metadata.uid)
})

test('its status tells what its sets report, for the generation that it has seen', () => {
  const { bench } = settled(3)
  expect(web(bench).status).toEqual({
    replicas: 3,
    readyReplicas: 3,
    availableReplicas: 3,
    updatedReplicas: 3,
    unavailableReplicas: 0,
    observedGeneration: 1,
  })
})

test('a settled deployment leaves no timer, queue item or sync behind', () => {
  const { bench, memory } = settled(3)
  expect(bench.armed).toEqual([])
  expect(memory()).toMatchObject({ queue: {}, syncs: {} })
  expect(memory().client.pending).toEqual({})
})

test('scaling changes the only set, once', () => {
  const { bench } = settled(3)
  change(bench, { replicas: 5 })
  live(bench)
  expect(sizes(bench)).toEqual({ 'app:1': 5 })
  expect(bench.log.filter((line) => /^update replicasets default/.test(line))).toHaveLength(1)
})

test('a rolling update stays within maxSurge and maxUnavailable', () => {
  const { bench } = settled(4)
  update(bench, 'app:2')
  const seen: string[] = []
  live(bench, () => {
    const sets = bench.list('ReplicaSet')
    seen.push(`${sizes(bench)['app:1'] ?? 0}+${sizes(bench)['app:2'] ?? 0}`)
    expect(sumReplicas(sets)).toBeLessThanOrEqual(surgeBound(web(bench)))
    const ready = bench.pods().filter((pod) => isReady(pod) && !pod.metadata.deletionTimestamp)
    expect(ready.length).toBeGreaterThanOrEqual(4 - maxUnavailable(web(bench)))
  })
  expect(sizes(bench)).toEqual({ 'app:1': 0, 'app:2': 4 })
  expect(web(bench).status).toMatchObject({ updatedReplicas: 4, availableReplicas: 4, replicas: 4 })
  expect(seen).toContain('3+2')
})

test('a rollout to a template that never gets ready stops with enough old pods ready', () => {
  const { bench, memory } = settled(4)
  update(bench, 'broken')
  live(bench, undefined, (image) => image !== 'broken')
  expect(sizes(bench)).toEqual({ 'app:1': 3, broken: 2 })
  expect(memory()).toMatchObject({ queue: {}, syncs: {} })
  update(bench, 'app:1')
  live(bench, undefined, (image) => image !== 'broken')
  expect(sizes(bench)).toEqual({ 'app:1': 4, broken: 0 })
})

test('going back to an old template takes its ReplicaSet up again', () => {
  const { bench } = settled(2)
  const { uid } = setOf(bench, 'app:1').metadata
  update(bench, 'app:2')
  live(bench)
  update(bench, 'app:1')
  live(bench)
  expect(setOf(bench, 'app:1').metadata.uid).toBe(uid)
  expect(sizes(bench)).toEqual({ 'app:1': 2, 'app:2': 0 })
})

test('Recreate makes no new pod while an old one is left, even a terminating one', () => {
  const { bench } = settled(2, { strategy: { type: 'Recreate' } })
  update(bench, 'app:2')
  live(bench, () => {
    const images = bench.pods().map(({ spec }) => spec.containers[0]?.image)
    expect(new Set(images).size).toBeLessThanOrEqual(1)
  })
  expect(sizes(bench)).toEqual({ 'app:1': 0, 'app:2': 2 })
})

test('a paused deployment rolls nothing out, but scales', () => {
  const { bench } = settled(2, { paused: false })
  change(bench, { paused: true, template: template({ app: 'web' }, 'app:2') })
  live(bench)
  expect(sizes(bench)).toEqual({ 'app:1': 2 })
  change(bench, { replicas: 3 })
  live(bench)
  expect(sizes(bench)).toEqual({ 'app:1': 3 })
  change(bench, { paused: false })
  live(bench)
  expect(sizes(bench)).toEqual({ 'app:1': 0, 'app:2': 3 })
})

test('scaled in the middle of a rollout, old and new sets grow in proportion', () => {
  const { bench } = settled(10, {
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 3, maxUnavailable: 2 } },
  })
  update(bench, 'broken')
  live(bench, undefined, (image) => image !== 'broken')
  expect(sizes(bench)).toEqual({ 'app:1': 8, broken: 5 })
  change(bench, { replicas: 15 })
  bench.run(10)
  // 18 of 18: 13 * 8/13 and 5/13, as in the documentation of proportional scaling.
  expect(sizes(bench)).toEqual({ 'app:1': 11, broken: 7 })
})

test('an orphaned ReplicaSet that the selector matches is adopted', () => {
  const { bench } = onBench()
  const orphan = aSet('web', 2)
  bench.put({ ...orphan, metadata: { ...orphan.metadata, name: 'left' } })
  bench.put(aDeployment('web', 2))
  live(bench)
  expect(bench.list('ReplicaSet').map(({ metadata }) => metadata.name)).toEqual(['left'])
  expect(controllerOf(bench.get('ReplicaSet', 'default/left'))?.name).toBe('web')
})

test('a decision made on an old cache is refused and made again', () => {
  const { bench } = settled(3)
  const set = setOf(bench, 'app:1')
  let refuse = 1
  bench.fate = ({ verb, resource, subresource }) =>
    verb === 'update' && resource === 'replicasets' && subresource === undefined && refuse-- > 0
      ? 409
      : 'ok'
  change(bench, { replicas: 4 })
  live(bench)
  expect(bench.log).toContain(`update replicasets default/${set.metadata.name} (409)`)
  expect(sizes(bench)).toEqual({ 'app:1': 4 })
})

test('a ReplicaSet whose creation was answered by silence exists once', () => {
  for (const fate of ['lose', 'drop'] as const) {
    const { bench } = onBench()
    let left = 1
    bench.fate = ({ verb, resource }) =>
      verb === 'create' && resource === 'replicasets' && left-- > 0 ? fate : 'ok'
    bench.put(aDeployment('web', 1))
    bench.run(31_000)
    live(bench)
    expect(bench.list('ReplicaSet')).toHaveLength(1)
    expect(web(bench).status.availableReplicas).toBe(1)
  }
})

test('an outage in the middle of a rollout only delays it', () => {
  const { bench } = settled(3)
  update(bench, 'app:2')
  bench.run(4)
  bench.disconnect()
  live(bench)
  bench.tellAll({ type: 'connected', peer: API })
  live(bench)
  expect(sizes(bench)).toEqual({ 'app:1': 0, 'app:2': 3 })
})

test('of old sets without pods, ten are kept', () => {
  const { bench } = settled(1)
  for (let i = 2; i <= 13; i += 1) {
    update(bench, `app:${i}`)
    live(bench)
  }
  expect(bench.list('ReplicaSet')).toHaveLength(11)
  expect(sizes(bench)['app:1']).toBeUndefined()
})
