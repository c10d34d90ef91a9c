/**
 * Clients that only listen: left alone with an API server as it is, such a client would send it watches, and nothing
 * else to anybody. That is tried, in every order. What the server does with a watch changes what it knows about that
 * client and nothing else, so it commutes with all that the server does for others, but with telling news: events, or
 * that its own watch was cancelled.
 */
import type { Delivery, Entry } from './agenda.ts'
import { isDelivery } from './agenda.ts'
import type { ApiserverMemory } from './apiserver/server.ts'
import { initialMemory } from './apiserver/turn.ts'
import type { EntropySource } from './component.ts'
import type { Address } from './messages.ts'
import { remember } from './remember.ts'
import type { ClusterState, ClusterWrites } from './state.ts'
import { slotOf } from './state.ts'
import type { Cluster } from './world.ts'
import { partOf } from './world.ts'

/** A client by itself: what it has become, and what is on its way to and from it. */
interface Alone {
  readonly client: Address
  readonly became: ClusterWrites
  readonly entries: readonly Delivery[]
}

interface Around {
  readonly cluster: Cluster
  readonly state: ClusterState
  readonly isSeen: (entry: Delivery) => boolean
}

/** Who would take more steps to try counts as one that does not only listen. */
const MAX_STEPS = 256

const SERVERS = /^(etcd|apiserver|runtime)\//

const isApiserver = (address: Address): address is `apiserver/${string}` => address.startsWith('apiserver/')

/** Of etcd such a watch asks nothing. */
export const isPlainWatch = ({ to, message }: Delivery): boolean =>
  isApiserver(to) && message.type === 'watch' && message.freshness !== 'latest'

/** Clients that only listen until something happens that is no business of theirs, and no history sees it. */
export const listenersIn = (
  cluster: Cluster,
  state: ClusterState,
  isSeen: (entry: Delivery) => boolean,
): ReadonlySet<Address> => {
  const around = { cluster, state, isSeen }
  const entries = state.agenda.map(({ entry }) => entry).filter(isDelivery)
  const busy = new Set([...owedIn(cluster, state), ...entries.flatMap(endsOf)])
  return new Set(
    [...cluster.parts.keys()].filter((client) => {
      const own = entries.filter(({ from, to }) => from === client || to === client)
      return own.length > 0 && !SERVERS.test(client) && !busy.has(client) && isListening(around, client, own)
    }),
  )
}

/** Both ends of a connection that is gone drop what waits in it. */
const endsOf = ({ to, message }: Delivery): readonly Address[] =>
  message.type === 'disconnected' ? [to, message.peer] : []

/** Clients to whom an API server owes an answer, or a list that it asks etcd for. */
const owedIn = ({ parts }: Cluster, state: ClusterState): readonly Address[] =>
  [...parts.keys()].filter(isApiserver).flatMap((server) => {
    const memory = state[server]
    return memory === undefined ? [] : owedBy(memory)
  })

const owedBy = remember(({ queued, calls }: ApiserverMemory): readonly Address[] => [
  ...queued.flatMap(({ client }) => client ?? []),
  ...Object.values(calls).flatMap((call) =>
    call.for === 'list' ? [call.waiting.client] : 'asked' in call ? (call.asked.client ?? []) : [],
  ),
])

const isListening = (around: Around, client: Address, entries: readonly Delivery[]): boolean => {
  const queue: Alone[] = [{ client, became: {}, entries }]
  for (let steps = 0; steps < MAX_STEPS; steps += 1) {
    const alone = queue.pop()
    if (alone === undefined) return true
    for (const head of headsOf(alone)) {
      const next = stepOf(around, alone, head)
      if (next === null) return false
      queue.push(next)
    }
  }
  return false
}

const headsOf = ({ entries }: Alone): readonly Delivery[] =>
  entries.filter((entry, i) => entries.findIndex(({ from, to }) => from === entry.from && to === entry.to) === i)

/** What becomes of it when this is delivered; null: it does something else than listen. */
const stepOf = ({ cluster, state, isSeen }: Around, alone: Alone, head: Delivery): Alone | null => {
  const isAsked = head.to !== alone.client
  if (isSeen(head) || (isAsked && !isPlainWatch(head))) return null
  const known = isAsked ? serverAlone(state, head.to) : alone.became
  const { puts, writes, exits } = partOf(cluster, head.to).react(
    { get: (slot) => known[slot] ?? state[slot] },
    head,
    noEntropy,
  )
  const sent = puts.map(({ entry }) => entry).filter(isDelivery)
  if (exits || !sent.every((entry) => (isAsked ? entry.to === alone.client : isPlainWatch(entry)))) return null
  return {
    client: alone.client,
    became: isAsked ? alone.became : { ...alone.became, ...writes },
    entries: [...alone.entries.filter((entry) => entry !== head), ...sent],
  }
}

/** A server that has the same cache, and nobody else to serve. */
const serverAlone = (state: ClusterState, server: Address): ClusterWrites =>
  isApiserver(server) ? slotOf(server, { ...initialMemory, cache: state[server]?.cache ?? null }) : {}

const noEntropy: EntropySource = {
  next: (name) => {
    throw new Error(`internal error: a watch drew ${name}`)
  },
}

/** Is this between a listener and its server, or told to a listener? */
export const isForListener = (listeners: ReadonlySet<Address>, entry: Entry): boolean =>
  isDelivery(entry) && (listeners.has(entry.to) || (entry.from !== 'world' && listeners.has(entry.from)))

const NEWS: ReadonlySet<string> = new Set(['etcd/events', 'etcd/canceled', 'restored'])

/** Does an API server tell its watchers something when it takes this? */
export const isNews = ({ message }: Delivery): boolean => NEWS.has(message.type)
