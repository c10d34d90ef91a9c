/**
 * Objects as keys of etcd: `/registry/<resource>/<namespace>/<name>`, and the transactions that
 * write them. Every write is guarded by the revision at which its object was last written (0: not
 * there), and returns the object that is there instead when the guard fails, so that it can be
 * tried again.
 *
 * The stored value carries resourceVersion 0; what an object's resourceVersion is, only the store
 * knows.
 */
import type { Compare, EtcdCall, EtcdOp, EtcdResponse, KeyValue } from '../etcd/messages.ts'
import { prefixEnd } from '../etcd/mvcc.ts'
import type { KubeObject, Metadata, Resource } from '../objects.ts'
import { RESOURCES, keyOf, resourceOf } from '../objects.ts'
import { remember } from '../remember.ts'

export const REGISTRY = '/registry/'

export const storageKey = (resource: Resource, key: string): string =>
  `${REGISTRY}${resource}/${key}`

const KNOWN: ReadonlySet<string> = new Set(Object.values(RESOURCES))

const isResource = (name: string): name is Resource => KNOWN.has(name)

export interface Place {
  readonly resource: Resource
  /** `namespace/name`, or `name`. */
  readonly key: string
}

/** What a key of etcd holds; null: nothing of ours. */
export const placeOf = (storedKey: string): Place | null => {
  if (!storedKey.startsWith(REGISTRY)) return null
  const path = storedKey.slice(REGISTRY.length)
  const slash = path.indexOf('/')
  const resource = path.slice(0, slash)
  return isResource(resource) ? { resource, key: path.slice(slash + 1) } : null
}

export const withMetadata = (object: KubeObject, metadata: Metadata): KubeObject => ({
  ...object,
  metadata,
})

export const withRevision = (object: KubeObject, resourceVersion: number): KubeObject =>
  withMetadata(object, { ...object.metadata, resourceVersion })

/** The object that a key holds, its resourceVersion filled in. */
export const decode = remember((kv: KeyValue): KubeObject | null =>
  typeof kv.value === 'string' ? null : withRevision(kv.value, kv.modRevision),
)

const guard = (key: string, revision: number): Compare => ({
  key,
  target: 'mod',
  result: '=',
  operand: revision,
})

const guarded = (key: string, revision: number, op: EtcdOp): EtcdCall => ({
  call: 'txn',
  compare: [guard(key, revision)],
  success: [op],
  failure: [{ op: 'range', key }],
})

/**
 * Stores an object whose metadata.resourceVersion is that of the stored one; 0: only if there is
 * none.
 */
export const putCall = (object: KubeObject): EtcdCall => {
  const key = storageKey(resourceOf(object), keyOf(object))
  const value = withRevision(object, 0)
  return guarded(key, object.metadata.resourceVersion, { op: 'put', key, value })
}

export const removeCall = (stored: KubeObject): EtcdCall => {
  const key = storageKey(resourceOf(stored), keyOf(stored))
  return guarded(key, stored.metadata.resourceVersion, { op: 'delete', key })
}

/** A quorum read of one object. */
export const readCall = ({ resource, key }: Place): EtcdCall => ({
  call: 'range',
  key: storageKey(resource, key),
})

/** A quorum read of all objects of a resource, or of everything. */
export const listCall = (resource?: Resource): EtcdCall => {
  const prefix = resource === undefined ? REGISTRY : `${REGISTRY}${resource}/`
  return { call: 'range', key: prefix, rangeEnd: prefixEnd(prefix) }
}

/** The key-values in the answer to one of these calls. */
export const keyValuesOf = ({ results = [] }: EtcdResponse): readonly KeyValue[] =>
  results.flatMap((result) => (result.op === 'range' ? result.kvs : []))

/** The objects in the answer to one of these calls. */
export const objectsIn = (response: EtcdResponse): readonly KubeObject[] =>
  keyValuesOf(response).flatMap((kv) => decode(kv) ?? [])
