/**
 * The state of a cluster: one slot per component for its memory, one for what survives a crash, and the slots
 * of the world (agenda, outages, entropy, backup). Slot names are addresses, so the types follow from names.
 */
import type { Agenda } from './agenda.ts'
import type { ApiserverMemory } from './apiserver/server.ts'
import type { Entropy } from './component.ts'
import type { ControllerManagerMemory } from './controller-manager.ts'
import type { DeploymentMemory } from './deployment/deployment.ts'
import type { EndpointsMemory } from './endpoints/endpoints.ts'
import type { EtcdDisk, EtcdMemory } from './etcd/member.ts'
import type { StoreSnapshot } from './etcd/messages.ts'
import type { GarbageCollectorMemory } from './garbage-collector/garbage-collector.ts'
import type { KubeProxyDisk, KubeProxyMemory } from './kube-proxy.ts'
import type { KubectlDisk, KubectlMemory } from './kubectl.ts'
import type { KubeletMemory } from './kubelet/kubelet.ts'
import type { Address } from './messages.ts'
import type { NamespaceMemory } from './namespace.ts'
import type { NodeLifecycleMemory } from './node-lifecycle/node-lifecycle.ts'
import type { Outages } from './outages.ts'
import type { PodGcMemory } from './pod-gc.ts'
import type { ReplicaSetMemory } from './replicaset/replicaset.ts'
import type { RuntimeDisk, RuntimeMemory } from './runtime/runtime.ts'
import type { ContainerRecord } from './runtime/messages.ts'
import { remember } from './remember.ts'
import type { SchedulerMemory } from './scheduler/scheduler.ts'

interface ComponentSlots {
  readonly [slot: `etcd/${string}`]: EtcdMemory
  readonly [slot: `disk:etcd/${string}`]: EtcdDisk
  readonly [slot: `apiserver/${string}`]: ApiserverMemory
  readonly [slot: `scheduler/${string}`]: SchedulerMemory
  readonly [slot: `controller-manager/${string}`]: ControllerManagerMemory
  readonly [slot: `node-lifecycle/${string}`]: NodeLifecycleMemory
  readonly [slot: `replicaset/${string}`]: ReplicaSetMemory
  readonly [slot: `deployment/${string}`]: DeploymentMemory
  readonly [slot: `endpoints/${string}`]: EndpointsMemory
  readonly [slot: `namespace/${string}`]: NamespaceMemory
  readonly [slot: `garbage-collector/${string}`]: GarbageCollectorMemory
  readonly [slot: `pod-gc/${string}`]: PodGcMemory
  readonly [slot: `kubelet/${string}`]: KubeletMemory
  readonly [slot: `runtime/${string}`]: RuntimeMemory
  readonly [slot: `disk:runtime/${string}`]: RuntimeDisk
  readonly [slot: `kube-proxy/${string}`]: KubeProxyMemory
  readonly [slot: `disk:kube-proxy/${string}`]: KubeProxyDisk
  readonly [slot: `kubectl/${string}`]: KubectlMemory
  readonly [slot: `disk:kubectl/${string}`]: KubectlDisk
  /** History variables of properties; nothing in the model reads them. */
  readonly [slot: `monitor:${string}`]: MonitorMemory
}

interface WorldSlots {
  readonly agenda: Agenda
  readonly outages: Outages
  readonly entropy: Entropy
  /** What a majority of etcd disks holds, or held when the last member stopped; worked out from them, for properties: nothing in the model reads it. */
  readonly committed: StoreSnapshot
  /** The store as it was in the last quiet moment: what an operator has a snapshot of. */
  readonly backup: StoreSnapshot
}

export interface ClusterState extends ComponentSlots, WorldSlots {}

/** Some slots of a state: what a step writes. */
export interface ClusterWrites extends ComponentSlots, Partial<WorldSlots> {}

type Mutable = { -readonly [slot in keyof ClusterWrites]: ClusterWrites[slot] }

/** A write of one slot. */
export const slotOf = <K extends keyof ClusterWrites>(slot: K, value: Mutable[K]): ClusterWrites => {
  const writes: Mutable = {}
  writes[slot] = value
  return writes
}

export type MonitorMemory = { readonly [key: string]: string | number | boolean }

/** Reads slots of a state, or of one that is being worked out. */
export interface SlotReader {
  readonly get: <K extends keyof ClusterState>(slot: K) => ClusterState[K] | ClusterWrites[K] | undefined
}

const isAddressOf = <K extends string>(kind: K, address: string): address is `${K}/${string}` =>
  address.startsWith(`${kind}/`)

/** Does this process believe that it leads? */
export const isLeading = (reader: SlotReader, address: Address): boolean => {
  if (isAddressOf('etcd', address)) return reader.get(address)?.role === 'leader'
  if (isAddressOf('scheduler', address)) return reader.get(address)?.election.leading ?? false
  if (isAddressOf('controller-manager', address)) return reader.get(address)?.election.leading ?? false
  return false
}

/** Containers that the runtime of a node keeps running. */
export const runningContainers = (reader: SlotReader, node: string): readonly ContainerRecord[] => {
  const disk = reader.get(`disk:runtime/${node}`)
  return disk === undefined ? [] : runningIn(disk)
}

/** The same, of what is on its disk. */
export const runningIn = remember((disk: RuntimeDisk): readonly ContainerRecord[] =>
  Object.keys(disk.containers)
    .sort()
    .flatMap((id) => disk.containers[id] ?? [])
    .filter(({ state }) => state === 'running'),
)
