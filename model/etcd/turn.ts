/**
 * What an etcd member is made of, and one reaction of it while it is being worked out: a turn
 * goes through small functions that each return the next turn.
 */
import type { Reaction, Send, Timer } from '../component.ts'
import type { Address, Message } from '../messages.ts'
import type { Settings } from '../settings.ts'
import { addressesOf } from '../topology.ts'
import type { EtcdCall, LogEntry, StoreSnapshot } from './messages.ts'
import { emptyStore } from './mvcc.ts'
import type { StoreRules } from './mvcc.ts'
import { rulesOf } from './txn.ts'

/** A place in the log. */
export interface Position {
  readonly index: number
  readonly term: number
}

/** A request of a client that this member owes an answer. */
export interface Pending {
  readonly client: Address
  readonly id: number
  readonly request: EtcdCall
  /**
   * waiting: for a leader, or for the leader's quorum. proposed: in the log or on the way there;
   * may commit whenever. asked: the leader was asked for its read index. reading: the store must
   * reach `index` first. abandoned: asked, but nobody waits for it any more; keeps its ticket
   * taken until the leader answers.
   */
  readonly stage: 'waiting' | 'proposed' | 'asked' | 'reading' | 'abandoned'
  readonly index?: number
  /** Its request timer is armed. */
  readonly timed?: true
}

/** A follower's read that waits for this leader to know that it leads. */
export interface Ask {
  readonly member: Address
  readonly id: number
  /** It is a keep-alive: this lease is to be renewed. */
  readonly lease?: number
}

export interface EtcdMemory {
  /** stopped: the process has not started yet. */
  readonly role: 'stopped' | 'follower' | 'candidate' | 'leader'
  /** Who leads this term; null: nobody that is known. */
  readonly leader: Address | null
  readonly reachable: { readonly [member: string]: true }
  /** Candidate: who voted for it. */
  readonly votes: { readonly [member: string]: true }
  /** Without a leader: members that turned out to have no disk, so that they cannot vote. */
  readonly blanks: { readonly [member: string]: true }
  /** Leader: how far each member is known to agree, since it was last reachable. */
  readonly match: { readonly [member: string]: Position }
  /** Leader: reads of followers that wait for its quorum. */
  readonly asks: readonly Ask[]
  /** By ticket: the smallest number that was free. */
  readonly pending: { readonly [ticket: string]: Pending }
  /**
   * startRevision 0: has seen everything so far. Else it waits for a revision that is yet to
   * come.
   */
  readonly watchers: {
    readonly [client: string]: { readonly [prefix: string]: { readonly startRevision: number } }
  }
  /** Defects only: what this process believes to be on its disk, which is not yet written out. */
  readonly unsaved?: EtcdDisk
}

export interface EtcdDisk {
  readonly term: number
  /** Who got this member's vote in this term. */
  readonly vote: Address | null
  /** The applied store; everything up to its index is committed. */
  readonly snapshot: Position & { readonly store: StoreSnapshot }
  /** Entries after the snapshot; a leader also keeps older ones that a follower may still need. */
  readonly log: readonly LogEntry[]
  /** The disk was replaced: must not vote before the leader's snapshot is on it. */
  readonly blank?: true
}

export interface Ensemble {
  readonly settings: Settings
  readonly rules: StoreRules
  readonly self: Address
  /** Position among the members, from 1. */
  readonly rank: number
  readonly size: number
  readonly majority: number
}

export interface Turn {
  readonly ensemble: Ensemble
  readonly memory: EtcdMemory
  readonly disk: EtcdDisk
  readonly sends: readonly Send[]
  readonly arm: NonNullable<Reaction<EtcdMemory, EtcdDisk>['arm']>
  readonly disarm: readonly Timer[]
}

export const stoppedMemory: EtcdMemory = {
  role: 'stopped',
  leader: null,
  reachable: {},
  votes: {},
  blanks: {},
  match: {},
  asks: [],
  pending: {},
  watchers: {},
}

/** The disk of a new member of a new cluster. */
export const freshDisk: EtcdDisk = {
  term: 0,
  vote: null,
  snapshot: { index: 0, term: 0, store: emptyStore },
  log: [],
}

export const ensembleOf = (settings: Settings, self: Address): Ensemble => {
  const members = addressesOf(settings, 'etcd')
  return {
    settings,
    rules: rulesOf(settings),
    self,
    rank: members.indexOf(self) + 1,
    size: members.length,
    majority: Math.floor(members.length / 2) + 1,
  }
}

export const begin = (ensemble: Ensemble, memory: EtcdMemory, disk: EtcdDisk): Turn => ({
  ensemble,
  memory,
  disk,
  sends: [],
  arm: [],
  disarm: [],
})

export const remembering = (turn: Turn, memory: Partial<EtcdMemory>): Turn => ({
  ...turn,
  memory: { ...turn.memory, ...memory },
})

export const writing = (turn: Turn, disk: Partial<EtcdDisk>): Turn => ({
  ...turn,
  disk: { ...turn.disk, ...disk },
})

export const sending = (turn: Turn, to: Address, message: Message): Turn => ({
  ...turn,
  sends: [...turn.sends, { to, message }],
})

const isSame = (a: Timer, b: Timer): boolean => a.name === b.name && a.key === b.key

export const arming = (turn: Turn, timer: Timer, after: number): Turn => ({
  ...turn,
  arm: [...turn.arm.filter((armed) => !isSame(armed.timer, timer)), { timer, after }],
  disarm: turn.disarm.filter((other) => !isSame(other, timer)),
})

export const disarming = (turn: Turn, timer: Timer): Turn => ({
  ...turn,
  arm: turn.arm.filter((armed) => !isSame(armed.timer, timer)),
  disarm: [...turn.disarm, timer],
})

/** Applies a step for each item, one after the other. */
export const forEach = <T>(
  turn: Turn,
  items: readonly T[],
  step: (t: Turn, item: T) => Turn,
): Turn => items.reduce(step, turn)

export const isReachable = ({ memory }: Turn, member: Address): boolean =>
  Object.hasOwn(memory.reachable, member)

const isMember = (name: string): name is `etcd/${string}` => name.startsWith('etcd/')

/** The other members that can be reached, in a fixed order. */
export const peersOf = ({ memory }: Turn): readonly Address[] =>
  Object.keys(memory.reachable).sort().filter(isMember)

export const reachesMajority = ({ memory, ensemble }: Turn): boolean =>
  Object.keys(memory.reachable).length + 1 >= ensemble.majority

/** There is a leader that can be reached (it may be this member). */
export const hasLeader = (turn: Turn): boolean => {
  const { leader } = turn.memory
  return leader !== null && (leader === turn.ensemble.self || isReachable(turn, leader))
}

/** A majority has confirmed this term to its leader since they were last out of reach. */
export const hasQuorum = ({ memory, ensemble }: Turn): boolean =>
  Object.keys(memory.match).length + 1 >= ensemble.majority

/**
 * May this leader answer linearizable reads? Its quorum stands for upstream's round of
 * heartbeats per read; an entry of its own term must be applied, else it may not know yet what
 * was committed before it.
 */
export const mayServe = (turn: Turn): boolean =>
  turn.memory.role === 'leader' && hasQuorum(turn) && turn.disk.snapshot.term === turn.disk.term

/** The same record without one key. */
export const without = <V>(
  record: { readonly [key: string]: V },
  key: string,
): { readonly [key: string]: V } => {
  if (!Object.hasOwn(record, key)) return record
  const { [key]: _gone, ...rest } = record
  return rest
}
