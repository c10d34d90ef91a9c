/**
 * Who leads. A follower that reaches a majority but no leader stands for election after the
 * election timeout; each waits a little longer than the one before it, where etcd draws at
 * random, so that the lowest member wins unless its log is behind. Without a majority that may
 * vote nobody stands (etcd's pre-vote): such a cluster is at rest, and elections are the only
 * thing that a cluster without a leader ever does.
 */
import type { Timer } from '../component.ts'
import type { Address } from '../messages.ts'
import { armLeases } from './leases.ts'
import { lastOf } from './log.ts'
import type { RaftMessage } from './messages.ts'
import { propose, resign, stepDown } from './raft.ts'
import type { Turn } from './turn.ts'
import {
  arming,
  disarming,
  forEach,
  hasLeader,
  peersOf,
  reachesMajority,
  remembering,
  sending,
  writing,
} from './turn.ts'

type Vote = Extract<RaftMessage, { type: 'raft/vote' }>
type Voted = Extract<RaftMessage, { type: 'raft/voted' }>

const ELECTION: Timer = { name: 'election' }
const QUORUM: Timer = { name: 'quorum' }

/**
 * Long enough for a whole election between two candidates; etcd spreads them over another
 * election timeout.
 */
const STAGGER_MS = 100

/**
 * Alone, a member needs no votes: etcd stands at once. Who just led or stood lets all others go
 * first.
 */
const patience = ({ ensemble }: Turn, had: Turn['memory']['role']): number => {
  if (ensemble.size === 1) return 0
  const place = ensemble.rank + (had === 'follower' ? 0 : ensemble.size)
  return ensemble.settings.timing.electionTimeout + place * STAGGER_MS
}

const wantsElection = (turn: Turn): boolean => {
  const { role } = turn.memory
  const mayStand = (role === 'follower' || role === 'candidate') && turn.disk.blank === undefined
  return mayStand && reachesVoters(turn) && !hasLeader(turn)
}

/** Members without a disk do not vote. */
const reachesVoters = (turn: Turn): boolean => {
  const voters = peersOf(turn).filter((peer) => !Object.hasOwn(turn.memory.blanks, peer))
  return voters.length + 1 >= turn.ensemble.majority
}

/**
 * A leader that hears from no majority gives up after the election timeout (etcd's
 * check-quorum).
 */
const isStarved = (turn: Turn): boolean => turn.memory.role === 'leader' && !reachesMajority(turn)

/**
 * Arms and disarms after every reaction. `isNews`: a connection changed. A new term without a
 * leader means that somebody stood: if that fails, there must be another try.
 */
export const timeElections = (before: Turn, turn: Turn, isNews: boolean): Turn => {
  const [wanted, wants] = [wantsElection(before), wantsElection(turn)]
  const isDue = !wanted || isNews || before.disk.term !== turn.disk.term
  const isArmed = turn.arm.some(({ timer }) => timer.name === ELECTION.name)
  const stood =
    wants && isDue && !isArmed
      ? arming(turn, ELECTION, patience(turn, before.memory.role))
      : wanted && !wants
        ? disarming(turn, ELECTION)
        : turn
  const [starved, starves] = [isStarved(before), isStarved(turn)]
  if (starved === starves) return stood
  return starves
    ? arming(stood, QUORUM, turn.ensemble.settings.timing.electionTimeout)
    : disarming(stood, QUORUM)
}

const lead = (turn: Turn): Turn => {
  const { self } = turn.ensemble
  const leading = remembering(turn, {
    role: 'leader',
    leader: self,
    votes: {},
    blanks: {},
    match: {},
    asks: [],
  })
  // An empty entry of its own term commits what earlier leaders left behind, and tells everybody
  // who leads.
  return propose(armLeases(leading), null)
}

const count = (turn: Turn): Turn =>
  Object.keys(turn.memory.votes).length >= turn.ensemble.majority ? lead(turn) : turn

export const onElectionTimer = (turn: Turn): Turn => {
  if (!wantsElection(turn)) return turn
  const { self } = turn.ensemble
  const term = turn.disk.term + 1
  const standing = remembering(writing(stepDown(turn, term), { vote: self }), {
    role: 'candidate',
    votes: { [self]: true },
  })
  const last = lastOf(standing.disk)
  const vote: Vote = { type: 'raft/vote', term, lastIndex: last.index, lastTerm: last.term }
  return count(forEach(standing, peersOf(standing), (t, peer) => sending(t, peer, vote)))
}

export const onQuorumTimer = (turn: Turn): Turn => (isStarved(turn) ? resign(turn) : turn)

const isUpToDate = (turn: Turn, { lastIndex, lastTerm }: Vote): boolean => {
  const last = lastOf(turn.disk)
  return lastTerm > last.term || (lastTerm === last.term && lastIndex >= last.index)
}

export const onVote = (turn: Turn, from: Address, message: Vote): Turn => {
  const heard = message.term > turn.disk.term ? stepDown(turn, message.term) : turn
  const { term, vote, blank } = heard.disk
  const isFree = blank === undefined && (vote === null || vote === from)
  const granted = message.term === term && isFree && isUpToDate(heard, message)
  const voted = granted ? writing(heard, { vote: from }) : heard
  // It must not lead, so this member, which knows more, stands itself, soon (upstream: after
  // another random timeout).
  const isBehind = message.term === term && !isUpToDate(heard, message) && wantsElection(heard)
  const stood = isBehind ? arming(voted, ELECTION, heard.ensemble.rank * STAGGER_MS) : voted
  const disk = blank === undefined ? {} : { blank }
  return sending(stood, from, { type: 'raft/voted', term, granted, ...disk })
}

export const onVoted = (turn: Turn, from: Address, message: Voted): Turn => {
  if (message.term > turn.disk.term) return stepDown(turn, message.term)
  const counts = turn.memory.role === 'candidate' && message.term === turn.disk.term
  if (message.blank) {
    return remembering(turn, { blanks: { ...turn.memory.blanks, [from]: true } })
  }
  if (!counts || !message.granted) return turn
  return count(remembering(turn, { votes: { ...turn.memory.votes, [from]: true } }))
}
