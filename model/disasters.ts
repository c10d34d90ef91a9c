/** Loss of etcd's disks, and what the operator does about it. */
import { isWorld } from './agenda.ts'
import type { Draft } from './draft.ts'
import type { Disks } from './etcd/restore.ts'
import { emptyDisks, replacedDisk, restoredDisks } from './etcd/restore.ts'
import { FAULT_MS } from './fault-kinds.ts'
import type { Address } from './messages.ts'
import { isRunning } from './outages.ts'
import { slotOf } from './state.ts'
import { addressesOf } from './topology.ts'
import type { Cluster } from './world.ts'
import { crash, partOf, restart } from './world.ts'

/** The operator has put a new disk into a member's machine, and removed and added the member. */
export const replaceDisk = (cluster: Cluster, draft: Draft, member: Address): void => {
  putDisks(draft, [{ member, disk: replacedDisk(cluster.settings) }])
  restart(cluster, draft, member)
}

const putDisks = (draft: Draft, disks: Disks): void => {
  for (const { member, disk } of disks) {
    if (isEtcd(member)) draft.write(slotOf(`disk:${member}`, disk))
  }
}

const isEtcd = (address: Address): address is `etcd/${string}` => address.startsWith('etcd/')

/** Every member stops and its disk is gone; the operator will be back after a minute. */
export const loseAllDisks = (cluster: Cluster, draft: Draft, from: 'snapshot' | 'nothing'): void => {
  for (const member of addressesOf(cluster.settings, 'etcd')) {
    crash(cluster, draft, member, null, 'disk')
    draft.write(partOf(cluster, member).diskLost)
    draft.remove(
      (entry) =>
        isWorld(entry) &&
        (('process' in entry.world && entry.world.process === member) ||
          ('member' in entry.world && entry.world.member === member)),
    )
  }
  draft.put(FAULT_MS.restore, { world: { change: 'restore-etcd', from } })
}

/** Whoever remembers revisions of the old history; a kubelet registers its node only when it starts. */
const EVERYTHING = ['apiserver', 'scheduler', 'controller-manager', 'kubelet', 'kube-proxy']

/**
 * The documented procedure: restore every member, let revisions jump ahead so that no cache or watcher mistakes
 * the new history for the old one, and restart the API servers. Without a snapshot revisions begin anew, so every
 * component that talks to them is restarted.
 * Defects leave out one or the other (kubernetes/kubernetes#107457, #95958).
 */
export const restoreEtcd = (cluster: Cluster, draft: Draft, from: 'snapshot' | 'nothing'): void => {
  const { settings } = cluster
  const keepsCache = settings.defects.includes('restore-keeps-cache')
  const bump = !keepsCache && !settings.defects.includes('restore-without-bump')
  putDisks(
    draft,
    from === 'snapshot' ? restoredDisks(draft.was('backup'), settings, bump) : emptyDisks(settings),
  )
  for (const member of addressesOf(settings, 'etcd')) restart(cluster, draft, member)
  if (keepsCache) return
  const stale = from === 'snapshot' ? ['apiserver'] : EVERYTHING
  for (const address of stale.flatMap((kind) => addressesOf(settings, kind))) {
    if (isRunning(settings, draft.outages, address)) crash(cluster, draft, address)
  }
}
