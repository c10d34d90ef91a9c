/**
 * What the world does to processes, machines and connections: it stops and starts them, and tells those that
 * notice. Every change of what is broken goes through `changeOutages`, so that broken and new connections
 * and stale leases follow from it and cannot be forgotten.
 */
import type { Entry } from './agenda.ts'
import { dueIn, isAlarm, isDelivery, isWorld } from './agenda.ts'
import type { Watch } from './bystanders.ts'
import type { Draft } from './draft.ts'
import { tellLeases, updateHeartbeats } from './heartbeats.ts'
import type { Link } from './links.ts'
import { linkChanges, reachablePeers } from './links.ts'
import type { Address } from './messages.ts'
import type { Part } from './mount.ts'
import type { Outages } from './outages.ts'
import { canonicalOutages, has, isConnected, isRunning, processesOn, withFlag, without } from './outages.ts'
import type { Settings } from './settings.ts'
import type { Process } from './topology.ts'
import { addressesOf, processOf, processesOf } from './topology.ts'

export interface Cluster {
  readonly settings: Settings
  readonly parts: ReadonlyMap<Address, Part>
  /** Absent: nobody is known to do nothing but listen. */
  readonly bystanders?: Watch
}

const NOTICE_MS = 1

/** How long a supervisor takes to start a process again, in ms. */
const RESTART_MS: { readonly [kind: string]: number } = {
  kubectl: 1_000,
  apiserver: 5_000,
  etcd: 5_000,
  scheduler: 1_000,
  'controller-manager': 1_000,
  kubelet: 10_000,
  'kube-proxy': 10_000,
  runtime: 5_000,
}

const kindOf = (address: Address): string => address.slice(0, address.indexOf('/'))

export const restartDelay = (process: Address): number => RESTART_MS[kindOf(process)] ?? 1_000

export const partOf = (cluster: Cluster, address: Address): Part => {
  const part = cluster.parts.get(address)
  if (part === undefined) throw new Error(`no component ${address} in this cluster`)
  return part
}

/** Changes what is broken, and lets everybody notice who would. */
export const changeOutages = (
  cluster: Cluster,
  draft: Draft,
  change: (outages: Outages) => Outages,
): void => {
  const before = canonicalOutages(draft.outages)
  const after = canonicalOutages(change(before))
  draft.write({ outages: after })
  const { settings } = cluster
  breakConnections(settings, draft)
  for (const { was, is } of linkChanges(settings)(before, after)) reconnect(settings, draft, was, is)
  tellPeers(settings, draft, before)
  updateHeartbeats(settings, draft, before)
}

/** Messages under way between machines that can no longer talk are lost. */
const breakConnections = (settings: Settings, draft: Draft): void => {
  const { outages } = draft
  draft.remove(
    (entry) =>
      isDelivery(entry) &&
      entry.from !== 'world' &&
      !isConnected(settings, outages, entry.from, entry.to),
  )
}

const tell = (draft: Draft, to: Address, message: Extract<Entry, { message: unknown }>['message']): void => {
  draft.put(NOTICE_MS, { from: 'world', to, message })
}

const reconnect = (settings: Settings, draft: Draft, was: Link, is: Link): void => {
  const { client } = is
  const running = (address: Address): boolean => isRunning(settings, draft.outages, address)
  if (was.server !== null) {
    const { server } = was
    draft.remove((entry) => isDelivery(entry) && entry.from === server && entry.to === client)
    if (running(client)) tell(draft, client, { type: 'disconnected', peer: server })
    if (running(server)) tell(draft, server, { type: 'disconnected', peer: client })
  }
  if (is.server !== null) {
    tell(draft, client, { type: 'connected', peer: is.server })
  }
}

const tellPeers = (settings: Settings, draft: Draft, before: Outages): void => {
  const was = reachablePeers(settings, before)
  const is = reachablePeers(settings, draft.outages)
  if (was === is) return
  const members = addressesOf(settings, 'etcd')
  for (const member of members) {
    for (const peer of members) {
      const pair = `${member}>${peer}`
      if (was.has(pair) === is.has(pair)) continue
      if (!isRunning(settings, draft.outages, member)) continue
      tell(draft, member, { type: 'peer', peer, reachable: is.has(pair) })
    }
  }
}

const purge = (draft: Draft, process: Process): void => {
  const own = new Set<string>(process.components)
  draft.remove(
    (entry) =>
      ((isDelivery(entry) || isAlarm(entry)) && own.has(entry.to)) ||
      (isWorld(entry) && 'process' in entry.world && entry.world.process === process.name),
  )
}

