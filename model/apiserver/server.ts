/**
 * kube-apiserver: the only one who talks to etcd. Takes requests through authentication,
 * authorization, admission and validation (stages.ts), stores what they decide (requests.ts), and
 * serves lists and watches from its own watch cache (watch-cache.ts, watch-server.ts), which is
 * as old as its watch on etcd. It keeps nothing on disk.
 *
 * Left out: API groups and versions (one per kind), priority and fairness, audit, aggregation,
 * its own lease and the `kubernetes` Service; time spent in it (an answer leaves at once: all
 * waiting is for etcd). Retry loops are modelled by their absence while etcd cannot be reached;
 * what failed while it could is tried again after 1 s.
 */
import type { Component, EntropySource, Reaction, Timer } from '../component.ts'
import type { EtcdResponse } from '../etcd/messages.ts'
import type { Address, Envelope, Message } from '../messages.ts'
import type { Settings } from '../settings.ts'
import { drain, forgetRequests, onAnswer, onBroken, onRequest, refuseQueued } from './requests.ts'
import { REGISTRY, keyValuesOf, listCall, objectsIn } from './storage.ts'
import { makeSystemNamespaces } from './system-namespaces.ts'
import type { ApiserverMemory, Call, Turn } from './turn.ts'
import {
  begin,
  callsOf,
  calling,
  forEach,
  initialMemory,
  remembering,
  retryingLater,
  retryingNoMore,
  sending,
  withoutCall,
} from './turn.ts'
import { applied, filledFrom } from './watch-cache.ts'
import {
  askAgain,
  closeAll,
  forgetWatches,
  listFailed,
  listed,
  onTooLarge,
  onWatch,
  publish,
  serveWaiting,
} from './watch-server.ts'

export type { ApiserverMemory, Watcher } from './turn.ts'

const fill = (turn: Turn): Turn =>
  callsOf(turn).some(([, call]) => call.for === 'fill')
    ? turn
    : calling(turn, listCall(), { for: 'fill' })

/** Lists whatever is to be listed and is not being listed. */
const listAgain = (turn: Turn): Turn => {
  if (turn.memory.etcd === null) return turn
  return turn.memory.cache === null ? fill(turn) : askAgain(turn)
}

const watchEtcd = (turn: Turn, revision: number): Turn =>
  sending(turn, turn.memory.etcd, {
    type: 'etcd/watch',
    prefix: REGISTRY,
    startRevision: revision + 1,
  })

const filled = (turn: Turn, response: EtcdResponse): Turn => {
  const { revision } = response
  const cache = filledFrom(keyValuesOf(response), revision)
  const known = watchEtcd(remembering(turn, { cache }), revision)
  return drain(makeSystemNamespaces(serveWaiting(known)))
}

const onFill = (turn: Turn, response: EtcdResponse): Turn =>
  response.error === undefined ? filled(turn, response) : retryingLater(refuseQueued(turn))

/**
 * A write of the server's own that timed out (after 7 s, so there is no need to wait) is tried
 * again. A namespace that is there by now was made by another server.
 */
const afterOwn = (turn: Turn, call: Call, { error }: EtcdResponse): Turn =>
  error === 'timeout' && 'asked' in call && call.asked.client === null
    ? makeSystemNamespaces(turn)
    : turn

const onResponse = (turn: Turn, response: EtcdResponse): Turn => {
  const id = String(response.id)
  const call = turn.memory.calls[id]
  if (call === undefined) return turn
  const taken = withoutCall(turn, id)
  switch (call.for) {
    case 'nobody':
      return taken
    case 'fill':
      return onFill(taken, response)
    case 'list':
      return response.error === undefined
        ? listed(taken, call.waiting, objectsIn(response), response.revision)
        : retryingLater(listFailed(taken, id, call.waiting))
    case 'objects':
    case 'read':
    case 'namespace':
    case 'write':
      return afterOwn(onAnswer(taken, call, response), call, response)
  }
}

const onEvents = (turn: Turn, message: Extract<Message, { type: 'etcd/events' }>): Turn => {
  if (turn.memory.cache === null) return turn
  const { cache, news } = applied(turn.memory.cache, message)
  return cache === turn.memory.cache ? turn : drain(publish(remembering(turn, { cache }), news))
}

