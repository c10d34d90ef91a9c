/**
 * An etcd member: keeps the keys together with the other members, by Raft. Serves the API
 * servers: transactions, ranges, watches, compaction, leases.
 *
 * A cluster boots without a leader; the first election makes etcd/1 the leader of term 1 after
 * about a second.
 *
 * Left out, and why that is sound:
 * - heartbeats and resends: the world tells a member who can be reached (`peer`), and messages
 *   are lost only with a connection, so nothing has to be sent again and again;
 * - membership changes: a member whose disk was replaced is `blank`, as if removed and added
 *   anew by the operator: it neither votes nor counts before it has the leader's snapshot, which
 *   only a leader with a quorum sends;
 * - batching of the backend: the applied store is on the disk with each entry, since the log,
 *   from which upstream would apply it again, is durable before (the defects in persist.ts are
 *   about just that);
 * - the log behind the applied store: members that were out of reach get a snapshot. A write
 *   that a member took and learns about only by snapshot is not answered but times out, as it
 *   does upstream;
 * - the cluster id, which upstream checks between members: a restore replaces all members at
 *   once;
 * - authentication, quotas, alarms, learners, leadership transfer, defragmentation, hash checks.
 *
 * Timers: election, quorum (a leader without followers gives up), request/<ticket>, lease/<id>;
 * fsync (defects).
 */
import type { Component, Reaction, Timer } from '../component.ts'
import type { Address, Envelope, Message } from '../messages.ts'
import type { Settings } from '../settings.ts'
import { onElectionTimer, onQuorumTimer, onVote, onVoted, timeElections } from './election.ts'
import { truncate } from './log.ts'
import type { RaftMessage } from './messages.ts'
import { FSYNC, believed, flushed, persist } from './persist.ts'
import type { Written } from './persist.ts'
import {
  advance,
  appendMessage,
  onAppend,
  onAppended,
  onPeer,
  onSnapshot,
  propose,
  resign,
  welcome,
} from './raft.ts'
import { forgetClient, goOn, isRead, onRequest, onRequestTimer, timeRequests } from './requests.ts'
import { armLease } from './leases.ts'
import type { Ensemble, EtcdDisk, EtcdMemory, Pending, Turn } from './turn.ts'
import {
  arming,
  begin,
  ensembleOf,
  forEach,
  freshDisk,
  mayServe,
  remembering,
  sending,
  stoppedMemory,
} from './turn.ts'
import { closeWatches, openWatch } from './watch.ts'

export type { EtcdDisk, EtcdMemory } from './turn.ts'

type EtcdReaction = Reaction<EtcdMemory, EtcdDisk>

const proposePending = (turn: Turn, { client, id, request }: Pending): Turn =>
  propose(turn, request, { member: turn.ensemble.self, client, id })

/** Tells followers up to where their reads must go, now that this leader knows that it leads. */
const answerAsks = (turn: Turn): Turn => {
  const { asks } = turn.memory
  if (asks.length === 0 || !mayServe(turn)) return turn
  const renewed = forEach(turn, asks, (t, { lease }) =>
    lease === undefined ? t : armLease(t, lease),
  )
  const members = [...new Set(asks.map(({ member }) => member))]
  const answered = forEach(renewed, members, (t, member) => {
    const reads = asks.filter((ask) => ask.member === member).map(({ id }) => id)
    return sending(t, member, appendMessage(t, t.disk.snapshot, [], { reads }))
  })
  return remembering(answered, { asks: [] })
}

const moveOn = (turn: Turn): Turn => answerAsks(goOn(turn, proposePending))

/** After every reaction: what can go on goes on, and what may be stuck is timed. */
const settle = (before: Turn, turn: Turn, isNews: boolean): Turn => {
  const moved = moveOn(advance(moveOn(turn)))
  const open = mayServe(moved) && !mayServe(before) ? welcome(moved) : moved
  const isDisturbed =
    before.memory.leader !== open.memory.leader || before.disk.term !== open.disk.term
  return timeRequests(timeElections(before, truncate(open), isNews), isDisturbed)
}

/**
 * A follower hands on a request. Whoever no longer leads drops it; its sender will notice and
 * time out.
 */
