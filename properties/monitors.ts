/**
 * History variables: what cannot be read off a state because it is about messages. Each keeps the least that
 * its property needs and forgets it as soon as nobody can ask any more, so that it multiplies few states.
 */
import type { Delivery, Entry } from '../model/agenda.ts'
import { isDelivery } from '../model/agenda.ts'
import type { Facts, Monitor } from '../model/cluster.ts'
import type { MonitorMemory } from '../model/state.ts'
import { isAllowed } from '../spec/index.ts'
import type { StepId } from '../spec/index.ts'

/** Step of the pod-creation protocol that a delivery performs, and for which pod. */
export interface ProtocolStep {
  readonly step: StepId
  readonly pod: string
}

const kindOf = (address: string): string => address.slice(0, address.indexOf('/'))

/** What a message means for a pod's creation: A-J of the notes. */
export const stepOf = (entry: Entry): ProtocolStep | null => {
  if (!isDelivery(entry)) return null
  const { message, from, to } = entry
  switch (message.type) {
    case 'request': {
      if (message.resource !== 'pods') return null
      if (message.subresource === 'binding') return { step: 'F', pod: message.key }
      if (message.subresource === 'status' && kindOf(from) === 'kubelet') return { step: 'J', pod: message.key }
      return message.verb === 'create' && message.subresource === undefined ? { step: 'B', pod: message.key } : null
    }
    case 'etcd/request': {
      const put = firstPod(message.request)
      return put === null ? null : { step: put.bound ? 'G' : 'D', pod: put.key }
    }
    case 'event': {
      if (message.object.kind !== 'Pod') return null
      const pod = `${message.object.metadata.namespace ?? ''}/${message.object.metadata.name}`
      if (kindOf(to) === 'scheduler' && message.event === 'ADDED') return { step: 'E', pod }
      if (kindOf(to) === 'kubelet' && message.event === 'ADDED') return { step: 'H', pod }
      return null
    }
    case 'cri/start':
      return { step: 'I', pod: message.pod }
    default:
      return null
  }
}

const firstPod = (
  request: Extract<Delivery['message'], { type: 'etcd/request' }>['request'],
): { readonly key: string; readonly bound: boolean } | null => {
  if (request.call !== 'txn') return null
  const put = request.success[0]
  if (put?.op !== 'put' || typeof put.value === 'string' || put.value.kind !== 'Pod') return null
  const { metadata, spec, status } = put.value
  if (metadata.deletionTimestamp !== undefined || status.phase !== 'Pending') return null
  return { key: `${metadata.namespace ?? ''}/${metadata.name}`, bound: spec.nodeName !== undefined }
}

const told = (memory: MonitorMemory, violation: string): MonitorMemory => ({ ...memory, violation })

/** Every message follows an edge of the architecture. */
const architecture: Monitor = {
  name: 'architecture',
  initial: {},
  observe: (memory, { delivered }) => {
    const stray = delivered.find(
      (entry) => isDelivery(entry) && !isAllowed(entry.from, entry.to, entry.message.type),
    )
    if (stray === undefined || !isDelivery(stray)) return memory
    return told(memory, `${stray.from} sent ${stray.message.type} to ${stray.to}`)
  },
}

export const monitors: readonly Monitor[] = [architecture]
export type { Facts }
