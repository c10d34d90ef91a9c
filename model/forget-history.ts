/**
 * In a quiet moment in which every stream flows, every watcher has seen everything: nobody can ask for a past
 * revision any more, so the history that etcd and the API servers keep is as good as compacted. Left out: that a
 * watch which breaks afterwards is told 410 for history that a real cluster would still have; nobody has such an
 * old revision.
 */
import { withoutHistory } from './etcd/mvcc.ts'
import { withoutEvents } from './apiserver/watch-cache.ts'
import type { Settings } from './settings.ts'
import type { ClusterState, ClusterWrites } from './state.ts'
import { slotOf } from './state.ts'
import { addressesOf } from './topology.ts'

const isEtcd = (address: string): address is `etcd/${string}` => address.startsWith('etcd/')
const isApiserver = (address: string): address is `apiserver/${string}` => address.startsWith('apiserver/')

const flows = ({ outages }: ClusterState): boolean =>
  [outages.stalled, outages.paused, outages.cut, outages.broken].every((flags) => Object.keys(flags).length === 0)

export const NO_WRITES: ClusterWrites = {}

/** What forgetting history changes; `NO_WRITES`: there is none, or somebody may still need it. */
export const forgetHistory = (settings: Settings, state: ClusterState): ClusterWrites => {
  if (!flows(state)) return NO_WRITES
  let writes = NO_WRITES
  for (const address of addressesOf(settings, 'etcd').filter(isEtcd)) {
    const disk = state[`disk:${address}`]
    if (disk === undefined) continue
    const store = withoutHistory(disk.snapshot.store)
    if (store === disk.snapshot.store) continue
    const forgotten = { ...disk, snapshot: { ...disk.snapshot, store } }
    writes = { ...writes, ...slotOf(`disk:${address}`, forgotten) }
  }
  for (const address of addressesOf(settings, 'apiserver').filter(isApiserver)) {
    const memory = state[address]
    if (memory === undefined || memory.cache === null || memory.cache.history.length === 0) continue
    writes = { ...writes, ...slotOf(address, { ...memory, cache: withoutEvents(memory.cache) }) }
  }
  return writes
}
