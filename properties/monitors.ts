/**
 * History variables: what cannot be read off a state because it is about messages. Each keeps the least that
 * its property needs and forgets it as soon as nobody can ask any more, so that it multiplies few states.
 */
import type { Delivery, Entry } from '../model/agenda.ts'
import { isDelivery, isWorld } from '../model/agenda.ts'
import type { Monitor } from '../model/cluster.ts'
import { remember } from '../model/remember.ts'
import type { MonitorMemory } from '../model/state.ts'
import { isAllowed } from '../spec/index.ts'
import type { StepId } from '../spec/index.ts'

/** Step of the pod-creation protocol that a delivery performs, and for which pod. */
export interface ProtocolStep {
  readonly step: StepId
  readonly pod: string
}

const kindOf = (address: string): string => address.slice(0, address.indexOf('/'))

type PodNamed = { readonly metadata: { readonly name: string; readonly namespace?: string } }
const podKey = ({ metadata }: PodNamed): string => `${metadata.namespace ?? ''}/${metadata.name}`

/** What a message means for a pod's creation. A and C happen inside kubectl and the API server. */
export const stepOf = (entry: Entry): ProtocolStep | null => stepsOf(entry)[0] ?? null

/** A list shows many pods at once; every other message is about one. */
const stepsOf = remember((entry: Entry): readonly ProtocolStep[] => {
  if (!isDelivery(entry)) return []
  const { message, to } = entry
  if (message.type !== 'snapshot') return oneStep(entry)
  const seen = seenBy(to)
  return seen === null
    ? []
    : message.items.flatMap((item) => (item.kind === 'Pod' ? [{ step: seen, pod: podKey(item) }] : []))
})

/** E: the scheduler sees the pod; H: its kubelet does. */
const seenBy = (to: string): 'E' | 'H' | null => {
  if (kindOf(to) === 'scheduler') return 'E'
  return kindOf(to) === 'kubelet' ? 'H' : null
}

const oneStep = (entry: Delivery): readonly ProtocolStep[] => {
  const step = singleStep(entry)
  return step === null ? [] : [step]
}

const singleStep = (entry: Delivery): ProtocolStep | null => {
  const { message, from, to } = entry
  switch (message.type) {
    case 'request':
      if (message.resource !== 'pods' || message.verb === 'delete') return null
      if (message.subresource === 'binding') return { step: 'F', pod: message.key }
      return message.subresource === 'status' && kindOf(from) === 'kubelet'
        ? { step: 'J', pod: message.key }
        : null
    case 'response':
      return message.code === 201 && message.object?.kind === 'Pod' && from !== 'world'
        ? { step: 'B', pod: podKey(message.object) }
        : null
    case 'etcd/request': {
      const put = storedPod(message.request)
      return put === null ? null : { step: put.bound ? 'G' : 'D', pod: put.key }
    }
    case 'event':
      if (message.object.kind !== 'Pod' || message.event !== 'ADDED') return null
      return seenStep(seenBy(to), podKey(message.object))
    case 'cri/start':
      return { step: 'I', pod: message.pod }
    default:
      return null
  }
}

const seenStep = (step: 'E' | 'H' | null, pod: string): ProtocolStep | null =>
  step === null ? null : { step, pod }

/** The pending pod that a transaction stores: D without a node, G with one. */
const storedPod = (
  request: Extract<Delivery['message'], { type: 'etcd/request' }>['request'],
): { readonly key: string; readonly bound: boolean } | null => {
  if (request.call !== 'txn') return null
  const put = request.success.find(({ op }) => op === 'put')
  if (put?.op !== 'put' || typeof put.value === 'string' || put.value.kind !== 'Pod') return null
  const { metadata, spec, status } = put.value
  if (metadata.deletionTimestamp !== undefined || status.phase !== 'Pending') return null
  return { key: podKey(put.value), bound: spec.nodeName !== undefined }
}

