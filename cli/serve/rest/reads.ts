/** GET of one object and of lists. */
import type { KubeObject } from '../../../model/objects.ts'
import type { JsonObject } from './json.ts'
import type { Served } from './kinds.ts'
import { apiVersionOf } from './kinds.ts'
import type { Selector } from './selectors.ts'
import { fieldSelector, labelSelector } from './selectors.ts'
import type { RestAnswer, RestRequest, Talk } from './talk.ts'
import { asked, storedAt } from './talk.ts'
import { toJson } from './to-json.ts'
import { revisionOf } from './to-model.ts'

export function* getObject({ route, times }: RestRequest): Talk<RestAnswer> {
  return { code: 200, body: toJson(yield* storedAt(route), times) }
}

/** Of what a list or a watch is to show. */
export const selectorOf = (query: URLSearchParams, { resource }: Served, name?: string): Selector => {
  const byLabel = labelSelector(query.get('labelSelector'))
  const byField = fieldSelector(query.get('fieldSelector'), resource)
  const byName = name === undefined ? () => true : fieldSelector(`metadata.name=${name}`, resource)
  return (object) => byName(object) && byLabel(object) && byField(object)
}

/**
 * How old a list may be: `resourceVersion=0` any, a number not older than that. Left out: exact versions (the newest
 * is given, which is right for every client that does not page), and pages (all comes at once, as from a server's
 * cache).
 */
const freshnessOf = (query: URLSearchParams): { readonly freshness?: 'any' | number } => {
  const version = query.get('resourceVersion')
  if (version === null || version === '') return {}
  return { freshness: version === '0' ? 'any' : revisionOf(version) }
}

export interface Listed {
  readonly objects: readonly KubeObject[]
  readonly revision: number
}

export function* listObjects({ route, query, times }: RestRequest): Talk<Listed> {
  const { resource } = route.served
  const { items = [], resourceVersion = 0 } = yield* asked({
    verb: 'list',
    resource,
    key: route.namespace ?? '',
    ...freshnessOf(query),
  })
  const isWanted = selectorOf(query, route.served, route.name)
  return { objects: items.filter((object) => isWanted(toJson(object, times))), revision: resourceVersion }
}

const withoutType = ({ kind: _kind, apiVersion: _version, ...rest }: JsonObject): JsonObject => rest

export function* list(request: RestRequest): Talk<RestAnswer> {
  const { objects, revision } = yield* listObjects(request)
  const { served } = request.route
  return {
    code: 200,
    body: {
      kind: `${served.kind}List`,
      apiVersion: apiVersionOf(served),
      metadata: { resourceVersion: String(revision) },
      items: objects.map((object) => withoutType(toJson(object, request.times))),
    },
  }
}
