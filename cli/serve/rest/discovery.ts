/** What there is, for clients that ask: versions, groups, resources; plain and aggregated. */
import type { Json, JsonObject } from './json.ts'
import type { Served } from './kinds.ts'
import { NAMED_GROUPS, SERVED, VERSION, groupOfServed } from './kinds.ts'

const VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch']

/** The kind that a subresource takes, where it is not that of its object. */
const PART_KINDS: { readonly [name: string]: { readonly group: string; readonly kind: string } } = {
  scale: { group: 'autoscaling', kind: 'Scale' },
  eviction: { group: 'policy', kind: 'Eviction' },
  binding: { group: '', kind: 'Binding' },
}

const PART_VERBS: { readonly [name: string]: readonly string[] } = {
  status: ['get', 'patch', 'update'],
  scale: ['get', 'patch', 'update'],
  eviction: ['create'],
  binding: ['create'],
  finalize: ['update'],
  log: ['get'],
}

const inGroup = (group: string): readonly Served[] =>
  SERVED.filter((served) => groupOfServed(served) === group).sort((a, b) => (a.resource < b.resource ? -1 : 1))

const groupVersion = (group: string): string => (group === '' ? VERSION : `${group}/${VERSION}`)

const partOf = ({ resource, kind, isNamespaced }: Served, part: string): JsonObject => {
  const own = PART_KINDS[part]
  const version = own === undefined ? {} : { group: own.group, version: VERSION }
  return {
    name: `${resource}/${part}`,
    singularName: '',
    namespaced: isNamespaced,
    ...version,
    kind: own?.kind ?? kind,
    verbs: [...(PART_VERBS[part] ?? [])],
  }
}

const plainResource = (served: Served): readonly JsonObject[] => {
  const { resource, singular, kind, isNamespaced, shortNames, isInAll, subresources } = served
  return [
    {
      name: resource,
      singularName: singular,
      namespaced: isNamespaced,
      kind,
      verbs: VERBS,
      ...(shortNames.length === 0 ? {} : { shortNames: [...shortNames] }),
      ...(isInAll ? { categories: ['all'] } : {}),
    },
    ...subresources.map((part) => partOf(served, part)),
  ]
}

export const resourceList = (group: string): JsonObject => ({
  kind: 'APIResourceList',
  apiVersion: 'v1',
  groupVersion: groupVersion(group),
  resources: inGroup(group).flatMap(plainResource),
})

export const coreVersions = (host: string): JsonObject => ({
  kind: 'APIVersions',
  versions: [VERSION],
  serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: host }],
})

const groupEntry = (group: string): JsonObject => {
  const version = { groupVersion: groupVersion(group), version: VERSION }
  return { name: group, versions: [version], preferredVersion: version }
}

export const groupList = (): JsonObject => ({
  kind: 'APIGroupList',
  apiVersion: 'v1',
  groups: NAMED_GROUPS.map(groupEntry),
})

export const groupOf = (group: string): JsonObject => ({ kind: 'APIGroup', apiVersion: 'v1', ...groupEntry(group) })

const aggregatedResource = (served: Served): JsonObject => {
  const { resource, singular, kind, isNamespaced, shortNames, isInAll, subresources } = served
  const group = groupOfServed(served)
  const parts = subresources.map((part): JsonObject => {
    const own = PART_KINDS[part] ?? { group, kind }
    return {
      subresource: part,
      responseKind: { group: own.group, version: VERSION, kind: own.kind },
      verbs: [...(PART_VERBS[part] ?? [])],
    }
  })
  return {
    resource,
    responseKind: { group, version: VERSION, kind },
    scope: isNamespaced ? 'Namespaced' : 'Cluster',
    singularResource: singular,
    verbs: VERBS,
    ...(shortNames.length === 0 ? {} : { shortNames: [...shortNames] }),
    ...(isInAll ? { categories: ['all'] } : {}),
    ...(parts.length === 0 ? {} : { subresources: parts }),
  }
}

const aggregatedGroup = (group: string): Json => ({
  metadata: group === '' ? {} : { name: group },
  versions: [{ version: VERSION, resources: inGroup(group).map(aggregatedResource), freshness: 'Current' }],
})

/** `version`: v2, or v2beta1 as a 1.26 server has it. */
export const aggregated = (isCore: boolean, version: string): JsonObject => ({
  kind: 'APIGroupDiscoveryList',
  apiVersion: `apidiscovery.k8s.io/${version}`,
  metadata: {},
  items: (isCore ? [''] : NAMED_GROUPS).map(aggregatedGroup),
})

/** The version of aggregated discovery that an Accept header prefers; null: the plain documents. */
export const aggregatedVersion = (accept: string): string | null => {
  for (const part of accept.split(',')) {
    if (!part.includes('as=APIGroupDiscoveryList') || !part.includes('g=apidiscovery.k8s.io')) continue
    const version = /(?:^|;)\s*v=(v2beta1|v2)(?:;|$|\s)/.exec(part)?.[1]
    if (version !== undefined) return version
  }
  return null
}

export const versionInfo = (kubeproof: string): JsonObject => ({
  major: '1',
  minor: '26',
  gitVersion: `v1.26.5+kubeproof.${kubeproof}`,
  gitCommit: '',
  gitTreeState: 'clean',
  buildDate: '1970-01-01T00:00:00Z',
  goVersion: '',
  compiler: '',
  platform: 'linux/amd64',
})
