/**
 * Requests of clients, from arrival to answer. Any member takes them: writes go to the leader
 * and are answered by the member that took them when it has applied them; linearizable reads ask
 * the leader how far they must read (read index). What cannot go on waits; a timeout is armed
 * only then, because otherwise the answer comes within milliseconds. A write that timed out may
 * still be in some log and commit much later.
 */
import type { Timer } from '../component.ts'
import type { Address } from '../messages.ts'
import { armLease } from './leases.ts'
import type { EtcdCall, LogEntry, RaftMessage } from './messages.ts'
import type { Pending, Turn } from './turn.ts'
import {
  arming,
  disarming,
  forEach,
  hasLeader,
  mayServe,
  reachesMajority,
  remembering,
  sending,
  without,
} from './turn.ts'
import type { Answer } from './txn.ts'
import { applierOf, isLocal, readFrom } from './txn.ts'
import { same } from '../same.ts'

type Read = Extract<EtcdCall, { call: 'range' | 'lease-keepalive' }>

export const isRead = (call: EtcdCall): call is Read =>
  call.call === 'range' || call.call === 'lease-keepalive'

const timerOf = (ticket: string): Timer => ({ name: 'request', key: ticket })

const ticketsOf = ({ memory }: Turn): readonly string[] =>
  Object.keys(memory.pending).sort((a, b) => Number(a) - Number(b))

const freeTicket = ({ memory }: Turn): string => {
  let ticket = 1
  while (Object.hasOwn(memory.pending, String(ticket))) ticket += 1
  return String(ticket)
}

const setPending = (turn: Turn, ticket: string, pending: Pending): Turn =>
  remembering(turn, { pending: { ...turn.memory.pending, [ticket]: pending } })

const removePending = (turn: Turn, ticket: string): Turn => {
  const next = remembering(turn, { pending: without(turn.memory.pending, ticket) })
  return turn.memory.pending[ticket]?.timed ? disarming(next, timerOf(ticket)) : next
}

const answer = (turn: Turn, ticket: string, said: Answer): Turn => {
  const pending = turn.memory.pending[ticket]
  if (pending === undefined) return turn
  const message = { type: 'etcd/response', id: pending.id, ...said } as const
  return sending(removePending(turn, ticket), pending.client, message)
}

/**
 * Nobody waits for it any more. What was asked of the leader keeps its ticket, lest its answer
 * be mistaken.
 */
const forget = (turn: Turn, ticket: string): Turn => {
  const pending = turn.memory.pending[ticket]
  const next = removePending(turn, ticket)
  if (pending === undefined || (pending.stage !== 'asked' && pending.stage !== 'abandoned')) {
    return next
  }
  const { timed: _timed, ...rest } = pending
  return setPending(next, ticket, { ...rest, stage: 'abandoned' })
}

export const onRequest = (turn: Turn, client: Address, id: number, request: EtcdCall): Turn => {
  if (isLocal(request) && !turn.disk.blank) {
    const said = applierOf(turn.ensemble.rules)(turn.disk.snapshot.store, request).answer
    return sending(turn, client, { type: 'etcd/response', id, ...said })
  }
  return setPending(turn, freeTicket(turn), { client, id, request, stage: 'waiting' })
}

export const forgetClient = (turn: Turn, client: Address): Turn =>
  forEach(
    turn,
    ticketsOf(turn).filter((ticket) => turn.memory.pending[ticket]?.client === client),
    forget,
  )

/** The request timer fired: the client is told that the outcome is unknown. */
export const onRequestTimer = (turn: Turn, ticket: string): Turn => {
  const pending = turn.memory.pending[ticket]
  if (pending === undefined) return turn
  const { revision } = turn.disk.snapshot.store
  const said = { type: 'etcd/response', id: pending.id, error: 'timeout', revision } as const
  return sending(forget(turn, ticket), pending.client, said)
}

/**
 * An entry was applied: answer it, if it was taken here and is still awaited. Clients use ids
 * again, so the request itself is compared too; two equal requests under one id may stand in for
 * each other.
 */
