/** The store beside what each component believes: at which revision everybody has each object. */
import type { ClientState, ObjectMap } from '../model/client.ts'
import type { ClusterState } from '../model/state.ts'
import type { Truth } from '../model/truth.ts'
import { pathOf } from '../model/truth.ts'

export interface Holder {
  readonly address: string
  /** Objects of which its cache differs from the store: too old, missing, or gone from the store. */
  readonly stale: number
  /** Store revisions between the newest object that it lacks and the one that it has; 0: it is current. */
  readonly behind: number
}

export interface BeliefCell {
  /** Revision in the cache; null: the cache does not have it. */
  readonly revision: number | null
  readonly isStale: boolean
}

export interface BeliefRow {
  readonly object: string
  /** Revision in the store; null: it is not there. */
  readonly revision: number | null
  /** By holder; absent: it does not watch such objects. */
  readonly cells: ReadonlyMap<string, BeliefCell>
}

export interface Belief {
  readonly revision: number
  readonly holders: readonly Holder[]
  readonly rows: readonly BeliefRow[]
}

interface Cached {
  readonly address: string
  readonly objects: ReadonlyMap<string, number>
  readonly watches: ReadonlySet<string>
}

type Caches = Readonly<Record<string, ObjectMap | undefined>>

const isRecord = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const hasClient = (memory: object): memory is { readonly client: ClientState<unknown> } =>
  'client' in memory && isRecord(memory.client) && 'caches' in memory.client

/** What the memory of a component holds by resource; null: it has no cache. */
const cachesIn = (state: ClusterState, slot: string): Caches | null => {
  const isApiserver = (name: string): name is `apiserver/${string}` => name.startsWith('apiserver/')
  if (isApiserver(slot)) return state[slot]?.cache?.objects ?? null
  const memory: unknown = Reflect.get(state, slot)
  if (!isRecord(memory) || !hasClient(memory)) return null
  return Object.fromEntries(Object.entries(memory.client.caches).map(([resource, cache]) => [resource, cache?.objects]))
}

const cachedBy = (state: ClusterState, address: string): Cached | null => {
  const caches = cachesIn(state, address)
  if (caches === null) return null
  const objects = Object.entries(caches).flatMap(([resource, map]) =>
    Object.entries(map ?? {}).map(([key, object]) => [`${resource}/${key}`, object.metadata.resourceVersion] as const),
  )
  return { address, objects: new Map(objects), watches: new Set(Object.keys(caches)) }
}

const placeOf = (address: string): string => address.slice(address.indexOf('/') + 1)

/** A kubelet asks for the pods that are bound to its node, and for its own Node. */
const isFor = (address: string, path: string, nodeName: string | undefined): boolean => {
  if (!address.startsWith('kubelet/')) return true
  if (path.startsWith('pods/')) return nodeName === placeOf(address)
  return path === `nodes/${placeOf(address)}`
}

export const beliefIn = (truth: Truth, state: ClusterState): Belief => {
  const { byKey } = truth.objects(state)
  const all = Object.keys(state)
    .sort()
    .flatMap((slot) => cachedBy(state, slot) ?? [])
  const paths = [...new Set([...byKey.keys(), ...all.flatMap(({ objects }) => [...objects.keys()])])].sort()
  const rows = paths.map((path): BeliefRow => {
    const object = byKey.get(path)
    const revision = object?.metadata.resourceVersion ?? null
    const nodeName = object?.kind === 'Pod' ? object.spec.nodeName : undefined
    const cells = all.flatMap(({ address, objects, watches }) => {
      const known = objects.get(path) ?? null
      const isWatched = watches.has(path.split('/')[0] ?? '')
      if (known === null && (!isWatched || !isFor(address, path, nodeName))) return []
      return [[address, { revision: known, isStale: known !== revision }] as const]
    })
    return { object: object === undefined ? path : pathOf(object), revision, cells: new Map(cells) }
  })
  const { revision } = state.committed
  return { revision, rows, holders: all.map(({ address }) => holderOf(address, rows, revision)) }
}

const holderOf = (address: string, rows: readonly BeliefRow[], now: number): Holder => {
  const stale = rows.filter(({ cells }) => cells.get(address)?.isStale === true)
  const behind = stale.map(({ revision, cells }) => (revision ?? now) - (cells.get(address)?.revision ?? 0))
  return { address, stale: stale.length, behind: Math.max(0, ...behind) }
}
