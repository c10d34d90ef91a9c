/**
 * What every controller of the controller manager is made of: a client with its caches, a work
 * queue of keys, and leadership. A controller is a `Logic`: which keys an observed change concerns,
 * and what a sync does. controller-loop.ts makes a component of it.
 */
import type { ClientState, Change, Pending, RequestSpec, WatchSpec } from './client.ts'
import { isAwaiting, newClient, request } from './client.ts'
import type { Send, Timer } from './component.ts'
import type { Address, ApiResponse, ControllerKind, WatchEvent, WatchSnapshot } from './messages.ts'
import type { Resource } from './objects.ts'
import type { Arming, Queued, WorkQueue } from './work-queue.ts'
import { add, addAfter, done, emptyQueue, retry } from './work-queue.ts'

export const CONTROLLER_MANAGER = 'system:kube-controller-manager'

export interface ControllerMemory<P> {
  /** The API server that can be reached, whether or not it is used yet. */
  readonly peer: Address | null
  readonly leading: boolean
  readonly client: ClientState<P>
  readonly queue: WorkQueue
}

export const newController = <P>(): ControllerMemory<P> => ({
  peer: null,
  leading: false,
  client: newClient<P>(),
  queue: emptyQueue,
})

/** A reaction under construction. */
export interface Step<M> {
  readonly memory: M
  readonly sends: readonly Send[]
  readonly arm: readonly Arming[]
  readonly disarm: readonly Timer[]
}

export const begin = <M>(memory: M): Step<M> => ({ memory, sends: [], arm: [], disarm: [] })

const isSame = (a: Timer, b: Timer): boolean => a.name === b.name && a.key === b.key

/** Goes on from what a step left behind. What is armed or disarmed later wins. */
export const andThen = <M>(first: Step<M>, go: (memory: M) => Step<M>): Step<M> => {
  const next = go(first.memory)
  const touched = [...next.disarm, ...next.arm.map(({ timer }) => timer)]
  const kept = first.arm.filter(({ timer }) => !touched.some((t) => isSame(t, timer)))
  return {
    memory: next.memory,
    sends: [...first.sends, ...next.sends],
    arm: [...kept, ...next.arm],
    disarm: [...first.disarm, ...next.disarm],
  }
}

/** The answer to a request; null: it never came, the outcome is unknown. */
export type Answer = ApiResponse | null

export const succeeded = (answer: Answer): boolean => answer?.code === 200 || answer?.code === 201

export interface Logic<P, M extends ControllerMemory<P>> {
  readonly kind: ControllerKind
  readonly watches: readonly WatchSpec[]
  readonly initial: M
  /** Every key that may need a sync, judging by the caches. */
  readonly keys: (memory: M) => readonly string[]
  /** The keys that an observed change concerns. `memory` has seen it. */
  readonly affected: (memory: M, resource: Resource, change: Change) => readonly string[]
  /**
   * The key was taken from the queue. Ends with `finish` or `fail`, now or when answers have come.
   */
  readonly sync: (memory: M, key: string) => Step<M>
  readonly answered: (memory: M, pending: Pending<P>, answer: Answer) => Step<M>
  /** The connection broke; the queue was cleared, these requests have an unknown outcome. */
  readonly lost?: (memory: M, lost: readonly Pending<P>[]) => Step<M>
  readonly observed?: (
    memory: M,
    message: WatchSnapshot | WatchEvent,
    changes: readonly Change[],
  ) => Step<M>
  /** A timer other than `sync`. */
  readonly alarm?: (memory: M, timer: Timer) => Step<M>
  /** Timers other than `sync` that may be armed. */
  readonly timers?: (memory: M) => readonly Timer[]
  /** This resource must be listed by a quorum read instead of resuming its watch. */
  readonly wantsLatest?: (memory: M, resource: Resource) => boolean
}

const queued = <M extends { readonly queue: WorkQueue }>(
  memory: M,
  change: (queue: WorkQueue) => Queued,
): Step<M> => {
  const { queue, arm } = change(memory.queue)
  return { ...begin({ ...memory, queue }), arm }
}

/** These keys are due, or will be after a while. */
export const enqueue = <M extends { readonly queue: WorkQueue }>(
  memory: M,
  keys: readonly string[],
  after = 0,
): Step<M> =>
  keys.reduce<Step<M>>(
    (step, key) =>
      andThen(step, (m) => queued(m, (q) => (after === 0 ? add(q, key) : addAfter(q, key, after)))),
    begin(memory),
  )

/** The sync of this key has ended well, or failed and is to be tried again. */
export const finish = <M extends { readonly queue: WorkQueue }>(memory: M, key: string): Step<M> =>
  queued(memory, (queue) => done(queue, key))

export const fail = <M extends { readonly queue: WorkQueue }>(memory: M, key: string): Step<M> =>
  queued(memory, (queue) => retry(queue, key))

/** Sends a request as the controller manager. */
export const ask = <P, M extends ControllerMemory<P>>(
  memory: M,
  spec: Omit<RequestSpec, 'user'>,
  purpose: P,
): Step<M> => {
  const { client, sends } = request(memory.client, { ...spec, user: CONTROLLER_MANAGER }, purpose)
  return { ...begin({ ...memory, client }), sends }
}

export const isBusy = <P extends { readonly key: string }>(
  memory: ControllerMemory<P>,
  key: string,
): boolean => isAwaiting(memory.client, (purpose) => purpose.key === key)

/** Asks for a new list of a resource; its watch goes on from there. */
export const refresh = <P, M extends ControllerMemory<P>>(
  memory: M,
  resource: Resource,
): Step<M> => {
  const { server } = memory.client
  if (server === null) return begin(memory)
  const user = CONTROLLER_MANAGER
  const message = {
    type: 'watch',
    user,
    resource,
    resourceVersion: null,
    freshness: 'latest',
  } as const
  return { ...begin(memory), sends: [{ to: server, message }] }
}
