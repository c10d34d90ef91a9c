/**
 * What is so in a cluster of members, for properties, reports and the kernel. No component may
 * use it.
 */
import type { ObjectMap } from '../client.ts'
import { remember } from '../remember.ts'
import type { Settings } from '../settings.ts'
import { defaultSettings } from '../settings.ts'
import type { LogEntry, StoreSnapshot } from './messages.ts'
import { emptyStore } from './mvcc.ts'
import { believed } from './persist.ts'
import { applierOf, rulesOf } from './txn.ts'
import type { EtcdDisk, EtcdMemory } from './turn.ts'

export interface Member {
  readonly memory: EtcdMemory
  readonly disk: EtcdDisk
}

/** The store that this member has applied: what its serializable reads show. */
export const appliedStore = ({ memory, disk }: Member): StoreSnapshot =>
  believed(memory, disk).snapshot.store

export const appliedRevision = (member: Member): number => appliedStore(member).revision

export const isLeader = ({ role }: EtcdMemory): boolean => role === 'leader'

const disksOf = (members: readonly Member[]): readonly EtcdDisk[] =>
  members.map(({ memory, disk }) => believed(memory, disk))

const holds = ({ snapshot, log }: EtcdDisk, { index, term }: LogEntry): boolean =>
  snapshot.index >= index || log.some((entry) => entry.index === index && entry.term === term)

/** The entry after an index that a majority of disks holds, if there is one. */
const agreedAfter = (disks: readonly EtcdDisk[], index: number): LogEntry | undefined =>
  disks
    .flatMap(({ log }) => log.find((entry) => entry.index === index + 1) ?? [])
    .find((entry) => disks.filter((disk) => holds(disk, entry)).length * 2 > disks.length)

const replayed = (
  disks: readonly EtcdDisk[],
  store: StoreSnapshot,
  index: number,
  settings: Settings,
): StoreSnapshot => {
  const entry = agreedAfter(disks, index)
  if (entry === undefined) return store
  const next =
    entry.request === null ? store : applierOf(rulesOf(settings))(store, entry.request).store
  return replayed(disks, next, index + 1, settings)
}

/**
 * The store as the disks hold it: what some member has applied (which is committed), and entries
 * beyond that which are durable on a majority. Disks of stopped members count; their majority is
 * what has to survive. An entry of an earlier term on a majority of disks may still be given up
 * by Raft; nobody was told of it.
 */
export const committedStore = (members: readonly Member[], settings: Settings = defaultSettings): StoreSnapshot =>
  committedOn(disksOf(members), settings)

export const committedOn = (disks: readonly EtcdDisk[], settings: Settings): StoreSnapshot => {
  const [first, ...others] = disks
  if (first === undefined) return emptyStore
  const { snapshot } = others.reduce(
    (best, disk) => (disk.snapshot.index > best.snapshot.index ? disk : best),
    first,
  )
  return replayed(disks, snapshot.store, snapshot.index, settings)
}

/** The stored objects by etcd key. */
export const objectsOf = remember((store: StoreSnapshot): ObjectMap =>
  Object.fromEntries(
    Object.keys(store.keys)
      .sort()
      .flatMap((key) => {
        const kv = store.keys[key]?.at(-1)?.kv ?? null
        return kv === null || typeof kv.value === 'string' ? [] : [[key, kv.value] as const]
      }),
  ),
)

/** Latest revision of each live key: two stores with the same entries applied agree on it. */
const contents = remember((store: StoreSnapshot): string => {
  const live = Object.keys(store.keys)
    .sort()
    .flatMap((key) => {
      const kv = store.keys[key]?.at(-1)?.kv ?? null
      return kv === null ? [] : [[key, kv.modRevision, kv.version] as const]
    })
  return JSON.stringify([store.revision, live])
})

/** Pairs of members (by position) that applied the same entries and yet hold different stores. */
export const disagreements = (
  members: readonly Member[],
): readonly (readonly [number, number])[] => {
  const disks = disksOf(members)
  return disks.flatMap((a, i) =>
    disks.flatMap((b, j) => {
      const isDue = i < j && a.snapshot.index === b.snapshot.index
      const differ =
        isDue &&
        a.snapshot.store !== b.snapshot.store &&
        contents(a.snapshot.store) !== contents(b.snapshot.store)
      return differ ? [[i, j] as const] : []
    }),
  )
}
