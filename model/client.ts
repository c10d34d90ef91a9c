/**
 * What every client of the API server shares: a connection, a cache per resource fed by a watch (a reflector
 * with its informer), and requests whose answers are awaited. Pure functions over plain data; each component
 * keeps a ClientState inside its own memory.
 */
import type { Send } from './component.ts'
import type {
  Address,
  ApiRequest,
  ApiResponse,
  Message,
  WatchEvent,
  WatchGone,
  WatchRequest,
  WatchSnapshot,
} from './messages.ts'
import type { Kind, KubeObject, Resource } from './objects.ts'
import { keyOf } from './objects.ts'
import { remember } from './remember.ts'

export type ObjectMap = { readonly [key: string]: KubeObject }

/** What a client's watch delivered so far: its belief, never the store. */
export interface Cache {
  /** Revision up to which the cache is current; null: never listed since the process started. */
  readonly revision: number | null
  readonly objects: ObjectMap
}

/** A request whose answer is awaited. `purpose` is the component's own note of what it was for. */
export interface Pending<P> {
  readonly purpose: P
  readonly request: ApiRequest
  /** The client gave up on it; the id is not used again before the answer came or the connection broke. */
  readonly abandoned?: true
}

export interface ClientState<P> {
  /** The API server this client is connected to; null: none. */
  readonly server: Address | null
  readonly caches: { readonly [resource in Resource]?: Cache }
  readonly pending: { readonly [id: string]: Pending<P> }
}

/** How a component watches one resource. */
export interface WatchSpec {
  readonly resource: Resource
  readonly nodeName?: string
}

export const emptyCache: Cache = { revision: null, objects: {} }

export const newClient = <P>(): ClientState<P> => ({ server: null, caches: {}, pending: {} })

export const cacheOf = <P>(client: ClientState<P>, resource: Resource): Cache =>
  client.caches[resource] ?? emptyCache

/** True once every watched resource was listed: informers have synced. */
export const hasSynced = <P>(client: ClientState<P>, watches: readonly WatchSpec[]): boolean =>
  watches.every(({ resource }) => cacheOf(client, resource).revision !== null)

export const objectsIn = remember((objects: ObjectMap): readonly KubeObject[] =>
  Object.keys(objects)
    .sort()
    .flatMap((key) => objects[key] ?? []),
)

/** The cached objects of one kind, in order of their keys. */
export const cached = <P, K extends Kind>(
  client: ClientState<P>,
  resource: Resource,
  kind: K,
): readonly Extract<KubeObject, { kind: K }>[] =>
  objectsIn(cacheOf(client, resource).objects).filter(
    (object): object is Extract<KubeObject, { kind: K }> => object.kind === kind,
  )

/** The cached object with this key, if the cache has it. */
export const lookUp = <P, K extends Kind>(
  client: ClientState<P>,
  resource: Resource,
  kind: K,
  key: string,
): Extract<KubeObject, { kind: K }> | undefined => {
  const objects = cacheOf(client, resource).objects
  const object = Object.hasOwn(objects, key) ? objects[key] : undefined
  const isKind = (o: KubeObject): o is Extract<KubeObject, { kind: K }> => o.kind === kind
  return object !== undefined && isKind(object) ? object : undefined
}

/**
 * A connection came up: watch everything. A cache that was filled before resumes from its revision (and is
 * told `gone` if that is no longer possible); a fresh process lists with resourceVersion="0".
 */
export const connect = <P>(
  client: ClientState<P>,
  server: Address,
  user: string,
  watches: readonly WatchSpec[],
): { readonly client: ClientState<P>; readonly sends: readonly Send[] } => ({
  client: { ...client, server },
  sends: watches.map((spec) => watchSend(server, user, spec, cacheOf(client, spec.resource))),
})

const watchSend = (server: Address, user: string, spec: WatchSpec, cache: Cache): Send => {
  const message: WatchRequest = {
    type: 'watch',
    user,
    resource: spec.resource,
    resourceVersion: cache.revision,
    freshness: 'any',
    ...(spec.nodeName === undefined ? {} : { nodeName: spec.nodeName }),
  }
  return { to: server, message }
}

/**
 * The connection broke: what was asked has an unknown outcome. Returns the requests that were lost, so that
 * the component can decide what to retry.
 */
export const disconnect = <P>(
  client: ClientState<P>,
): { readonly client: ClientState<P>; readonly lost: readonly Pending<P>[] } => ({
  client: { ...client, server: null, pending: {} },
  lost: Object.keys(client.pending).flatMap((id) => client.pending[id] ?? []).filter((p) => !p.abandoned),
})

export interface Change {
  readonly key: string
  /** Absent: the object was not in the cache. */
  readonly before?: KubeObject
  /** Absent: the object is gone. */
  readonly after?: KubeObject
}

