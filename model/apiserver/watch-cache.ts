/**
 * What one API server knows of the store: every object as its watch on etcd delivered it, the
 * revision up to which that is so, and a window of past events from which a client's broken watch
 * can go on. It may lag behind the store; after a restore it may even be ahead of it, and then
 * ignores everything up to its own revision, as upstream's does (kubernetes/kubernetes#95958).
 *
 * Upstream keeps a cache per resource, each with a revision of its own that idle ones learn from
 * etcd's progress notifications; here one watch feeds them all, so there is one revision. Windows
 * stay per resource: a rarely written resource can be resumed from long ago. Left out: growing
 * and shrinking windows, indexes, bookmarks.
 */
import type { ObjectMap } from '../client.ts'
import type { EtcdEvents, KeyValue } from '../etcd/messages.ts'
import type { KubeObject, Resource } from '../objects.ts'
import type { Place } from './storage.ts'
import { decode, placeOf } from './storage.ts'

/** Events that are kept for resuming watches, of all resources together. */
export const HISTORY_EVENTS = 40

/** One change of one object, as this server saw it. */
export interface CacheEvent extends Place {
  readonly revision: number
  /** Absent: it was not there. */
  readonly before?: KubeObject
  /** Absent: it is gone. */
  readonly after?: KubeObject
}

export interface WatchCache {
  readonly revision: number
  /** Revision of the list that filled it: nothing older is known. */
  readonly startRevision: number
  readonly objects: { readonly [resource in Resource]?: ObjectMap }
  readonly history: readonly CacheEvent[]
  /** Revision of the last event of a resource that is no longer in the history. */
  readonly pruned: { readonly [resource in Resource]?: { readonly revision: number } }
}

const NOTHING: ObjectMap = {}

export const objectsOf = (cache: WatchCache, resource: Resource): ObjectMap =>
  cache.objects[resource] ?? NOTHING

export const objectAt = (cache: WatchCache, { resource, key }: Place): KubeObject | null => {
  const objects = objectsOf(cache, resource)
  return Object.hasOwn(objects, key) ? (objects[key] ?? null) : null
}

type Objects = WatchCache['objects']

const withObject = (objects: Objects, { resource, key }: Place, object: KubeObject): Objects => ({
  ...objects,
  [resource]: { ...objects[resource], [key]: object },
})

const withoutObject = (objects: Objects, { resource, key }: Place): Objects => {
  const { [key]: _gone, ...left } = objects[resource] ?? NOTHING
  const { [resource]: _all, ...others } = objects
  return Object.keys(left).length === 0 ? others : { ...others, [resource]: left }
}

/** A cache as a list at this revision gives it, with no history. */
export const filledFrom = (kvs: readonly KeyValue[], revision: number): WatchCache => {
  const objects: { [resource in Resource]?: { [key: string]: KubeObject } } = {}
  for (const kv of kvs) {
    const place = placeOf(kv.key)
    const object = decode(kv)
    if (place === null || object === null) continue
    const known = objects[place.resource] ?? {}
    known[place.key] = object
    objects[place.resource] = known
  }
  return { revision, startRevision: revision, objects, history: [], pruned: {} }
}

/** As after so many other events that none of the history is left. */
export const withoutEvents = (cache: WatchCache): WatchCache => prune(cache, 0)

/** Keeps the newest events; notes how far back each resource still reaches. */
const prune = (cache: WatchCache, kept: number): WatchCache => {
  const excess = cache.history.length - kept
  if (excess <= 0) return cache
  const gone = cache.history.slice(0, excess)
  const pruned = gone.reduce(
    (sofar, { resource, revision }) => ({ ...sofar, [resource]: { revision } }),
    cache.pruned,
  )
  return { ...cache, history: cache.history.slice(excess), pruned }
}

const change = (
  objects: Objects,
  { event, kv }: EtcdEvents['events'][number],
  revision: number,
): { readonly objects: Objects; readonly news: CacheEvent | null } => {
  const place = placeOf(kv.key)
  if (place === null) return { objects, news: null }
  const all = objects[place.resource] ?? NOTHING
  const known = Object.hasOwn(all, place.key) ? all[place.key] : undefined
  const before = known === undefined ? {} : { before: known }
  if (event === 'DELETE') {
    if (known === undefined) return { objects, news: null }
    return { objects: withoutObject(objects, place), news: { ...place, revision, ...before } }
  }
  const after = decode(kv)
  if (after === null) return { objects, news: null }
  const news = { ...place, revision, ...before, after }
  return { objects: withObject(objects, place, after), news }
}

/**
 * Takes in what etcd delivered, and tells what is new. Events up to the cache's own revision are
 * ignored: its watch never asked for them.
 */
export const applied = (
  cache: WatchCache,
  { revision, events }: EtcdEvents,
): { readonly cache: WatchCache; readonly news: readonly CacheEvent[] } => {
  if (revision <= cache.revision) return { cache, news: [] }
  let { objects } = cache
  const news: CacheEvent[] = []
  for (const event of events) {
    const changed = change(objects, event, revision)
    objects = changed.objects
    if (changed.news !== null) news.push(changed.news)
  }
  const next = { ...cache, revision, objects, history: [...cache.history, ...news] }
  return { cache: prune(next, HISTORY_EVENTS), news }
}

/**
 * Can a watch of this resource go on from this revision without missing anything that the cache
 * knows?
 */
export const reachesBackTo = (cache: WatchCache, resource: Resource, revision: number): boolean =>
  revision >= Math.max(cache.startRevision, cache.pruned[resource]?.revision ?? 0)

export const eventsAfter = (
  cache: WatchCache,
  resource: Resource,
  revision: number,
): readonly CacheEvent[] =>
  cache.history.filter((event) => event.resource === resource && event.revision > revision)
