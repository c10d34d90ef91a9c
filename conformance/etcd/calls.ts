/** The reducer's calls as requests to etcd's gateway, and in words. */
import type { Compare, EtcdCall, EtcdOp } from '../../model/etcd/messages.ts'
import { prefixEnd } from '../../model/etcd/mvcc.ts'
import type { Cut, Misuse } from './deeds.ts'

export interface Request {
  readonly path: string
  readonly body: object
}

const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64')

/** The empty key is only an end to etcd; all keys are asked for from the smallest one on. */
const keyField = (key: string): string => base64(key === '' ? '\0' : key)

const rangeFields = ({ key, rangeEnd }: { readonly key: string; readonly rangeEnd?: string }) => ({
  key: keyField(key),
  ...(rangeEnd === undefined ? {} : { range_end: base64(rangeEnd) }),
})

const revisionField = (revision: number | undefined) => (revision === undefined ? {} : { revision: String(revision) })

const putBody = ({ key, value, lease }: Extract<EtcdOp, { op: 'put' }>): object => ({
  key: base64(key),
  value: base64(typeof value === 'string' ? value : JSON.stringify(value)),
  ...(lease === undefined ? {} : { lease: String(lease) }),
})

const opBody = (op: EtcdOp): object => {
  switch (op.op) {
    case 'put':
      return { request_put: putBody(op) }
    case 'delete':
      return { request_delete_range: rangeFields(op) }
    case 'range':
      return { request_range: { ...rangeFields(op), ...revisionField(op.revision) } }
  }
}

const TARGET_FIELDS = {
  version: 'version',
  create: 'create_revision',
  mod: 'mod_revision',
  value: 'value',
  lease: 'lease',
} as const

const RESULTS = { '=': 'EQUAL', '!=': 'NOT_EQUAL', '<': 'LESS', '>': 'GREATER' } as const

const compareBody = ({ key, target, result, operand }: Compare): object => ({
  key: base64(key),
  target: target.toUpperCase(),
  result: RESULTS[result],
  [TARGET_FIELDS[target]]: target === 'value' ? base64(String(operand)) : String(operand),
})

/** A transaction of nothing but one write is sent as the plain write that clients know. */
const txnRequest = ({ compare, success, failure }: Extract<EtcdCall, { call: 'txn' }>): Request => {
  const [only, ...others] = success
  const isPlain = compare.length === 0 && failure.length === 0 && others.length === 0
  if (isPlain && only?.op === 'put') return { path: '/v3/kv/put', body: putBody(only) }
  if (isPlain && only?.op === 'delete') return { path: '/v3/kv/deleterange', body: rangeFields(only) }
  const body = { compare: compare.map(compareBody), success: success.map(opBody), failure: failure.map(opBody) }
  return { path: '/v3/kv/txn', body }
}

export const requestOf = (call: EtcdCall, { limit, countOnly }: Cut = {}): Request => {
  switch (call.call) {
    case 'txn':
      return txnRequest(call)
    case 'range': {
      const cut = { ...(limit === undefined ? {} : { limit: String(limit) }), ...(countOnly ? { count_only: true } : {}) }
      const { serializable = false } = call
      return { path: '/v3/kv/range', body: { ...rangeFields(call), ...revisionField(call.revision), serializable, ...cut } }
    }
    case 'compact':
      // Physical: answered when the old versions are gone, so that what follows cannot race with it.
      return { path: '/v3/kv/compaction', body: { revision: String(call.revision), physical: true } }
    case 'lease-grant':
      return { path: '/v3/lease/grant', body: { ID: String(call.lease), TTL: String(call.ttlSeconds) } }
    case 'lease-revoke':
      return { path: '/v3/lease/revoke', body: { ID: String(call.lease) } }
    case 'lease-keepalive':
      return { path: '/v3/lease/keepalive', body: { ID: String(call.lease) } }
  }
}

/** etcd refuses a request over 1.5 MiB, one without a key, and a transaction of more than 128 operations. */
const TOO_LARGE_BYTES = 1_600_000
const TOO_MANY_OPERATIONS = 129

export const misuseRequest = (misuse: Misuse): Request => {
  switch (misuse) {
    case 'too-large':
      return { path: '/v3/kv/put', body: { key: base64('/large'), value: base64('x'.repeat(TOO_LARGE_BYTES)) } }
    case 'no-key':
      return { path: '/v3/kv/put', body: { key: '', value: base64('x') } }
    case 'too-many-operations': {
      const puts = Array.from({ length: TOO_MANY_OPERATIONS }, (_, i) => ({ op: 'put', key: `/k${i}`, value: '' }) as const)
      return { path: '/v3/kv/txn', body: { success: puts.map(opBody) } }
    }
  }
}

export const watchRequest = (prefix: string, startRevision: number): Request => ({
  path: '/v3/watch',
  body: {
    create_request: {
      ...rangeFields({ key: prefix, rangeEnd: prefixEnd(prefix) }),
      start_revision: String(startRevision),
      prev_kv: true,
    },
  },
})

const inQuotes = (text: string): string => JSON.stringify(text)

const rangeText = ({ key, rangeEnd }: { readonly key: string; readonly rangeEnd?: string }): string =>
  rangeEnd === undefined ? inQuotes(key) : `[${inQuotes(key)}, ${inQuotes(rangeEnd)})`

const opText = (op: EtcdOp): string => {
  switch (op.op) {
    case 'put':
      return `put ${op.key} ${inQuotes(String(op.value))}${op.lease === undefined ? '' : ` lease ${op.lease}`}`
    case 'delete':
      return `delete ${rangeText(op)}`
    case 'range':
      return `range ${rangeText(op)}${op.revision === undefined ? '' : ` at ${op.revision}`}`
  }
}

const opsText = (ops: readonly EtcdOp[]): string => ops.map(opText).join('; ')

const txnText = ({ compare, success, failure }: Extract<EtcdCall, { call: 'txn' }>): string => {
  if (compare.length === 0 && failure.length === 0 && success.length === 1) return opsText(success)
  const when = compare.map(({ key, target, result, operand }) => `${target}(${key}) ${result} ${inQuotes(String(operand))}`)
  return `txn if [${when.join(', ')}] then [${opsText(success)}] else [${opsText(failure)}]`
}

/** One line of a script that a reader can follow. */
export const textOf = (call: EtcdCall): string => {
  switch (call.call) {
    case 'txn':
      return txnText(call)
    case 'range': {
      const how = call.serializable ? ' serializable' : ''
      return `range ${rangeText(call)}${call.revision === undefined ? '' : ` at ${call.revision}`}${how}`
    }
    case 'compact':
      return `compact ${call.revision}`
    case 'lease-grant':
      return `lease grant ${call.lease} for ${call.ttlSeconds} s`
    case 'lease-revoke':
      return `lease revoke ${call.lease}`
    case 'lease-keepalive':
      return `lease keepalive ${call.lease}`
  }
}

const shellLine = (index: number, { path, body }: Request, flags: string, end: string, words: string): string =>
  `curl ${flags} "$m${index + 1}${path}" -d '${JSON.stringify(body)}'${end}  # ${words}`

/** One line of a script of etcd calls; `$m1` is the address of the first member. */
export const scriptLine = (index: number, request: Request, call: EtcdCall, outcome: string): string =>
  shellLine(index, request, '-s', '', `${textOf(call)}: ${outcome}`)

export const watchLine = (index: number, prefix: string, startRevision: number): string =>
  shellLine(index, watchRequest(prefix, startRevision), '-sN', ' &', `watch ${inQuotes(prefix)} from ${startRevision || 'now'}`)
