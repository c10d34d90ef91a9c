/** Creates, updates and patches: what is read and asked of the model's API server for each. */
import type { ApiResponse } from '../../../model/messages.ts'
import type { KubeObject, Resource } from '../../../model/objects.ts'
import type { Json, JsonObject } from './json.ts'
import { isObject, objectAt, textAt, withAt } from './json.ts'
import { apiVersionOf } from './kinds.ts'
import { withManagers } from './managed-fields.ts'
import { applied, bodyOfApply } from './apply.ts'
import { jsonPatch, mergePatch } from './merge-patch.ts'
import type { ResourceRoute } from './route.ts'
import { Refused, badRequest, problemOf, refusal, unknownType } from './status.ts'
import { strategicMerge } from './strategic-merge.ts'
import type { Ask, RestAnswer, RestRequest, Talk } from './talk.ts'
import { asked, dryRunOf, keyOfRoute, objectAsked, storedAt, subresourceOf } from './talk.ts'
import { toJson } from './to-json.ts'
import { toModel } from './to-model.ts'
import { groupOf } from '../../../model/apiserver/groups.ts'
import { fieldValidationOf, validBody } from './validate-body.ts'

/** A write by anybody else in between is met by another try, so often. */
const MAX_TRIES = 5

const answerOf = ({ code, object }: ApiResponse, { times }: RestRequest, warnings: readonly string[]): RestAnswer => {
  if (object === undefined) throw refusal(500, 'InternalError', 'the API server answered without an object')
  return { code, body: toJson(object, times), ...(warnings.length === 0 ? {} : { warnings }) }
}

const namespaceOf = ({ served, namespace }: ResourceRoute): string | undefined =>
  served.isNamespaced ? (namespace ?? '') : undefined

const inItsNamespace = (value: JsonObject, route: ResourceRoute): JsonObject => {
  const namespace = namespaceOf(route)
  const given = textAt(value, 'metadata', 'namespace')
  if (namespace === undefined) return withAt(value, ['metadata', 'namespace'], undefined)
  if (given !== undefined && given !== '' && given !== namespace) {
    throw badRequest(`the namespace of the provided object does not match the namespace sent on the request`)
  }
  return withAt(value, ['metadata', 'namespace'], namespace)
}

export function* create(request: RestRequest): Talk<RestAnswer> {
  const { route, query, body } = request
  const { served } = route
  const { value, warnings } = validBody(body, served, fieldValidationOf(query))
  const placed = inItsNamespace(value, route)
  const managed = withManagers(request, null, placed)
  const name = textAt(managed, 'metadata', 'name') ?? ''
  const prefix = textAt(managed, 'metadata', 'generateName') ?? ''
  const object = toModel(served.kind, managed, namespaceOf(route))
  const key = keyOfRoute({ ...route, name })
  const ask: Ask = {
    verb: 'create',
    resource: served.resource,
    key,
    object,
    ...dryRunOf(query),
    ...(name === '' && prefix !== '' ? { generateName: prefix } : {}),
  }
  if (name === '' && prefix === '') throw noName(served.kind, served.resource)
  return answerOf(yield* asked(ask), request, warnings)
}

const noName = (kind: string, resource: Resource): Refused => {
  const group = groupOf(resource)
  const wrong = 'Required value: name or generateName is required'
  const message = `${kind}${group === '' ? '' : `.${group}`} "" is invalid: metadata.name: ${wrong}`
  const causes = [{ reason: 'FieldValueRequired', message: wrong, field: 'metadata.name' }]
  return new Refused({ code: 422, reason: 'Invalid', message, details: { name: '', kind, causes } })
}

const sameName = (value: JsonObject, { name = '' }: ResourceRoute): JsonObject => {
  const given = textAt(value, 'metadata', 'name')
  if (given === undefined || given === '') return withAt(value, ['metadata', 'name'], name)
  if (given !== name) throw badRequest(`the name of the object (${given}) does not match the name on the URL (${name})`)
  return value
}

const updateAsk = ({ route, query }: RestRequest, object: KubeObject): Ask => ({
  verb: 'update',
  resource: route.served.resource,
  key: keyOfRoute(route),
  ...subresourceOf(route),
  object,
  ...dryRunOf(query),
})

export function* update(request: RestRequest): Talk<RestAnswer> {
  const { route, query, body, times } = request
  const { served } = route
  const { value, warnings } = validBody(body, served, fieldValidationOf(query))
  const named = sameName(inItsNamespace(value, route), route)
  const before = toJson(yield* storedAt(route), times)
  const object = toModel(served.kind, withManagers(request, before, named), namespaceOf(route))
  return answerOf(yield* asked(updateAsk(request, object)), request, warnings)
}

const PATCH_TYPES = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/apply-patch+yaml',
]

/** What a patch makes of an object. */
const patched = ({ contentType, body, route }: RestRequest, current: JsonObject): Json => {
  if (body === undefined) throw badRequest('a patch needs a body')
  switch (contentType) {
    case 'application/json-patch+json':
      return jsonPatch(current, body)
    case 'application/merge-patch+json':
      return mergePatch(current, body)
    case 'application/strategic-merge-patch+json':
      if (!isObject(body)) throw badRequest('a strategic merge patch is an object')
      return strategicMerge(current, body, route.served.kind)
    default:
      throw unknownType(PATCH_TYPES)
  }
}

const isApply = ({ contentType }: RestRequest): boolean => contentType === 'application/apply-patch+yaml'

export function* patch(request: RestRequest): Talk<RestAnswer> {
  return isApply(request) ? yield* apply(request) : yield* change(request, (current) => patched(request, current))
}

/** Reads, works out, and stores if nobody wrote in between; else again, unless the client named a version itself. */
export function* change(request: RestRequest, next: (current: JsonObject) => Json): Talk<RestAnswer> {
  const { route, query, times } = request
  const { served } = route
  for (let tries = 1; ; tries += 1) {
    const current = toJson(yield* storedAt(route), times)
    const { value, warnings } = validBody(next(current), served, fieldValidationOf(query))
    const named = sameName(inItsNamespace(value, route), route)
    const object = toModel(served.kind, withManagers(request, current, named), namespaceOf(route))
    const answer: ApiResponse = yield updateAsk(request, object)
    if (answer.code < 400) return answerOf(answer, request, warnings)
    const isTheirs = textAt(named, 'metadata', 'resourceVersion') !== textAt(current, 'metadata', 'resourceVersion')
    if (answer.code !== 409 || isTheirs || tries === MAX_TRIES)
      throw new Refused(problemOf(answer, groupOf(served.resource)))
  }
}

/** Server-side apply creates what is not there. */
function* apply(request: RestRequest): Talk<RestAnswer> {
  const { route } = request
  const wanted = sameName(inItsNamespace(bodyOfApply(request), route), route)
  const found: ApiResponse = yield { verb: 'get', resource: route.served.resource, key: keyOfRoute(route) }
  if (found.code !== 404) return yield* change(request, (current) => applied(request, current, wanted))
  if (route.subresource !== undefined) throw new Refused(problemOf(found, groupOf(route.served.resource)))
  const start: JsonObject = {
    apiVersion: apiVersionOf(route.served),
    kind: route.served.kind,
    metadata: objectAt({}),
  }
  const object = toModel(route.served.kind, applied(request, start, wanted), namespaceOf(route))
  const made = yield* objectAsked({
    verb: 'create',
    resource: route.served.resource,
    key: keyOfRoute(route),
    object,
    ...dryRunOf(request.query),
  })
  return { code: 201, body: toJson(made, request.times) }
}
