/** The store and its caches: nothing acknowledged is lost, members agree, caches tell the truth in the end. */
import { isWorld } from '../model/agenda.ts'
import { cacheRevision, cachedObjects } from '../model/apiserver/view.ts'
import type { ApiserverMemory } from '../model/apiserver/server.ts'
import type { Cache, ClientState } from '../model/client.ts'
import { disagreements } from '../model/etcd/view.ts'
import type { KubeObject, Resource } from '../model/objects.ts'
import { RESOURCES, keyOf } from '../model/objects.ts'
import { remember, remember2 } from '../model/remember.ts'
import type { ControllerKind } from '../model/messages.ts'
import type { Settings } from '../model/settings.ts'
import { addressesOf } from '../model/topology.ts'
import type { Objects, Truth } from '../model/truth.ts'
import { etcdMembers } from '../model/truth.ts'
import type { Claim, State } from './claim.ts'
import { always, eventually, none, noneOnStep, onEveryStep, sometimes } from './claim.ts'

export const acknowledgedWritesSurvive: Claim = (truth) =>
  always({
    name: 'acknowledged-writes-survive',
    clause: 'ETCD-6',
    description: 'What etcd acknowledged is on a majority of disks, unless all of etcd was lost and restored.',
    witness: 'some-write-is-acknowledged',
    ...none((state) => {
      const acknowledged = Number(state['monitor:acknowledged']?.revision ?? 0)
      const { revision } = state.committed
      const isLost = addressesOf(truth.settings, 'etcd').every((m) => Object.hasOwn(state.outages.down, m))
      return revision < acknowledged && !isLost
        ? [`revision ${acknowledged} was acknowledged, the disks hold ${revision}`]
        : []
    }),
  })

const isBeingRestored = ({ agenda }: State): boolean =>
  agenda.some(({ entry }) => isWorld(entry) && entry.world.change === 'restore-etcd')

/** An entry that only just had a majority may lose it with a disk; nobody was told of it. */
const lacksAMember = (truth: Truth, { outages }: State): boolean => {
  const members = addressesOf(truth.settings, 'etcd')
  return members.length > 1 && members.some((member) => Object.hasOwn(outages.down, member))
}

export const revisionsNeverGoBack: Claim = (truth) =>
  onEveryStep({
    name: 'revision-never-goes-back',
    clause: 'ETCD-7',
    description: 'Revisions of the store only grow, unless etcd is restored or one of several members is down.',
    witness: 'some-write-is-acknowledged',
    ...noneOnStep((before, after) => {
      const [was, is] = [before.committed, after.committed]
      // The agenda, which is another one in nearly every state, is looked at last.
      if (is.revision >= was.revision) return []
      const isExcused = lacksAMember(truth, before) || lacksAMember(truth, after) || isBeingRestored(before)
      return !isExcused
        ? [`the store went from revision ${was.revision} back to ${is.revision}`]
        : []
    }),
  })

export const membersAgree: Claim = (truth) =>
  always({
    name: 'etcd-members-agree',
    clause: 'ETCD-16',
    description: 'Members that applied the same entries hold the same data.',
    witness: 'some-write-is-acknowledged',
    ...none((state) =>
      disagreements(etcdMembers(truth.settings, state)).map(
        ([a, b]) => `etcd/${a + 1} and etcd/${b + 1} hold different data at the same index`,
      ),
    ),
  })

const resources = Object.values(RESOURCES)

const byResource = remember(({ all }: Objects): ReadonlyMap<Resource, ReadonlyMap<string, KubeObject>> => {
  const found = new Map(resources.map((resource) => [resource, new Map<string, KubeObject>()]))
  for (const object of all) found.get(RESOURCES[object.kind])?.set(keyOf(object), object)
  return found
})

const NONE: ReadonlyMap<string, KubeObject> = new Map()

const stored = (objects: Objects, resource: Resource): ReadonlyMap<string, KubeObject> =>
  byResource(objects).get(resource) ?? NONE

type ObjectMap = { readonly [key: string]: KubeObject }

interface Differences {
  readonly ghosts: readonly string[]
  readonly stale: readonly string[]
}

/** Keys of objects that a cache has and the store has not, and of those that it has otherwise or not at all. */
const compared = remember2((truth: ReadonlyMap<string, KubeObject>, cache: ObjectMap): Differences => ({
  ghosts: Object.keys(cache).filter((key) => !truth.has(key)),
  stale: [...truth]
    .filter(([key, object]) => cache[key]?.metadata.resourceVersion !== object.metadata.resourceVersion)
    .map(([key]) => key),
}))

/** Objects of a cache that the store has otherwise, and the reverse. */
const differences = (who: string, resource: Resource, cache: ObjectMap, objects: Objects): readonly string[] => {
  const { ghosts, stale } = compared(stored(objects, resource), cache)
  return [
    ...ghosts.map((key) => `${who} still has ${resource}/${key}, which is gone`),
    ...stale.map((key) => `${who} has ${key in cache ? 'an old' : 'no'} ${resource}/${key}`),
  ]
}

const apiserverOf = (state: State, address: string): ApiserverMemory | undefined =>
  isApiserver(address) ? state[address] : undefined
const isApiserver = (address: string): address is `apiserver/${string}` => address.startsWith('apiserver/')

export const watchCachesConverge: Claim = (truth) =>
  eventually({
    name: 'watch-caches-converge',
    clause: 'WATCH-5',
    description: 'In the end the cache of each API server holds what the store holds.',
    witness: 'some-write-is-acknowledged',
    ...none((state) =>
      addressesOf(truth.settings, 'apiserver').flatMap((address) => {
        const memory = apiserverOf(state, address)
        if (memory === undefined || cacheRevision(memory) === null) return []
        const objects = truth.objects(state)
        return resources.flatMap((resource) =>
          differences(address, resource, cachedObjects(memory, resource), objects),
        )
      }),
    ),
  })

