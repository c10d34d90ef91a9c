/** Which talk answers which request. */
import { getObject, list } from './reads.ts'
import { remove, removeAll } from './removals.ts'
import { refusal } from './status.ts'
import { bind, evict, getScale, log, setScale } from './subresources.ts'
import type { RestAnswer, RestRequest, Talk } from './talk.ts'
import { create, patch, update } from './writes.ts'

type Handler = (request: RestRequest) => Talk<RestAnswer>

const OBJECT: { readonly [method: string]: Handler } = { GET: getObject, PUT: update, PATCH: patch, DELETE: remove }
const COLLECTION: { readonly [method: string]: Handler } = { GET: list, POST: create, DELETE: removeAll }

const PARTS: { readonly [subresource: string]: { readonly [method: string]: Handler } } = {
  status: { GET: getObject, PUT: update, PATCH: patch },
  finalize: { PUT: update },
  scale: { GET: getScale, PUT: setScale, PATCH: setScale },
  eviction: { POST: evict },
  binding: { POST: bind },
  log: { GET: log },
}

const handlersFor = ({ route: { name, subresource } }: RestRequest) => {
  if (name === undefined) return COLLECTION
  return subresource === undefined ? OBJECT : (PARTS[subresource] ?? {})
}

/** Throws Refused. */
export function* handle(request: RestRequest): Talk<RestAnswer> {
  const handlers = handlersFor(request)
  const handler = Object.hasOwn(handlers, request.method) ? handlers[request.method] : undefined
  // Objects of namespaced kinds are made in a namespace.
  const isPlaced = request.method !== 'POST' || !request.route.served.isNamespaced || request.route.namespace !== null
  if (handler === undefined || !isPlaced) {
    throw refusal(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource')
  }
  return yield* handler(request)
}
