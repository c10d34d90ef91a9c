/** The cluster at one moment, as one would draw it: machines with their processes and pods, services, and what waits. */
import type { KubeObject, Pod } from '../model/objects.ts'
import { keyOf } from '../model/objects.ts'
import type { Outages } from '../model/outages.ts'
import { has } from '../model/outages.ts'
import type { ClusterState } from '../model/state.ts'
import { isLeading } from '../model/state.ts'
import { hostsOf, isWorker, processesOf } from '../model/topology.ts'
import type { Process } from '../model/topology.ts'
import type { Truth } from '../model/truth.ts'

export interface PodPicture {
  readonly key: string
  readonly phase: string
  readonly isReady: boolean
  readonly isTerminating: boolean
  /** Containers that really run, whatever the API says. */
  readonly running: number
  readonly containers: number
}

export interface ProcessPicture {
  readonly name: string
  readonly state: 'up' | 'down' | 'paused'
  readonly isLeading: boolean
}

export interface HostPicture {
  readonly name: string
  readonly isWorker: boolean
  readonly state: 'up' | 'off' | 'cut' | 'isolated'
  /** As the Node object says; null: there is none. */
  readonly ready: string | null
  readonly taints: readonly string[]
  readonly processes: readonly ProcessPicture[]
  readonly pods: readonly PodPicture[]
  /** Containers that run here although no pod of the store is bound here. */
  readonly strays: readonly string[]
}

export interface ServicePicture {
  readonly key: string
  readonly ready: readonly string[]
  readonly notReady: readonly string[]
}

export interface Picture {
  readonly hosts: readonly HostPicture[]
  readonly unbound: readonly PodPicture[]
  readonly services: readonly ServicePicture[]
  readonly workloads: readonly { readonly key: string; readonly ready: number; readonly wanted: number }[]
}

const conditionOf = (object: Extract<KubeObject, { kind: 'Pod' | 'Node' }>): string | null =>
  object.status.conditions?.find(({ type }) => type === 'Ready')?.status ?? null

const hostState = ({ off, cut }: Outages, host: string): HostPicture['state'] => {
  if (has(off, host)) return 'off'
  if (!has(cut, host)) return 'up'
  return cut[host] === 'everything' ? 'isolated' : 'cut'
}

const processPicture = (state: ClusterState, { name, host }: Process): ProcessPicture => {
  const { down, off, paused } = state.outages
  const isDown = has(down, name) || has(off, host)
  return {
    name,
    state: isDown ? 'down' : has(paused, name) ? 'paused' : 'up',
    isLeading: !isDown && isLeading({ get: (slot) => state[slot] }, name),
  }
}

const podPicture = (truth: Truth, state: ClusterState, pod: Pod): PodPicture => ({
  key: keyOf(pod),
  phase: pod.status.phase,
  isReady: conditionOf(pod) === 'True',
  isTerminating: pod.metadata.deletionTimestamp === true,
  running: truth.running(state).filter(({ podUid, node }) => podUid === pod.metadata.uid && node === pod.spec.nodeName)
    .length,
  containers: pod.spec.containers.length,
})

const hostPicture = (truth: Truth, state: ClusterState, name: string): HostPicture => {
  const { settings } = truth
  const objects = truth.objects(state)
  const node = objects.nodes.find(({ metadata }) => metadata.name === name)
  const bound = objects.pods.filter(({ spec }) => spec.nodeName === name)
  const uids = new Set(bound.map(({ metadata }) => metadata.uid))
  return {
    name,
    isWorker: isWorker(settings, name),
    state: hostState(state.outages, name),
    ready: node === undefined ? null : conditionOf(node),
    taints: (node?.spec.taints ?? []).map(({ key, effect }) => `${key.replace('node.kubernetes.io/', '')}:${effect}`),
    processes: processesOf(settings)
      .filter(({ host }) => host === name)
      .map((process) => processPicture(state, process)),
    pods: bound.map((pod) => podPicture(truth, state, pod)),
    strays: truth
      .running(state)
      .filter((container) => container.node === name && !uids.has(container.podUid))
      .map(({ id }) => id),
  }
}

export const pictureOf = (truth: Truth, state: ClusterState): Picture => {
  const objects = truth.objects(state)
  const endpoints = new Map(objects.endpoints.map((object) => [keyOf(object), object]))
  return {
    hosts: hostsOf(truth.settings).map((host) => hostPicture(truth, state, host)),
    unbound: objects.pods.filter(({ spec }) => spec.nodeName === undefined).map((pod) => podPicture(truth, state, pod)),
    services: objects.services.map((service) => {
      const found = endpoints.get(keyOf(service))
      const names = (addresses: readonly { readonly pod: string }[] = []): readonly string[] =>
        addresses.map(({ pod }) => pod)
      return { key: keyOf(service), ready: names(found?.ready), notReady: names(found?.notReady) }
    }),
    workloads: [...objects.deployments, ...objects.sets.filter(isOwnWorkload)].map((object) => ({
      key: `${object.kind} ${keyOf(object)}`,
      ready: object.status.readyReplicas,
      wanted: object.spec.replicas,
    })),
  }
}

/** A ReplicaSet of a Deployment is shown by its owner. */
const isOwnWorkload = ({ metadata }: KubeObject): boolean => (metadata.ownerReferences ?? []).length === 0
