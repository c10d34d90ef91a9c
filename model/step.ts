/**
 * What happens next, in the order in which it is due. One step takes everything that is due at the same moment,
 * batch after batch: a batch is what goes to different processes, whose reactions touch different slots, so that
 * their order cannot matter. Between two batches a departure may come in: the faults look there by themselves.
 */
import type { Alarm, Delivery, Entry, Item } from './agenda.ts'
import { advance, isAlarm, isDelivery, isWorld } from './agenda.ts'
import type { EntropySource } from './component.ts'
import { Draft } from './draft.ts'
import { tellOfLeader } from './heartbeats.ts'
import type { ClusterState } from './state.ts'
import { isLeading } from './state.ts'
import { conditionOf, holdBack } from './condition.ts'
import { changeOutages, crash, partOf, powerOn, restart } from './world.ts'
import type { Cluster } from './world.ts'
import { withFlag, without } from './outages.ts'
import { processOf } from './topology.ts'
import { committed } from './truth.ts'
import { replaceDisk, restoreEtcd } from './disasters.ts'

export interface Step {
  readonly draft: Draft
  /** Modelled time that passed before it, in ms. */
  readonly duration: number
}

/** The entries that are due at the first moment and go to different processes, in their order. */
export const batchOf = (cluster: Cluster, items: readonly Item[]): readonly Entry[] => {
  const first = items[0]
  if (first === undefined) return []
  if (isWorld(first.entry)) return [first.entry]
  const taken = new Set<string>()
  const batch: Entry[] = []
  for (const [index, { gap, entry }] of items.entries()) {
    if ((index > 0 && gap > 0) || isWorld(entry)) break
    const { name } = processOf(cluster.settings, entry.to)
    if (taken.has(name) && !sameProcessTogether(batch, entry)) break
    taken.add(name)
    batch.push(entry)
  }
  return batch
}

/** Components of one process (the controllers) may react in the same step, each once. */
const sameProcessTogether = (batch: readonly Entry[], entry: Delivery | Alarm): boolean =>
  !batch.some((other) => !isWorld(other) && other.to === entry.to)

/** Takes what is due next; null when nothing is: the cluster is settled. */
export const nominalStep = (cluster: Cluster, state: ClusterState): Step | null => {
  if (state.agenda.length === 0) return null
  const { gap, agenda } = advance(state.agenda)
  const draft = new Draft(state, agenda)
  takeDue(cluster, draft)
  return { draft, duration: gap }
}

/** Takes everything that is due at the moment at which a draft stands. */
export const takeDue = (cluster: Cluster, draft: Draft): void => {
  let batches = 0
  for (; takeBatch(cluster, draft); batches += 1) if (batches > MAX_BATCHES) throw new Error('time does not pass')
}

/** More than this at one moment, and something answers itself for ever without time passing. */
const MAX_BATCHES = 100_000

/** Takes the next batch of the moment at which a draft stands; false: nothing more is due at this moment. */
export const takeBatch = (cluster: Cluster, draft: Draft): boolean => {
  const batch = dueNow(cluster, draft)
  draft.takeOff(batch.length)
  for (const entry of batch) take(cluster, draft, entry)
  return batch.length > 0
}

/** The next batch of this very moment. */
export const dueNow = (cluster: Cluster, { due }: Draft): readonly Entry[] => batchOf(cluster, due)

/** The first so many batches of the next moment. */
export const nominalPrefix = (cluster: Cluster, state: ClusterState, batches: number): Draft => {
  const draft = new Draft(state, advance(state.agenda).agenda)
  for (let taken = 0; taken < batches; taken += 1) takeBatch(cluster, draft)
  return draft
}

/** Hands one entry, which is no longer in the agenda, to whom it is for. */
export const take = (cluster: Cluster, draft: Draft, entry: Entry): void => {
  if (isWorld(entry)) {
    draft.delivered.push(entry)
    changeWorld(cluster, draft, entry.world)
    return
  }
  const { settings } = cluster
  const condition = draft.askOfOutages(conditionOf(settings, entry))
  if (condition === 'down' || condition === 'cut') return
  if (condition !== 'open' && holdBack(settings, draft, entry, condition)) return
  draft.delivered.push(entry)
  if (isDelivery(entry)) dropLostAnswers(draft, entry)
  react(cluster, draft, entry)
}

