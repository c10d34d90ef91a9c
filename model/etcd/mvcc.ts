/**
 * The multi-version store of etcd as plain data: versions of each key, oldest first; a tombstone
 * ends a life. One transaction makes one revision; a delete that finds nothing makes none. Pure
 * functions; a write copies the record of keys and touches the versions of its own keys only.
 *
 * Keys are paths such as `/registry/pods/default/web`: none is called `__proto__`.
 *
 * Left out: quotas and alarms (the store never fills up), paging and sorting of ranges (clients
 * read whole ranges in key order), sub-revisions (events of one transaction come in key order, not
 * in the order of its operations; what it did to one key keeps its order).
 */
import type { EtcdError, EtcdEvents, KeyValue, StoreSnapshot } from './messages.ts'

/** What etcd is configured to do with old versions. */
export interface StoreRules {
  /**
   * Revisions that can still be read and watched; older versions go as soon as a write is
   * applied.
   */
  readonly history: number
  /** Defect watch-misses-delete. */
  readonly missesDelete: boolean
}

/**
 * Kubernetes compacts every 5 minutes and keeps 5 minutes; counted in revisions, since there is
 * no clock.
 */
export const HISTORY_REVISIONS = 40

export type Version = StoreSnapshot['keys'][string][number]
export type StoreEvent = EtcdEvents['events'][number]

/** What one revision did. */
export interface Happening {
  readonly revision: number
  readonly events: readonly StoreEvent[]
}

/**
 * Keys while one transaction is worked out: owned by that computation alone, so it may be
 * written to.
 */
export type WorkingKeys = { [key: string]: readonly Version[] }

/** etcd counts from 1: the store of a cluster in which nothing was ever written. */
export const emptyStore: StoreSnapshot = { revision: 1, compactRevision: 0, keys: {}, leases: {} }

/** As a range end: there is none. */
export const ALL_KEYS_FROM = '\0'

/** The range end under which all keys with this prefix (and no others) lie: the prefix plus one. */
export const prefixEnd = (prefix: string): string => {
  const last = prefix.length - 1
  return last < 0
    ? ALL_KEYS_FROM
    : prefix.slice(0, last) + String.fromCharCode(prefix.charCodeAt(last) + 1)
}

export const versionsOf = (keys: StoreSnapshot['keys'], key: string): readonly Version[] =>
  Object.hasOwn(keys, key) ? (keys[key] ?? []) : []

/** The live key-value, or null: never written, or deleted. */
export const current = (keys: StoreSnapshot['keys'], key: string): KeyValue | null =>
  versionsOf(keys, key).at(-1)?.kv ?? null

const asOf = (versions: readonly Version[], revision: number): KeyValue | null =>
  versions.findLast((version) => version.revision <= revision)?.kv ?? null

/** Keys in [key, rangeEnd) that the record knows, in order; without rangeEnd the one key. */
export const keysWithin = (
  keys: StoreSnapshot['keys'],
  key: string,
  rangeEnd?: string,
): readonly string[] => {
  if (rangeEnd === undefined) return Object.hasOwn(keys, key) ? [key] : []
  const isWithin = (other: string): boolean =>
    other >= key && (rangeEnd === ALL_KEYS_FROM || other < rangeEnd)
  return Object.keys(keys).filter(isWithin).sort()
}

/** A read at this revision is refused: history there is gone, or has not happened yet. */
export const refusal = (store: StoreSnapshot, revision: number | undefined): EtcdError | null => {
  if (revision === undefined || revision === 0) return null
  if (revision > store.revision) return 'future-revision'
  return revision < store.compactRevision ? 'compacted' : null
}

/** Key-values of a range; `revision` (absent or 0: now) has been checked with `refusal`. */
export const rangeOf = (
  keys: StoreSnapshot['keys'],
  key: string,
  rangeEnd?: string,
  revision?: number,
): readonly KeyValue[] =>
  keysWithin(keys, key, rangeEnd).flatMap((name) => {
    const kv =
      revision === undefined || revision === 0
        ? current(keys, name)
        : asOf(versionsOf(keys, name), revision)
    return kv === null ? [] : [kv]
  })

export const putInto = (
  keys: WorkingKeys,
  revision: number,
  put: Pick<KeyValue, 'key' | 'value' | 'lease'>,
): void => {
  const known = current(keys, put.key)
  const kv: KeyValue = {
    key: put.key,
    value: put.value,
    createRevision: known?.createRevision ?? revision,
    modRevision: revision,
    version: (known?.version ?? 0) + 1,
    ...(put.lease === undefined ? {} : { lease: put.lease }),
  }
  keys[put.key] = [...versionsOf(keys, put.key), { revision, kv }]
}

