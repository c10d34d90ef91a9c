/** The probes again, against the served model: one function per recorded title, run in the order of the recording. */
import type { InProcess, Reply } from '../../cli/serve/in-process.ts'
import type { Json, JsonObject } from '../../cli/serve/rest/json.ts'
import { compact, numberAt, textAt } from '../../cli/serve/rest/json.ts'
import { deletions } from './gc-probes.ts'

export type Probe = (server: InProcess) => Promise<Json>

const MAPS = '/api/v1/namespaces/default/configmaps'
const PODS = '/api/v1/namespaces/default/pods'
const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments'

const map = (name: string, more: JsonObject = {}, data: JsonObject = {}): JsonObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, ...more },
  data,
})

/** No node has this label: the scheduler leaves such a pod alone. */
const NOWHERE = { nowhere: 'yes' }

const pod = (name: string, spec: JsonObject = {}): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: { containers: [{ name: 'c', image: 'i' }], nodeSelector: NOWHERE, ...spec },
})

const deployment = (name: string, spec: JsonObject = {}): JsonObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: 'g' } },
    template: {
      metadata: { labels: { app: 'g' } },
      spec: { containers: [{ name: 'c', image: 'i' }], nodeSelector: NOWHERE },
    },
    ...spec,
  },
})

const versionOf = ({ body }: Reply): string | undefined => textAt(body, 'metadata', 'resourceVersion')

/** As the recording tells it: a refusal in full, of an object the version. */
const told = (reply: Reply): JsonObject =>
  reply.code < 400
    ? compact({ http: reply.code, rv: versionOf(reply) })
    : compact({ http: reply.code, reason: reply.body.reason, message: reply.body.message, details: reply.body.details })

const http = ({ code }: Reply): JsonObject => ({ http: code })

const generation = (reply: Reply): JsonObject =>
  compact({ ...told(reply), gen: numberAt(reply.body, 'metadata', 'generation') })

const deletion = ({ code, body }: Reply): JsonObject =>
  compact({
    http: code,
    dt: textAt(body, 'metadata', 'deletionTimestamp') !== undefined ? true : undefined,
    grace: numberAt(body, 'metadata', 'deletionGracePeriodSeconds'),
  })

const names = (events: readonly JsonObject[]): Json[] =>
  events.map((event) => textAt(event, 'object', 'metadata', 'name') ?? '')

/** The events that a watch has at once. */
const watched = async (server: InProcess, path: string): Promise<readonly JsonObject[]> => {
  const response = await fetch(`${server.url}${path}`, { headers: { accept: 'application/json' } })
  const reader = response.body?.getReader()
  const first = await reader?.read()
  await reader?.cancel()
  return new TextDecoder()
    .decode(first?.value)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as JsonObject)
}

const latest = async (server: InProcess, path: string): Promise<JsonObject> => (await server.ask('GET', path)).body

/** The object as it is stored, sent again with changes to its metadata. */
const again = async (server: InProcess, path: string, metadata: JsonObject, more: JsonObject = {}): Promise<Reply> => {
  const stored = await latest(server, path)
  return server.ask('PUT', path, { ...stored, ...more, metadata: { ...(stored.metadata as JsonObject), ...metadata } })
}

const spec = (reply: JsonObject, changes: JsonObject): JsonObject => ({
  spec: { ...(reply.spec as JsonObject), ...changes },
})

const withoutVersion = { resourceVersion: null }