/** Whatever a component sent before it noticed that a connection is gone went into the old one. */
const dropLostAnswers = (draft: Draft, { to, from, message }: Delivery): void => {
  if (from !== 'world' || message.type !== 'disconnected') return
  draft.remove((entry) => isDelivery(entry) && entry.from === to && entry.to === message.peer)
}

const react = (cluster: Cluster, draft: Draft, entry: Delivery | Alarm): void => {
  const effect = partOf(cluster, entry.to).react(draft, entry, entropyOf(draft))
  const led = isLeading(draft, entry.to)
  draft.write(effect.writes)
  if (!led && isLeading(draft, entry.to)) tellOfLeader(cluster.settings, draft, entry.to)
  if (effect.disarmed.length > 0) {
    draft.remove(
      (other) =>
        isAlarm(other) &&
        other.to === entry.to &&
        effect.disarmed.some((t) => t.name === other.timer.name && t.key === other.timer.key),
    )
  }
  for (const { after, entry: put } of effect.puts) {
    draft.put(after, put)
    draft.sent.push(put)
  }
  if (effect.exits) crash(cluster, draft, processOf(cluster.settings, entry.to).name)
}

/** The smallest number that is not in use for a name; the choice is written to the entropy slot. */
const entropyOf = (draft: Draft): EntropySource => ({
  next: (name) => {
    const { used } = draft.entropy
    const taken = Object.hasOwn(used, name) ? (used[name] ?? []) : []
    let number = 1
    while (taken.includes(number)) number += 1
    draft.write({ entropy: { used: { ...used, [name]: [...taken, number].sort((a, b) => a - b) } } })
    return number
  },
})

const changeWorld = (
  cluster: Cluster,
  draft: Draft,
  world: Extract<Entry, { world: unknown }>['world'],
): void => {
  switch (world.change) {
    case 'restart':
      restart(cluster, draft, processNamed(cluster, world.process))
      return
    case 'power-on':
      powerOn(cluster, draft, world.host)
      return
    case 'heal':
      changeOutages(cluster, draft, (o) => ({ ...o, cut: without(o.cut, world.host) }))
      return
    case 'resume':
      changeOutages(cluster, draft, (o) => ({ ...o, paused: flagsWithout(o.paused, world.process) }))
      return
    case 'unstall':
      changeOutages(cluster, draft, (o) => ({ ...o, stalled: flagsWithout(o.stalled, world.channel) }))
      return
    case 'compact':
      draft.put(1, compaction(cluster, draft, world))
      return
    case 'break':
      changeOutages(cluster, draft, (o) => ({ ...o, broken: withFlag(o.broken, world.connection) }))
      return
    case 'reconnect':
      changeOutages(cluster, draft, (o) => ({ ...o, broken: flagsWithout(o.broken, world.connection) }))
      return
    case 'registry-back':
      changeOutages(cluster, draft, (o) => ({ ...o, registry: flagsWithout(o.registry, world.node) }))
      draft.put(1, {
        from: 'world',
        to: `runtime/${world.node}`,
        message: { type: 'registry', reachable: true },
      })
      return
    case 'replace-disk':
      replaceDisk(cluster, draft, processNamed(cluster, world.member))
      return
    case 'restore-etcd':
      restoreEtcd(cluster, draft, world.from)
      return
    case 'renew-deadline':
      draft.put(1, {
        from: 'world',
        to: processNamed(cluster, world.process),
        message: { type: 'renew-deadline' },
      })
      return
  }
}

/** Asked by the API server, as its compactor does; nobody waits for the answer to this id. */
const compaction = (
  cluster: Cluster,
  draft: Draft,
  { server, member }: { readonly server: string; readonly member: string },
): Delivery => ({
  from: processNamed(cluster, server),
  to: processNamed(cluster, member),
  message: {
    type: 'etcd/request',
    id: 0,
    request: { call: 'compact', revision: committed(cluster.settings, draft).revision },
  },
})

const flagsWithout = (flags: { readonly [name: string]: true }, name: string): typeof flags =>
  without(flags, name)

const processNamed = (cluster: Cluster, name: string): Delivery['to'] => {
  for (const address of cluster.parts.keys()) if (address === name) return address
  throw new Error(`no process ${name} in this cluster`)
}
