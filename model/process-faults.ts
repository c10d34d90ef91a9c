/** What may happen to processes, machines, containers and to the whole of etcd. */
import { isWorld } from './agenda.ts'
import type { Draft } from './draft.ts'
import { loseAllDisks } from './disasters.ts'
import { FAULT_MS } from './fault-kinds.ts'
import type { FaultKind } from './fault-kinds.ts'
import type { Departure } from './faults.ts'
import type { Link } from './links.ts'
import { breakWatch, staleCache, stallWatch } from './message-faults.ts'
import type { Address } from './messages.ts'
import { has, isRunning, withFlag } from './outages.ts'
import { isLeading, runningContainers } from './state.ts'
import { take } from './step.ts'
import { isWorker, processOf } from './topology.ts'
import type { Cluster } from './world.ts'
import { changeOutages, crash, powerOff } from './world.ts'

const CRASHES: { readonly [kind: string]: FaultKind } = {
  kubectl: 'crash-kubectl',
  apiserver: 'crash-apiserver',
  etcd: 'crash-etcd-member',
  scheduler: 'crash-scheduler',
  'controller-manager': 'crash-controller-manager',
  kubelet: 'crash-kubelet',
  'kube-proxy': 'crash-kube-proxy',
  runtime: 'crash-runtime',
}

const kindOf = (address: Address): string => address.slice(0, address.indexOf('/'))
const placeOf = (address: Address): string => address.slice(address.indexOf('/') + 1)

/** Crash, pause, and what else can happen to one process. */
export const processFaults = (
  cluster: Cluster,
  now: Draft,
  name: Address,
): readonly Departure[] => {
  if (!isRunning(cluster.settings, now.outages, name)) return []
  if (has(now.outages.paused, name)) return []
  const kind = CRASHES[kindOf(name)]
  const target = { process: name }
  const crashes: readonly Departure[] =
    kind === undefined ? [] : [{ kind, target, apply: (draft) => crash(cluster, draft, name) }]
  const pauses: readonly Departure[] =
    name === 'kubectl/user'
      ? []
      : [{ kind: 'pause-process', target, apply: (draft) => pause(cluster, draft, name) }]
  return [...crashes, ...pauses, ...special(cluster, now, name)]
}

const pause = (cluster: Cluster, draft: Draft, name: Address): void => {
  changeOutages(cluster, draft, (o) => ({ ...o, paused: withFlag(o.paused, name) }))
  draft.put(FAULT_MS.pause, { world: { change: 'resume', process: name } })
  // What was late already stays ahead of what comes during the pause: streams keep their order.
  draft.postpone(FAULT_MS.pause, (entry) => !isWorld(entry) && processOf(cluster.settings, entry.to).name === name)
}

const special = (cluster: Cluster, now: Draft, name: Address): readonly Departure[] => {
  switch (kindOf(name)) {
    case 'etcd':
      return [loseDisk(cluster, name), ...loseLeadership(cluster, now, name)]
    case 'scheduler':
    case 'controller-manager':
      return loseLeadership(cluster, now, name)
    case 'runtime':
      return [...containerExits(cluster, now, name), ...failImagePull(cluster, now, name)]
    default:
      return []
  }
}

const loseDisk = (cluster: Cluster, member: Address): Departure => ({
  kind: 'lose-etcd-disk',
  target: { process: member },
  apply: (draft) => {
    crash(cluster, draft, member, null, 'disk')
    draft.put(FAULT_MS.replaceDisk, { world: { change: 'replace-disk', member } })
  },
})

/** etcd: the leader steps down; others: they cannot renew their lease any more and exit. */
const loseLeadership = (
  cluster: Cluster,
  now: Draft,
  name: Address,
): readonly Departure[] => {
  if (!isLeading(now, name)) return []
  const message = name.startsWith('etcd/')
    ? ({ type: 'peer', peer: name, reachable: false } as const)
    : ({ type: 'renew-deadline' } as const)
  return [
    {
      kind: 'lose-leadership',
      target: { process: name },
      apply: (draft) => take(cluster, draft, { from: 'world', to: name, message }),
    },
  ]
}

const containerExits = (
  cluster: Cluster,
  now: Draft,
  runtime: Address,
): readonly Departure[] =>
  runningContainers(now, placeOf(runtime)).map(({ id }) => ({
    kind: 'exit-container',
    target: { container: id, node: placeOf(runtime) },
    apply: (draft) =>
      take(cluster, draft, {
        from: 'world',
        to: runtime,
        message: { type: 'container-exits', container: id, exitCode: 1 },
      }),
  }))

const failImagePull = (
  cluster: Cluster,
  now: Draft,
  runtime: Address,
): readonly Departure[] => {
  const node = placeOf(runtime)
  if (has(now.outages.registry, node)) return []
  return [
    {
      kind: 'fail-image-pull',
      target: { node },
      apply: (draft) => {
        changeOutages(cluster, draft, (o) => ({ ...o, registry: withFlag(o.registry, node) }))
        take(cluster, draft, {
          from: 'world',
          to: runtime,
          message: { type: 'registry', reachable: false },
        })
        draft.put(FAULT_MS.registry, { world: { change: 'registry-back', node } })
      },
    },
  ]
}

/** Loss of power and of the network of one machine. */
export const hostFaults = (
  cluster: Cluster,
  now: Draft,
  host: string,
): readonly Departure[] => {
  if (host === 'user' || has(now.outages.off, host) || has(now.outages.cut, host)) return []
  const target = { host }
  const cut = (kind: FaultKind, extent: 'control-plane' | 'everything'): Departure => ({
    kind,
    target,
    apply: (draft) => {
      changeOutages(cluster, draft, (o) => ({ ...o, cut: { ...o.cut, [host]: extent } }))
      draft.put(FAULT_MS.cut, { world: { change: 'heal', host } })
    },
  })
  const off = (kind: FaultKind, back: number | null): Departure => ({
    kind,
    target,
    apply: (draft) => powerOff(cluster, draft, host, back),
  })
  const always = [off('reboot-node', FAULT_MS.reboot), cut('isolate-node', 'everything')]
  return isWorker(cluster.settings, host)
    ? [...always, cut('cut-off-node', 'control-plane'), off('power-off-node', null)]
    : always
}

/** All of etcd is lost; the backup may lack what was written since the last quiet moment. */
export const restored = (cluster: Cluster): Departure => ({
  kind: 'restore-etcd-snapshot',
  target: { from: 'the last backup' },
  apply: (draft) => loseAllDisks(cluster, draft, 'snapshot'),
})

/** What may happen to a stream in a quiet moment. */
export const streamFaults = (cluster: Cluster, now: Draft, { client, server }: Link): readonly Departure[] => {
  if (server === null) return []
  if (server.startsWith('etcd/')) return [staleCache(cluster, server, client)]
  if (!server.startsWith('apiserver/') || client.startsWith('kubectl/')) return []
  return [stallWatch(cluster, server, client), ...breakWatch(cluster, now, server, client)]
}

/** What may happen to the whole of etcd in a quiet moment. */
export const etcdFaults = (cluster: Cluster): readonly Departure[] => [
  restored(cluster),
  {
    kind: 'lose-etcd-cluster',
    target: { from: 'nothing' },
    apply: (draft) => loseAllDisks(cluster, draft, 'nothing'),
  },
]