/** Ends the life of a key; false if it has none. */
export const deleteFrom = (keys: WorkingKeys, revision: number, key: string): boolean => {
  if (current(keys, key) === null) return false
  keys[key] = [...versionsOf(keys, key), { revision, kv: null }]
  return true
}

/**
 * What compaction at a revision leaves of a key: its value at that revision and all later
 * versions. A tombstone at exactly that revision stays, because a watch may still start there.
 * Defect watch-misses-delete (etcd-io/etcd#18089, #19179): the tombstone went, and such a watch
 * missed it. So do real releases before its repair (etcd-io/etcd#18274, August 2024), 3.4.23 among
 * them: the one thing that a watch is told otherwise there.
 */
const compactedVersions = (
  versions: readonly Version[],
  revision: number,
  rules: StoreRules,
): readonly Version[] => {
  const at = versions.findLastIndex((version) => version.revision <= revision)
  const oldest = versions[at]
  if (oldest === undefined) return versions
  const isNeeded = oldest.kv !== null || (oldest.revision === revision && !rules.missesDelete)
  const from = isNeeded ? at : at + 1
  return from === 0 ? versions : versions.slice(from)
}

/** Compacts the record in place. Runs with every write: most keys have nothing to give. */
export const compactKeys = (keys: WorkingKeys, revision: number, rules: StoreRules): void => {
  for (const key in keys) {
    const versions = keys[key] ?? []
    if (versions.length === 1 && versions[0]?.kv !== null) continue
    const left = compactedVersions(versions, revision, rules)
    if (left.length === 0) delete keys[key]
    else if (left !== versions) keys[key] = left
  }
}

/**
 * The store after a transaction that wrote to `keys`. History is cut at once, by a rule that
 * depends on the store alone, so that all members keep the same versions.
 */
export const withWrites = (
  store: StoreSnapshot,
  keys: WorkingKeys,
  rules: StoreRules,
): StoreSnapshot => {
  const revision = store.revision + 1
  const compactRevision = Math.max(store.compactRevision, revision - rules.history)
  if (compactRevision > store.compactRevision) compactKeys(keys, compactRevision, rules)
  return { ...store, revision, compactRevision, keys }
}

/** The store compacted at its own revision; the same object if it is that already. */
export const withoutHistory = (store: StoreSnapshot): StoreSnapshot => {
  const kept: WorkingKeys = {}
  let isSame = store.compactRevision === store.revision
  for (const key of Object.keys(store.keys)) {
    const versions = versionsOf(store.keys, key)
    const last = versions.at(-1)
    if (last !== undefined && last.kv !== null) kept[key] = versions.length === 1 ? versions : [last]
    isSame &&= kept[key] === versions
  }
  return isSame ? store : { ...store, compactRevision: store.revision, keys: kept }
}

/** What was there before the whole transaction; a key that came to life in it had nothing before. */
const previousOf = (versions: readonly Version[], { revision, kv }: Version): KeyValue | undefined =>
  kv?.createRevision === revision ? undefined : (asOf(versions, revision - 1) ?? undefined)

const eventOf = (key: string, version: Version, versions: readonly Version[]): StoreEvent => {
  const previous = previousOf(versions, version)
  const deleted = { key, value: '', createRevision: 0, modRevision: version.revision, version: 0 }
  return {
    event: version.kv === null ? 'DELETE' : 'PUT',
    kv: version.kv ?? deleted,
    ...(previous === undefined ? {} : { previous }),
  }
}

/** Keys that were written at this revision or later. */
const keysSince = ({ keys }: StoreSnapshot, from: number): string[] => {
  const found: string[] = []
  for (const key in keys) {
    if ((keys[key]?.at(-1)?.revision ?? 0) >= from) found.push(key)
  }
  return found
}

/** Every event from a revision on, by revision, in order; events of one revision in key order. */
export const eventsSince = (
  store: StoreSnapshot,
  prefix: string,
  from: number,
): readonly Happening[] => {
  const found = new Map<number, StoreEvent[]>()
  for (const key of keysSince(store, from).sort()) {
    if (!key.startsWith(prefix)) continue
    const versions = versionsOf(store.keys, key)
    for (const version of versions) {
      if (version.revision < from) continue
      const event = eventOf(key, version, versions)
      found.set(version.revision, [...(found.get(version.revision) ?? []), event])
    }
  }
  return [...found].sort(([a], [b]) => a - b).map(([revision, events]) => ({ revision, events }))
}
