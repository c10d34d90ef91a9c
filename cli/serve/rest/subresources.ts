/** What stands beside an object: its scale, its eviction, its binding, its log. */
import type { KubeObject, LabelSelector, Pod } from '../../../model/objects.ts'
import { keyOf } from '../../../model/objects.ts'
import { disruptionsLeft } from './disruption.ts'
import type { Json, JsonObject } from './json.ts'
import { compact, isObject, numberAt, objectAt, textAt, withAt } from './json.ts'
import { jsonPatch, mergePatch } from './merge-patch.ts'
import { deleteOptionsOf } from './removals.ts'
import { badRequest, refusal, success } from './status.ts'
import { strategicMerge } from './strategic-merge.ts'
import type { RestAnswer, RestRequest, Talk } from './talk.ts'
import { asked, dryRunOf, keyOfRoute, objectAsked, storedAt } from './talk.ts'
import { toJson } from './to-json.ts'
import { valid } from './validate-body.ts'
import { change } from './writes.ts'

const selectorText = ({ matchLabels = {}, matchExpressions = [] }: LabelSelector): string =>
  [
    ...Object.keys(matchLabels)
      .sort()
      .map((key) => `${key}=${matchLabels[key] ?? ''}`),
    ...matchExpressions.map(({ key, operator, values = [] }) => {
      if (operator === 'In' || operator === 'NotIn') return `${key} ${operator.toLowerCase()} (${values.join(',')})`
      return operator === 'Exists' ? key : `!${key}`
    }),
  ].join(',')

const scaleOf = (object: KubeObject, request: RestRequest): JsonObject => {
  if (object.kind !== 'Deployment' && object.kind !== 'ReplicaSet' && object.kind !== 'ReplicationController') {
    throw badRequest(`${object.kind} has no scale`)
  }
  const { metadata } = toJson(object, request.times)
  const { name, namespace, uid, resourceVersion, creationTimestamp } = objectAt(
    { metadata: metadata ?? {} },
    'metadata',
  )
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: compact({ name, namespace, uid, resourceVersion, creationTimestamp }),
    spec: { replicas: object.spec.replicas },
    status: { replicas: object.status.replicas, selector: selectorText(object.spec.selector) },
  }
}

export function* getScale(request: RestRequest): Talk<RestAnswer> {
  return { code: 200, body: scaleOf(yield* storedAt(request.route), request) }
}

const patchedScale = ({ contentType, body = null }: RestRequest, scale: JsonObject): Json => {
  if (contentType === 'application/json-patch+json') return jsonPatch(scale, body)
  if (contentType === 'application/strategic-merge-patch+json' && isObject(body))
    return strategicMerge(scale, body, 'Scale')
  return mergePatch(scale, body)
}

/** The scale as the client wants it, written into the object that it is of. */
export function* setScale(request: RestRequest): Talk<RestAnswer> {
  const { method, body, route } = request
  const { subresource: _scale, ...main } = route
  const asMain: RestRequest = { ...request, route: main }
  yield* change(asMain, (current) => {
    const scale: JsonObject = {
      kind: 'Scale',
      apiVersion: 'autoscaling/v1',
      metadata: objectAt(current, 'metadata'),
      spec: { replicas: numberAt(current, 'spec', 'replicas') ?? 0 },
    }
    const next = method === 'PUT' ? (body ?? null) : patchedScale(request, scale)
    if (!isObject(next)) throw badRequest('the body is no Scale')
    const { value } = valid(next, 'Scale', 'autoscaling/v1', 'Ignore')
    const replicas = withAt(current, ['spec', 'replicas'], numberAt(value, 'spec', 'replicas') ?? 0)
    return withAt(
      replicas,
      ['metadata', 'resourceVersion'],
      textAt(value, 'metadata', 'resourceVersion') ?? textAt(current, 'metadata', 'resourceVersion'),
    )
  })
  return yield* getScale({ ...request, route: main })
}

function* podAt(request: RestRequest): Talk<Pod> {
  const pod = yield* storedAt(request.route)
  if (pod.kind !== 'Pod') throw badRequest('only pods are evicted')
  return pod
}

/** Refused with 429 while a budget of the pod allows no disruption; otherwise a delete. */
export function* evict(request: RestRequest): Talk<RestAnswer> {
  const { route, query, body } = request
  const eviction = isObject(body) ? valid(body, 'Eviction', 'policy/v1', 'Ignore').value : {}
  const pod = yield* podAt(request)
  const place = { key: route.namespace ?? '' }
  const budgets = yield* asked({ verb: 'list', resource: 'poddisruptionbudgets', ...place })
  const pods = yield* asked({ verb: 'list', resource: 'pods', ...place })
  const sets = yield* asked({ verb: 'list', resource: 'replicasets', ...place })
  const refused = disruptionsLeft(pod, budgets.items ?? [], [...(pods.items ?? []), ...(sets.items ?? [])])
  if (refused !== null) throw refused
  const options = deleteOptionsOf(objectAt(eviction, 'deleteOptions'), query)
  const { uid = pod.metadata.uid } = options
  yield* objectAsked({ verb: 'create', subresource: 'eviction', resource: 'pods', key: keyOf(pod), ...options, uid })
  return { code: 201, body: success(201, {}) }
}

export function* bind(request: RestRequest): Talk<RestAnswer> {
  const { route, query, body } = request
  if (!isObject(body)) throw badRequest('the body is no Binding')
  const nodeName = textAt(valid(body, 'Binding', 'v1', 'Ignore').value, 'target', 'name')
  if (nodeName === undefined || nodeName === '')
    throw refusal(422, 'Invalid', 'Binding "" is invalid: target.name: Required value')
  yield* asked({
    verb: 'create',
    subresource: 'binding',
    resource: 'pods',
    key: keyOfRoute(route),
    nodeName,
    ...dryRunOf(query),
  })
  return { code: 201, body: success(201, {}) }
}

/** The pod must be there; what it would have said, nobody knows. */
export function* log(request: RestRequest): Talk<RestAnswer> {
  const { metadata } = yield* storedAt(request.route)
  throw refusal(
    501,
    'NotImplemented',
    `the containers of pod ${metadata.name} are modelled: they run, and write no log`,
  )
}