export const PROBES: { readonly [title: string]: Probe } = {
  create: async (s) => told(await s.ask('POST', MAPS, map('a'))),
  'create again': async (s) => told(await s.ask('POST', MAPS, map('a'))),
  'create with resourceVersion set': async (s) => told(await s.ask('POST', MAPS, map('rv', { resourceVersion: '5' }))),
  'no-op PUT keeps the resourceVersion': async (s) => told(await again(s, `${MAPS}/a`, {})),
  'PUT with current RV': async (s) => told(await again(s, `${MAPS}/a`, {}, { data: { x: '1' } })),
  'PUT with stale RV': async (s) => told(await again(s, `${MAPS}/a`, { resourceVersion: '1' }, { data: { x: '2' } })),
  'PUT without RV (unconditional update allowed)': async (s) =>
    told(await again(s, `${MAPS}/a`, withoutVersion, { data: { x: '3' } })),
  'PUT of a missing object': async (s) => told(await s.ask('PUT', `${MAPS}/nope`, map('nope'))),
  'merge patch with stale RV': async (s) =>
    told(await s.patch(`${MAPS}/a`, { metadata: { resourceVersion: '1' }, data: { x: '4' } })),
  'DELETE with wrong uid precondition': async (s) =>
    told(await s.ask('DELETE', `${MAPS}/a`, { kind: 'DeleteOptions', apiVersion: 'v1', preconditions: { uid: 'x' } })),
  'GET missing': async (s) => told(await s.ask('GET', `${MAPS}/zz`)),
  'LIST rv=0': async (s) => told(await s.ask('GET', `${MAPS}?resourceVersion=0`)),
  'LIST with a future RV (NotOlderThan)': async (s) => told(await s.ask('GET', `${MAPS}?resourceVersion=999999999`)),
  'LIST exact RV 1': async (s) => told(await s.ask('GET', `${MAPS}?resourceVersion=1&resourceVersionMatch=Exact`)),
  'WATCH from RV 1': async (s) =>
    (await watched(s, `${MAPS}?watch=1&resourceVersion=1`)).map((event) =>
      compact({ type: event.type, o: textAt(event, 'object', 'metadata', 'name') }),
    ),
  'WATCH without RV: synthetic ADDED first': async (s) => {
    const events = await watched(s, `${MAPS}?watch=1`)
    return names(events).map((name, i) => [events[i]?.type ?? null, name])
  },
  'DELETE with finalizer': async (s) => {
    await s.ask('POST', MAPS, map('f', { finalizers: ['x.io/f'] }))
    return deletion(await s.ask('DELETE', `${MAPS}/f`))
  },
  'add a finalizer while terminating': async (s) =>
    told(await again(s, `${MAPS}/f`, { finalizers: ['x.io/f', 'y.io/g'] })),
  'recreate while terminating': async (s) => told(await s.ask('POST', MAPS, map('f'))),
  'remove the last finalizer': async (s) => told(await again(s, `${MAPS}/f`, { finalizers: [] })),
  'then GET': async (s) => told(await s.ask('GET', `${MAPS}/f`)),
  'delete an UNSCHEDULED pod: gone at once?': async (s) => {
    await s.ask('POST', PODS, pod('unsched'))
    const gone = await s.ask('DELETE', `${PODS}/unsched`)
    const { http: code, grace } = deletion(gone)
    return compact({ http: code, kind: gone.body.kind, grace, then: told(await s.ask('GET', `${PODS}/unsched`)) })
  },
  'delete a pod bound to a (missing) node': async (s) => {
    await s.ask('POST', PODS, pod('bound', { nodeName: 'missing' }))
    return deletion(await s.ask('DELETE', `${PODS}/bound`))
  },
  'second delete with longer grace': async (s) =>
    compact({ grace: deletion(await s.ask('DELETE', `${PODS}/bound?gracePeriodSeconds=100`)).grace }),
  'third delete with shorter grace': async (s) =>
    compact({ grace: deletion(await s.ask('DELETE', `${PODS}/bound?gracePeriodSeconds=5`)).grace }),
  'force delete': async (s) => {
    const gone = await s.ask('DELETE', `${PODS}/bound?gracePeriodSeconds=0`)
    return { ...http(gone), then: told(await s.ask('GET', `${PODS}/bound`)) }
  },
  bind: async (s) => {
    await s.ask('POST', PODS, pod('b1'))
    return http(await s.ask('POST', `${PODS}/b1/binding`, binding('n1')))
  },
  'bind again': async (s) => told(await s.ask('POST', `${PODS}/b1/binding`, binding('n2'))),
  'change spec.nodeName by patch': async (s) => told(await s.patch(`${PODS}/b1`, { spec: { nodeName: 'n3' } })),
  'pod spec immutability': async (s) =>
    (textAt((await s.patch(`${PODS}/b1`, { spec: { hostNetwork: true } })).body, 'message') ?? '').slice(0, 200),
  'deployment gen': async (s) => {
    // Nobody is to write in between: the controllers of the recording were slower than its probes.
    s.control.run('inject', ['pause-process', 'controller-manager/1'])
    return generation(await s.ask('POST', DEPLOYMENTS, deployment('g')))
  },
  'status write through the main endpoint is ignored': async (s) =>
    generation(await again(s, `${DEPLOYMENTS}/g`, {}, { status: { replicas: 77 } })),
  'metadata change: generation kept': async (s) =>
    generation(await s.patch(`${DEPLOYMENTS}/g`, { metadata: { labels: { a: 'b' } } })),
  'spec change: generation +1': async (s) => generation(await s.patch(`${DEPLOYMENTS}/g`, { spec: { replicas: 2 } })),
  'selector immutable': async (s) => {
    const stored = await latest(s, `${DEPLOYMENTS}/g`)
    return told(await again(s, `${DEPLOYMENTS}/g`, {}, spec(stored, { selector: { matchLabels: { app: 'zz' } } })))
  },
  'invalid pod': async (s) => told(await s.ask('POST', PODS, { ...pod('Bad_Name'), spec: {} })),
  'strict unknown field': async (s) => told(await s.ask('POST', `${PODS}?fieldValidation=Strict`, misspelt('strict'))),
  Warn: async (s) => {
    const { code, warning } = await s.ask('POST', `${PODS}?fieldValidation=Warn`, misspelt('warn', false))
    return { http: code, warning }
  },
  'wrong type': async (s) => told(await s.ask('POST', PODS, pod('typed', { containers: [{ name: 'c', image: 5 }] }))),
  'negative replicas': async (s) => told(await s.ask('POST', DEPLOYMENTS, deployment('neg', { replicas: -1 }))),
  ...deletions,
}

const misspelt = (name: string, hasBoth = true): JsonObject =>
  pod(name, { containers: [{ name: 'c', image: 'i', imagee: 'x' }], ...(hasBoth ? { foo: 1 } : {}) })

const binding = (node: string): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Binding',
  metadata: { name: 'b1' },
  target: { kind: 'Node', name: node },
})
