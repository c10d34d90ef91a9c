/** Which recorded request may have made a recorded change, and that request as the model has it. */
import type { ApiRequest, PropagationPolicy, Subresource } from '../../model/messages.ts'
import type { KubeObject } from '../../model/objects.ts'
import type { Version } from './history.ts'
import type { RequestLine } from './recording.ts'
import { isResource } from './resources.ts'

const KCM = 'system:kube-controller-manager'

/** The node of a kubelet, real or standing in for one. */
export const nodeOfActor = (actor: string): string | null => /^kubelet(?:-standin)?\/(.+)$/.exec(actor)?.[1] ?? null

const userOf = (actor: string): string => {
  const node = nodeOfActor(actor)
  if (node !== null) return `system:node:${node}`
  if (actor === 'scheduler') return 'system:kube-scheduler'
  if (actor === 'apiserver') return 'system:apiserver'
  return actor.startsWith('kcm/') ? KCM : 'admin'
}

const SUBRESOURCES: readonly Subresource[] = ['status', 'binding', 'eviction', 'finalize']

/** scale is an update of the spec. */
const subresourceOf = ({ subresource }: RequestLine): Subresource | undefined =>
  SUBRESOURCES.find((name) => name === subresource)

const POLICIES: readonly PropagationPolicy[] = ['Background', 'Foreground', 'Orphan']

/** Where the options of a delete are not recorded, what it left behind tells them. */
const policyIn = ({ object, before }: Version): PropagationPolicy | undefined => {
  const added = (object.metadata.finalizers ?? []).filter((name) => !(before?.metadata.finalizers ?? []).includes(name))
  if (added.includes('foregroundDeletion')) return 'Foreground'
  return added.includes('orphan') ? 'Orphan' : undefined
}

const verbOf = ({ verb }: RequestLine): 'create' | 'update' | 'delete' | null => {
  if (verb === 'create') return 'create'
  if (verb === 'update' || verb === 'patch') return 'update'
  return verb === 'delete' || verb === 'deletecollection' ? 'delete' : null
}

/** An object that went with an update: what held it was taken away. */
const releasedObject = (object: KubeObject): KubeObject => {
  const { finalizers: _held, ...metadata } = object.metadata
  const free = { ...object, metadata }
  return free.kind === 'Namespace' ? { ...free, spec: { finalizers: [] } } : free
}

const sent = ({ event, object, before }: Version, basis: number | null): KubeObject => {
  const base = event === 'DELETED' ? releasedObject(before ?? object) : object
  return { ...base, metadata: { ...base.metadata, resourceVersion: basis ?? 0 } }
}

/**
 * The request of the model that this line would be, its object filled in from what was stored. null: the
 * model has no such request.
 */
export const asRequest = (line: RequestLine, version: Version): ApiRequest | null => {
  const verb = verbOf(line)
  const { resource, key } = version
  if (verb === null || !isResource(resource)) return null
  const subresource = subresourceOf(line)
  const policy = POLICIES.find((name) => name === line.propagationPolicy) ?? policyIn(version)
  const isWrite = verb === 'update' || (verb === 'create' && subresource === undefined)
  return {
    type: 'request',
    id: 1,
    user: userOf(line.actor),
    verb,
    resource,
    key,
    ...(subresource === undefined ? {} : { subresource }),
    ...(isWrite ? { object: sent(version, verb === 'create' ? 0 : line.basis) } : {}),
    ...(line.target === null ? {} : { nodeName: line.target }),
    ...(line.uid === null ? {} : { uid: line.uid }),
    ...(line.gracePeriodSeconds === null ? {} : { gracePeriodSeconds: line.gracePeriodSeconds }),
    ...(policy === undefined ? {} : { propagationPolicy: policy }),
  }
}

/** The API server removes the Endpoints of a Service with it. */
const isWithService = (line: RequestLine, { resource, event }: Version): boolean =>
  resource === 'endpoints' && event === 'DELETED' && line.resource === 'services' && verbOf(line) === 'delete'

