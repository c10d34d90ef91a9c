/**
 * Watches: ordered, unique, reliable, and all events of one revision together. A watch that
 * starts in the past is served from history, or cancelled if history no longer reaches back so
 * far; one that starts in the future waits for that revision (which is how a client of a
 * restored cluster misses events).
 *
 * Left out: progress notifications, filters, slow watchers, and watches that require a leader
 * (upstream's API server resumes such a watch where it broke, so nothing can be missed by
 * breaking it).
 */
import type { Address } from '../messages.ts'
import { remember } from '../remember.ts'
import type { EtcdWatch, StoreSnapshot } from './messages.ts'
import type { Happening } from './mvcc.ts'
import { eventsSince } from './mvcc.ts'
import type { Turn } from './turn.ts'
import { forEach, remembering, sending, without } from './turn.ts'

interface Watcher {
  readonly client: Address
  readonly prefix: string
  readonly startRevision: number
}

const isAddress = (name: string): name is Address => name.includes('/')

const watchersOf = ({ memory }: Turn): readonly Watcher[] =>
  Object.keys(memory.watchers)
    .sort()
    .filter(isAddress)
    .flatMap((client) =>
      Object.entries(memory.watchers[client] ?? {})
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([prefix, { startRevision }]) => ({ client, prefix, startRevision })),
    )

const keep = (turn: Turn, { client, prefix, startRevision }: Watcher): Turn => {
  const own = turn.memory.watchers[client] ?? {}
  if (own[prefix]?.startRevision === startRevision) return turn
  const watchers = { ...turn.memory.watchers, [client]: { ...own, [prefix]: { startRevision } } }
  return remembering(turn, { watchers })
}

const drop = (turn: Turn, { client, prefix }: Watcher): Turn => {
  const own = without(turn.memory.watchers[client] ?? {}, prefix)
  const others = without(turn.memory.watchers, client)
  const watchers = Object.keys(own).length === 0 ? others : { ...others, [client]: own }
  return remembering(turn, { watchers })
}

const tell = (turn: Turn, { client, prefix }: Watcher, { revision, events }: Happening): Turn =>
  sending(turn, client, { type: 'etcd/events', prefix, revision, events })

/**
 * What the newest revision did: what nearly every watcher is told, worked out once for all of
 * them.
 */
const newest = remember((store: StoreSnapshot) => eventsSince(store, '', store.revision))

const missedBy = (
  store: StoreSnapshot,
  { prefix, startRevision }: Watcher,
): readonly Happening[] => {
  if (startRevision === 0) return []
  if (startRevision < store.revision) return eventsSince(store, prefix, startRevision)
  return newest(store).flatMap(({ revision, events }) => {
    const own = events.filter(({ kv }) => kv.key.startsWith(prefix))
    return own.length === 0 ? [] : [{ revision, events: own }]
  })
}

/** Serves a watcher from history up to now, or cancels it. */
const serve = (turn: Turn, watcher: Watcher): Turn => {
  const { store } = turn.disk.snapshot
  const { client, prefix, startRevision } = watcher
  if (startRevision > store.revision) return keep(turn, watcher)
  if (startRevision > 0 && startRevision < store.compactRevision) {
    const { compactRevision } = store
    return sending(drop(turn, watcher), client, { type: 'etcd/canceled', prefix, compactRevision })
  }
  const told = forEach(turn, missedBy(store, watcher), (t, happening) =>
    tell(t, watcher, happening),
  )
  return keep(told, { ...watcher, startRevision: 0 })
}

export const openWatch = (
  turn: Turn,
  client: Address,
  { prefix, startRevision }: EtcdWatch,
): Turn => serve(drop(turn, { client, prefix, startRevision }), { client, prefix, startRevision })

export const closeWatches = (turn: Turn, client: Address): Turn =>
  Object.hasOwn(turn.memory.watchers, client)
    ? remembering(turn, { watchers: without(turn.memory.watchers, client) })
    : turn

/**
 * Tells all watchers what happened since the store was `before`. What one entry did and what a
 * snapshot brought are told alike: from history, which reaches back further than any single
 * entry.
 */
export const tellWatchers = (turn: Turn, before: StoreSnapshot): Turn => {
  const { revision } = turn.disk.snapshot.store
  if (revision <= before.revision) return turn
  return forEach(turn, watchersOf(turn), (t, watcher) =>
    serve(t, {
      ...watcher,
      startRevision: watcher.startRevision === 0 ? before.revision + 1 : watcher.startRevision,
    }),
  )
}
