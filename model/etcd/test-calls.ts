/** Calls in short, and what is in their answers, for tests. */
import type { EtcdCall, EtcdEvents, EtcdResponse } from './messages.ts'
import { prefixEnd } from './mvcc.ts'

export const put = (key: string, value: string, lease?: number): EtcdCall =>
  txn([], [{ op: 'put', key, value, ...(lease === undefined ? {} : { lease }) }])

export const del = (key: string): EtcdCall => txn([], [{ op: 'delete', key }])

export const get = (key: string, revision?: number): EtcdCall => ({
  call: 'range',
  key,
  ...(revision === undefined ? {} : { revision }),
})

export const getLocally = (key: string): EtcdCall => ({ call: 'range', key, serializable: true })

export const list = (prefix: string): EtcdCall => ({
  call: 'range',
  key: prefix,
  rangeEnd: prefixEnd(prefix),
})

type Txn = Extract<EtcdCall, { call: 'txn' }>

export const txn = (
  compare: Txn['compare'],
  success: Txn['success'],
  failure: Txn['failure'] = [],
): EtcdCall => ({ call: 'txn', compare, success, failure })

/** Values that a range was answered with. */
export const valuesIn = (answer: EtcdResponse): readonly unknown[] =>
  (answer.results ?? []).flatMap((r) => (r.op === 'range' ? r.kvs.map(({ value }) => value) : []))

/**
 * [event, key, modRevision, version, value, previous value@revision] as the recordings print
 * them.
 */
export const short = (told: readonly EtcdEvents[]) =>
  told.map(({ events }) =>
    events.map(({ event, kv, previous }) =>
      [
        event,
        kv.key,
        kv.modRevision,
        ...(event === 'PUT' ? [kv.version, kv.value] : []),
        ...(previous === undefined
          ? []
          : [`prev=${String(previous.value)}@${previous.modRevision}`]),
      ].join(' '),
    ),
  )