/** Puts what a watch delivered into the cache. Every list replaces the cache: absent objects are deletions. */
export const observe = <P>(
  client: ClientState<P>,
  message: WatchSnapshot | WatchEvent,
): { readonly client: ClientState<P>; readonly changes: readonly Change[] } => {
  const cache = cacheOf(client, message.resource)
  const [objects, changes, revision] =
    message.type === 'snapshot'
      ? replaced(cache.objects, message)
      : applied(cache.objects, message)
  const next: Cache = { revision, objects }
  return { client: { ...client, caches: { ...client.caches, [message.resource]: next } }, changes }
}

const replaced = (
  known: ObjectMap,
  { items, resourceVersion }: WatchSnapshot,
): [ObjectMap, Change[], number] => {
  const objects = Object.fromEntries(items.map((item) => [keyOf(item), item]))
  const keys = [...new Set([...Object.keys(known), ...Object.keys(objects)])].sort()
  const changes = keys.flatMap((key) => {
    const before = known[key]
    const after = objects[key]
    const same = before?.metadata.resourceVersion === after?.metadata.resourceVersion
    return same ? [] : [changeOf(key, before, after)]
  })
  return [objects, changes, resourceVersion]
}

const applied = (known: ObjectMap, { event, object }: WatchEvent): [ObjectMap, Change[], number] => {
  const key = keyOf(object)
  const before = known[key]
  const revision = object.metadata.resourceVersion
  if (event === 'DELETED') {
    const { [key]: _gone, ...rest } = known
    return [rest, [changeOf(key, before ?? object, undefined)], revision]
  }
  return [{ ...known, [key]: object }, [changeOf(key, before, object)], revision]
}

const changeOf = (key: string, before?: KubeObject, after?: KubeObject): Change => ({
  key,
  ...(before === undefined ? {} : { before }),
  ...(after === undefined ? {} : { after }),
})

/** 410: forget where the watch stood and list again, not older than what was seen. The objects stay until then. */
export const relist = <P>(
  client: ClientState<P>,
  message: WatchGone,
  user: string,
  spec: WatchSpec,
): { readonly client: ClientState<P>; readonly sends: readonly Send[] } => {
  if (client.server === null) return { client, sends: [] }
  const seen = cacheOf(client, message.resource).revision
  const list: WatchRequest = {
    type: 'watch',
    user,
    resource: spec.resource,
    resourceVersion: null,
    freshness: seen ?? 'any',
    ...(spec.nodeName === undefined ? {} : { nodeName: spec.nodeName }),
  }
  return { client, sends: [{ to: client.server, message: list }] }
}

export type RequestSpec = Omit<ApiRequest, 'type' | 'id'>

/** Sends a request and notes what it was for. Without a connection nothing is sent and `sent` is false. */
export const request = <P>(
  client: ClientState<P>,
  spec: RequestSpec,
  purpose: P,
): { readonly client: ClientState<P>; readonly sends: readonly Send[]; readonly sent: boolean } => {
  if (client.server === null) return { client, sends: [], sent: false }
  const id = freeId(client.pending)
  const message: ApiRequest = { type: 'request', id, ...spec }
  const pending = { ...client.pending, [id]: { purpose, request: message } }
  return { client: { ...client, pending }, sends: [{ to: client.server, message }], sent: true }
}

const freeId = (pending: { readonly [id: string]: unknown }): number => {
  let id = 1
  while (Object.hasOwn(pending, String(id))) id += 1
  return id
}

/** An answer came: which request it belongs to. Undefined: to none that is awaited (it was abandoned). */
export const answered = <P>(
  client: ClientState<P>,
  message: ApiResponse,
): { readonly client: ClientState<P>; readonly answered: Pending<P> | undefined } => {
  const { [String(message.id)]: found, ...pending } = client.pending
  return {
    client: found === undefined ? client : { ...client, pending },
    answered: found?.abandoned ? undefined : found,
  }
}

/** The client stops waiting for this answer. Returns the request, whose outcome is unknown. */
export const abandon = <P>(
  client: ClientState<P>,
  id: number,
): { readonly client: ClientState<P>; readonly abandoned: Pending<P> | undefined } => {
  const found = client.pending[String(id)]
  if (found === undefined || found.abandoned) return { client, abandoned: undefined }
  const pending = { ...client.pending, [String(id)]: { ...found, abandoned: true as const } }
  return { client: { ...client, pending }, abandoned: found }
}

/** Is a request for which `matches` holds still awaited? */
export const isAwaiting = <P>(client: ClientState<P>, matches: (purpose: P) => boolean): boolean =>
  Object.keys(client.pending).some((id) => {
    const pending = client.pending[id]
    return pending !== undefined && !pending.abandoned && matches(pending.purpose)
  })

/** What a client of the API server can be told; everything else is not for it. */
export type ClientMessage = Extract<
  Message,
  {
    type:
      | 'response'
      | 'snapshot'
      | 'event'
      | 'gone'
      | 'started'
      | 'connected'
      | 'disconnected'
      | 'timeout'
  }
>

const CLIENT_MESSAGES: ReadonlySet<Message['type']> = new Set([
  'response',
  'snapshot',
  'event',
  'gone',
  'started',
  'connected',
  'disconnected',
  'timeout',
])

export const isClientMessage = (message: Message): message is ClientMessage =>
  CLIENT_MESSAGES.has(message.type)
