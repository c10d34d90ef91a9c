/**
 * What of a reaction is on the disk when its messages leave. As etcd is meant to be: everything,
 * before anything is sent. The two defects here let the process run ahead of its disk for a
 * moment, in which a crash loses what the process believed to be written.
 */
import type { Timer } from '../component.ts'
import type { Settings } from '../settings.ts'
import type { EtcdDisk, EtcdMemory } from './turn.ts'

export const FSYNC: Timer = { name: 'fsync' }

/** A slow disk; the answer to a client is back before that. */
const ACK_BEFORE_FSYNC_MS = 5
const INDEX_BEFORE_DATA_MS = 1

export interface Written {
  readonly memory: EtcdMemory
  /** Absent: unchanged. */
  readonly disk?: EtcdDisk
  /** Write the rest after so many ms. */
  readonly fsync?: number
}

/** The disk as the process believes it to be. */
export const believed = (memory: EtcdMemory, disk: EtcdDisk): EtcdDisk => memory.unsaved ?? disk

const saved = ({ unsaved: _unsaved, ...memory }: EtcdMemory): EtcdMemory => memory

/**
 * etcd-io/etcd#13766: the applied index reaches the disk before the data. After a crash in
 * between the entry counts as applied on that member though it is not: its store differs from
 * the others' for ever.
 */
const indexBeforeData = (memory: EtcdMemory, disk: EtcdDisk, next: EtcdDisk): Written => {
  const before = believed(memory, disk)
  const hasData = next.snapshot.store !== before.snapshot.store
  if (!hasData && memory.unsaved === undefined) return { memory, disk: next }
  const { store } = hasData ? before.snapshot : disk.snapshot
  return {
    memory: { ...memory, unsaved: next },
    disk: { ...next, snapshot: { ...next.snapshot, store } },
    ...(hasData ? { fsync: INDEX_BEFORE_DATA_MS } : {}),
  }
}

/**
 * etcd-io/etcd#14370: a single member applies and acknowledges an entry before its log is on the
 * disk. After a crash in between the acknowledged write is gone and the next one gets its
 * revision.
 */
const ackBeforeFsync = (memory: EtcdMemory, disk: EtcdDisk, next: EtcdDisk): Written => {
  const before = believed(memory, disk)
  const hasData = next.snapshot.store !== before.snapshot.store
  if (!hasData && memory.unsaved === undefined) return { memory, disk: next }
  return {
    memory: { ...memory, unsaved: next },
    disk: hasData ? before : disk,
    ...(hasData ? { fsync: ACK_BEFORE_FSYNC_MS } : {}),
  }
}

export const persist = (
  settings: Settings,
  memory: EtcdMemory,
  disk: EtcdDisk,
  next: EtcdDisk,
): Written => {
  if (next === believed(memory, disk)) return { memory }
  if (settings.defects.includes('index-before-data')) return indexBeforeData(memory, disk, next)
  const isAlone = settings.topology.etcd === 1
  if (isAlone && settings.defects.includes('ack-before-fsync')) {
    return ackBeforeFsync(memory, disk, next)
  }
  return { memory, disk: next }
}

/** The disk has caught up with the process. */
export const flushed = (memory: EtcdMemory): Written =>
  memory.unsaved === undefined ? { memory } : { memory: saved(memory), disk: memory.unsaved }
