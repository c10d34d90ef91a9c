/**
 * Requests from arrival to answer, as upstream's GuaranteedUpdate does them: a write is worked
 * out from what the cache has and stored if that is still what etcd has, else worked out anew
 * from what etcd has. A refusal is never based on the cache alone: it may be old.
 *
 * A write whose answer from etcd does not come is answered 504 (500 when the connection broke):
 * it may have been stored, or may still be. Patches and field managers are worked out around it
 * (cli/serve/rest), as a read and an update that insists on what was read.
 */
import { objectsIn as inOrder } from '../client.ts'
import type { EtcdError, EtcdResponse } from '../etcd/messages.ts'
import type { Address, ApiRequest, ApiResponse } from '../messages.ts'
import type { KubeObject, Namespace } from '../objects.ts'
import { keyOf, resourceOf } from '../objects.ts'
import { SYSTEM_NAMESPACES, namespaceOf } from './admission.ts'
import { authenticate } from './authentication.ts'
import { isNodeUser } from './authorization.ts'
import type { Refusal } from './refusal.ts'
import { alreadyExists } from './refusal.ts'
import type { Refused, Stage, View } from './stages.ts'
import { isCreation, review } from './stages.ts'
import { identified } from './identity.ts'
import { listCall, objectsIn, putCall, readCall, removeCall, withRevision } from './storage.ts'
import type { Asked, Call, Turn } from './turn.ts'
import { calling, callsOf, forEach, remembering, sending } from './turn.ts'
import type { WatchCache } from './watch-cache.ts'
import { objectAt, objectsOf } from './watch-cache.ts'

/** What an attempt is based on, if not on the cache: what etcd has just said. */
interface Fresh {
  readonly stored?: KubeObject | null
  readonly namespace?: Namespace | null
}

const answer = (turn: Turn, asked: Asked, said: Omit<ApiResponse, 'type' | 'id'>): Turn =>
  sending(turn, asked.client, { type: 'response', id: asked.request.id, ...said })

const refuse = (turn: Turn, asked: Asked, refusal: Refusal): Turn => answer(turn, asked, refusal)

const UNAVAILABLE: Refusal = {
  code: 503,
  reason: 'ServiceUnavailable',
  message: 'the API server cannot reach its storage',
}

const BROKEN: Refusal = {
  code: 500,
  reason: 'InternalError',
  message: 'the connection to etcd broke; the outcome is unknown',
}

const failure = (error: EtcdError): Refusal =>
  error === 'timeout'
    ? { code: 504, reason: 'Timeout', message: 'etcdserver: request timed out' }
    : { code: 500, reason: 'InternalError', message: `etcdserver: ${error}` }

/** Done. A binding is answered without its object, as upstream does. */
const succeed = (turn: Turn, asked: Asked, object: KubeObject): Turn => {
  const { verb, subresource } = asked.request
  const said =
    verb === 'create'
      ? ({ code: 201, reason: 'Created' } as const)
      : ({ code: 200, reason: 'OK' } as const)
  return answer(turn, asked, subresource === 'binding' ? said : { ...said, object })
}

/** Have the namespaces that every cluster has been made? Before that the server is not ready. */
export const isReady = ({ memory }: Turn): boolean => {
  const { cache } = memory
  return (
    cache !== null &&
    SYSTEM_NAMESPACES.every((key) => objectAt(cache, { resource: 'namespaces', key }) !== null)
  )
}

const cachedNamespace = (cache: WatchCache, key: string): Namespace | null => {
  const name = namespaceOf(key)
  const found = name === undefined ? null : objectAt(cache, { resource: 'namespaces', key: name })
  return found?.kind === 'Namespace' ? found : null
}

/** What a request is judged by, as far as the cache knows. */
export const viewFrom = (cache: WatchCache, request: ApiRequest): View => ({
  stored: objectAt(cache, request),
  namespace: cachedNamespace(cache, request.key),
  revision: cache.revision,
})