const breakCall = (turn: Turn, [id, call]: readonly [string, Call]): Turn => {
  const taken = withoutCall(turn, id)
  switch (call.for) {
    case 'nobody':
    case 'fill':
      return taken
    case 'list':
      return listFailed(taken, id, call.waiting)
    case 'objects':
    case 'read':
    case 'namespace':
    case 'write':
      return onBroken(taken, call)
  }
}

const disconnect = (turn: Turn): Turn => {
  const alone = remembering(turn, { etcd: null })
  return retryingNoMore(refuseQueued(forEach(alone, callsOf(alone), breakCall)))
}

const connect = (turn: Turn, etcd: Address): Turn => {
  const alone = turn.memory.etcd === null ? turn : disconnect(turn)
  const connected = remembering(alone, { etcd })
  const { cache } = connected.memory
  if (cache === null) return fill(connected)
  return askAgain(makeSystemNamespaces(watchEtcd(connected, cache.revision)))
}

const onDisconnected = (turn: Turn, peer: Address): Turn => {
  if (peer === turn.memory.etcd) return disconnect(turn)
  return peer.startsWith('etcd/') ? turn : forgetRequests(forgetWatches(turn, peer), peer)
}

/**
 * Its watch on etcd cannot go on: everything is listed anew, and no watch of a client can go on
 * either.
 */
const startOver = (turn: Turn): Turn => listAgain(remembering(closeAll(turn), { cache: null }))

/** An operator put another store behind it and restarts it: nothing that it knew counts. */
const onRestored = (turn: Turn): Turn => {
  const { etcd } = turn.memory
  const restarted = remembering(closeAll(disconnect(turn)), { cache: null })
  return etcd === null ? restarted : connect(restarted, etcd)
}

/** What this server takes; from whom is checked where it matters. */
type Taken = Extract<
  Message,
  {
    type:
      | 'request'
      | 'watch'
      | 'etcd/response'
      | 'etcd/events'
      | 'etcd/canceled'
      | 'connected'
      | 'disconnected'
      | 'restored'
  }
>

const TAKEN: ReadonlySet<Message['type']> = new Set([
  'request',
  'watch',
  'etcd/response',
  'etcd/events',
  'etcd/canceled',
  'connected',
  'disconnected',
  'restored',
])

const isTaken = (message: Message): message is Taken => TAKEN.has(message.type)

const take = (turn: Turn, from: Envelope['from'], message: Taken): Turn => {
  const isFromEtcd = from === turn.memory.etcd
  switch (message.type) {
    case 'request':
      return from === 'world' ? turn : onRequest(turn, { client: from, request: message })
    case 'watch':
      return from === 'world' ? turn : onWatch(turn, from, message)
    case 'etcd/response':
      return isFromEtcd ? onResponse(turn, message) : turn
    case 'etcd/events':
      return isFromEtcd ? onEvents(turn, message) : turn
    case 'etcd/canceled':
      return isFromEtcd ? startOver(turn) : turn
    case 'connected':
      return message.peer.startsWith('etcd/') ? connect(turn, message.peer) : turn
    case 'disconnected':
      return onDisconnected(turn, message.peer)
    case 'restored':
      return onRestored(turn)
  }
}

const fire = (turn: Turn, { name, key = '' }: Timer): Turn => {
  switch (name) {
    case 'retry':
      return listAgain(turn)
    case 'too-large':
      return onTooLarge(turn, key)
    default:
      return turn
  }
}

const reactionOf = ({ memory, sends, arm, disarm }: Turn): Reaction<ApiserverMemory> => ({
  memory,
  ...(sends.length === 0 ? {} : { sends }),
  ...(arm.length === 0 ? {} : { arm }),
  ...(disarm.length === 0 ? {} : { disarm }),
})

/** Timers only ask for lists. */
const noEntropy: EntropySource = {
  next: (name) => {
    throw new Error(`a timer of an API server drew ${name}; only requests may`)
  },
}

export const apiserver = (settings: Settings, address: Address): Component<ApiserverMemory> => ({
  kind: 'apiserver',
  address,
  initial: initialMemory,
  initialDisk: null,
  choose: (memory, timer) => reactionOf(fire(begin(settings, noEntropy, memory), timer)),
  receive: (memory, { from, message }, _disk, entropy) =>
    isTaken(message)
      ? reactionOf(take(begin(settings, entropy, memory), from, message))
      : { memory },
})
