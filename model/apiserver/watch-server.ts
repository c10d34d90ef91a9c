/**
 * Lists and watches of clients. Events come from the cache alone. A list may come from the cache
 * (`any`, however stale it is), waits for the cache to reach a revision (a number), or is a
 * quorum read of etcd (`latest`).
 *
 * A watch from a revision that this server has not reached yet is accepted, and what happens up
 * to it is skipped in silence, as Kubernetes 1.26 does (recording 15b): after a restore this is
 * how clients miss events.
 *
 * Left out: closing slow watchers, bookmarks, paging and selectors other than by node, and the
 * refusal of a watch by an unknown user (no message could say so; it is never answered). Where
 * upstream answers a list with "too large resource version" after 3 s, its reflector then asks
 * for a quorum list: here that is one step.
 */
import { objectsIn } from '../client.ts'
import type { Timer } from '../component.ts'
import type { Address, WatchEvent, WatchRequest } from '../messages.ts'
import type { KubeObject, Resource } from '../objects.ts'
import { authenticate } from './authentication.ts'
import { mayWatch } from './authorization.ts'
import { listCall, withRevision } from './storage.ts'
import type { Turn, Waiting, Watcher } from './turn.ts'
import {
  arming,
  callsOf,
  calling,
  disarming,
  forEach,
  remembering,
  sending,
  withoutCall,
} from './turn.ts'
import type { CacheEvent, WatchCache } from './watch-cache.ts'
import { eventsAfter, objectsOf, reachesBackTo } from './watch-cache.ts'

/** How long upstream waits for its cache to reach a revision. */
const TOO_LARGE_MS = 3_000

const tooLarge = (client: Address, resource: Resource): Timer => ({
  name: 'too-large',
  key: `${client} ${resource}`,
})

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const inOrder = (a: Watcher, b: Watcher): number =>
  compare(a.client, b.client) || compare(a.resource, b.resource)

const isAbout = (client: Address, resource?: Resource) => (it: Watcher) =>
  it.client === client && (resource === undefined || it.resource === resource)

const dropWatchers = (turn: Turn, drops: (watcher: Watcher) => boolean): Turn => {
  const watchers = turn.memory.watchers.filter((watcher) => !drops(watcher))
  return watchers.length === turn.memory.watchers.length ? turn : remembering(turn, { watchers })
}

const dropWaiting = (turn: Turn, drops: (waiting: Waiting) => boolean): Turn => {
  const dropped = turn.memory.waiting.filter(drops)
  if (dropped.length === 0) return turn
  const waiting = turn.memory.waiting.filter((each) => !drops(each))
  return forEach(remembering(turn, { waiting }), dropped, (t, { client, watch }) =>
    disarming(t, tooLarge(client, watch.resource)),
  )
}

/** Nobody can tell in which order those of different clients came. */
const setWaiting = (turn: Turn, waiting: Waiting): Turn =>
  remembering(turn, {
    waiting: [...turn.memory.waiting, waiting].sort((a, b) => compare(a.client, b.client)),
  })

/** Nobody waits for this client's lists any more (one resource, or all). */
const dropLists = (turn: Turn, client: Address, resource?: Resource): Turn => {
  const calls = { ...turn.memory.calls }
  let isChanged = false
  for (const [id, call] of callsOf(turn)) {
    if (call.for !== 'list' || call.waiting.client !== client) continue
    if (resource !== undefined && call.waiting.watch.resource !== resource) continue
    calls[id] = { for: 'nobody' }
    isChanged = true
  }
  return isChanged ? remembering(turn, { calls }) : turn
}

const closeWatches = (turn: Turn, client: Address, resource?: Resource): Turn =>
  dropLists(
    dropWaiting(
      dropWatchers(turn, isAbout(client, resource)),
      ({ client: who, watch }) =>
        who === client && (resource === undefined || watch.resource === resource),
    ),
    client,
    resource,
  )

/** The client is gone. */
export const forgetWatches = (turn: Turn, client: Address): Turn => closeWatches(turn, client)

type Filter = Pick<Watcher, 'resource' | 'nodeName'>

const matches = ({ nodeName }: Filter, object: KubeObject): boolean => {
  if (nodeName === undefined) return true
  if (object.kind === 'Pod') return object.spec.nodeName === nodeName
  return object.kind !== 'Node' || object.metadata.name === nodeName
}

/** What a watcher is told of a change: an object that starts or stops to match comes or goes. */
const eventFor = (watcher: Watcher, { before, after, ...event }: CacheEvent): WatchEvent | null => {
  const { resource, revision } = event
  const was = before !== undefined && matches(watcher, before)
  if (after !== undefined && matches(watcher, after)) {
    return { type: 'event', resource, event: was ? 'MODIFIED' : 'ADDED', object: after }
  }
  if (!was) return null
  return { type: 'event', resource, event: 'DELETED', object: withRevision(before, revision) }
}

const tell = (turn: Turn, watcher: Watcher, event: CacheEvent): Turn => {
  if (event.resource !== watcher.resource) return turn
  if (event.revision <= (watcher.startRevision ?? 0)) return turn
  const message = eventFor(watcher, event)
  return message === null ? turn : sending(turn, watcher.client, message)
}

/** A start that the cache has passed no longer matters: such watchers are equal. */
const settled = (watcher: Watcher, revision: number): Watcher => {
  if (watcher.startRevision === undefined || watcher.startRevision > revision) return watcher
  const { startRevision: _passed, ...rest } = watcher
  return rest
}

