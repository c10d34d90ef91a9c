/** Any order with few orders, held against any order with all of them. */
import { expect, test } from 'vitest'
import { explore } from '../checker/index.ts'
import type { Property } from '../checker/property.ts'
import type { SearchResult } from '../checker/verdict.ts'
import type { Delivery } from '../model/agenda.ts'
import { isDelivery } from '../model/agenda.ts'
import type { Monitor } from '../model/cluster.ts'
import { clusterMachine } from '../model/cluster.ts'
import type { FaultKind } from '../model/fault-kinds.ts'
import { node } from '../model/settings.ts'
import type { ClusterState } from '../model/state.ts'
import { WORLD_NAMES, runOf } from '../properties/fixtures/worlds.ts'
import { apply, pod, podSpec } from './objects.ts'
import type { World } from './scenario.ts'
import { build, settingsOf } from './scenario.ts'

/** Without a controller manager there are few enough orders to look at all of them; so its pod tolerates all taints. */
const small = (allow: readonly FaultKind[], more: Partial<World> = {}): World => ({
  cluster: { nodes: [node(1), node(2)], etcd: 1, controllerManagers: 0 },
  script: [apply(pod('web', podSpec('100m', { tolerations: [{ operator: 'Exists' }] })))],
  order: 'any',
  allow,
  ...more,
})

const said = ({ verdicts }: SearchResult<ClusterState>) =>
  verdicts.map(({ name, verdict, leastFaults, exhaustiveUpTo, witnessed, vacuous }) => ({
    name,
    verdict,
    leastFaults,
    exhaustiveUpTo,
    witnessed,
    vacuous,
  }))

/** `loose`: slots of which fewer values may be seen. */
const compared = (world: World, faults: number, loose: readonly string[] = []): void => {
  const { machine, properties } = build(world)
  const [few, all] = [explore(machine, properties, { faults }), explore(machine, properties, { faults, reduce: [] })]
  expect([few.stats.end, all.stats.end]).toEqual(['complete', 'complete'])
  expect(few.stats.reductions).toEqual([{ name: 'partial-order', isApplied: true, reason: null }])
  expect(all.stats.reductions).toBeUndefined()
  expect(said(few)).toEqual(said(all))
  expect(few.stats.states).toBeLessThan(all.stats.states)
  // A fault in a quiet moment finds other numbers than one a little earlier: with cut-off-node that can be told.
  if (!world.allow.includes('cut-off-node')) expect(valuesIn(few, loose)).toEqual(valuesIn(all, loose))
}

/** What every component came to believe, and where runs end; only together they may be left out. */
const valuesIn = ({ stats }: SearchResult<ClusterState>, loose: readonly string[]) => ({
  ...stats.coverage?.values,
  ...Object.fromEntries(loose.map((slot) => [slot, 'any'])),
  agenda: 'any',
  ends: stats.coverage?.deadEnds,
})

const GROUPS: readonly (readonly FaultKind[])[] = [
  ['delay-message', 'drop-request', 'drop-answer', 'late-answer'],
  ['break-watch', 'break-watch-compacted', 'stall-watch', 'stale-apiserver-cache'],
  ['crash-kubectl', 'crash-scheduler', 'crash-kube-proxy', 'lose-leadership'],
  ['crash-kubelet'],
  ['crash-runtime', 'exit-container', 'fail-image-pull', 'power-off-node'],
  ['crash-etcd-member', 'lose-etcd-disk'],
  ['cut-off-node'],
]

test.each(GROUPS)('few orders show as much as all orders: %s', (...allow) => {
  compared(small(allow), 1)
})

test('few orders show as much as all orders where everybody connects anew, some of them before a write', () => {
  const cluster = { nodes: [node(1)], etcd: 1, schedulers: 0, controllerManagers: 0 }
  // A server knows which of its clients watch already: something that only is so together.
  compared(small(['restore-etcd-snapshot'], { cluster }), 1, ['apiserver/1'])
})

test('few orders break as much as all orders: never-started-twice', () => {
  compared(small(['crash-kubelet'], { defects: ['never-started-twice'] }), 1)
})