/** Contained processes that die with a runtime whose containers die with it. */
const contained = (cluster: Cluster, runtime: Address): readonly Process[] => {
  const { topology } = cluster.settings
  const survive = topology.runtime === 'rkt' || topology.liveRestore
  return survive ? [] : processesOf(cluster.settings).filter((p) => p.container === runtime)
}

type Loss = 'process' | 'power' | 'disk'

const lose = (cluster: Cluster, draft: Draft, process: Process, loss: Loss): void => {
  purge(draft, process)
  for (const address of process.components) {
    const part = partOf(cluster, address)
    if (loss === 'disk') draft.write(part.diskLost)
    else draft.write(loss === 'power' ? part.powerLost(draft) : part.crashed(draft))
  }
}

/** The process dies and its supervisor starts it again after `restart` ms (null: somebody else will). */
export const crash = (
  cluster: Cluster,
  draft: Draft,
  name: Address,
  restart: number | null = restartDelay(name),
  loss: Loss = 'process',
): void => {
  const process = processOf(cluster.settings, name)
  if (!isRunning(cluster.settings, draft.outages, name)) return
  const dying = [process, ...contained(cluster, name)]
  for (const each of dying) lose(cluster, draft, each, each === process ? loss : 'process')
  changeOutages(cluster, draft, (outages) => ({
    ...outages,
    down: dying.reduce((down, each) => withFlag(down, each.name), outages.down),
    paused: dying.reduce((paused, each) => without(paused, each.name), outages.paused),
  }))
  if (restart !== null) draft.put(restart, { world: { change: 'restart', process: name } })
}

/** May the process run now: has its machine power, and does the runtime that holds it run? */
const canStart = (cluster: Cluster, draft: Draft, process: Process): boolean => {
  if (has(draft.outages.off, process.host)) return false
  if (process.container === undefined) return true
  const kubelet: Address = `kubelet/${process.host}`
  const needsKubelet = process.name !== kubelet && !process.name.startsWith('kube-proxy/')
  return (
    isRunning(cluster.settings, draft.outages, process.container) &&
    (!needsKubelet || isRunning(cluster.settings, draft.outages, kubelet))
  )
}

/** Starts a process that is down; containers that waited for it follow. */
export const restart = (cluster: Cluster, draft: Draft, name: Address): void => {
  const process = processOf(cluster.settings, name)
  if (!has(draft.outages.down, name) || !canStart(cluster, draft, process)) return
  const servers = addressesOf(cluster.settings, 'apiserver').length
  for (const to of process.components) tell(draft, to, { type: 'started' })
  changeOutages(cluster, draft, (outages) => ({
    ...outages,
    down: without(outages.down, name),
    turn: servers < 2 ? outages.turn : turned(outages.turn, name, servers),
  }))
  tellLeases(cluster.settings, draft, process.components)
  for (const waiting of processesOf(cluster.settings)) scheduleRestart(cluster, draft, waiting)
}

const turned = (turn: Outages['turn'], name: Address, servers: number): Outages['turn'] => {
  const next = ((turn[name] ?? 0) + 1) % servers
  return next === 0 ? without(turn, name) : { ...turn, [name]: next }
}

/** A contained process whose runtime is back gets its restart, unless one is due already. */
const scheduleRestart = (cluster: Cluster, draft: Draft, process: Process): void => {
  if (process.container === undefined || !has(draft.outages.down, process.name)) return
  const due = dueIn(
    draft.agenda,
    (entry) =>
      isWorld(entry) && entry.world.change === 'restart' && entry.world.process === process.name,
  )
  if (due !== null || !canStart(cluster, draft, process)) return
  draft.put(restartDelay(process.name), { world: { change: 'restart', process: process.name } })
}

/** The machine loses power, and gets it back after `back` ms (null: never). */
export const powerOff = (cluster: Cluster, draft: Draft, host: string, back: number | null): void => {
  const processes = processesOn(cluster.settings, host)
  for (const name of processes) lose(cluster, draft, processOf(cluster.settings, name), 'power')
  draft.remove(
    (entry) => isWorld(entry) && 'host' in entry.world && entry.world.host === host,
  )
  changeOutages(cluster, draft, (outages) => ({
    ...outages,
    off: withFlag(outages.off, host),
    cut: without(outages.cut, host),
    down: processes.reduce(withFlag, outages.down),
    paused: processes.reduce((paused, name) => without(paused, name), outages.paused),
  }))
  if (back !== null) draft.put(back, { world: { change: 'power-on', host } })
}

export const powerOn = (cluster: Cluster, draft: Draft, host: string): void => {
  changeOutages(cluster, draft, (outages) => ({ ...outages, off: without(outages.off, host) }))
  for (const process of processesOn(cluster.settings, host)) {
    draft.put(restartDelay(process), { world: { change: 'restart', process } })
  }
}