const onForward = (
  turn: Turn,
  from: Address,
  { client, id, request }: Extract<RaftMessage, { type: 'raft/forward' }>,
): Turn => {
  if (turn.memory.role !== 'leader') return turn
  if (!isRead(request)) return propose(turn, request, { member: from, client, id })
  const lease = request.call === 'lease-keepalive' ? { lease: request.lease } : {}
  return remembering(turn, { asks: [...turn.memory.asks, { member: from, id, ...lease }] })
}

/** To itself unreachable: the world takes its leadership away. */
const onReach = (turn: Turn, peer: Address, reachable: boolean): Turn => {
  if (peer !== turn.ensemble.self) return onPeer(turn, peer, reachable)
  return turn.memory.role === 'leader' && !reachable ? resign(turn) : turn
}

/** What clients and other members may say to a member. */
type Taken = RaftMessage | Extract<Message, { type: 'etcd/request' | 'etcd/watch' }>

const isTaken = (message: Message): message is Taken =>
  message.type.startsWith('raft/') ||
  message.type === 'etcd/request' ||
  message.type === 'etcd/watch'

const take = (turn: Turn, from: Address, message: Taken): Turn => {
  switch (message.type) {
    case 'etcd/request':
      return onRequest(turn, from, message.id, message.request)
    case 'etcd/watch':
      return openWatch(turn, from, message)
    case 'raft/append':
      return onAppend(turn, from, message)
    case 'raft/appended':
      return onAppended(turn, from, message)
    case 'raft/snapshot':
      return onSnapshot(turn, from, message)
    case 'raft/vote':
      return onVote(turn, from, message)
    case 'raft/voted':
      return onVoted(turn, from, message)
    case 'raft/forward':
      return onForward(turn, from, message)
  }
}

const takeFromWorld = (turn: Turn, message: Message): Turn => {
  switch (message.type) {
    case 'started':
      return remembering(turn, { role: 'follower' })
    case 'peer':
      return onReach(turn, message.peer, message.reachable)
    case 'disconnected':
      return forgetClient(closeWatches(turn, message.peer), message.peer)
    default:
      return turn
  }
}

const fire = (turn: Turn, timer: Timer): Turn => {
  switch (timer.name) {
    case 'election':
      return onElectionTimer(turn)
    case 'quorum':
      return onQuorumTimer(turn)
    case 'request':
      return onRequestTimer(turn, timer.key ?? '')
    case 'lease':
      return turn.memory.role === 'leader'
        ? propose(turn, { call: 'lease-revoke', lease: Number(timer.key) })
        : turn
    default:
      return turn
  }
}

const reactionOf = (turn: Turn, { memory, disk, fsync }: Written): EtcdReaction => {
  const timed = fsync === undefined ? turn : arming(turn, FSYNC, fsync)
  return {
    memory,
    ...(disk === undefined ? {} : { disk }),
    ...(timed.sends.length === 0 ? {} : { sends: timed.sends }),
    ...(timed.arm.length === 0 ? {} : { arm: timed.arm }),
    ...(timed.disarm.length === 0 ? {} : { disarm: timed.disarm }),
  }
}

const react = (
  ensemble: Ensemble,
  memory: EtcdMemory,
  disk: EtcdDisk,
  step: (turn: Turn) => Turn,
  isNews = false,
): EtcdReaction => {
  const before = begin(ensemble, memory, believed(memory, disk))
  const turn = settle(before, step(before), isNews)
  return reactionOf(turn, persist(ensemble.settings, turn.memory, disk, turn.disk))
}

export const etcd = (settings: Settings, address: Address): Component<EtcdMemory, EtcdDisk> => {
  const ensemble = ensembleOf(settings, address)
  return {
    kind: 'etcd',
    address,
    initial: stoppedMemory,
    initialDisk: freshDisk,
    choose: (memory, timer, disk) =>
      timer.name === FSYNC.name
        ? reactionOf(begin(ensemble, memory, disk), flushed(memory))
        : react(ensemble, memory, disk, (turn) => fire(turn, timer)),
    receive: (memory, { from, message }: Envelope, disk) => {
      if (memory.role === 'stopped' && message.type !== 'started') return { memory }
      if (from !== 'world') {
        if (!isTaken(message)) return { memory }
        return react(ensemble, memory, disk, (turn) => take(turn, from, message))
      }
      const isNews = message.type === 'peer' || message.type === 'started'
      return react(ensemble, memory, disk, (turn) => takeFromWorld(turn, message), isNews)
    },
  }
}
