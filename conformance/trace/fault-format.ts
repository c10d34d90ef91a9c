/** Recordings of a control plane under faults: a header, then watch events, requests, actions, faults, one a line. */
import { z } from 'zod'
import type { Value } from './json-stream.ts'
import { checked, eventLine } from './raw-lines.ts'
import type { FaultLine, Line, ListLine, Recording, RequestLine } from './recording.ts'
import type { Header } from './timing.ts'
import { headerShape, settingsOf } from './timing.ts'

const time = z.number()
const text = z.string()
const revision = z.string().regex(/^\d+$/)

const eventShape = z.object({
  t: time,
  type: z.enum(['ADDED', 'MODIFIED', 'DELETED']),
  resource: text,
  object: z.unknown(),
})
const listShape = z.object({
  t: time,
  kind: z.enum(['list', 'final']),
  resource: text,
  resourceVersion: revision.default('0'),
  items: z.array(z.unknown()),
})
const requestShape = z.object({
  t: time,
  received: time.nullable().default(null),
  actor: text,
  verb: text,
  resource: text,
  subresource: text.default(''),
  namespace: text.default(''),
  name: text.default(''),
  code: z.number(),
  resourceVersion: revision.exactOptional(),
  rvIn: revision.exactOptional(),
  target: text.exactOptional(),
  options: z
    .object({
      gracePeriodSeconds: z.number().exactOptional(),
      propagationPolicy: text.exactOptional(),
      preconditions: z.object({ uid: text.exactOptional() }).exactOptional(),
    })
    .exactOptional(),
})
const actionShape = z.object({
  t: time,
  method: text.exactOptional(),
  path: text.exactOptional(),
  body: z.unknown(),
  resourceVersion: revision.exactOptional(),
  done: time.exactOptional(),
})
const faultShape = z.object({
  t: time,
  fault: text,
  node: text.exactOptional(),
  etcdRevision: revision.exactOptional(),
})
const groundShape = z.object({
  t: time,
  node: text,
  what: text.exactOptional(),
  call: text.exactOptional(),
  uid: text.exactOptional(),
})
const renewalShape = z.object({ spec: z.object({ renewTime: text }) })

type Action = z.output<typeof actionShape>

const orNull = (value: string | undefined): number | null => (value === undefined ? null : Number(value))

const VERBS: { readonly [method: string]: string } = { POST: 'create', PATCH: 'patch', PUT: 'update', DELETE: 'delete' }

/** What the user sent stands with the action, whose time spans the request's. */
const actionOf = (request: z.output<typeof requestShape>, actions: readonly Action[]): Action | undefined =>
  request.actor !== 'user'
    ? undefined
    : actions.find(({ t, done, method = '', path = '', resourceVersion }) => {
        const isThen = t <= (request.received ?? request.t) && request.t <= (done ?? request.t) + 5
        const isSame = resourceVersion === request.resourceVersion || resourceVersion === undefined
        return isThen && isSame && VERBS[method] === request.verb && path.includes(`/${request.resource}`)
      })

const optionsShape = z.object({
  gracePeriodSeconds: z.number().exactOptional(),
  propagationPolicy: text.exactOptional(),
})

const requestOf = (line: number, raw: unknown, actions: readonly Action[]): RequestLine => {
  const given = requestShape.parse(raw)
  const { t, received, actor, verb, resource, subresource, namespace, name, code, options } = given
  const body = actionOf(given, actions)?.body
  const sent = verb === 'delete' ? optionsShape.safeParse(body).data : undefined
  return {
    kind: 'request',
    line,
    t,
    received,
    actor,
    verb,
    resource,
    subresource,
    namespace: resource === 'namespaces' || resource === 'nodes' ? '' : namespace,
    name,
    code,
    revision: orNull(given.resourceVersion),
    basis: orNull(given.rvIn),
    target: given.target ?? null,
    gracePeriodSeconds: options?.gracePeriodSeconds ?? sent?.gracePeriodSeconds ?? null,
    propagationPolicy: options?.propagationPolicy ?? sent?.propagationPolicy ?? null,
    uid: options?.preconditions?.uid ?? null,
    body,
  }
}

const listOf = (line: number, raw: unknown): ListLine => {
  const { t, kind, resource, items, resourceVersion } = listShape.parse(raw)
  return {
    kind,
    line,
    t,
    resource,
    revision: Number(resourceVersion),
    items: items.map((item) => eventLine({ line, t, event: 'ADDED', resource, raw: item })),
  }
}

const faultOf = (line: number, raw: unknown): FaultLine => {
  const { t, fault, node, etcdRevision } = faultShape.parse(raw)
  const isOfNode = node !== undefined || /^(machine|partition|kubelet)/.test(fault)
  return { kind: 'fault', line, t, text: fault, node: isOfNode ? (node ?? '') : null, saved: orNull(etcdRevision) }
}

/** When a renewal was made, by the kubelet's own clock (all clocks are one here). */
const renewedAt = (raw: unknown, { started }: Header, arrived: number): number => {
  const renewed = renewalShape.safeParse(raw).data?.spec.renewTime
  if (renewed === undefined || started === undefined) return arrived
  return Math.min(arrived, Date.parse(renewed) - Date.parse(started))
}

const eventOf = (line: number, raw: unknown, header: Header): readonly Line[] => {
  const { t, type, resource, object } = eventShape.parse(raw)
  const event = eventLine({ line, t, event: type, resource, raw: object })
  const [namespace, node] = event.key.split('/')
  return resource === 'leases' && namespace === 'kube-node-lease' && node !== undefined && type !== 'DELETED'
    ? [event, { kind: 'renewal', line, t: renewedAt(object, header, t), node }]
    : [event]
}

const kindShape = z.object({ kind: text })

const linesOf = ({ line, value }: Value, header: Header, actions: readonly Action[]): readonly Line[] => {
  switch (kindShape.parse(value).kind) {
    case 'event':
      return eventOf(line, value, header)
    case 'list':
    case 'final':
      return [listOf(line, value)]
    case 'req':
      return [requestOf(line, value, actions)]
    case 'fault':
      return [faultOf(line, value)]
    case 'kubelet':
    case 'cri': {
      const { t, node, what, call, uid } = groundShape.parse(value)
      return [{ kind: 'ground', line, t, node, what: what ?? call ?? '', uid: uid ?? null }]
    }
    default:
      return []
  }
}

export const isFaultFormat = (values: readonly Value[]): boolean =>
  kindShape.safeParse(values[0]?.value).data?.kind === 'header'

/** Throws ShapeProblem, which `at` puts on its line. */
export const readFaultFormat = (
  file: string,
  [first, ...rest]: readonly Value[],
  at: <T>(line: number, read: () => T) => T,
): Recording => {
  const header = at(first?.line ?? 1, () => checked(() => headerShape.parse(first?.value)))
  const actions = rest.flatMap(({ value }) =>
    kindShape.safeParse(value).data?.kind === 'action' ? (actionShape.safeParse(value).data ?? []) : [],
  )
  return {
    file,
    title: `${header.scenario}${header.variant} on Kubernetes ${header.kubernetes}: ${header.description}`,
    settings: settingsOf(header),
    lines: rest.flatMap((value) => at(value.line, () => checked(() => linesOf(value, header, actions)))),
  }
}
