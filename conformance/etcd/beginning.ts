/**
 * Brings a real cluster to where a sequence begins: one key, no lease, no history. That is also what the
 * reducer begins with, so that both agree without restarting etcd for each sequence.
 */
import type { KeyValue, StoreSnapshot } from '../../model/etcd/messages.ts'
import { kvsIn, leasesIn } from './documents.ts'
import type { RealCluster } from './members.ts'

const ALL = { key: 'AA==', range_end: 'AA==' }
/** It stays, so that no tombstone is the newest revision: at a compaction etcd and the reducer treat those apart. */
const MARK = { key: Buffer.from('~mark').toString('base64'), value: '' }
const DEADLINE_MS = 8_000
const TRIES = 5

const asked = async (cluster: RealCluster, path: string, body: object): Promise<unknown> => {
  for (let i = 1; i <= TRIES; i += 1) {
    const reply = await cluster.gateway(0).ask(path, body, DEADLINE_MS)
    if (reply.kind === 'answer') return reply.body
    // A write whose answer was lost may be there already.
    if (reply.kind === 'error' && /has been compacted|lease not found/.test(reply.text)) return null
  }
  throw new Error(`etcd does not answer ${path}; is this machine too busy?`)
}

const storeOf = (revision: number, kvs: readonly KeyValue[]): StoreSnapshot => ({
  revision,
  compactRevision: revision,
  keys: Object.fromEntries(kvs.map((kv) => [kv.key, [{ revision: kv.modRevision, kv }]])),
  leases: {},
})

/** How to bring a new cluster there; revisions of a cluster that was used before cannot be had again. */
const scriptOf = (cluster: RealCluster, before: number, { revision }: StoreSnapshot): readonly string[] => {
  const how = `# ${cluster.size} member(s), $m1 .. : their client URLs, $p1 .. : their process ids`
  if (before > 1) return [how, `# begins at revision ${revision}, compacted there; no lease; one key, ~mark`]
  const compaction = JSON.stringify({ revision: String(revision), physical: true })
  return [
    `${how}; a new cluster`,
    `curl -s "$m1/v3/kv/put" -d '${JSON.stringify(MARK)}'  # put "~mark" ""`,
    `curl -s "$m1/v3/kv/compaction" -d '${compaction}'  # compact ${revision}`,
  ]
}

export interface Beginning {
  readonly store: StoreSnapshot
  readonly script: readonly string[]
}

export const beginning = async (cluster: RealCluster): Promise<Beginning> => {
  const before = kvsIn(await asked(cluster, '/v3/kv/range', ALL))
  for (const ID of leasesIn(await asked(cluster, '/v3/lease/leases', {}))) {
    await asked(cluster, '/v3/lease/revoke', { ID })
  }
  await asked(cluster, '/v3/kv/deleterange', ALL)
  await asked(cluster, '/v3/kv/put', MARK)
  const { revision } = kvsIn(await asked(cluster, '/v3/kv/range', ALL))
  await asked(cluster, '/v3/kv/compaction', { revision: String(revision), physical: true })
  // Every member, lest one that lags serves what the others have given up.
  for (const index of cluster.indexes()) await cluster.gateway(index).ask('/v3/kv/range', ALL, DEADLINE_MS)
  const found = kvsIn(await asked(cluster, '/v3/kv/range', ALL))
  const store = storeOf(found.revision, found.kvs)
  return { store, script: scriptOf(cluster, before.revision, store) }
}
