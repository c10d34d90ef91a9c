/**
 * Raft's replication, as etcd does it: append, acknowledge, commit by majority, snapshot for
 * those too far behind. The leader sends each entry once to each member that it reaches; a
 * message is only lost with a connection, and when that stands again the leader probes. So there
 * are neither heartbeats nor resend timers.
 */
import type { Address } from '../messages.ts'
import type { EtcdCall, LogEntry, RaftMessage } from './messages.ts'
import { applyThrough, installed } from './apply.ts'
import { agreesAt, entriesAfter, lastOf, merged, reachesBackTo, termAt } from './log.ts'
import { disarmLeases } from './leases.ts'
import { askAgain, readsGranted, timeRequests } from './requests.ts'
import type { Position, Turn } from './turn.ts'
import {
  forEach,
  hasQuorum,
  isReachable,
  mayServe,
  peersOf,
  remembering,
  sending,
  without,
  writing,
} from './turn.ts'

type Append = Extract<RaftMessage, { type: 'raft/append' }>
type Appended = Extract<RaftMessage, { type: 'raft/appended' }>
type Snapshot = Extract<RaftMessage, { type: 'raft/snapshot' }>

export const appendMessage = (
  { disk }: Turn,
  prev: Position,
  entries: readonly LogEntry[],
  extra: Partial<Pick<Append, 'probe' | 'reads' | 'resigned'>> = {},
): Append => ({
  type: 'raft/append',
  term: disk.term,
  prevIndex: prev.index,
  prevTerm: prev.term,
  entries,
  commit: disk.snapshot.index,
  ...extra,
})

/** The leader puts a request into its log and sends it on. */
export const propose = (
  turn: Turn,
  request: EtcdCall | null,
  origin?: NonNullable<LogEntry['origin']>,
): Turn => {
  const prev = lastOf(turn.disk)
  const entry: LogEntry = {
    index: prev.index + 1,
    term: turn.disk.term,
    ...(origin === undefined ? {} : { origin }),
    request,
  }
  const written = writing(turn, { log: [...turn.disk.log, entry] })
  const message = appendMessage(written, prev, [entry])
  return forEach(written, peersOf(written), (t, peer) => sending(t, peer, message))
}

/** Asks a member that just came into reach how far it is, and sends what is not committed yet. */
export const probe = (turn: Turn, peer: Address): Turn => {
  const { snapshot } = turn.disk
  const entries = entriesAfter(turn.disk, snapshot.index)
  return sending(turn, peer, appendMessage(turn, snapshot, entries, { probe: true }))
}

const sendSnapshot = (turn: Turn, peer: Address): Turn => {
  const { index, term, store } = turn.disk.snapshot
  const sent = sending(turn, peer, {
    type: 'raft/snapshot',
    term: turn.disk.term,
    index,
    snapshotTerm: term,
    store,
  })
  const rest = entriesAfter(turn.disk, index)
  return rest.length === 0
    ? sent
    : sending(sent, peer, appendMessage(turn, turn.disk.snapshot, rest))
}

/**
 * A member refused an append: send everything after the last place where both are known to
 * agree.
 */
const resend = (turn: Turn, peer: Address, end: number): Turn => {
  const term = termAt(turn.disk, end)
  const place = turn.memory.match[peer] ?? (term === null ? null : { index: end, term })
  if (place === null || !reachesBackTo(turn.disk, place.index)) return sendSnapshot(turn, peer)
  const entries = entriesAfter(turn.disk, place.index)
  return sending(turn, peer, appendMessage(turn, place, entries, { probe: true }))
}

/** A newer term exists, or this one lost its leader: back to follower. */
export const stepDown = (turn: Turn, term: number): Turn => {
  const isNewer = term > turn.disk.term
  const { role, leader } = turn.memory
  const written = isNewer ? writing(turn, { term, vote: null }) : turn
  const calmed = role === 'leader' ? disarmLeases(written) : written
  if (!isNewer && role === 'follower' && leader === null) return calmed
  const idle = { role: 'follower', leader: null, votes: {}, match: {}, asks: [] } as const
  return askAgain(remembering(calmed, idle))
}

/**
 * This leader gives up its leadership; the others notice (by the heartbeats that no longer
 * come).
 */
export const resign = (turn: Turn): Turn => {
  const message = appendMessage(turn, turn.disk.snapshot, [], { resigned: true })
  const told = forEach(turn, peersOf(turn), (t, peer) => sending(t, peer, message))
  return stepDown(told, turn.disk.term)
}

/** The sender leads this term. */
const follow = (turn: Turn, leader: Address, term: number): Turn => {
  if (turn.memory.leader === leader && turn.disk.term === term) return turn
  return remembering(stepDown(turn, term), {
    leader,
    role: 'follower',
    votes: {},
    blanks: {},
  })
}