/** An object that the cache holds at its own revision is the one that the store had then. */
export const watchMissesNothing: Claim = (truth) =>
  always({
    name: 'watch-misses-nothing',
    clause: 'ETCD-12',
    description: 'A watch cache holds every object that was written up to its revision, and none deleted by then.',
    witness: 'some-write-is-acknowledged',
    ...none((state) => {
      const store = state.committed
      const objects = truth.objects(state)
      return addressesOf(truth.settings, 'apiserver').flatMap((address) => {
        const memory = apiserverOf(state, address)
        const revision = memory === undefined ? null : cacheRevision(memory)
        if (memory === undefined || revision === null || revision > store.revision) return []
        return resources.flatMap((resource) => missedBy(address, memory, resource, revision, objects))
      })
    }),
  })

const missedBy = (
  who: string,
  memory: ApiserverMemory,
  resource: Resource,
  revision: number,
  objects: Objects,
): readonly string[] => {
  const cache = cachedObjects(memory, resource)
  const missed: string[] = []
  for (const [key, { metadata }] of stored(objects, resource)) {
    const isMissed =
      metadata.resourceVersion <= revision && cache[key]?.metadata.resourceVersion !== metadata.resourceVersion
    if (isMissed) missed.push(`${who} is at revision ${revision} and missed ${resource}/${key}`)
  }
  return missed
}

type CachingAddress = `${'scheduler' | 'kube-proxy' | ControllerKind}/${string}`

/**
 * Components that cache what a watch delivers. Kubelets are left out: they watch the pods of their node only.
 */
const cachingAddresses = remember(({ topology }: Settings): readonly CachingAddress[] => {
  const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i + 1)
  return [
    ...numbers(topology.schedulers).map((i): CachingAddress => `scheduler/${i}`),
    ...numbers(topology.controllerManagers).flatMap((i) => CACHING_CONTROLLERS.map((kind): CachingAddress => `${kind}/${i}`)),
    ...topology.nodes.map(({ name }): CachingAddress => `kube-proxy/${name}`),
  ]
})

const CACHING_CONTROLLERS: readonly ControllerKind[] = [
  'replicaset',
  'deployment',
  'endpoints',
  'node-lifecycle',
  'namespace',
  'garbage-collector',
  'pod-gc',
]

type Caches = readonly (readonly [Resource, Cache])[]

const cachesOf = remember((client: ClientState<unknown>): Caches =>
  resources.flatMap((resource) => {
    const cache = client.caches[resource]
    return cache === undefined || cache.revision === null ? [] : [[resource, cache] as const]
  }),
)

export const clientCachesConverge: Claim = (truth) =>
  eventually({
    name: 'client-caches-converge',
    clause: 'WATCH-5',
    description: 'In the end every component that is connected, kubelets apart, believes what the store holds.',
    witness: 'some-write-is-acknowledged',
    ...none((state) => {
      const objects = truth.objects(state)
      return cachingAddresses(truth.settings).flatMap((address) => {
        const client = state[address]?.client
        if (client === undefined || client.server === null) return []
        return cachesOf(client).flatMap(([resource, cache]) => differences(address, resource, cache.objects, objects))
      })
    }),
  })

export const cacheNeverGoesBack: Claim = (truth) =>
  onEveryStep({
    name: 'client-cache-never-goes-back',
    clause: 'WATCH-7',
    description: 'A component never goes back behind what it has seen, unless it restarted or etcd was restored.',
    witness: 'some-write-is-acknowledged',
    ...noneOnStep((before, after) => {
      const found: string[] = []
      for (const address of cachingAddresses(truth.settings)) {
        const [was, is] = [before[address]?.client, after[address]?.client]
        if (was === undefined || is === undefined || was === is) continue
        for (const [resource, { revision }] of cachesOf(is)) {
          const isOlder = (revision ?? 0) < (was.caches[resource]?.revision ?? 0)
          if (isOlder) found.push(`${address} went back to an older list of ${resource}`)
        }
      }
      return found
    }),
  })

export const userIsAnswered: Claim = () =>
  eventually({
    name: 'user-is-answered',
    clause: 'KUBECTL-2',
    description: 'In the end every command of the user was carried out or refused.',
    witness: 'some-write-is-acknowledged',
    ...none((state) => {
      const kubectl = state['kubectl/user']
      if (kubectl === undefined) return []
      const waiting = Object.values(kubectl.client.pending)
        .filter(({ abandoned }) => abandoned !== true)
        .map(({ request: { verb, resource, key } }) => `${verb} ${resource} ${key}`)
      if (waiting.length > 0) return [`kubectl still waits for the answer to ${waiting.join()}`]
      return kubectl.tries === undefined ? [] : ['kubectl failed and did not run its command again']
    }),
  })

export const someWriteIsAcknowledged: Claim = () =>
  sometimes({
    name: 'some-write-is-acknowledged',
    clause: 'ETCD-6',
    holds: (state) => Number(state['monitor:acknowledged']?.revision ?? 0) > 0,
  })

export const STORE: readonly Claim[] = [
  acknowledgedWritesSurvive,
  revisionsNeverGoBack,
  membersAgree,
  watchCachesConverge,
  watchMissesNothing,
  clientCachesConverge,
  cacheNeverGoesBack,
  userIsAnswered,
  someWriteIsAcknowledged,
]