/** Tells every watcher what is new, and lets lists go on that waited for it. */
export const publish = (turn: Turn, news: readonly CacheEvent[]): Turn => {
  const revision = turn.memory.cache?.revision ?? 0
  const told = forEach(turn, turn.memory.watchers, (t, watcher) =>
    forEach(t, news, (inner, event) => tell(inner, watcher, event)),
  )
  const isAhead = told.memory.watchers.some(({ startRevision }) => startRevision !== undefined)
  const open = isAhead
    ? remembering(told, { watchers: told.memory.watchers.map((w) => settled(w, revision)) })
    : told
  const ready = open.memory.waiting.filter(
    ({ watch: { freshness } }) => typeof freshness === 'number' && freshness <= revision,
  )
  return forEach(open, ready, serve)
}

const filterOf = ({ resource, nodeName }: WatchRequest): Filter => ({
  resource,
  ...(nodeName === undefined ? {} : { nodeName }),
})

/** The watch goes on from a revision; what the cache knows beyond it comes at once. */
const open = (turn: Turn, cache: WatchCache, { client, watch }: Waiting, from: number): Turn => {
  const watcher: Watcher = settled(
    { client, ...filterOf(watch), startRevision: from },
    cache.revision,
  )
  const watchers = [...turn.memory.watchers, watcher].sort(inOrder)
  return forEach(
    remembering(turn, { watchers }),
    eventsAfter(cache, watch.resource, from),
    (t, event) => tell(t, watcher, event),
  )
}

const gone = (turn: Turn, { client, resource }: Pick<Watcher, 'client' | 'resource'>): Turn =>
  sending(turn, client, { type: 'gone', resource })

const resume = (turn: Turn, cache: WatchCache, waiting: Waiting, from: number): Turn =>
  reachesBackTo(cache, waiting.watch.resource, from)
    ? open(turn, cache, waiting, from)
    : gone(turn, { client: waiting.client, resource: waiting.watch.resource })

const answerList = (
  turn: Turn,
  { client, watch }: Waiting,
  objects: readonly KubeObject[],
  resourceVersion: number,
): Turn => {
  const items = objects.filter((object) => matches(filterOf(watch), object))
  const { resource } = watch
  return sending(turn, client, { type: 'snapshot', resource, items, resourceVersion })
}

const listCached = (turn: Turn, cache: WatchCache, waiting: Waiting): Turn => {
  const objects = objectsIn(objectsOf(cache, waiting.watch.resource))
  const told = answerList(turn, waiting, objects, cache.revision)
  return open(told, cache, waiting, cache.revision)
}

/** Etcd's answer to a quorum list; the watch goes on from there, wherever the cache stands. */
export const listed = (
  turn: Turn,
  waiting: Waiting,
  objects: readonly KubeObject[],
  revision: number,
): Turn => {
  const { cache } = turn.memory
  const told = answerList(turn, waiting, objects, revision)
  return cache === null
    ? gone(told, { client: waiting.client, resource: waiting.watch.resource })
    : resume(told, cache, waiting, revision)
}

const askEtcd = (turn: Turn, waiting: Waiting): Turn =>
  turn.memory.etcd === null
    ? setWaiting(turn, waiting)
    : calling(turn, listCall(waiting.watch.resource), { for: 'list', waiting })

/** Answers a watch as far as that is possible now; otherwise it waits. */
export const serve = (turn: Turn, waiting: Waiting): Turn => {
  const { client, watch } = waiting
  const { cache } = turn.memory
  const clear = closeWatches(turn, client, watch.resource)
  if (cache === null) return setWaiting(clear, waiting)
  if (watch.resourceVersion !== null) return resume(clear, cache, waiting, watch.resourceVersion)
  if (watch.freshness === 'latest') return askEtcd(clear, waiting)
  if (watch.freshness === 'any' || watch.freshness <= cache.revision) {
    return listCached(clear, cache, waiting)
  }
  const timed = arming(clear, tooLarge(client, watch.resource), TOO_LARGE_MS)
  return setWaiting(timed, waiting)
}

export const onWatch = (turn: Turn, client: Address, watch: WatchRequest): Turn =>
  authenticate(watch.user) === null && mayWatch(watch) ? serve(turn, { client, watch }) : turn

/** The cache was filled: every watch that waits is tried again. */
export const serveWaiting = (turn: Turn): Turn => forEach(turn, turn.memory.waiting, serve)

/** Quorum lists that could not be asked, or failed, are asked for again. */
export const askAgain = (turn: Turn): Turn =>
  turn.memory.cache === null
    ? turn
    : forEach(
        turn,
        turn.memory.waiting.filter(({ watch }) => watch.freshness === 'latest'),
        serve,
      )

/** The cache did not reach the revision in time. */
export const onTooLarge = (turn: Turn, key: string): Turn => {
  const late = turn.memory.waiting.find(
    ({ client, watch }) => tooLarge(client, watch.resource).key === key,
  )
  if (late === undefined) return turn
  return serve(turn, { ...late, watch: { ...late.watch, freshness: 'latest' } })
}

/** History broke off: nobody's watch can go on. */
export const closeAll = (turn: Turn): Turn =>
  remembering(forEach(turn, turn.memory.watchers, gone), { watchers: [] })

/** A quorum list failed, or its connection broke: `askAgain` asks anew. */
export const listFailed = (turn: Turn, id: string, waiting: Waiting): Turn =>
  setWaiting(withoutCall(turn, id), waiting)
