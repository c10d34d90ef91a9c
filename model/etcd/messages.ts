/** What is said to, by and among etcd members: the v3 API (range, txn, watch, compact, lease) and raft. */
import type { KubeObject } from '../objects.ts'

/** A stored key. `value` is opaque to etcd. */
export interface KeyValue {
  readonly key: string
  readonly value: KubeObject | string
  readonly createRevision: number
  readonly modRevision: number
  readonly version: number
  readonly lease?: number
}

export interface Compare {
  readonly key: string
  readonly target: 'mod' | 'create' | 'version' | 'value' | 'lease'
  readonly result: '=' | '!=' | '<' | '>'
  readonly operand: number | string
}

export type EtcdOp =
  | { readonly op: 'put'; readonly key: string; readonly value: KubeObject | string; readonly lease?: number }
  | { readonly op: 'delete'; readonly key: string; readonly rangeEnd?: string }
  | {
      readonly op: 'range'
      readonly key: string
      readonly rangeEnd?: string
      readonly revision?: number
    }

export type EtcdCall =
  | { readonly call: 'txn'; readonly compare: readonly Compare[]; readonly success: readonly EtcdOp[]; readonly failure: readonly EtcdOp[] }
  | { readonly call: 'range'; readonly key: string; readonly rangeEnd?: string; readonly revision?: number; readonly serializable?: boolean }
  | { readonly call: 'compact'; readonly revision: number }
  | { readonly call: 'lease-grant'; readonly lease: number; readonly ttlSeconds: number }
  | { readonly call: 'lease-revoke'; readonly lease: number }
  | { readonly call: 'lease-keepalive'; readonly lease: number }

export interface EtcdRequest {
  readonly type: 'etcd/request'
  readonly id: number
  readonly request: EtcdCall
}

export type EtcdError = 'timeout' | 'compacted' | 'future-revision' | 'lease-not-found' | 'lease-exists' | 'duplicate-key' | 'no-leader'

export type OpResult =
  | { readonly op: 'put' }
  | { readonly op: 'delete'; readonly deleted: number }
  | { readonly op: 'range'; readonly kvs: readonly KeyValue[] }

/** `revision` is the header revision. A 'timeout' leaves the outcome unknown. */
export interface EtcdResponse {
  readonly type: 'etcd/response'
  readonly id: number
  readonly error?: EtcdError
  readonly revision: number
  readonly succeeded?: boolean
  readonly results?: readonly OpResult[]
}

/** Watches all keys with the prefix, from `startRevision` on (that one included); 0: from now. */
export interface EtcdWatch {
  readonly type: 'etcd/watch'
  readonly prefix: string
  readonly startRevision: number
}

/** All events of one revision together. */
export interface EtcdEvents {
  readonly type: 'etcd/events'
  readonly prefix: string
  readonly revision: number
  readonly events: readonly { readonly event: 'PUT' | 'DELETE'; readonly kv: KeyValue; readonly previous?: KeyValue }[]
}

/** The start revision was compacted. */
export interface EtcdCanceled {
  readonly type: 'etcd/canceled'
  readonly prefix: string
  readonly compactRevision: number
}

/**
 * Raft among members; the etcd folder owns the fields.
 *
 * append: `probe` wants an answer even without entries. `reads` are read-index requests (ids of forwards) that
 * may be answered once `commit` is applied. `resigned`: the sender no longer leads this term (stands for its
 * heartbeats, which no longer come).
 *
 * appended: ok: the sender has the leader's log up to `index`, an entry of `lastTerm`. Not ok: `index` is the
 * end of its own log; `blank`: it lost its disk and needs a snapshot.
 */
export type RaftMessage =
  | { readonly type: 'raft/append'; readonly term: number; readonly prevIndex: number; readonly prevTerm: number; readonly entries: readonly LogEntry[]; readonly commit: number; readonly probe?: true; readonly reads?: readonly number[]; readonly resigned?: true }
  | { readonly type: 'raft/appended'; readonly term: number; readonly index: number; readonly ok: boolean; readonly lastTerm?: number; readonly blank?: true }
  | { readonly type: 'raft/vote'; readonly term: number; readonly lastIndex: number; readonly lastTerm: number }
  | { readonly type: 'raft/voted'; readonly term: number; readonly granted: boolean; readonly blank?: true }
  | { readonly type: 'raft/snapshot'; readonly term: number; readonly index: number; readonly snapshotTerm: number; readonly store: StoreSnapshot }
  | { readonly type: 'raft/forward'; readonly client: string; readonly id: number; readonly request: EtcdCall }

export interface LogEntry {
  readonly index: number
  readonly term: number
  /** Who is answered when it is applied: member that took the request, client and request id. */
  readonly origin?: { readonly member: string; readonly client: string; readonly id: number }
  readonly request: EtcdCall | null
}

/** The whole MVCC state, as a snapshot carries it. */
export interface StoreSnapshot {
  readonly revision: number
  readonly compactRevision: number
  /** Versions of each key, oldest first; a tombstone has no kv. Only those that compaction left. */
  readonly keys: { readonly [key: string]: readonly { readonly revision: number; readonly kv: KeyValue | null }[] }
  readonly leases: { readonly [lease: string]: { readonly ttlSeconds: number } }
}

export type EtcdMessage = EtcdRequest | EtcdResponse | EtcdWatch | EtcdEvents | EtcdCanceled | RaftMessage
