/**
 * What is so, as opposed to what components believe: the committed store, the containers that run, the rules
 * in the nodes, and who can reach whom. For properties, reports and the kernel; no component may use it.
 */
import { believed } from './etcd/persist.ts'
import type { EtcdDisk } from './etcd/turn.ts'
import type { Member } from './etcd/view.ts'
import { committedOn } from './etcd/view.ts'
import type { KeyValue, StoreSnapshot } from './etcd/messages.ts'
import { canReachStore, isAlive } from './links.ts'
import type { Address } from './messages.ts'
import type { Deployment, Endpoints, Kind, KubeObject, Namespace, Node, Pod, ReplicaSet, ReplicationController, Service } from './objects.ts'
import { RESOURCES, keyOf } from './objects.ts'
import type { Outages } from './outages.ts'
import { has } from './outages.ts'
import { remember, remember2 } from './remember.ts'
import type { Settings } from './settings.ts'
import type { ClusterState, SlotReader } from './state.ts'
import { runningIn } from './state.ts'
import type { ContainerRecord } from './runtime/messages.ts'
import type { RuntimeDisk } from './runtime/runtime.ts'
import { addressesOf } from './topology.ts'

/** One reference per list, so that the store of a state is worked out once. */
type Listed = { readonly disk: EtcdDisk; readonly others: Listed } | typeof END

const END = { end: true } as const
const listed = remember2((disk: EtcdDisk, others: Listed): Listed => ({ disk, others }))
const flat = (list: Listed): readonly EtcdDisk[] => ('end' in list ? [] : [list.disk, ...flat(list.others)])
const storeOf = remember2((list: Listed, settings: Settings): StoreSnapshot => committedOn(flat(list), settings))

/** The etcd members of a state, in order. */
export const etcdMembers = (settings: Settings, state: ClusterState): readonly Member[] =>
  etcdAddresses(settings).flatMap((address) => {
    const [memory, disk] = [state[address], state[`disk:${address}`]]
    return memory === undefined || disk === undefined ? [] : [{ memory, disk }]
  })

const isEtcd = (address: Address): address is `etcd/${string}` => address.startsWith('etcd/')

const etcdAddresses = remember((settings: Settings) => addressesOf(settings, 'etcd').filter(isEtcd))

/** The store as a majority of members has it on disk: what is acknowledged or may yet be. */
export const committed = (settings: Settings, state: SlotReader): StoreSnapshot => {
  let list: Listed = END
  for (const address of etcdAddresses(settings).toReversed()) {
    const [memory, disk] = [state.get(address), state.get(`disk:${address}`)]
    if (memory !== undefined && disk !== undefined) list = listed(believed(memory, disk), list)
  }
  return storeOf(list, settings)
}

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
      const object = kv === null ? null : objectOf(kv)
      return object === null ? [] : [object]
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

/** The same for all states in which it is stored so. */
const objectOf = remember((kv: KeyValue): KubeObject | null => {
  const { value, modRevision: resourceVersion } = kv
  return typeof value === 'string' ? null : { ...value, metadata: { ...value.metadata, resourceVersion } }
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
  const nodesWhere = (holds: (outages: Outages, node: string) => boolean) =>
    remember((outages: Outages): ReadonlySet<string> => new Set(nodeNames.filter((node) => holds(outages, node))))
  const hosts = nodeNames.map((node) => ({
    node,
    slot: `disk:runtime/${node}` as const,
    containers: remember((disk: RuntimeDisk) => runningIn(disk).map((container): Container => ({ ...container, node }))),
  }))
  const reporting = nodesWhere((outages, node) => canReachStore(settings, outages, `kubelet/${node}`))
  const working = nodesWhere((outages, node) =>
    ([`kubelet/${node}`, `runtime/${node}`] as const).every((process) => isAlive(settings, outages, process)),
  )
  return {
    settings,
    nodeNames,
    objects: (state) => objectsOfStore(state.committed),
    running: (state) => {
      const { off } = state.outages
      return hosts.flatMap(({ node, slot, containers }) => {
        const disk = has(off, node) ? undefined : state[slot]
        return disk === undefined ? [] : containers(disk)
      })
    },
    isReporting: (state, node) => reporting(state.outages).has(node),
    isWorking: (state, node) => working(state.outages).has(node),
  }
})

export { truthOf as truth }
