/**
 * What a step changed, as a Kubernetes engineer would say it: `pod shop/web-1 is bound to n2`. Derived from the field
 * changes of the step, so it says nothing that they do not; bookkeeping that follows from what was said is left out.
 */
import type { ChangeView } from './result.ts'

/** Names come from the user: `__proto__` and `toString` must find nothing. */
const own = <V>(table: { readonly [key: string]: V }, key: string): V | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined

type Telling = (name: string, change: ChangeView) => string | null

/** By kind of object and field; null: says nothing that another change does not say better. */
const TOLD: { readonly [resource: string]: { readonly [path: string]: Telling } } = {
  pods: {
    'spec.nodeName': (pod, { after }) => `pod ${pod} is bound to ${after}`,
    'status.phase': (pod, { after }) => `pod ${pod} is ${after}`,
    'status.conditions.Ready': (pod, { before, after }) => readiness(`pod ${pod}`, before, after),
    'metadata.deletionTimestamp': (pod) => `pod ${pod} is marked for deletion`,
    'status.conditions.DisruptionTarget': (pod, { after }) => `pod ${pod} is to be evicted: ${after}`,
  },
  nodes: {
    'status.conditions.Ready': (node, { before, after }) => readiness(`node ${node}`, before, after),
    'spec.taints': (node, { after }) => `node ${node} has ${taints(after)}`,
    'spec.unschedulable': (node, { after }) => `node ${node} is ${after === 'true' ? 'cordoned' : 'open to pods again'}`,
  },
  deployments: { 'status.readyReplicas': ready, 'spec.replicas': scaled },
  replicasets: { 'spec.replicas': scaled },
  replicationcontrollers: { 'status.readyReplicas': ready, 'spec.replicas': scaled },
  endpoints: {
    ready: (service, { after }) => `service ${service} has ${after === '[]' ? 'no ready endpoint' : `the endpoints ${after}`}`,
  },
  namespaces: {
    'metadata.deletionTimestamp': (name) => `namespace ${name} is terminating`,
  },
}

function ready(name: string, { object, before, after }: ChangeView): string {
  return `${singular(object)} ${name} has ${after ?? '0'} ready, before ${before ?? '0'}`
}

function scaled(name: string, { object, before, after }: ChangeView): string | null {
  return before === null ? null : `${singular(object)} ${name} is scaled from ${before} to ${after ?? '0'}`
}

const readiness = (subject: string, before: string | null, after: string | null): string | null => {
  if (after?.startsWith('True') === true) return `${subject} is ready`
  if (before === null) return null
  return after?.startsWith('Unknown') === true ? `${subject} is Unknown` : `${subject} is no longer ready`
}

/** `[{"effect":"NoExecute","key":"..."}]` as `the taints key:effect`. */
const taints = (text: string | null): string => {
  const told = [...(text ?? '').matchAll(/"effect":"(\w+)","key":"([^"]+)"/g)].map(([, effect, key]) => `${key}:${effect}`)
  if (told.length === 0) return text === null || text === '[]' ? 'no taint' : `other taints: ${text}`
  return `the ${told.length === 1 ? 'taint' : 'taints'} ${told.join(', ')}`
}

const SINGULAR: { readonly [resource: string]: string } = {
  replicasets: 'ReplicaSet',
  replicationcontrollers: 'ReplicationController',
  endpoints: 'endpoints object',
}

const singular = (object: string): string => {
  const resource = object.split('/')[0] ?? ''
  return own(SINGULAR, resource) ?? resource.replace(/s$/, '')
}

/** What is broken in the world, by the flag that says so. */
const OUTAGES: { readonly [flag: string]: readonly [begins: string, ends: string] } = {
  down: ['is down', 'runs again'],
  off: ['has no power', 'has power again'],
  cut: ['is cut off', 'is connected again'],
  paused: ['stands still', 'goes on'],
  broken: ['is a broken connection', 'is connected again'],
  stalled: ['delivers nothing', 'delivers again'],
  registry: ['cannot pull images', 'can pull images again'],
}

const outage = ({ path, before, after }: ChangeView): string | null => {
  const [flag = '', ...rest] = path.split('.')
  const [begins, ends] = own(OUTAGES, flag) ?? []
  if (begins === undefined || ends === undefined || rest.length === 0) return null
  const who = rest.join('.').replace('>', ' to ')
  if (before === null) return `${who} ${begins}`
  return after === null ? `${who} ${ends}` : null
}

const wordsOf = (change: ChangeView): string | null => {
  const { object, path, before, after } = change
  if (object === 'broken') return outage(change)
  if (object.startsWith('container ')) return `${object} ${after === null ? 'stops' : 'starts'}`
  const [resource = '', ...rest] = object.split('/')
  const name = rest.join('/')
  if (path !== '') return own(own(TOLD, resource) ?? {}, path)?.(name, change) ?? null
  if (before !== null && after !== null) return null
  return `${singular(object)} ${name} is ${before === null ? 'created' : 'gone'}`
}

/** One sentence per change that matters, the most telling first; empty when a step changed only bookkeeping. */
export const plainWords = (changes: readonly ChangeView[]): readonly string[] =>
  changes.flatMap((change) => wordsOf(change) ?? [])
