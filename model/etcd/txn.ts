/**
 * What each call does to the store and how it is answered. The same entry applied to the same
 * store gives the same store and the same answer on every member.
 *
 * Here upstream differs: a transaction that writes and also reads at a revision that is compacted
 * or yet to come is refused by the member that took it, but carried out by the others and by
 * itself when it applies the entry again after a restart, since reads are cut out where nobody
 * waits for them (etcd-io/etcd#18667). Kubernetes reads at no revision in a transaction.
 */
import type {
  Compare,
  EtcdCall,
  EtcdError,
  EtcdOp,
  EtcdResponse,
  KeyValue,
  OpResult,
  StoreSnapshot,
} from './messages.ts'
import type { StoreRules, WorkingKeys } from './mvcc.ts'
import {
  ALL_KEYS_FROM,
  HISTORY_REVISIONS,
  compactKeys,
  current,
  deleteFrom,
  keysWithin,
  putInto,
  rangeOf,
  refusal,
  withWrites,
} from './mvcc.ts'
import { remember, remember2 } from '../remember.ts'
import type { Settings } from '../settings.ts'

export type Answer = Omit<EtcdResponse, 'type' | 'id'>

export interface Outcome {
  readonly store: StoreSnapshot
  readonly answer: Answer
}

type Txn = Extract<EtcdCall, { call: 'txn' }>

const refused = (store: StoreSnapshot, error: EtcdError): Outcome => ({
  store,
  answer: { error, revision: store.revision },
})

const done = (store: StoreSnapshot, answer: Omit<Answer, 'revision'> = {}): Outcome => ({
  store,
  answer: { revision: store.revision, ...answer },
})

/**
 * A key that is not there counts as 0 in every target but the value, which compares with
 * nothing.
 */
const subjectOf = (kv: KeyValue | null, target: Compare['target']): number | string | null => {
  switch (target) {
    case 'mod':
      return kv?.modRevision ?? 0
    case 'create':
      return kv?.createRevision ?? 0
    case 'version':
      return kv?.version ?? 0
    case 'lease':
      return kv?.lease ?? 0
    case 'value':
      return typeof kv?.value === 'string' ? kv.value : null
  }
}

const holds = (store: StoreSnapshot, compare: Compare): boolean => {
  const subject = subjectOf(current(store.keys, compare.key), compare.target)
  if (subject === null) return false
  switch (compare.result) {
    case '=':
      return subject === compare.operand
    case '!=':
      return subject !== compare.operand
    case '<':
      return subject < compare.operand
    case '>':
      return subject > compare.operand
  }
}

const isWithin = (op: Extract<EtcdOp, { op: 'delete' }>, key: string): boolean =>
  keysWithin({ [key]: [] }, op.key, op.rangeEnd).length > 0

/**
 * One transaction may not put a key twice, nor put a key that it also deletes; a delete without an upper end is
 * not noticed, as upstream compares that end as if it were a key.
 */
const hasDuplicate = (ops: readonly EtcdOp[]): boolean => {
  const puts = ops.flatMap((op) => (op.op === 'put' ? [op.key] : []))
  return (
    new Set(puts).size < puts.length ||
    ops.some(
      (op) => op.op === 'delete' && op.rangeEnd !== ALL_KEYS_FROM && puts.some((key) => isWithin(op, key)),
    )
  )
}

const isLeaseMissing = (store: StoreSnapshot, op: EtcdOp): boolean =>
  op.op === 'put' && op.lease !== undefined && !Object.hasOwn(store.leases, String(op.lease))

/** Why nothing of this is done. Upstream looks at all puts first, whatever the order of the operations. */
const objection = (store: StoreSnapshot, ops: readonly EtcdOp[]): EtcdError | null => {
  if (ops.some((op) => isLeaseMissing(store, op))) return 'lease-not-found'
  const refusals = ops.map((op) => (op.op === 'range' ? refusal(store, op.revision) : null))
  return refusals.find((found) => found !== null) ?? null
}

/** Works one operation into the keys; later operations of the transaction see it. */
const perform = (keys: WorkingKeys, revision: number, op: EtcdOp): OpResult => {
  switch (op.op) {
    case 'put':
      putInto(keys, revision, op)
      return { op: 'put' }
    case 'delete': {
      const gone = keysWithin(keys, op.key, op.rangeEnd).filter((key) =>
        deleteFrom(keys, revision, key),
      )
      return { op: 'delete', deleted: gone.length }
    }
    case 'range':
      return { op: 'range', kvs: rangeOf(keys, op.key, op.rangeEnd, op.revision) }
  }
}

