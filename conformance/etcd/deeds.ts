/**
 * What a sequence does. Revisions are told from where the sequence began, from the head or from the compaction,
 * so that a sequence means the same in every cluster and after every step of shrinking.
 */
import type { Compare, EtcdCall, EtcdOp, StoreSnapshot } from '../../model/etcd/messages.ts'

export interface When {
  readonly from: 'start' | 'head' | 'compacted'
  readonly plus: number
}

type Range = Extract<EtcdOp, { op: 'range' }>
type Txn = Extract<EtcdCall, { call: 'txn' }>

export type Op = Exclude<EtcdOp, Range> | (Omit<Range, 'revision'> & { readonly revision?: When })

export type Comparison = Omit<Compare, 'operand'> & { readonly operand: number | string | When }

export type Call =
  | { readonly call: 'txn'; readonly compare: readonly Comparison[]; readonly success: readonly Op[]; readonly failure: readonly Op[] }
  | { readonly call: 'range'; readonly key: string; readonly rangeEnd?: string; readonly revision?: When; readonly serializable?: boolean }
  | { readonly call: 'compact'; readonly revision: When }
  | Extract<EtcdCall, { call: 'lease-grant' | 'lease-revoke' | 'lease-keepalive' }>

/** Questions that the reducer is not asked, since it follows from the whole range what the answer must be. */
export interface Cut {
  readonly limit?: number
  readonly countOnly?: boolean
}

export type Misuse = 'too-large' | 'no-key' | 'too-many-operations'

/** `on`: which member, modulo their number. */
export type Deed =
  | { readonly do: 'call'; readonly on: number; readonly call: Call; readonly cut?: Cut }
  | { readonly do: 'watch'; readonly on: number; readonly prefix: string; readonly start: When | null }
  | { readonly do: 'misuse'; readonly on: number; readonly misuse: Misuse }
  /** Waits until the lease is gone. */
  | { readonly do: 'outlive'; readonly on: number; readonly lease: number }
  | { readonly do: 'save'; readonly on: number }
  | { readonly do: 'restore' }
  | { readonly do: Fault; readonly on: number; readonly isHasty: boolean }
  /** Waits for as long as etcd itself waits before it gives up. */
  | { readonly do: 'patiently'; readonly on: number; readonly call: Call }

/** `isHasty`: the next deed does not wait for the election that this one may cause. */
export type Fault = 'kill' | 'kill-leader' | 'restart' | 'pause' | 'resume'

export interface View {
  readonly start: number
  readonly store: StoreSnapshot
}

const revisionOf = ({ from, plus }: When, { start, store }: View): number => {
  const origin = { start, head: store.revision, compacted: store.compactRevision }
  return Math.max(1, origin[from] + plus)
}

export const resolvedStart = (start: When | null, view: View): number =>
  start === null ? 0 : revisionOf(start, view)

const resolvedOp = (op: Op, view: View): EtcdOp => {
  if (op.op !== 'range') return op
  const { revision, ...rest } = op
  return revision === undefined ? rest : { ...rest, revision: revisionOf(revision, view) }
}

const resolvedTxn = ({ compare, success, failure }: Extract<Call, { call: 'txn' }>, view: View): Txn => ({
  call: 'txn',
  compare: compare.map(({ operand, ...rest }) => ({
    ...rest,
    operand: typeof operand === 'object' ? revisionOf(operand, view) : operand,
  })),
  success: success.map((op) => resolvedOp(op, view)),
  failure: failure.map((op) => resolvedOp(op, view)),
})

export const resolved = (call: Call, view: View): EtcdCall => {
  if (call.call === 'txn') return resolvedTxn(call, view)
  if (call.call === 'compact') return { call: 'compact', revision: revisionOf(call.revision, view) }
  if (call.call !== 'range') return call
  const { revision, ...rest } = call
  return revision === undefined ? rest : { ...rest, revision: revisionOf(revision, view) }
}