export const answerEntry = (turn: Turn, { origin, request }: LogEntry, said: Answer): Turn => {
  if (origin === undefined || origin.member !== turn.ensemble.self) return turn
  const ticket = ticketsOf(turn).find((candidate) => {
    const pending = turn.memory.pending[candidate]
    return (
      pending?.stage === 'proposed' &&
      pending.client === origin.client &&
      pending.id === origin.id &&
      same(pending.request, request)
    )
  })
  return ticket === undefined ? turn : answer(turn, ticket, said)
}

/** The leader that was asked is gone: its answers no longer count, and reads are asked anew. */
export const askAgain = (turn: Turn): Turn =>
  forEach(turn, ticketsOf(turn), (t, ticket) => {
    const pending = t.memory.pending[ticket]
    if (pending?.stage === 'abandoned') return removePending(t, ticket)
    return pending?.stage === 'asked' ? setPending(t, ticket, { ...pending, stage: 'waiting' }) : t
  })

/** The leader answered reads: they can be served once the store has reached its commit index. */
export const readsGranted = (
  turn: Turn,
  { reads = [], commit }: Extract<RaftMessage, { type: 'raft/append' }>,
): Turn =>
  forEach(turn, reads.map(String), (t, ticket) => {
    const pending = t.memory.pending[ticket]
    if (pending?.stage === 'abandoned') return removePending(t, ticket)
    if (pending?.stage !== 'asked') return t
    return setPending(t, ticket, { ...pending, stage: 'reading', index: commit })
  })

const serveRead = (turn: Turn, ticket: string, { request }: Pending): Turn =>
  isRead(request) ? answer(turn, ticket, readFrom(turn.disk.snapshot.store, request)) : turn

/** What a leader does with a request that waits here; writes are proposed by `write`. */
const goOnLeading = (
  turn: Turn,
  ticket: string,
  pending: Pending,
  write: (t: Turn, pending: Pending) => Turn,
): Turn => {
  const { request } = pending
  if (!isRead(request)) {
    return write(setPending(turn, ticket, { ...pending, stage: 'proposed' }), pending)
  }
  if (!mayServe(turn)) return turn
  const renewed = request.call === 'lease-keepalive' ? armLease(turn, request.lease) : turn
  return serveRead(renewed, ticket, pending)
}

const goOnFollowing = (turn: Turn, ticket: string, pending: Pending, leader: Address): Turn => {
  const { client, request } = pending
  const read = isRead(request)
  const next = setPending(turn, ticket, { ...pending, stage: read ? 'asked' : 'proposed' })
  const id = read ? Number(ticket) : pending.id
  return sending(next, leader, { type: 'raft/forward', client, id, request })
}

/** Lets every request go on as far as it can. */
export const goOn = (turn: Turn, write: (t: Turn, pending: Pending) => Turn): Turn =>
  forEach(turn, ticketsOf(turn), (t, ticket) => {
    const pending = t.memory.pending[ticket]
    if (pending?.stage === 'reading') {
      return (pending.index ?? 0) <= t.disk.snapshot.index ? serveRead(t, ticket, pending) : t
    }
    if (pending?.stage !== 'waiting') return t
    if (t.memory.role === 'leader') return goOnLeading(t, ticket, pending, write)
    const { leader } = t.memory
    const isServed = leader !== null && hasLeader(t) && reachesMajority(t)
    return isServed ? goOnFollowing(t, ticket, pending, leader) : t
  })

/** Arms the timeout of every request that may never be answered by itself. */
export const timeRequests = (turn: Turn, isDisturbed: boolean): Turn =>
  !isDisturbed && hasLeader(turn) && reachesMajority(turn)
    ? turn
    : forEach(turn, ticketsOf(turn), (t, ticket) => {
        const pending = t.memory.pending[ticket]
        if (pending === undefined || pending.timed || pending.stage === 'abandoned') return t
        const timed = setPending(t, ticket, { ...pending, timed: true })
        return arming(timed, timerOf(ticket), t.ensemble.settings.timing.etcdRequestTimeout)
      })
