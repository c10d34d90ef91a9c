/** Paths of the API, as upstream lays them out. */
import type { Served } from './kinds.ts'
import { NAMED_GROUPS, VERSION, servedAt } from './kinds.ts'
import { refusal } from './status.ts'

export interface ResourceRoute {
  readonly is: 'resource'
  readonly served: Served
  /** null: of the cluster, or of all namespaces. */
  readonly namespace: string | null
  readonly name?: string
  readonly subresource?: string
  /** The old way to watch: /api/v1/watch/... */
  readonly isWatch: boolean
}

export type Route =
  | ResourceRoute
  | { readonly is: 'health' }
  | { readonly is: 'version' | 'core' | 'groups' | 'openapi-v2' | 'openapi-v3' }
  /** The resources of a group; the core group is empty. */
  | { readonly is: 'resources' | 'openapi-v3-group'; readonly group: string }
  | { readonly is: 'group'; readonly group: string }
  /** Our own: the clock and the faults of the cluster. */
  | { readonly is: 'control'; readonly what: string }

const HEALTH: ReadonlySet<string> = new Set(['healthz', 'livez', 'readyz'])

export const noSuchPage = () => refusal(404, 'NotFound', 'the server could not find the requested resource')

const inGroup = (group: string, version: string, rest: readonly string[]): Route => {
  if (version !== VERSION) throw noSuchPage()
  if (rest.length === 0) return { is: 'resources', group }
  const isWatch = rest[0] === 'watch'
  return resourceRoute(group, isWatch ? rest.slice(1) : rest, isWatch)
}

const resourceRoute = (group: string, path: readonly string[], isWatch: boolean): Route => {
  const [first, namespace, resource, ...more] = path
  const isInside = first === 'namespaces' && resource !== undefined && servedAt(group, resource)?.isNamespaced === true
  const [plural = '', name, subresource, ...beyond] = isInside ? [resource, ...more] : path
  const served = servedAt(group, plural)
  const isKnownPart = subresource === undefined || (served?.subresources.includes(subresource) ?? false)
  if (served === null || beyond.length > 0 || !isKnownPart) throw noSuchPage()
  // A named object of a namespaced kind lives in a namespace.
  if (name !== undefined && served.isNamespaced && !isInside) throw noSuchPage()
  return {
    is: 'resource',
    served,
    namespace: isInside ? (namespace ?? '') : null,
    ...(name === undefined ? {} : { name }),
    ...(subresource === undefined ? {} : { subresource }),
    isWatch,
  }
}

const openApiRoute = (path: readonly string[]): Route => {
  const [version, kind, group = '', last] = path
  if (version === 'v2' && kind === undefined) return { is: 'openapi-v2' }
  if (version !== 'v3') throw noSuchPage()
  if (kind === undefined) return { is: 'openapi-v3' }
  if (kind === 'api' && group === VERSION && last === undefined) return { is: 'openapi-v3-group', group: '' }
  if (kind === 'apis' && last === VERSION && NAMED_GROUPS.includes(group)) return { is: 'openapi-v3-group', group }
  throw noSuchPage()
}

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part)
  } catch {
    throw refusal(400, 'BadRequest', 'the path is not well encoded')
  }
}

/** Throws what is refused. */
export const routeOf = (path: string): Route => {
  const [first = '', ...rest] = path
    .split('/')
    .filter((part) => part !== '')
    .map(decoded)
  if (first === 'version' && rest.length === 0) return { is: 'version' }
  if (HEALTH.has(first)) return { is: 'health' }
  if (first === 'kubeproof') return { is: 'control', what: rest.join('/') }
  if (first === 'openapi') return openApiRoute(rest)
  if (first === 'api') return rest[0] === undefined ? { is: 'core' } : inGroup('', rest[0], rest.slice(1))
  if (first !== 'apis') throw noSuchPage()
  const [group, version, ...path2] = rest
  if (group === undefined) return { is: 'groups' }
  if (!NAMED_GROUPS.includes(group)) throw noSuchPage()
  return version === undefined ? { is: 'group', group } : inGroup(group, version, path2)
}