const reply = (turn: Turn, to: Address, answer: Omit<Appended, 'type' | 'term'>): Turn =>
  sending(turn, to, { type: 'raft/appended', term: turn.disk.term, ...answer })

/** Where this log ends, for a leader that looks for a place where both agree. */
const refuse = (turn: Turn, to: Address, prev: Position): Turn => {
  const { snapshot, blank } = turn.disk
  if (blank) return reply(turn, to, { index: 0, ok: false, blank })
  const last = lastOf(turn.disk).index
  return reply(turn, to, { index: last < prev.index ? last : snapshot.index, ok: false })
}

export const onAppend = (turn: Turn, from: Address, message: Append): Turn => {
  if (message.term < turn.disk.term) return reply(turn, from, { index: 0, ok: false })
  if (message.resigned) {
    const isDeposed = turn.memory.leader === from && turn.disk.term === message.term
    return isDeposed ? stepDown(turn, message.term) : turn
  }
  const following = follow(turn, from, message.term)
  const prev: Position = { index: message.prevIndex, term: message.prevTerm }
  if (following.disk.blank || !agreesAt(following.disk, prev)) {
    return refuse(readsGranted(following, message), from, prev)
  }
  const end = message.entries.at(-1) ?? prev
  const log = merged(following.disk, message.entries)
  const written = log === following.disk.log ? following : writing(following, { log })
  const applied = applyThrough(written, Math.min(message.commit, end.index))
  const granted = readsGranted(applied, message)
  return message.entries.length > 0 || message.probe
    ? reply(granted, from, { index: end.index, ok: true, lastTerm: end.term })
    : granted
}

export const onSnapshot = (turn: Turn, from: Address, message: Snapshot): Turn => {
  if (message.term < turn.disk.term) return reply(turn, from, { index: 0, ok: false })
  const { index, snapshotTerm, store } = message
  const next = installed(follow(turn, from, message.term), { index, term: snapshotTerm, store })
  // Writes that the snapshot holds are never seen as entries here: nobody can tell how they ended.
  return reply(timeRequests(next, true), from, { index, ok: true, lastTerm: snapshotTerm })
}

export const onAppended = (turn: Turn, from: Address, message: Appended): Turn => {
  if (message.term > turn.disk.term) return stepDown(turn, message.term)
  const isStale = message.term < turn.disk.term || turn.memory.role !== 'leader'
  if (isStale || !isReachable(turn, from)) return turn
  if (message.ok) {
    const place = { index: message.index, term: message.lastTerm ?? 0 }
    const known = turn.memory.match[from]
    if (known !== undefined && known.index >= place.index) return turn
    return remembering(turn, { match: { ...turn.memory.match, [from]: place } })
  }
  if (!message.blank) return resend(turn, from, message.index)
  // A member without a disk is only let in by a leader that leads without it, else an old one
  // could rally it.
  return mayServe(turn) ? sendSnapshot(turn, from) : turn
}

/** How far a majority agrees: the leader applies that, if the last of it is of its own term. */
export const advance = (turn: Turn): Turn => {
  const { memory, disk, ensemble } = turn
  if (memory.role !== 'leader' || !hasQuorum(turn)) return turn
  const ends = [lastOf(disk).index, ...Object.values(memory.match).map(({ index }) => index)]
  const agreed = ends.sort((a, b) => b - a)[ensemble.majority - 1] ?? 0
  const term = termAt(disk, agreed)
  if (agreed <= disk.snapshot.index || term !== disk.term) return turn
  const applied = applyThrough(turn, agreed)
  const notice = appendMessage(applied, { index: agreed, term }, [])
  return forEach(applied, peersOf(applied), (t, peer) => sending(t, peer, notice))
}

/** A connection to another member broke or stands again. */
export const onPeer = (turn: Turn, peer: Address, reachable: boolean): Turn => {
  const match = without(turn.memory.match, peer)
  const blanks = without(turn.memory.blanks, peer)
  const asks = turn.memory.asks.filter(({ member }) => member !== peer)
  if (reachable) {
    const met = { ...turn.memory.reachable, [peer]: true as const }
    const next = remembering(turn, { reachable: met, match, blanks, asks })
    return next.memory.role === 'leader' ? probe(next, peer) : next
  }
  const next = remembering(turn, {
    reachable: without(turn.memory.reachable, peer),
    match,
    blanks,
    asks,
  })
  return turn.memory.leader === peer ? askAgain(remembering(next, { leader: null })) : next
}

/** A leader that now knows that it leads may let in those that it could not let in before. */
export const welcome = (turn: Turn): Turn =>
  forEach(
    turn,
    peersOf(turn).filter((peer) => turn.memory.match[peer] === undefined),
    probe,
  )
