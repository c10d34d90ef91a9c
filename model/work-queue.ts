/**
 * The work queue of a controller (client-go's rate-limited workqueue) as plain data. A key is in it
 * at most once however often it is added, is never synced twice at the same time, and comes back
 * later and later while its syncs fail. The queue holds no time: each change says which timer
 * {name: 'sync', key} to arm.
 *
 * Usage: `add` on every event; when the timer fires `take`, then `done` or `retry` when the sync
 * has ended (at once, or when the last answer came); `clear` when the connection or leadership is
 * gone, and `add` all keys again when it is back. A key that is not in the queue takes no space, so
 * an idle queue is `{}`.
 *
 * Left out: upstream's deployment and endpoints controllers drop a key after 15 failures until the
 * next event or the informer's resync (12 h and more). Here it stays, since resyncs are not
 * modelled either.
 */
import type { Timer } from './component.ts'

export interface WorkItem {
  /**
   * due: its timer fires at once. waiting: it fires after a back-off. working: its sync goes on.
   */
  readonly state: 'due' | 'waiting' | 'working'
  /** Working, and added again meanwhile: it is due again as soon as this sync ends. */
  readonly again?: true
  /** Syncs that failed in a row, up to where the back-off no longer grows. Absent: none. */
  readonly failures?: number
}

export type WorkQueue = { readonly [key: string]: WorkItem }

export interface Arming {
  readonly timer: Timer
  readonly after: number
}

export interface Queued {
  readonly queue: WorkQueue
  readonly arm: readonly Arming[]
}

export const emptyQueue: WorkQueue = {}

const BASE_MS = 5
const MAX_MS = 1_000_000
/**
 * 5 ms * 2^18 (the 19th failure) is beyond the longest back-off: counting on would make states
 * differ that behave alike.
 */
const MAX_FAILURES = 19

/**
 * Back-off before the next try after so many failures in a row: 5 ms, 10 ms, 20 ms, ..., 1000 s.
 */
export const backOff = (failures: number): number => Math.min(BASE_MS * 2 ** (failures - 1), MAX_MS)

export const syncTimer = (key: string): Timer => ({ name: 'sync', key })

const itemOf = (queue: WorkQueue, key: string): WorkItem | undefined =>
  Object.hasOwn(queue, key) ? queue[key] : undefined

const without = (queue: WorkQueue, key: string): WorkQueue => {
  const { [key]: _gone, ...rest } = queue
  return rest
}

const put = (
  queue: WorkQueue,
  key: string,
  state: WorkItem['state'],
  failures: number,
): WorkQueue => ({ ...queue, [key]: { state, ...(failures === 0 ? {} : { failures }) } })

const due = (queue: WorkQueue, key: string, failures: number): Queued => ({
  queue: put(queue, key, 'due', failures),
  arm: [{ timer: syncTimer(key), after: 0 }],
})

/**
 * Something about this key changed: sync it soon. Cuts a back-off short, as upstream's Add does.
 */
export const add = (queue: WorkQueue, key: string): Queued => {
  const item = itemOf(queue, key)
  if (item?.state === 'due') return { queue, arm: [] }
  if (item?.state === 'working') {
    return { queue: { ...queue, [key]: { ...item, again: true } }, arm: [] }
  }
  return due(queue, key, item?.failures ?? 0)
}

export const addAll = (queue: WorkQueue, keys: readonly string[]): Queued =>
  keys.reduce<Queued>(
    (sum, key) => {
      const added = add(sum.queue, key)
      return { queue: added.queue, arm: [...sum.arm, ...added.arm] }
    },
    { queue, arm: [] },
  )

/**
 * Sync this key after a while, without counting a failure. Not while it is being worked on: end
 * that first. A key that already waits then waits for this long (upstream would keep the earlier of
 * both).
 */
export const addAfter = (queue: WorkQueue, key: string, after: number): Queued => {
  const item = itemOf(queue, key)
  if (item !== undefined && item.state !== 'waiting') return add(queue, key)
  return {
    queue: put(queue, key, 'waiting', item?.failures ?? 0),
    arm: [{ timer: syncTimer(key), after }],
  }
}

/**
 * The timer of this key fired: its sync begins. Null: the key is no longer due, ignore the timer.
 */
export const take = (queue: WorkQueue, key: string): WorkQueue | null => {
  const item = itemOf(queue, key)
  if (item === undefined || item.state === 'working') return null
  return put(queue, key, 'working', item.failures ?? 0)
}

/** Is a sync of this key going on? */
export const isWorking = (queue: WorkQueue, key: string): boolean =>
  itemOf(queue, key)?.state === 'working'

/**
 * The sync ended well: earlier failures are forgotten. Due again if the key was added meanwhile.
 */
export const done = (queue: WorkQueue, key: string): Queued => {
  const item = itemOf(queue, key)
  if (item?.state !== 'working') return { queue, arm: [] }
  return item.again ? due(queue, key, 0) : { queue: without(queue, key), arm: [] }
}

/** The sync failed: once more after a back-off, or at once if the key was added meanwhile. */
export const retry = (queue: WorkQueue, key: string): Queued => {
  const item = itemOf(queue, key)
  if (item?.state !== 'working') return { queue, arm: [] }
  const failures = Math.min((item.failures ?? 0) + 1, MAX_FAILURES)
  if (item.again) return due(queue, key, failures)
  return {
    queue: put(queue, key, 'waiting', failures),
    arm: [{ timer: syncTimer(key), after: backOff(failures) }],
  }
}

/**
 * Forget everything (connection or leadership is gone): the timers to disarm. The queue is then
 * `{}`.
 */
export const clear = (queue: WorkQueue): readonly Timer[] =>
  Object.keys(queue)
    .filter((key) => queue[key]?.state !== 'working')
    .map(syncTimer)