/** What must have happened to a pod before a step: the notes' arrows, without the way back to the user. */
const NEEDS: { readonly [step in StepId]?: readonly StepId[] } = {
  E: ['D'],
  F: ['D', 'E'],
  H: ['G'],
  I: ['G', 'H'],
  J: ['G', 'H'],
}

const VIOLATION = 'violation'

const violated = (memory: MonitorMemory, text: string): MonitorMemory =>
  VIOLATION in memory ? memory : { ...memory, [VIOLATION]: text }

/** What a monitor found wrong; null: nothing. */
export const violationIn = (memory: MonitorMemory | undefined): string | null => {
  const found = memory?.[VIOLATION]
  return typeof found === 'string' ? found : null
}

const followsAnEdge = remember((entry: Delivery): boolean => isAllowed(entry.from, entry.to, entry.message.type))

/** Every message follows an edge of the architecture. */
const architecture: Monitor = {
  name: 'architecture',
  initial: {},
  isAbout: (entry) => !followsAnEdge(entry),
  observe: (memory, delivered) => {
    const stray = delivered
      .filter(isDelivery)
      .find((entry) => !followsAnEdge(entry))
    return stray === undefined
      ? memory
      : violated(memory, `${stray.from} sent ${stray.message.type} to ${stray.to}`)
  },
}

/** Per pod, the steps of the protocol that it went through; forgotten when the pod is gone from the store. */
const protocol: Monitor = {
  name: 'protocol',
  initial: {},
  isAbout: (entry) => stepsOf(entry).length > 0 || deletedPods(entry).length > 0,
  observe: (memory, delivered) => delivered.reduce(afterProtocol, memory),
}

const afterProtocol = (memory: MonitorMemory, entry: Entry): MonitorMemory => {
  const gone = deletedPods(entry)
  if (gone.length > 0) {
    return Object.fromEntries(Object.entries(memory).filter(([pod]) => !gone.includes(pod)))
  }
  return stepsOf(entry).reduce(afterStep, memory)
}

const afterStep = (memory: MonitorMemory, { step, pod }: ProtocolStep): MonitorMemory => {
  if (step === 'B') return memory
  const done = String(memory[pod] ?? '')
  // A pod that was bound by its creator, or whose creation is older than this history, is not judged.
  if (done === '' && step !== 'D') return memory
  const missing = (NEEDS[step] ?? []).filter((needed) => !done.includes(needed))
  if (missing.length > 0 && done !== '') {
    return violated(memory, `${pod} reached step ${step} without ${missing.join(' and ')}`)
  }
  if (done.includes(step)) return memory
  return { ...memory, [pod]: [...done, step].sort().join('') }
}

const NONE: readonly string[] = []

const deletedPods = (entry: Entry): readonly string[] =>
  isDelivery(entry) && entry.message.type === 'etcd/events'
    ? entry.message.events
        .filter(({ event, kv }) => event === 'DELETE' && kv.key.startsWith('/registry/pods/'))
        .map(({ kv }) => kv.key.slice('/registry/pods/'.length))
    : NONE

/** The last revision that was acknowledged to an API server. */
const acknowledged: Monitor = {
  name: 'acknowledged',
  initial: { revision: 0 },
  isAbout: (entry) => entry.message.type === 'etcd/response',
  observe: (memory, delivered) => delivered.reduce(afterAnswer, memory),
}

const afterAnswer = (memory: MonitorMemory, entry: Entry): MonitorMemory => {
  if (isWorld(entry)) return entry.world.change === 'restore-etcd' ? { revision: 0 } : memory
  if (!isDelivery(entry) || entry.message.type !== 'etcd/response') return memory
  const { revision, error, succeeded, results = [] } = entry.message
  const wrote = results.some(({ op }) => op === 'put' || op === 'delete')
  if (error !== undefined || succeeded !== true || !wrote) return memory
  return revision > Number(memory.revision) ? { revision } : memory
}

export const monitors: readonly Monitor[] = [architecture, protocol, acknowledged]
