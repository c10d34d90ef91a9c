/**
 * What is served: one entry per resource, from which discovery, paths, tables and OpenAPI follow. Kinds with no
 * component behind them in the model (DaemonSets, Jobs, volumes, roles, ...) are not served: they get a 404, not a
 * silence.
 */
import { groupOf } from '../../../model/apiserver/groups.ts'
import type { Kind, Resource } from '../../../model/objects.ts'
import { RESOURCES } from '../../../model/objects.ts'

export interface Served {
  readonly kind: Kind
  readonly resource: Resource
  readonly singular: string
  readonly shortNames: readonly string[]
  readonly isNamespaced: boolean
  /** `kubectl get all` */
  readonly isInAll: boolean
  /** Beside the object itself: `status`, `scale`, ... */
  readonly subresources: readonly string[]
}

interface Options {
  readonly short?: string
  readonly subresources?: string
  readonly isCluster?: true
  readonly isInAll?: true
}

const words = (text = ''): readonly string[] => text.split(' ').filter((word) => word !== '')

const served = (kind: Kind, { short, subresources, isCluster, isInAll }: Options = {}): Served => ({
  kind,
  resource: RESOURCES[kind],
  singular: kind.toLowerCase(),
  shortNames: words(short),
  isNamespaced: isCluster !== true,
  isInAll: isInAll === true,
  subresources: words(subresources),
})

export const SERVED: readonly Served[] = [
  served('ConfigMap', { short: 'cm' }),
  served('Endpoints', { short: 'ep' }),
  served('Event', { short: 'ev' }),
  served('Namespace', { short: 'ns', subresources: 'status finalize', isCluster: true }),
  served('Node', { short: 'no', subresources: 'status', isCluster: true }),
  served('Pod', { short: 'po', subresources: 'status binding eviction log', isInAll: true }),
  served('ReplicationController', { short: 'rc', subresources: 'status scale', isInAll: true }),
  served('Secret'),
  served('ServiceAccount', { short: 'sa' }),
  served('Service', { short: 'svc', subresources: 'status', isInAll: true }),
  served('Deployment', { short: 'deploy', subresources: 'status scale', isInAll: true }),
  served('ReplicaSet', { short: 'rs', subresources: 'status scale', isInAll: true }),
  served('Lease'),
  served('PodDisruptionBudget', { short: 'pdb', subresources: 'status' }),
]

export const VERSION = 'v1'

export const apiVersionOf = ({ resource }: Served): string => {
  const group = groupOf(resource)
  return group === '' ? VERSION : `${group}/${VERSION}`
}

export const groupOfServed = ({ resource }: Served): string => groupOf(resource)

/** The named groups, each once. */
export const NAMED_GROUPS: readonly string[] = [...new Set(SERVED.map(groupOfServed))]
  .filter((group) => group !== '')
  .sort()

const BY_RESOURCE: ReadonlyMap<string, Served> = new Map(SERVED.map((entry) => [entry.resource, entry]))

export const servedAt = (group: string, resource: string): Served | null => {
  const found = BY_RESOURCE.get(resource)
  return found !== undefined && groupOfServed(found) === group ? found : null
}

const BY_KIND: ReadonlyMap<string, Served> = new Map(SERVED.map((entry) => [entry.kind, entry]))

export const servedKind = (kind: Kind): Served => {
  const found = BY_KIND.get(kind)
  if (found === undefined) throw new Error(`kind ${kind} is not served`)
  return found
}

/** Resources whose objects no component looks at, and that go with their namespace all the same. */
export const PLAIN: readonly Resource[] = ['configmaps', 'secrets', 'serviceaccounts', 'events', 'poddisruptionbudgets']
