/**
 * Audit logs (audit.k8s.io/v1, RequestResponse): every write with its author and, in the answer, the object as
 * it was stored. A binding and the end of most objects are answered without the object: what is stored then
 * follows from the one before.
 */
import { z } from 'zod'
import type { Value } from './json-stream.ts'
import { checked, eventLine } from './raw-lines.ts'
import type { EventLine, Line, Recording, RequestLine } from './recording.ts'
import { unknownTimers } from './timing.ts'

const text = z.string()

const shape = z.object({
  kind: z.literal('Event'),
  apiVersion: text.regex(/^audit\.k8s\.io\//),
  stage: text.default('ResponseComplete'),
  verb: text,
  user: z.object({ username: text }).default({ username: '' }),
  userAgent: text.default(''),
  objectRef: z
    .object({
      resource: text.default(''),
      namespace: text.default(''),
      name: text.default(''),
      subresource: text.default(''),
      resourceVersion: text.exactOptional(),
    })
    .prefault({}),
  responseStatus: z.object({ code: z.number().default(0) }).prefault({}),
  requestReceivedTimestamp: text.exactOptional(),
  stageTimestamp: text.exactOptional(),
  requestObject: z.looseObject({}).exactOptional(),
  responseObject: z.looseObject({ kind: text.default(''), metadata: z.looseObject({}).default({}) }).exactOptional(),
})

type Audit = z.output<typeof shape>

const WRITES: ReadonlySet<string> = new Set(['create', 'update', 'patch', 'delete', 'deletecollection'])

/** `system:serviceaccount:kube-system:replicaset-controller` as `kcm/replicaset-controller`, and so on. */
export const actorOf = ({ user: { username }, userAgent }: Pick<Audit, 'user' | 'userAgent'>): string => {
  const account = /^system:serviceaccount:kube-system:(.+)$/.exec(username)?.[1]
  if (account !== undefined) return `kcm/${account}`
  const node = /^system:node:(.+)$/.exec(username)?.[1]
  if (node !== undefined) return `kubelet/${node}`
  const controller = /kube-controller-manager.*\/(?:system:serviceaccount:kube-system:)?([a-z-]+)$/.exec(userAgent)?.[1]
  if (username === 'system:kube-controller-manager') return `kcm/${controller ?? 'unknown'}`
  if (username === 'system:kube-scheduler') return 'scheduler'
  return username === 'system:apiserver' ? 'apiserver' : 'user'
}

const millis = (stamp: string | undefined): number | null => (stamp === undefined ? null : Date.parse(stamp))

const target = z.object({ target: z.object({ name: text }) })
const options = z.object({
  gracePeriodSeconds: z.number().exactOptional(),
  propagationPolicy: text.exactOptional(),
  preconditions: z.object({ uid: text.exactOptional() }).exactOptional(),
})
const basis = z.object({ metadata: z.object({ resourceVersion: text.regex(/^\d+$/) }) })
const named = z.object({ metadata: z.object({ name: text, resourceVersion: text.regex(/^\d+$/) }) })

/** Times count from the first entry of the log. */
const requestOf = (line: number, audit: Audit, started: number): RequestLine => {
  const { objectRef, responseStatus, requestObject, responseObject } = audit
  const received = millis(audit.requestReceivedTimestamp)
  const answered = millis(audit.stageTimestamp)
  const answer = named.safeParse(responseObject).data?.metadata
  const asked = options.safeParse(requestObject).data
  return {
    kind: 'request',
    line,
    t: answered === null ? null : answered - started,
    received: received === null ? null : received - started,
    actor: actorOf(audit),
    verb: audit.verb,
    resource: objectRef.resource,
    subresource: objectRef.subresource,
    namespace: objectRef.resource === 'namespaces' ? '' : objectRef.namespace,
    name: objectRef.name === '' ? (answer?.name ?? '') : objectRef.name,
    code: responseStatus.code,
    revision: answer === undefined ? null : Number(answer.resourceVersion),
    basis: Number(basis.safeParse(requestObject).data?.metadata.resourceVersion ?? 0) || null,
    target: target.safeParse(requestObject).data?.target.name ?? null,
    gracePeriodSeconds: asked?.gracePeriodSeconds ?? null,
    propagationPolicy: asked?.propagationPolicy ?? null,
    uid: asked?.preconditions?.uid ?? null,
    body: requestObject,
  }
}

type Raw = { readonly [field: string]: unknown }

/** The store as the answers tell it. */
interface Known {
  readonly objects: Map<string, Raw>
  revision: number
}

const podShape = z.looseObject({
  metadata: z.looseObject({}),
  spec: z.looseObject({}),
  status: z.looseObject({ conditions: z.array(z.unknown()).default([]) }).prefault({}),
})
const finalShape = z.object({
  metadata: z.object({
    deletionTimestamp: text.exactOptional(),
    deletionGracePeriodSeconds: z.number().default(0),
    finalizers: z.array(text).default([]),
  }),
})

/** Revisions that no answer tells lie between those that are told. */
const between = ({ revision }: Known): string => String(revision + 1)

const bound = (raw: Raw, node: string, known: Known): Raw => {
  const { metadata, spec, status } = podShape.parse(raw)
  const conditions = [...status.conditions, { type: 'PodScheduled', status: 'True' }]
  return {
    ...raw,
    metadata: { ...metadata, resourceVersion: between(known) },
    spec: { ...spec, nodeName: node },
    status: { ...status, conditions },
  }
}

const isOver = (raw: unknown): boolean => {
  const metadata = finalShape.safeParse(raw).data?.metadata
  return (
    metadata?.deletionTimestamp === undefined ||
    (metadata.deletionGracePeriodSeconds === 0 && metadata.finalizers.length === 0)
  )
}

const stored = (
  request: RequestLine,
  answer: Raw | undefined,
  known: Known,
): readonly [EventLine['event'], Raw] | null => {
  const before = known.objects.get(`${request.resource}/${request.namespace}/${request.name}`)
  if (request.subresource === 'binding') {
    return before === undefined ? null : ['MODIFIED', bound(before, request.target ?? '', known)]
  }
  const object = named.safeParse(answer).success ? answer : undefined
  if (request.verb === 'delete') {
    const last = object ?? before
    if (last === undefined) return null
    return isOver(object) ? ['DELETED', last] : ['MODIFIED', last]
  }
  if (object === undefined) return null
  return [request.verb === 'create' ? 'ADDED' : 'MODIFIED', object]
}

const eventOf = (request: RequestLine, answer: Raw | undefined, known: Known): readonly EventLine[] => {
  if (request.code >= 300 || request.verb === 'deletecollection') return []
  const found = stored(request, answer, known)
  if (found === null) return []
  const [event, raw] = found
  const { line, t, resource } = request
  const told = eventLine({ line, t, event, resource, raw })
  const path = `${resource}/${request.namespace}/${request.name}`
  const isNews = told.revision > known.revision || event === 'DELETED'
  if (event === 'DELETED') known.objects.delete(path)
  else known.objects.set(path, raw)
  const revision = event === 'DELETED' ? Math.max(told.revision, known.revision + 1) : told.revision
  known.revision = Math.max(known.revision, revision)
  return isNews ? [{ ...told, revision }] : []
}

export const isAuditFormat = (values: readonly Value[]): boolean => shape.safeParse(values[0]?.value).success

const auditsIn = (values: readonly Value[], at: <T>(line: number, read: () => T) => T) =>
  values
    .map(({ line, value }) => ({ line, audit: at(line, () => checked(() => shape.parse(value))) }))
    .filter(({ audit }) => audit.stage === 'ResponseComplete' && WRITES.has(audit.verb))

export const readAuditFormat = (
  file: string,
  values: readonly Value[],
  at: <T>(line: number, read: () => T) => T,
): Recording => {
  const audits = auditsIn(values, at)
  const started = Math.min(...audits.flatMap(({ audit }) => millis(audit.requestReceivedTimestamp) ?? []))
  const known: Known = { objects: new Map(), revision: 0 }
  const lines = audits.flatMap(({ line, audit }): readonly Line[] => {
    const request = requestOf(line, audit, started)
    return [request, ...at(line, () => eventOf(request, audit.responseObject, known))]
  })
  return { file, title: 'an audit log', settings: unknownTimers, lines }
}