test('before a fault that finds everybody behind, all orders are kept', () => {
  const { machine, properties } = build(small(['crash-apiserver']))
  const all = explore(machine, properties, { faults: 0, reduce: [] }).stats.states
  const before = (faults: number) => explore(machine, properties, { faults, maxStates: 2 * all }).stats.levels[0]?.states
  expect(before(1)).toBe(all)
  expect(before(0)).toBeLessThan(all)
})

test('few orders break as much as all orders where a run goes in a circle as time passes: ack-before-fsync', () => {
  compared(small(['crash-etcd-member'], { defects: ['ack-before-fsync'] }), 1)
})

/** Who was the first to see the pod on its node. */
const first = (isAbout: Monitor['isAbout']): Monitor => ({
  name: 'first',
  initial: {},
  isAbout,
  observe: (memory, delivered) =>
    'first' in memory
      ? memory
      : (delivered.filter(isDelivery).filter(seesPlace).map(({ to }) => ({ first: to }))[0] ?? memory),
})

const seesPlace = ({ to, message }: Delivery): boolean =>
  message.type === 'event' &&
  message.object.kind === 'Pod' &&
  message.object.spec.nodeName !== undefined &&
  /^(scheduler|kubelet)/.test(to)

test('what a history sees is kept in every order, and what none sees is not', () => {
  const { cluster, script, order, allow } = small([])
  const settings = settingsOf({ ...(cluster === undefined ? {} : { cluster }), script, allow })
  const seen = [seesPlace, () => false].map((isAbout) => {
    const machine = clusterMachine({ settings, script, order: order ?? 'any', allow, monitors: [first(isAbout)] })
    return explore(machine, [], { faults: 0 }).stats.coverage?.values['monitor:first']
  })
  expect(seen).toEqual([3, 2])
})

/** Slots that a component whose messages may go first can change. */
const ALONE =
  /^(kubectl|scheduler|controller-manager|node-lifecycle|replicaset|deployment|endpoints|namespace|garbage-collector|pod-gc|kubelet|kube-proxy)\//

/** They look at each component by itself: with what it was before, whether it leads, or what it believes. */
const ONE_BY_ONE = [
  'client-cache-never-goes-back',
  'at-most-one-leader-acts',
  'some-process-leads',
  'terminating-pod-is-no-endpoint',
]

/** Which parts of it are read, as `apiserver.cache`. */
const withFields = (state: ClusterState, slot: string | symbol, read: Set<string>): object =>
  new Proxy(Reflect.get(state, slot), {
    get: (memory, field) => {
      read.add(`apiserver.${String(field)}`)
      return Reflect.get(memory, field)
    },
  })

const watched = (state: ClusterState, read: Set<string>): ClusterState =>
  new Proxy(state, {
    get: (target, slot) => {
      read.add(String(slot))
      return String(slot).startsWith('apiserver/') ? withFields(target, slot, read) : Reflect.get(target, slot)
    },
  })

const judge = (property: Property<ClusterState>, before: ClusterState, after: ClusterState): void => {
  if (property.kind === 'onEveryStep') property.holds(before, after, { type: 'step' })
  else if (property.kind === 'always' || property.kind === 'sometimes') property.holds(after)
}

test('no property sees of an API server more than its cache', () => {
  const { properties, steps } = runOf('shop')
  const read = new Set<string>()
  for (const property of properties) {
    for (const { before, after } of steps) judge(property, watched(before, read), watched(after, read))
  }
  expect([...read].filter((part) => part.startsWith('apiserver.'))).toEqual(['apiserver.cache'])
})

test.each(WORLD_NAMES)('no property sees the memory of a client together with that of others: %s', (name) => {
  const { properties, steps } = runOf(name)
  const seen = properties.filter((property) => {
    const read = new Set<string>()
    for (const { before, after } of steps) judge(property, watched(before, read), watched(after, read))
    return [...read].some((slot) => ALONE.test(slot)) && read.size > 1
  })
  expect(seen.map((property) => property.name).filter((property) => !ONE_BY_ONE.includes(property))).toEqual([])
  expect(seen.map((property) => property.name)).toContain(ONE_BY_ONE[0])
})
