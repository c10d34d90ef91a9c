/**
 * The documents of etcd's gateway, read into the reducer's own shapes: keys and values come in base64, 64-bit
 * numbers as text, and whatever is zero, empty or false is left out.
 */
import { z } from 'zod'
import type { EtcdCall, EtcdEvents, KeyValue, OpResult } from '../../model/etcd/messages.ts'
import type { Reply } from './gateway.ts'

const int = z.string().default('0').transform(Number)
const text = z.string().default('').transform((value) => Buffer.from(value, 'base64').toString('utf8'))
const header = z.object({ revision: int })

const keyValue = z
  .object({ key: text, value: text, create_revision: int, mod_revision: int, version: int, lease: int })
  .transform(
    ({ key, value, create_revision, mod_revision, version, lease }): KeyValue => ({
      key,
      value,
      createRevision: create_revision,
      modRevision: mod_revision,
      version,
      ...(lease === 0 ? {} : { lease }),
    }),
  )

const rangeResult = z.object({ kvs: z.array(keyValue).default([]), count: int, more: z.boolean().default(false) })
const deleteResult = z.object({ deleted: int })
const answerOf = <S extends z.ZodRawShape>(shape: S) => z.object({ header, ...shape })

const txnAnswer = answerOf({
  succeeded: z.boolean().default(false),
  responses: z
    .array(
      z.object({
        response_put: z.object({}).optional(),
        response_range: rangeResult.optional(),
        response_delete_range: deleteResult.optional(),
      }),
    )
    .default([]),
})

const rangeAnswer = answerOf({}).extend(rangeResult.shape)
const deleteAnswer = answerOf({}).extend(deleteResult.shape)
const keepAlive = z.object({ result: z.object({ TTL: int }) })
const statusAnswer = z.object({ header: z.object({ member_id: z.string() }), leader: z.string().default('') })
const leases = z.object({ leases: z.array(z.object({ ID: z.string() })).default([]) })
const watched = z.object({
  result: z.object({
    header,
    created: z.boolean().default(false),
    canceled: z.boolean().default(false),
    compact_revision: int,
    events: z
      .array(z.object({ type: z.string().default('PUT'), kv: keyValue, prev_kv: keyValue.optional() }))
      .default([]),
  }),
})
const blob = z.object({ result: z.object({ blob: z.string().default('') }) })

/** What etcd said, in the words of the reducer. `error` may be a text that the reducer does not know. */
export interface Seen {
  readonly error?: string
  readonly revision?: number
  readonly succeeded?: boolean
  readonly results?: readonly OpResult[]
  readonly count?: number
  readonly more?: boolean
}

/** Error texts by the class that the reducer gives them. What is not here keeps its text. */
const CLASSES: readonly (readonly [RegExp, string])[] = [
  [/has been compacted/, 'compacted'],
  [/future revision/, 'future-revision'],
  [/duplicate key/, 'duplicate-key'],
  [/requested lease not found/, 'lease-not-found'],
  [/lease already exists/, 'lease-exists'],
  [/request is too large/, 'too-large'],
  [/too many operations/, 'too-many-operations'],
  [/key is not provided/, 'no-key'],
  [/timed out|deadline exceeded|leader changed|no leader|stopped|closing|refused|EOF|canceled/, 'timeout'],
]

export const classOf = (message: string): string =>
  CLASSES.find(([pattern]) => pattern.test(message))?.[1] ?? message

const range = ({ kvs, count, more }: z.output<typeof rangeResult>) => ({
  results: [{ op: 'range', kvs } as const],
  count,
  more,
})

const txnSeen = (body: unknown): Seen => {
  const { header: head, succeeded, responses } = txnAnswer.parse(body)
  const results = responses.map((response): OpResult => {
    if (response.response_range !== undefined) return { op: 'range', kvs: response.response_range.kvs }
    if (response.response_delete_range === undefined) return { op: 'put' }
    return { op: 'delete', deleted: response.response_delete_range.deleted }
  })
  return { revision: head.revision, succeeded, results }
}

/** `path` tells puts and deletes, which the reducer knows as transactions, from transactions. */
export const answerIn = (path: string, call: EtcdCall, body: unknown): Seen => {
  if (path === '/v3/kv/txn') return txnSeen(body)
  if (call.call === 'range') {
    const { header: head, ...rest } = rangeAnswer.parse(body)
    return { revision: head.revision, ...range(rest) }
  }
  // Its header shows what the member that was asked has applied, while the leader did the work.
  if (call.call === 'lease-keepalive') {
    return keepAlive.parse(body).result.TTL > 0 ? {} : { error: 'lease-not-found' }
  }
  const { header: head, deleted } = deleteAnswer.parse(body)
  if (path === '/v3/kv/put') return { revision: head.revision, succeeded: true, results: [{ op: 'put' }] }
  if (path !== '/v3/kv/deleterange') return { revision: head.revision }
  return { revision: head.revision, succeeded: true, results: [{ op: 'delete', deleted }] }
}

export const statusIn = (reply: Reply): { readonly member: string; readonly leader: string } | null => {
  if (reply.kind !== 'answer') return null
  const { header: head, leader } = statusAnswer.parse(reply.body)
  return { member: head.member_id, leader }
}

export const kvsIn = (body: unknown): { readonly revision: number; readonly kvs: readonly KeyValue[] } => {
  const { header: head, kvs } = rangeAnswer.parse(body)
  return { revision: head.revision, kvs }
}

export const leasesIn = (body: unknown): readonly string[] => leases.parse(body).leases.map(({ ID }) => ID)

/** Null: the stream broke off with an error. */
export const blobIn = (document: unknown): Buffer | null => {
  const { success, data } = blob.safeParse(document)
  return success ? Buffer.from(data.result.blob, 'base64') : null
}

export interface WatchNews {
  readonly isCreated: boolean
  /** Present when the watch was cancelled. */
  readonly compactRevision?: number
  readonly events: readonly EtcdEvents['events'][number][]
}

/** Null: the stream broke off with an error. */
export const newsIn = (document: unknown): WatchNews | null => {
  const { success, data } = watched.safeParse(document)
  if (!success) return null
  const { created, canceled, compact_revision, events } = data.result
  return {
    isCreated: created,
    ...(canceled ? { compactRevision: compact_revision } : {}),
    events: events.map(({ type, kv, prev_kv }) => ({
      event: type === 'DELETE' ? 'DELETE' : 'PUT',
      kv,
      ...(prev_kv === undefined ? {} : { previous: prev_kv }),
    })),
  }
}
