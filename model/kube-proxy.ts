/**
 * The kube-proxy of a node: keeps the packet rules of its node in step with services and
 * endpoints. The rules live in the node's kernel: they outlive the proxy's process and are lost
 * with the machine's power, and a fresh proxy leaves the old ones alone until it has listed
 * everything.
 *
 * A packet to a service goes to one of its ready endpoints (all are listed: any of them may be
 * chosen). Left out: ports and protocols but for UDP's connection tracking, session affinity,
 * topology hints, node ports, terminating endpoints as a last resort, and the second that upstream
 * may wait between two writes of the rules.
 */
import { match } from 'ts-pattern'
import type { ClientState, WatchSpec } from './client.ts'
import {
  cached,
  connect,
  disconnect,
  hasSynced,
  isClientMessage,
  lookUp,
  newClient,
  observe,
  relist,
} from './client.ts'
import type { Component, Reaction } from './component.ts'
import { still } from './component.ts'
import type { Address } from './messages.ts'
import type { EndpointAddress, Service } from './objects.ts'
import { keyOf } from './objects.ts'
import { same } from './same.ts'
import type { Settings } from './settings.ts'

export interface KubeProxyMemory {
  /** It only watches, so nothing is ever pending. */
  readonly client: ClientState<never>
}

/** What is in the kernel of the node. */
export interface KubeProxyDisk {
  /** By key of the service. Empty: packets are rejected. */
  readonly rules: { readonly [service: string]: readonly EndpointAddress[] }
  /**
   * UDP services with a flow entry from a moment without endpoints: packets of known senders
   * follow it, not the rules.
   */
  readonly blackholed: { readonly [service: string]: true }
}

type Step = Reaction<KubeProxyMemory, KubeProxyDisk>

const USER = 'system:kube-proxy'
const WATCHES: readonly WatchSpec[] = [{ resource: 'services' }, { resource: 'endpoints' }]

/** Where packets from this node to the service may arrive. Empty: nowhere. */
export const routeOf = (
  { rules, blackholed }: KubeProxyDisk,
  service: string,
): readonly EndpointAddress[] =>
  Object.hasOwn(blackholed, service) || !Object.hasOwn(rules, service) ? [] : (rules[service] ?? [])

const isUdp = ({ spec }: Service): boolean => spec.ports.some(({ protocol }) => protocol === 'UDP')

/**
 * Senders keep sending while there is nobody to receive: their flow is noted as leading nowhere.
 */
const isCutOff = (
  before: KubeProxyDisk,
  service: string,
  now: readonly EndpointAddress[],
): boolean =>
  now.length === 0 &&
  ((before.rules[service] ?? []).length > 0 || Object.hasOwn(before.blackholed, service))

const rulesFor = (
  settings: Settings,
  { client }: KubeProxyMemory,
  before: KubeProxyDisk,
): KubeProxyDisk => {
  const services = cached(client, 'services', 'Service')
  const rules = Object.fromEntries(
    services.map((service) => {
      const key = keyOf(service)
      return [key, lookUp(client, 'endpoints', 'Endpoints', key)?.ready ?? []] as const
    }),
  )
  const blackholed = services
    .filter(isUdp)
    .map(keyOf)
    .filter(
      (key) =>
        isCutOff(before, key, rules[key] ?? []) ||
        // kubernetes/kubernetes#103857: the flow entry is not deleted when endpoints are back.
        (settings.defects.includes('udp-black-hole') && Object.hasOwn(before.blackholed, key)),
    )
  return { rules, blackholed: Object.fromEntries(blackholed.map((key) => [key, true as const])) }
}

const write = (settings: Settings, memory: KubeProxyMemory, disk: KubeProxyDisk): Step => {
  if (!hasSynced(memory.client, WATCHES)) return still(memory)
  const next = rulesFor(settings, memory, disk)
  return same(next, disk) ? still(memory) : { memory, disk: next }
}

export const kubeProxy = (
  settings: Settings,
  address: Address,
): Component<KubeProxyMemory, KubeProxyDisk> => ({
  kind: 'kube-proxy',
  address,
  initial: { client: newClient<never>() },
  initialDisk: { rules: {}, blackholed: {} },
  afterCrash: (disk) => disk,
  afterPowerLoss: () => ({ rules: {}, blackholed: {} }),
  choose: still,
  receive: (memory, { message }, disk): Step => {
    if (!isClientMessage(message)) return still(memory)
    return match(message)
      .returnType<Step>()
      .with({ type: 'connected' }, ({ peer }) => {
        const { client, sends } = connect(memory.client, peer, USER, WATCHES)
        return { memory: { client }, sends }
      })
      .with({ type: 'disconnected' }, ({ peer }) =>
        still(
          peer === memory.client.server ? { client: disconnect(memory.client).client } : memory,
        ),
      )
      .with({ type: 'snapshot' }, { type: 'event' }, (told) =>
        memory.client.server === null
          ? still(memory)
          : write(settings, { client: observe(memory.client, told).client }, disk),
      )
      .with({ type: 'gone' }, (told) => {
        // kubernetes/kubernetes#3216: it tried the same revision for ever (a retry loop is its
        // absence).
        if (settings.defects.includes('no-relist-on-410')) return still(memory)
        const { sends } = relist(memory.client, told, USER, { resource: told.resource })
        return { memory, sends }
      })
      .with({ type: 'started' }, { type: 'response' }, { type: 'timeout' }, () => still(memory))
      .exhaustive()
  },
})
