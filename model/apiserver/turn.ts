/**
 * What an API server remembers (nothing of it survives a crash), and one reaction of it while it
 * is being worked out: a turn goes through small functions that each return the next turn.
 */
import type { EntropySource, Reaction, Send, Timer } from '../component.ts'
import type { EtcdCall } from '../etcd/messages.ts'
import type { Address, ApiRequest, Message, WatchRequest } from '../messages.ts'
import type { KubeObject, Resource } from '../objects.ts'
import type { Settings } from '../settings.ts'
import type { WatchCache } from './watch-cache.ts'

/** An open watch. Each client has one per resource. */
export interface Watcher {
  readonly client: Address
  readonly resource: Resource
  readonly nodeName?: string
  /** Events up to this revision are skipped; absent: the cache is past it. */
  readonly startRevision?: number
}

/**
 * A watch that cannot be answered yet: the cache is empty or not new enough, or etcd must be
 * asked.
 */
export interface Waiting {
  readonly client: Address
  readonly watch: WatchRequest
}

/** A request, and who waits for its answer; null: this server itself. */
export interface Asked {
  readonly client: Address | null
  readonly request: ApiRequest
}

/** What was asked of etcd, and for what. */
export type Call =
  /** Everything, to fill the cache. */
  | { readonly for: 'fill' }
  /** The objects of one resource, for a list that must not be stale. */
  | { readonly for: 'list'; readonly waiting: Waiting }
  /** The objects of one resource, for a client that does not watch them. */
  | { readonly for: 'objects'; readonly asked: Asked }
  /** The stored object, because what the cache has is not enough to refuse a request. */
  | { readonly for: 'read'; readonly asked: Asked }
  /** The namespace of what is to be created, which the cache does not know. */
  | { readonly for: 'namespace'; readonly asked: Asked }
  /** A write; `object` is what the answer will carry. */
  | { readonly for: 'write'; readonly asked: Asked; readonly object: KubeObject }
  /** Whoever waited for it is gone. Its id stays taken, lest its answer be mistaken. */
  | { readonly for: 'nobody' }

export interface ApiserverMemory {
  /** The etcd member that this server is connected to. */
  readonly etcd: Address | null
  /** null: not filled since the process started, or since its watch on etcd was cancelled. */
  readonly cache: WatchCache | null
  /** In order of client and resource. */
  readonly watchers: readonly Watcher[]
  /** In order of client, those of each as they came. */
  readonly waiting: readonly Waiting[]
  /** Requests that came before the server was ready, in their order. */
  readonly queued: readonly Asked[]
  readonly calls: { readonly [id: string]: Call }
}

export const initialMemory: ApiserverMemory = {
  etcd: null,
  cache: null,
  watchers: [],
  waiting: [],
  queued: [],
  calls: {},
}

export interface Turn {
  readonly settings: Settings
  readonly entropy: EntropySource
  readonly memory: ApiserverMemory
  readonly sends: readonly Send[]
  readonly arm: NonNullable<Reaction<ApiserverMemory>['arm']>
  readonly disarm: readonly Timer[]
}

export const begin = (
  settings: Settings,
  entropy: EntropySource,
  memory: ApiserverMemory,
): Turn => ({ settings, entropy, memory, sends: [], arm: [], disarm: [] })

export const remembering = (turn: Turn, memory: Partial<ApiserverMemory>): Turn => ({
  ...turn,
  memory: { ...turn.memory, ...memory },
})

/** To the server itself: it has nobody to tell. */
export const sending = (turn: Turn, to: Address | null, message: Message): Turn =>
  to === null ? turn : { ...turn, sends: [...turn.sends, { to, message }] }

const isSame = (a: Timer, b: Timer): boolean => a.name === b.name && a.key === b.key

export const arming = (turn: Turn, timer: Timer, after: number): Turn => ({
  ...turn,
  arm: [...turn.arm.filter((armed) => !isSame(armed.timer, timer)), { timer, after }],
  disarm: turn.disarm.filter((other) => !isSame(other, timer)),
})

export const disarming = (turn: Turn, timer: Timer): Turn => ({
  ...turn,
  arm: turn.arm.filter((armed) => !isSame(armed.timer, timer)),
  disarm: [...turn.disarm.filter((other) => !isSame(other, timer)), timer],
})

/** Applies a step for each item, one after the other. */
export const forEach = <T>(
  turn: Turn,
  items: readonly T[],
  step: (t: Turn, item: T) => Turn,
): Turn => items.reduce(step, turn)

const freeId = (calls: ApiserverMemory['calls']): number => {
  let id = 1
  while (Object.hasOwn(calls, String(id))) id += 1
  return id
}

/** Asks etcd. Only while connected. */
export const calling = (turn: Turn, request: EtcdCall, call: Call): Turn => {
  const { etcd, calls } = turn.memory
  if (etcd === null) return turn
  const id = freeId(calls)
  const asked = remembering(turn, { calls: { ...calls, [id]: call } })
  return sending(asked, etcd, { type: 'etcd/request', id, request })
}

export const withoutCall = (turn: Turn, id: string): Turn => {
  const { [id]: _done, ...calls } = turn.memory.calls
  return remembering(turn, { calls })
}

/** Outstanding calls, oldest id first. */
export const callsOf = ({ memory }: Turn): readonly (readonly [id: string, call: Call])[] =>
  Object.entries(memory.calls).sort(([a], [b]) => Number(a) - Number(b))

/** What failed is tried again after this, while etcd is connected (a reflector's back-off). */
const RETRY_MS = 1_000

const RETRY: Timer = { name: 'retry' }

export const retryingLater = (turn: Turn): Turn => arming(turn, RETRY, RETRY_MS)

export const retryingNoMore = (turn: Turn): Turn => disarming(turn, RETRY)
