/**
 * Disks that an operator puts under members: a new cluster, a snapshot restored, a replacement
 * for a lost disk.
 */
import type { Address } from '../messages.ts'
import type { Settings } from '../settings.ts'
import { addressesOf } from '../topology.ts'
import type { StoreSnapshot } from './messages.ts'
import { compactKeys } from './mvcc.ts'
import { rulesOf } from './txn.ts'
import type { EtcdDisk } from './turn.ts'
import { freshDisk } from './turn.ts'

export { freshDisk } from './turn.ts'

/**
 * `etcdutl snapshot restore --bump-revision`: far beyond every revision that anybody may have
 * seen.
 */
export const BUMP = 1_000_000_000

/** A member that was removed and added again with an empty disk: it catches up before it votes. */
export const blankDisk: EtcdDisk = { ...freshDisk, blank: true }

export type Disks = readonly { readonly member: Address; readonly disk: EtcdDisk }[]

const forAll = (settings: Settings, disk: EtcdDisk): Disks =>
  addressesOf(settings, 'etcd').map((member) => ({ member, disk }))

/** Disks of a cluster that was set up anew, with nothing in it. */
export const emptyDisks = (settings: Settings): Disks => forAll(settings, freshDisk)

/**
 * A lost disk is replaced. With other members the operator removes the old member and adds a
 * blank one; a single member has nobody to catch up from, so the operator can only set up an
 * empty cluster.
 */
export const replacedDisk = (settings: Settings): EtcdDisk =>
  settings.topology.etcd === 1 ? freshDisk : blankDisk

/**
 * Every old revision counts as compacted, so that watchers and caches notice that they must
 * begin anew.
 */
const bumped = (settings: Settings, snapshot: StoreSnapshot): StoreSnapshot => {
  const revision = snapshot.revision + BUMP
  const keys = { ...snapshot.keys }
  compactKeys(keys, revision, rulesOf(settings))
  return { ...snapshot, revision, compactRevision: revision, keys }
}

/**
 * Disks of a new cluster that starts from a snapshot. Its terms begin anew; its revision goes
 * back to that of the snapshot unless it is bumped.
 */
export const restoredDisks = (snapshot: StoreSnapshot, settings: Settings, bump: boolean): Disks =>
  forAll(settings, {
    ...freshDisk,
    term: 1,
    snapshot: { index: 1, term: 1, store: bump ? bumped(settings, snapshot) : snapshot },
  })
