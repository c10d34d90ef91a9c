/**
 * What is so, as opposed to what components believe: the committed store, the containers that run, the rules
 * in the nodes, and who can reach whom. For properties, reports and the kernel; no component may use it.
 */
import type { EtcdDisk, EtcdMemory } from './etcd/turn.ts'
import type { Member } from './etcd/view.ts'
import { committedStore } from './etcd/view.ts'
import type { StoreSnapshot } from './etcd/messages.ts'
import { canReachStore, isAlive } from './links.ts'
import type { Address } from './messages.ts'
import type { Deployment, Endpoints, Kind, KubeObject, Namespace, Node, Pod, ReplicaSet, ReplicationController, Service } from './objects.ts'
import { RESOURCES, keyOf } from './objects.ts'
import { isRunning } from './outages.ts'
import { remember, remember2 } from './remember.ts'
import type { Settings } from './settings.ts'
import type { ClusterState, SlotReader } from './state.ts'
import { runningContainers } from './state.ts'
import type { ContainerRecord } from './runtime/messages.ts'
import { addressesOf } from './topology.ts'

type Listed = { readonly member: Member; readonly others: Listed } | { readonly end: true }

const END: Listed = { end: true }
/** One reference per pair and per list, so that the store of a state is worked out once. */
const memberOf = remember2((memory: EtcdMemory, disk: EtcdDisk): Member => ({ memory, disk }))
const listed = remember2((member: Member, others: Listed): Listed => ({ member, others }))
const flat = (list: Listed): readonly Member[] =>
  'end' in list ? [] : [list.member, ...flat(list.others)]
const storeOf = remember2((list: Listed, settings: Settings): StoreSnapshot =>
  committedStore(flat(list), settings),
)

/** The etcd members of a state, in order. */
export const etcdMembers = (settings: Settings, state: ClusterState): readonly Member[] =>
  flat(membersOf(settings, (slot) => state[slot]))

const membersOf = (settings: Settings, get: SlotReader['get']): Listed =>
  [...etcdAddresses(settings)].reverse().reduce<Listed>((others, address) => {
    const [memory, disk] = [get(address), get(`disk:${address}`)]
    return memory === undefined || disk === undefined ? others : listed(memberOf(memory, disk), others)
  }, END)

const isEtcd = (address: Address): address is `etcd/${string}` => address.startsWith('etcd/')

const etcdAddresses = remember((settings: Settings) => addressesOf(settings, 'etcd').filter(isEtcd))

/** The store as a majority of members has it on disk: what is acknowledged or may yet be. */
export const committed = (settings: Settings, state: SlotReader): StoreSnapshot =>
  storeOf(membersOf(settings, (slot) => state.get(slot)), settings)

export interface Objects {
  readonly all: readonly KubeObject[]
  readonly byKey: ReadonlyMap<string, KubeObject>
  readonly pods: readonly Pod[]
  readonly nodes: readonly Node[]
  readonly sets: readonly (ReplicaSet | ReplicationController)[]
  readonly deployments: readonly Deployment[]
  readonly services: readonly Service[]
  readonly endpoints: readonly Endpoints[]
  readonly namespaces: readonly Namespace[]
}

const ofKind = <K extends Kind>(objects: readonly KubeObject[], kind: K) =>
  objects.filter((object): object is Extract<KubeObject, { kind: K }> => object.kind === kind)

/** `pods/default/web-1`: names an object of any kind. */
export const pathOf = (object: KubeObject): string => `${RESOURCES[object.kind]}/${keyOf(object)}`

/** The stored objects, their resourceVersion filled in, in order of their keys. */
export const objectsOfStore = remember((store: StoreSnapshot): Objects => {
  const all = Object.keys(store.keys)
    .sort()
    .flatMap((key) => {
      const kv = store.keys[key]?.at(-1)?.kv ?? null
      if (kv === null || typeof kv.value === 'string') return []
      return [withRevision(kv.value, kv.modRevision)]
    })
  return {
    all,
    byKey: new Map(all.map((object) => [pathOf(object), object])),
    pods: ofKind(all, 'Pod'),
    nodes: ofKind(all, 'Node'),
    sets: [...ofKind(all, 'ReplicaSet'), ...ofKind(all, 'ReplicationController')],
    deployments: ofKind(all, 'Deployment'),
    services: ofKind(all, 'Service'),
    endpoints: ofKind(all, 'Endpoints'),
    namespaces: ofKind(all, 'Namespace'),
  }
})

/** Spreads each kind by itself, so that the union keeps its discriminant. */
const withRevision = (object: KubeObject, resourceVersion: number): KubeObject => ({
  ...object,
  metadata: { ...object.metadata, resourceVersion },
})

export interface Container extends ContainerRecord {
  readonly node: string
}

/** Questions about a state that properties ask, for one cluster. */
export interface Truth {
  readonly settings: Settings
  readonly objects: (state: ClusterState) => Objects
  /** Containers that run, on machines with power. */
  readonly running: (state: ClusterState) => readonly Container[]
  /** Nodes whose kubelet can have its status stored. */
  readonly isReporting: (state: ClusterState, node: string) => boolean
  /** Nodes whose kubelet, runtime and machine work (though they may be cut off). */
  readonly isWorking: (state: ClusterState, node: string) => boolean
  readonly nodeNames: readonly string[]
}

const truthOf = remember((settings: Settings): Truth => {
  const nodeNames = addressesOf(settings, 'kubelet').map((address) => address.slice('kubelet/'.length))
  return {
    settings,
    nodeNames,
    objects: (state) => objectsOfStore(state.committed),
    running: (state) =>
      nodeNames.flatMap((node) =>
        isRunning(settings, state.outages, `runtime/${node}`) || !isOff(state, node)
          ? runningContainers({ get: (slot) => state[slot] }, node).map((container) => ({ ...container, node }))
          : [],
      ),
    isReporting: (state, node) => canReachStore(settings, state.outages, `kubelet/${node}`),
    isWorking: (state, node) =>
      isAlive(settings, state.outages, `kubelet/${node}`) &&
      isAlive(settings, state.outages, `runtime/${node}`),
  }
})

const isOff = (state: ClusterState, host: string): boolean => Object.hasOwn(state.outages.off, host)

export { truthOf as truth }
