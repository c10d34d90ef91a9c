/**
 * What was done to a real etcd under each heading of a recording (`etcd-*-semantics-*.txt`), in its order: the
 * recordings hold answers only. Probes of other headings were of timing and of processes; the live comparison
 * does those.
 */
import type { EtcdCall, EtcdOp } from '../../model/etcd/messages.ts'
import { prefixEnd } from '../../model/etcd/mvcc.ts'

export type Probe =
  | { readonly call: EtcdCall; readonly before?: readonly EtcdCall[] }
  | { readonly watch: string; readonly from: number; readonly before?: readonly EtcdCall[]; readonly after?: readonly EtcdCall[] }

const txn = (success: readonly EtcdOp[]): EtcdCall => ({ call: 'txn', compare: [], success, failure: [] })
const putOp = (key: string, value: string): EtcdOp => ({ op: 'put', key, value })
const put = (key: string, value = 'x'): EtcdCall => txn([putOp(key, value)])
const del = (key: string): EtcdCall => txn([{ op: 'delete', key }])
const get = (key: string, revision?: number): EtcdCall => ({ call: 'range', key, ...(revision === undefined ? {} : { revision }) })
const list = (prefix: string): EtcdCall => ({ call: 'range', key: prefix, rangeEnd: prefixEnd(prefix) })
const compact = (revision: number): EtcdCall => ({ call: 'compact', revision })

const P = '/registry/p'
const whenAt = (mod: number, value: string, failure: readonly EtcdOp[]): EtcdCall => ({
  call: 'txn',
  compare: [{ key: P, target: 'mod', result: '=', operand: mod }],
  success: [putOp(P, value)],
  failure,
})

const onMissing = (target: 'version' | 'create' | 'value', operand: number | string): Probe => ({
  call: { call: 'txn', compare: [{ key: 'missing', target, result: '=', operand }], success: [], failure: [] },
})

const numbered = (prefix: string, count: number): readonly EtcdCall[] =>
  Array.from({ length: count }, (_, i) => put(`${prefix}${i}`, ''))

export const PROBES: { readonly [heading: string]: Probe } = {
  'empty cluster range': { call: list('') },
  put1: { call: put('a', '1') },
  'put2 prev_kv': { call: put('a', '2') },
  'put same value again': { call: put('a', '2') },
  'range a': { call: get('a') },
  'delete of missing key: revision does NOT move': { before: [put('b', '1')], call: del('missing') },
  'delete a': { call: del('a') },
  'recreate a -> create_revision new, version 1': { before: [put('a', 'again')], call: get('a') },
  'txn two puts + range + delete': {
    call: txn([putOp('t1', '1'), putOp('t2', '2'), { op: 'range', key: 't1' }, { op: 'delete', key: 'b' }]),
  },
  'range t* (both same mod_revision)': { call: list('t') },
  'txn with same key put twice': { call: txn([putOp('d', '1'), putOp('d', '2')]) },
  'txn that changes nothing': { call: del('missing') },
  'k8s create txn ok': { call: whenAt(0, 'v1', []) },
  'k8s create txn conflict (no else)': { call: whenAt(0, 'v1', []) },
  'k8s guaranteed update ok': { call: whenAt(9, 'v2', [{ op: 'range', key: P }]) },
  'k8s guaranteed update conflict': { call: whenAt(9, 'v2', [{ op: 'range', key: P }]) },
  'compare VERSION on a missing key': onMissing('version', 0),
  'compare CREATE on a missing key': onMissing('create', 0),
  'compare VALUE on a missing key': onMissing('value', ''),
  'range at revision 2': { call: get('a', 2) },
  'range at future revision': { call: get('a', 999) },
  'watch a from revision 2 with prev_kv (history replayed)': { before: numbered('l', 5), watch: 'a', from: 2 },
  'watch t* from revision 2 (txn events arrive in ONE response)': { watch: 't', from: 2 },
  'watch from FUTURE revision 18; puts at 16..20': { watch: 'f', from: 18, after: numbered('f', 5) },
  'compact at head-2 = 20': { before: [put('n', '1'), del('n')], call: compact(20) },
  'range at compacted revision': { call: get('a', 3) },
  'range at compact revision - 1': { call: get('a', 19) },
  'watch from compacted revision 3': { watch: 'a', from: 3 },
  'watch from start_revision = compact revision': { watch: 'f', from: 20 },
  'compact again same revision': { call: compact(20) },
  'compact future revision': { call: compact(999) },
}