const viewOf = (cache: WatchCache, request: ApiRequest, fresh: Fresh): View => {
  const known = viewFrom(cache, request)
  return {
    // A create does not look first; etcd compares. One that is only tried must.
    stored: isCreation(request)
      ? (fresh.stored ?? null)
      : fresh.stored === undefined
        ? known.stored
        : fresh.stored,
    namespace: fresh.namespace === undefined ? known.namespace : fresh.namespace,
    revision: known.revision,
  }
}

/** Does the refusal hold whatever is stored? */
const isCertain = ({ stage }: Refused, { request }: Asked, fresh: Fresh): boolean => {
  if (fresh.stored !== undefined || isCreation(request)) return true
  const early: readonly Stage[] = isNodeUser(request.user)
    ? ['authentication']
    : ['authentication', 'authorization', 'admission']
  return early.includes(stage)
}

const refuseOrLook = (turn: Turn, asked: Asked, fresh: Fresh, refused: Refused): Turn => {
  const { stage, refusal } = refused
  const namespace = namespaceOf(asked.request.key)
  const isUnknownNamespace = stage === 'admission' && refusal.code === 404
  if (isUnknownNamespace && fresh.namespace === undefined && namespace !== undefined) {
    const place = { resource: 'namespaces', key: namespace } as const
    return calling(turn, readCall(place), { for: 'namespace', asked })
  }
  return isCertain(refused, asked, fresh) ? refuse(turn, asked, refusal) : look(turn, asked)
}

const look = (turn: Turn, asked: Asked): Turn =>
  calling(turn, readCall(asked.request), { for: 'read', asked })

/** Works a request out and stores the result, if what it is based on is still so. */
export const attempt = (turn: Turn, asked: Asked, fresh: Fresh): Turn => {
  const { request } = asked
  const { cache } = turn.memory
  if (cache === null) return refuse(turn, asked, UNAVAILABLE)
  const { decision } = review(turn.settings, request, viewOf(cache, request, fresh))
  switch (decision.type) {
    case 'refuse':
      return refuseOrLook(turn, asked, fresh, decision)
    case 'unchanged':
      return fresh.stored === undefined ? look(turn, asked) : succeed(turn, asked, decision.object)
    case 'put': {
      const object = isCreation(request)
        ? identified(turn.entropy, request, decision.object)
        : decision.object
      if (request.dryRun === true) {
        return isCreation(request) && fresh.stored === undefined ? look(turn, asked) : succeed(turn, asked, object)
      }
      return calling(turn, putCall(object), { for: 'write', asked, object })
    }
    case 'remove':
      if (request.dryRun === true) return succeed(turn, asked, decision.object)
      return calling(turn, removeCall(decision.object), {
        for: 'write',
        asked,
        object: decision.object,
      })
  }
}

const handle = (turn: Turn, asked: Asked): Turn => {
  const { verb } = asked.request
  return verb === 'get' || verb === 'list' ? readIfAllowed(turn, asked) : attempt(turn, asked, {})
}

/** Reads go to etcd at once, but not for somebody who may not read. */
const readIfAllowed = (turn: Turn, asked: Asked): Turn => {
  const view: View = { stored: null, namespace: null, revision: 0 }
  const { decision } = review(turn.settings, asked.request, view)
  if (decision.type === 'refuse' && decision.stage !== 'storage') return refuse(turn, asked, decision.refusal)
  return asked.request.verb === 'list' ? list(turn, asked) : look(turn, asked)
}

const answerList = (turn: Turn, asked: Asked, objects: readonly KubeObject[], resourceVersion: number): Turn => {
  const { key: namespace } = asked.request
  const items = objects.filter(({ metadata }) => namespace === '' || metadata.namespace === namespace)
  return answer(turn, asked, { code: 200, reason: 'OK', items, resourceVersion })
}

/** Upstream waits 3 s for its cache before it says so. */
const tooLarge = (asked: number, current: number): Refusal => ({
  code: 504,
  reason: 'Timeout',
  message: `Timeout: Too large resource version: ${asked}, current: ${current}`,
})

