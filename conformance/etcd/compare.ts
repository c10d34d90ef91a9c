/** Whether what etcd said is what the reducer says, and how to show it when it is not. */
import { same } from '../../model/same.ts'
import type { EtcdCall, EtcdResponse, KeyValue, OpResult, StoreSnapshot } from '../../model/etcd/messages.ts'
import { applyCall, rulesOf } from '../../model/etcd/txn.ts'
import { defaultSettings } from '../../model/settings.ts'
import type { Cut } from './deeds.ts'
import type { Seen } from './documents.ts'

type Said = Omit<EtcdResponse, 'type' | 'id'>

const kvsOf = (results: readonly OpResult[]): readonly KeyValue[] =>
  results.flatMap((result) => (result.op === 'range' ? result.kvs : []))

/** The reducer gives whole ranges: a limit takes the first of them, a count their number. */
export const expectedOf = (call: EtcdCall, { limit, countOnly }: Cut, { error, revision, succeeded, results = [] }: Said): Seen => {
  // An error comes without a header, so its revision cannot be compared.
  if (error !== undefined) return { error }
  if (call.call === 'lease-keepalive') return {}
  if (call.call !== 'range') {
    return { revision, ...(call.call === 'txn' ? { succeeded: succeeded ?? false, results } : {}) }
  }
  const all = kvsOf(results)
  const kvs = countOnly ? [] : all.slice(0, limit)
  return { revision, results: [{ op: 'range', kvs }], count: all.length, more: !countOnly && kvs.length < all.length }
}

export const agrees = (call: EtcdCall, cut: Cut, said: Said, seen: Seen): boolean =>
  same(expectedOf(call, cut, said), seen)

const RULES = rulesOf(defaultSettings)

/** The oldest store, from this one on, that would have given this answer; -1: none. */
export const showing = (
  history: readonly StoreSnapshot[],
  from: number,
  call: EtcdCall,
  cut: Cut,
  seen: Seen,
): number => history.findIndex((store, i) => i >= from && agrees(call, cut, applyCall(RULES, store, call).answer, seen))

const short = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 600 ? `${text.slice(0, 600)} ...` : text
}

export const differenceText = (call: EtcdCall, cut: Cut, said: Said | null, seen: Seen): string =>
  `etcd:    ${short(seen)}\n  reducer: ${said === null ? 'does not answer' : short(expectedOf(call, cut, said))}`