const isAbout = (line: RequestLine, version: Version): boolean => {
  const { metadata } = version.object
  const isResource = line.resource === version.resource || isWithService(line, version)
  if (!isResource || line.namespace !== (metadata.namespace ?? '')) return false
  if (line.name === metadata.name) return true
  return line.verb === 'deletecollection' || (line.verb === 'create' && line.subresource === '' && line.name === '')
}

const suits = (line: RequestLine, { event, before, object }: Version): boolean => {
  const isCreate = line.verb === 'create' && line.subresource === ''
  if (event === 'ADDED') return isCreate
  if (isCreate) return false
  if (line.subresource === 'binding') return event === 'MODIFIED' && before !== null
  const isMark = object.metadata.deletionTimestamp !== undefined
  const isDelete = verbOf(line) === 'delete' || line.subresource === 'eviction'
  if (line.subresource === 'eviction') return true
  return isDelete ? event === 'DELETED' || isMark : event === 'MODIFIED' || isMark
}

/** An answer that names this version made it; one that names none, or an older one, may have. */
const mayHaveMade = (line: RequestLine, { revision, event, t }: Version): boolean => {
  const isEarlyEnough = line.received === null || t === null || line.received <= t
  if (!isEarlyEnough || (line.code >= 300 && line.code < 500)) return false
  if (line.revision === revision || line.revision === null || line.code >= 500) return true
  // The answer to a delete is the last state; what removes a finalizer is answered with the state before.
  const isLoose = verbOf(line) === 'delete' || line.subresource === 'eviction' || event === 'DELETED'
  return isLoose
}

/** The requests of a recording, found by what they are about. */
export class Requests {
  private readonly byKey = new Map<string, RequestLine[]>()
  private readonly byNamespace = new Map<string, RequestLine[]>()
  private readonly used = new Set<RequestLine>()
  readonly isEmpty: boolean

  constructor(lines: readonly RequestLine[]) {
    this.isEmpty = lines.length === 0
    for (const line of lines) {
      const place = `${line.resource}/${line.namespace}`
      const [map, key] =
        line.name === '' || line.verb === 'deletecollection'
          ? [this.byNamespace, place]
          : [this.byKey, `${place}/${line.name}`]
      const list = map.get(key)
      if (list === undefined) map.set(key, [line])
      else list.push(line)
    }
  }

  /** Exact ones first, then those whose answer does not tell; each single write only once. */
  candidates(version: Version): readonly RequestLine[] {
    const { metadata } = version.object
    const all = [version.resource, 'services'].flatMap((resource) => {
      const place = `${resource}/${metadata.namespace ?? ''}`
      return [...(this.byKey.get(`${place}/${metadata.name}`) ?? []), ...(this.byNamespace.get(place) ?? [])]
    })
    const fitting = all.filter(
      (line) => !this.used.has(line) && isAbout(line, version) && suits(line, version) && mayHaveMade(line, version),
    )
    const exact = fitting.filter(({ revision }) => revision === version.revision)
    return [...exact, ...fitting.filter((line) => !exact.includes(line))]
  }

  /** A collection makes many changes, a delete two (the mark, and the removal), an eviction one more before. */
  use(line: RequestLine, { event }: Version): void {
    const isMany =
      line.verb === 'deletecollection' ||
      line.subresource === 'eviction' ||
      line.resource === 'services' ||
      (verbOf(line) === 'delete' && event === 'MODIFIED')
    if (!isMany) this.used.add(line)
  }

  /** Acknowledged with a revision that is still to come. */
  acknowledged(version: Version): readonly RequestLine[] {
    const { metadata } = version.object
    const place = `${version.resource}/${metadata.namespace ?? ''}/${metadata.name}`
    return (this.byKey.get(place) ?? []).filter(({ revision, code }) => revision !== null && code < 300)
  }
}
