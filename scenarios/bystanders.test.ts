/** Searches in which bystanders hear at once, held against searches in which everybody hears in any order. */
import { describe, expect, test } from 'vitest'
import { explore } from '../checker/index.ts'
import type { Property } from '../checker/property.ts'
import type { SearchResult } from '../checker/verdict.ts'
import type { FaultKind } from '../model/fault-kinds.ts'
import { FAULT_KINDS } from '../model/fault-kinds.ts'
import type { Address } from '../model/messages.ts'
import { node } from '../model/settings.ts'
import type { ClusterState } from '../model/state.ts'
import { worldsInAnyOrder } from './any-order.ts'
import { apply, pod, podSpec } from './objects.ts'
import type { World } from './scenario.ts'
import { build } from './scenario.ts'

/** Nobody schedules its pod, so that only the user writes, while everybody may be behind. */
const SMALL: World = {
  cluster: { nodes: [node(1), node(2)], etcd: 1, schedulers: 0, controllerManagers: 0 },
  script: [apply(pod('web'))],
  order: 'any',
  allow: ['crash-apiserver'],
}

const ALL: readonly Address[] = ['kube-proxy/n1', 'kube-proxy/n2', 'kubelet/n2']

const explored = (world: World): SearchResult<ClusterState> => {
  const { machine, properties } = build(world)
  const found = explore(machine, properties, { faults: 1 })
  expect(found.stats.end).toBe('complete')
  return found
}

const observing = (...observed: readonly Address[]) => explored({ ...SMALL, bystanders: { all: ALL, observed } })

const verdictsOf = ({ verdicts }: SearchResult<ClusterState>) =>
  verdicts.map(({ name, verdict, leastFaults, witnessed }) => ({ name, verdict, leastFaults, witnessed }))

const valuesOf = ({ stats }: SearchResult<ClusterState>, slot: string): number => stats.coverage?.values[slot] ?? 0

describe('with three bystanders', () => {
  const all = observing(...ALL)
  const nobody = observing()
  const each = ALL.map((client) => observing(client))

  test('claims get the same verdicts, whoever is observed', () => {
    for (const few of [nobody, ...each]) expect(verdictsOf(few)).toEqual(verdictsOf(all))
  })

  test('whoever is observed comes to believe all that it may, whoever is not does not', () => {
    for (const [i, client] of ALL.entries()) {
      const [most, least] = [valuesOf(all, client), valuesOf(nobody, client)]
      expect(least).toBeLessThan(most)
      expect(each.map((few) => valuesOf(few, client))).toEqual(each.map((_, j) => (i === j ? most : least)))
    }
  })

  test('those who act do all that they may', () => {
    for (const slot of ['kubectl/user', 'etcd/1', 'disk:etcd/1', 'kubelet/n1', 'committed']) {
      expect([slot, ...each.map((few) => valuesOf(few, slot))]).toEqual([slot, ...each.map(() => valuesOf(all, slot))])
    }
  })

  test('there are fewer states', () => {
    expect(each.reduce((sum, { stats }) => sum + stats.states, 0)).toBeLessThan(all.stats.states / 4)
  })
})

/** Whoever is served at once lists when the API server has filled its cache, and never a write later. */
const isLate = (state: ClusterState): boolean => {
  const [proxy, cache] = [state['kube-proxy/n1'], state['apiserver/1']?.cache]
  return (proxy?.client.caches.services?.revision ?? 0) > (cache?.startRevision ?? Infinity)
}

const PUNCTUAL: Property<ClusterState> = {
  kind: 'always',
  name: 'kube-proxy-n1-is-punctual',
  clause: 'WATCH-5',
  description: 'A defect that only shows where this client is slow.',
  holds: (state) => !isLate(state),
  explain: () => [],
}

test('what breaks only where a bystander is late is found where it is observed, and nowhere else', () => {
  const isBroken = (observed: readonly Address[]): boolean => {
    const { machine } = build({ ...SMALL, bystanders: { all: ALL, observed } })
    return explore(machine, [PUNCTUAL], { faults: 1 }).verdicts.some(({ verdict }) => verdict === 'broken')
  }
  expect([isBroken(['kube-proxy/n1']), isBroken(['kube-proxy/n2'])]).toEqual([true, false])
})

test.each<[string, readonly Address[]]>([
  ['who hears at once', []],
  ['who is observed', ['kubelet/n1']],
])('%s and does more than listen is found out', (_, observed) => {
  const pinned = pod('web', { ...podSpec(), nodeName: 'n1' })
  const world: World = { ...SMALL, script: [apply(pinned)], bystanders: { all: ['kubelet/n1'], observed } }
  expect(() => explored(world)).toThrow(/is no bystander: it leads to {"from":"kubelet\/n1","to":"runtime\/n1"/)
})

/** What a fault of this kind may strike before anything has happened. */
const targetsOf = (kind: FaultKind): ReadonlySet<string> => {
  const { machine } = build({ ...SMALL, cluster: worldsInAnyOrder(kind)[0]?.cluster ?? {}, allow: [kind] })
  const steps = machine.rules.filter(({ fault }) => fault).flatMap(({ next }) => next(machine.initial[0]))
  return new Set(steps.map(({ action }) => String(action['process'] ?? action['host'])))
}

const inParts = FAULT_KINDS.filter((kind) => worldsInAnyOrder(kind).length > 1)

test.each(inParts)('the parts of %s make a whole', (kind) => {
  const parts = worldsInAnyOrder(kind)
  expect(targetsOf(kind).size).toBeGreaterThan(0)
  for (const target of targetsOf(kind)) {
    const those = parts.filter((part) => part.target === undefined || part.target === target)
    expect(those).not.toEqual([])
    const all = those[0]?.bystanders?.all ?? []
    const observed = those.flatMap(({ bystanders }) => bystanders?.observed ?? all)
    expect([target, ...observed].sort()).toEqual([target, ...all].sort())
  }
})