const isWrite = (result: OpResult): boolean =>
  result.op === 'put' || (result.op === 'delete' && result.deleted > 0)

const transact = (rules: StoreRules, store: StoreSnapshot, txn: Txn): Outcome => {
  if (hasDuplicate(txn.success) || hasDuplicate(txn.failure)) return refused(store, 'duplicate-key')
  const succeeded = txn.compare.every((compare) => holds(store, compare))
  const ops = succeeded ? txn.success : txn.failure
  const error = objection(store, ops)
  if (error !== null) return refused(store, error)
  const mayWrite = ops.some((op) => op.op !== 'range')
  const keys: WorkingKeys = mayWrite ? { ...store.keys } : store.keys
  const results = ops.map((op) => perform(keys, store.revision + 1, op))
  const next = results.some(isWrite) ? withWrites(store, keys, rules) : store
  return done(next, { succeeded, results })
}

const compact = (rules: StoreRules, store: StoreSnapshot, revision: number): Outcome => {
  if (revision <= store.compactRevision) return refused(store, 'compacted')
  if (revision > store.revision) return refused(store, 'future-revision')
  const keys = { ...store.keys }
  compactKeys(keys, revision, rules)
  return done({ ...store, compactRevision: revision, keys })
}

/** The keys of a lease go with it, all in one revision. */
const revoke = (rules: StoreRules, store: StoreSnapshot, lease: number): Outcome => {
  const { [String(lease)]: granted, ...leases } = store.leases
  if (granted === undefined) return refused(store, 'lease-not-found')
  const keys: WorkingKeys = { ...store.keys }
  const attached = Object.keys(keys).filter((key) => current(keys, key)?.lease === lease)
  for (const key of attached) deleteFrom(keys, store.revision + 1, key)
  const next = attached.length > 0 ? withWrites(store, keys, rules) : store
  return done({ ...next, leases })
}

/** Answers a read, or a keep-alive, from this store. */
export const readFrom = (
  store: StoreSnapshot,
  call: Extract<EtcdCall, { call: 'range' | 'lease-keepalive' }>,
): Answer => {
  if (call.call === 'lease-keepalive') {
    const isGranted = Object.hasOwn(store.leases, String(call.lease))
    return (isGranted ? done(store) : refused(store, 'lease-not-found')).answer
  }
  const error = refusal(store, call.revision)
  if (error !== null) return refused(store, error).answer
  const kvs = rangeOf(store.keys, call.key, call.rangeEnd, call.revision)
  return done(store, { results: [{ op: 'range', kvs }] }).answer
}

/**
 * Is it answered by the member that takes it, from its own store, however old that is? Upstream takes a
 * transaction without any operation for one whose reads are all serializable, and looks for duplicate keys before
 * it asks anybody.
 */
export const isLocal = (call: EtcdCall): boolean => {
  if (call.call !== 'txn') return call.call === 'range' && call.serializable === true
  const { success, failure } = call
  return success.length + failure.length === 0 || hasDuplicate(success) || hasDuplicate(failure)
}

/** Applies a call to the store. */
export const applyCall = (rules: StoreRules, store: StoreSnapshot, call: EtcdCall): Outcome => {
  switch (call.call) {
    case 'txn':
      return transact(rules, store, call)
    case 'compact':
      return compact(rules, store, call.revision)
    case 'lease-grant': {
      if (Object.hasOwn(store.leases, String(call.lease))) return refused(store, 'lease-exists')
      const leases = { ...store.leases, [call.lease]: { ttlSeconds: call.ttlSeconds } }
      return done({ ...store, leases })
    }
    case 'lease-revoke':
      return revoke(rules, store, call.lease)
    case 'range':
    case 'lease-keepalive':
      return { store, answer: readFrom(store, call) }
  }
}

export const rulesOf = remember((settings: Settings): StoreRules => ({
  history: HISTORY_REVISIONS,
  missesDelete: settings.defects.includes('watch-misses-delete'),
}))

/**
 * Applies calls by these rules; remembers, since every member applies the same call to the same
 * store.
 */
export const applierOf = remember((rules: StoreRules) =>
  remember2((store: StoreSnapshot, call: EtcdCall): Outcome => applyCall(rules, store, call)),
)