/** A quorum read, unless the client is content with what this server's cache has. */
const list = (turn: Turn, asked: Asked): Turn => {
  const { resource, freshness } = asked.request
  const { cache } = turn.memory
  if (freshness === undefined) return calling(turn, listCall(resource), { for: 'objects', asked })
  if (cache === null) return refuse(turn, asked, UNAVAILABLE)
  return freshness === 'any' || freshness <= cache.revision
    ? answerList(turn, asked, inOrder(objectsOf(cache, resource)), cache.revision)
    : refuse(turn, asked, tooLarge(freshness, cache.revision))
}

/** A request arrived. */
export const onRequest = (turn: Turn, asked: Asked): Turn => {
  const unknown = authenticate(asked.request.user)
  if (unknown !== null) return refuse(turn, asked, unknown)
  if (turn.memory.etcd === null) return refuse(turn, asked, UNAVAILABLE)
  if (isReady(turn)) return handle(turn, asked)
  return remembering(turn, { queued: [...turn.memory.queued, asked] })
}

/** The server is ready: what came before that is done now. */
export const drain = (turn: Turn): Turn => {
  const { queued } = turn.memory
  return queued.length === 0 || !isReady(turn)
    ? turn
    : forEach(remembering(turn, { queued: [] }), queued, handle)
}

/** What came before the server was ready cannot be done. */
export const refuseQueued = (turn: Turn): Turn =>
  forEach(remembering(turn, { queued: [] }), turn.memory.queued, (t, asked) =>
    refuse(t, asked, UNAVAILABLE),
  )

const isNamespace = (object: KubeObject | undefined): object is Namespace =>
  object?.kind === 'Namespace'

type RequestCall = Extract<Call, { asked: Asked }>

const written = (
  turn: Turn,
  { asked, object }: Extract<Call, { for: 'write' }>,
  response: EtcdResponse,
): Turn => {
  if (response.succeeded === true) {
    return succeed(turn, asked, withRevision(object, response.revision))
  }
  const stored = objectsIn(response)[0] ?? null
  if (!isCreation(asked.request)) return attempt(turn, asked, { stored })
  const isTerminating = stored?.metadata.deletionTimestamp !== undefined
  return refuse(turn, asked, alreadyExists(resourceOf(object), keyOf(object), isTerminating))
}

/** Etcd answered a call that was made for a request. */
export const onAnswer = (turn: Turn, call: RequestCall, response: EtcdResponse): Turn => {
  const { asked } = call
  if (response.error !== undefined) return refuse(turn, asked, failure(response.error))
  switch (call.for) {
    case 'objects':
      return answerList(turn, asked, objectsIn(response), response.revision)
    case 'write':
      return written(turn, call, response)
    case 'read':
      return attempt(turn, asked, { stored: objectsIn(response)[0] ?? null })
    case 'namespace': {
      const found = objectsIn(response)[0]
      return attempt(turn, asked, { namespace: isNamespace(found) ? found : null })
    }
  }
}

/** The connection to etcd broke: nobody knows what became of this. */
export const onBroken = (turn: Turn, { asked }: RequestCall): Turn => refuse(turn, asked, BROKEN)

/** The client is gone: nobody waits for its answers any more. What was asked of etcd goes on. */
export const forgetRequests = (turn: Turn, client: Address): Turn => {
  const { calls, queued } = turn.memory
  const isOf = (asked: Asked): boolean => asked.client === client
  const changed = callsOf(turn).map(([id, call]): readonly [string, Call] => [
    id,
    'asked' in call && isOf(call.asked) ? { for: 'nobody' } : call,
  ])
  return remembering(turn, {
    calls: changed.some(([id, call]) => calls[id] !== call) ? Object.fromEntries(changed) : calls,
    queued: queued.some(isOf) ? queued.filter((asked) => !isOf(asked)) : queued,
  })
}
