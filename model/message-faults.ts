/**
 * What may go wrong with a message on its way. Only what the transport allows: a TCP stream loses nothing
 * without breaking, so watch events are late or their connection breaks; a request or an answer can be lost
 * with its connection, and its client gives up after a timeout.
 */
import type { Delivery } from './agenda.ts'
import type { Draft } from './draft.ts'
import { FAULT_MS } from './fault-kinds.ts'
import type { Departure } from './faults.ts'
import { labelOf } from './labels.ts'
import type { Address } from './messages.ts'
import { isRunning, withFlag } from './outages.ts'
import type { Cluster } from './world.ts'
import { isStream } from './condition.ts'
import { changeOutages } from './world.ts'

const targetOf = (entry: Delivery): Departure['target'] => ({
  message: labelOf(entry.message),
  from: entry.from,
  to: entry.to,
})

const without = (draft: Draft, gone: Delivery): void => {
  draft.remove((entry) => entry === gone)
}

/** The client will not wait for this answer any longer than its timeout. */
const givesUp = (cluster: Cluster, draft: Draft, client: Address, id: number): void => {
  draft.put(cluster.settings.timing.clientTimeout, {
    from: 'world',
    to: client,
    message: { type: 'timeout', id },
  })
}

/** Holds a stream back for a while: everything behind this message waits as well. */
export const stall = (cluster: Cluster, draft: Draft, channel: string, ms: number): void => {
  changeOutages(cluster, draft, (o) => ({ ...o, stalled: withFlag(o.stalled, channel) }))
  draft.put(ms, { world: { change: 'unstall', channel } })
}

const delay = (cluster: Cluster, entry: Delivery): Departure => ({
  kind: 'delay-message',
  target: targetOf(entry),
  apply: (draft) => {
    if (isStream(entry)) {
      stall(cluster, draft, `${entry.from}>${entry.to}`, FAULT_MS.delay)
      return
    }
    without(draft, entry)
    draft.put(FAULT_MS.delay, entry)
  },
})

/** Everything that may go wrong with this message, which is about to arrive. */
export const messageFaults = (
  cluster: Cluster,
  now: Draft,
  entry: Delivery,
): readonly Departure[] => {
  const { message, from } = entry
  switch (message.type) {
    case 'request':
      return from === 'world' ? [] : [delay(cluster, entry), dropRequest(cluster, entry, from, message.id)]
    case 'response':
      return [delay(cluster, entry), ...lostAnswer(cluster, entry, message.id)]
    case 'event':
      return from === 'world'
        ? []
        : [delay(cluster, entry), stallWatch(cluster, from, entry.to), ...breakWatch(cluster, now, from, entry.to)]
    case 'etcd/events':
      return from === 'world'
        ? []
        : [delay(cluster, entry), staleCache(cluster, from, entry.to), compacted(cluster, from, entry.to)]
    case 'etcd/request':
    case 'etcd/response':
    case 'raft/append':
    case 'raft/appended':
      return [delay(cluster, entry)]
    default:
      return []
  }
}

const dropRequest = (cluster: Cluster, entry: Delivery, client: Address, id: number): Departure => ({
  kind: 'drop-request',
  target: targetOf(entry),
  apply: (draft) => {
    without(draft, entry)
    givesUp(cluster, draft, client, id)
  },
})

const lostAnswer = (cluster: Cluster, entry: Delivery, id: number): readonly Departure[] => [
  {
    kind: 'drop-answer',
    target: targetOf(entry),
    apply: (draft) => {
      without(draft, entry)
      givesUp(cluster, draft, entry.to, id)
    },
  },
  {
    kind: 'late-answer',
    target: targetOf(entry),
    apply: (draft) => {
      without(draft, entry)
      givesUp(cluster, draft, entry.to, id)
      draft.put(cluster.settings.timing.clientTimeout + FAULT_MS.delay, entry)
    },
  },
]

/** All watch streams from an API server to one client deliver nothing. */
export const stallWatch = (cluster: Cluster, server: Address, client: Address): Departure => ({
  kind: 'stall-watch',
  target: { client, server },
  apply: (draft) => stall(cluster, draft, `${server}>${client}`, FAULT_MS.stall),
})

/** The connection between a client and its API server breaks and stands again at once. */
export const breakWatch = (
  cluster: Cluster,
  now: Draft,
  server: Address,
  client: Address,
): readonly Departure[] =>
  [server, client].every((end) => isRunning(cluster.settings, now.outages, end))
    ? [
        {
          kind: 'break-watch',
          target: { client, server },
          apply: (draft) => {
            breakConnection(draft, `${client}>${server}`, 0)
          },
        },
      ]
    : []

/** The watch of an API server on etcd delivers nothing: its cache grows stale. */
export const staleCache = (cluster: Cluster, member: Address, server: Address): Departure => ({
  kind: 'stale-apiserver-cache',
  target: { server, member },
  apply: (draft) => stall(cluster, draft, `${member}>${server}`, FAULT_MS.stall),
})

/**
 * An API server has history compacted while its own watch is late, and then the connection breaks: if more than one
 * write was under way its watch gets 410, and it lists again.
 */
const compacted = (cluster: Cluster, member: Address, server: Address): Departure => ({
  kind: 'break-watch-compacted',
  target: { server, member },
  apply: (draft) => {
    stall(cluster, draft, `${member}>${server}`, FAULT_MS.compaction + 2 * AGREEMENT_MS)
    draft.put(FAULT_MS.compaction, { world: { change: 'compact', server, member } })
    breakConnection(draft, `${server}>${member}`, FAULT_MS.compaction + AGREEMENT_MS)
  },
})

/** Long enough for etcd to agree on a compaction. */
const AGREEMENT_MS = 20

/** The connection breaks after so many ms and is made again at once; what was under way is lost. */
const breakConnection = (draft: Draft, connection: string, after: number): void => {
  draft.put(after, { world: { change: 'break', connection } })
  draft.put(after + FAULT_MS.reconnect, { world: { change: 'reconnect', connection } })
}
