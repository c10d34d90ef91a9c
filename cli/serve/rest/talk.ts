/**
 * The handling of a REST request is a talk with the model's API server: a generator that yields what it asks and is
 * given the answers. It holds no state of its own and touches nothing: whoever runs it decides what passes in
 * between.
 */
import type { ApiRequest, ApiResponse, Subresource } from '../../../model/messages.ts'
import type { KubeObject } from '../../../model/objects.ts'
import { groupOf } from '../../../model/apiserver/groups.ts'
import type { Json, JsonObject } from './json.ts'
import type { ResourceRoute } from './route.ts'
import { Refused, problemOf, refusal } from './status.ts'
import type { Times } from './to-json.ts'

export type Ask = Omit<ApiRequest, 'type' | 'id' | 'user'>

export type Talk<T> = Generator<Ask, T, ApiResponse>

export interface RestRequest {
  readonly method: string
  readonly route: ResourceRoute
  readonly query: URLSearchParams
  readonly contentType: string
  /** Decoded; undefined: there was none. */
  readonly body: Json | undefined
  readonly times: Times
  /** Now, as RFC 3339, in the time of the cluster. */
  readonly now: string
  /** Who the client says it is, where it does not name its manager. */
  readonly agent: string
}

export interface RestAnswer {
  readonly code: number
  readonly body: JsonObject
  /** For the Warning header. */
  readonly warnings?: readonly string[]
}

/** The answer, unless it is a refusal. */
export function* asked(ask: Ask): Talk<ApiResponse> {
  const answer: ApiResponse = yield ask
  if (answer.code >= 400) throw new Refused(problemOf(answer, groupOf(ask.resource)))
  return answer
}

export function* objectAsked(ask: Ask): Talk<KubeObject> {
  const { object } = yield* asked(ask)
  if (object === undefined) throw refusal(500, 'InternalError', 'the API server answered without an object')
  return object
}

/** `namespace/name`, or `name`. */
export const keyOfRoute = ({ served, namespace, name = '' }: ResourceRoute): string =>
  served.isNamespaced ? `${namespace ?? ''}/${name}` : name

export function* storedAt(route: ResourceRoute): Talk<KubeObject> {
  return yield* objectAsked({ verb: 'get', resource: route.served.resource, key: keyOfRoute(route) })
}

const STORED: ReadonlySet<string> = new Set<Subresource>(['status', 'finalize'])

export const subresourceOf = ({ subresource }: ResourceRoute): { readonly subresource?: Subresource } =>
  subresource !== undefined && STORED.has(subresource)
    ? { subresource: subresource === 'status' ? 'status' : 'finalize' }
    : {}

/** `dryRun=All` is the only value that there is. */
export const dryRunOf = (query: URLSearchParams): { readonly dryRun?: true } => {
  const asked2 = query.getAll('dryRun')
  if (asked2.length === 0) return {}
  if (asked2.some((value) => value !== 'All'))
    throw refusal(
      422,
      'Invalid',
      `dryRun: Unsupported value: ${JSON.stringify(asked2.join(','))}: supported values: "All"`,
    )
  return { dryRun: true }
}
