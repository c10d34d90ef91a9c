/** Deletes, of one object and of many. */
import type { PropagationPolicy } from '../../../model/messages.ts'
import type { KubeObject } from '../../../model/objects.ts'
import { keyOf } from '../../../model/objects.ts'
import type { JsonObject } from './json.ts'
import { compact, isObject, listAt, numberAt, objectAt, textAt, withAt } from './json.ts'
import { groupOfServed } from './kinds.ts'
import { listObjects } from './reads.ts'
import { badRequest, refusal, success } from './status.ts'
import type { Ask, RestAnswer, RestRequest, Talk } from './talk.ts'
import { dryRunOf, keyOfRoute, objectAsked } from './talk.ts'
import { toJson } from './to-json.ts'
import { revisionOf } from './to-model.ts'
import { valid } from './validate-body.ts'

const SUPPORTED = '"Foreground", "Background", "Orphan"'
const POLICIES: readonly PropagationPolicy[] = ['Background', 'Foreground', 'Orphan']

export type DeleteOptions = Pick<Ask, 'gracePeriodSeconds' | 'propagationPolicy' | 'uid' | 'resourceVersion' | 'dryRun'>

const policyOf = (options: JsonObject, query: URLSearchParams): PropagationPolicy | undefined => {
  const orphan =
    options.orphanDependents ?? (query.has('orphanDependents') ? query.get('orphanDependents') === 'true' : undefined)
  const asked =
    textAt(options, 'propagationPolicy') ??
    query.get('propagationPolicy') ??
    (orphan === undefined ? undefined : orphan === true ? 'Orphan' : 'Background')
  if (asked === undefined) return undefined
  const policy = POLICIES.find((known) => known === asked)
  if (policy === undefined) {
    const wrong = `propagationPolicy: Unsupported value: ${JSON.stringify(asked)}: supported values: ${SUPPORTED}`
    throw refusal(422, 'Invalid', `DeleteOptions.meta.k8s.io "" is invalid: ${wrong}`)
  }
  return policy
}

const graceOf = (options: JsonObject, query: URLSearchParams): number | undefined => {
  const text = query.get('gracePeriodSeconds')
  if (text !== null && !/^-?\d{1,9}$/.test(text))
    throw badRequest(`gracePeriodSeconds: ${JSON.stringify(text)} is no number`)
  return numberAt(options, 'gracePeriodSeconds') ?? (text === null ? undefined : Number(text))
}

/** From the body, and where it says nothing from the query. */
export const deleteOptionsOf = (body: JsonObject, query: URLSearchParams): DeleteOptions => {
  const options = valid(body, 'DeleteOptions', 'v1', 'Ignore').value
  const grace = graceOf(options, query)
  const policy = policyOf(options, query)
  const uid = textAt(options, 'preconditions', 'uid')
  const version = textAt(options, 'preconditions', 'resourceVersion')
  return {
    ...(grace === undefined ? {} : { gracePeriodSeconds: grace }),
    ...(policy === undefined ? {} : { propagationPolicy: policy }),
    ...(uid === undefined ? {} : { uid }),
    ...(version === undefined ? {} : { resourceVersion: revisionOf(version) }),
    ...(listAt(options, 'dryRun').length > 0 ? { dryRun: true as const } : dryRunOf(query)),
  }
}

/** A pod is shown as it was; of anything else, that it is gone, or what is left of it. */
const shown = (request: RestRequest, object: KubeObject): JsonObject => {
  const { served } = request.route
  const json = toJson(object, request.times)
  const isMarked = object.metadata.deletionTimestamp !== undefined
  if (object.kind === 'Pod' && !isMarked) {
    const marked = withAt(json, ['metadata', 'deletionTimestamp'], request.now)
    return withAt(marked, ['metadata', 'deletionGracePeriodSeconds'], 0)
  }
  if (isMarked) return json
  const group = groupOfServed(served)
  return success(
    200,
    compact({
      name: object.metadata.name,
      group: group === '' ? undefined : group,
      kind: served.resource,
      uid: object.metadata.uid,
    }),
  )
}

export function* remove(request: RestRequest): Talk<RestAnswer> {
  const { route, query, body } = request
  const options = deleteOptionsOf(isObject(body) ? body : {}, query)
  const object = yield* objectAsked({
    verb: 'delete',
    resource: route.served.resource,
    key: keyOfRoute(route),
    ...options,
  })
  return { code: 200, body: shown(request, object) }
}

export function* removeAll(request: RestRequest): Talk<RestAnswer> {
  const { route, query, body, times } = request
  const options = deleteOptionsOf(isObject(body) ? body : {}, query)
  const { objects, revision } = yield* listObjects(request)
  for (const object of objects) {
    // One that went by itself in between is as good as deleted.
    yield { verb: 'delete', resource: route.served.resource, key: keyOf(object), ...options }
  }
  const items = objects.map((object) => objectAt({ object: toJson(object, times) }, 'object'))
  return {
    code: 200,
    body: {
      kind: `${route.served.kind}List`,
      apiVersion: 'v1',
      metadata: { resourceVersion: String(revision) },
      items,
    },
  }
}
