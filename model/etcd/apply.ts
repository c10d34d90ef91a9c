/**
 * Committed entries reach the store: it changes, watchers are told, and who asked here is
 * answered.
 */
import { entriesAfter, termAt } from './log.ts'
import { armLease, disarmLease } from './leases.ts'
import type { LogEntry } from './messages.ts'
import { answerEntry } from './requests.ts'
import type { EtcdDisk, Turn } from './turn.ts'
import { forEach, writing } from './turn.ts'
import { applierOf } from './txn.ts'
import type { Outcome } from './txn.ts'
import { tellWatchers } from './watch.ts'

/** Lease clocks run on the leader only. */
const clockLeases = (turn: Turn, { request }: LogEntry, { answer }: Outcome): Turn => {
  if (turn.memory.role !== 'leader' || request === null || answer.error !== undefined) return turn
  if (request.call === 'lease-grant') return armLease(turn, request.lease)
  return request.call === 'lease-revoke' ? disarmLease(turn, request.lease) : turn
}

const apply = (turn: Turn, entry: LogEntry): Turn => {
  const { index, term, request } = entry
  const { store } = turn.disk.snapshot
  if (request === null) return writing(turn, { snapshot: { index, term, store } })
  const outcome = applierOf(turn.ensemble.rules)(store, request)
  const written = writing(turn, { snapshot: { index, term, store: outcome.store } })
  const told = tellWatchers(clockLeases(written, entry, outcome), store)
  return answerEntry(told, entry, outcome.answer)
}

/** Applies everything up to an index; only called with what is committed. */
export const applyThrough = (turn: Turn, index: number): Turn =>
  forEach(
    turn,
    entriesAfter(turn.disk, turn.disk.snapshot.index).filter((entry) => entry.index <= index),
    apply,
  )

/** Takes over a leader's snapshot, unless the own store is as far already. */
export const installed = (turn: Turn, snapshot: EtcdDisk['snapshot']): Turn => {
  const { blank, ...disk } = turn.disk
  const before = disk.snapshot
  if (!blank && snapshot.index <= before.index) return turn
  const agrees = termAt(turn.disk, snapshot.index) === snapshot.term
  const log = agrees ? entriesAfter(turn.disk, snapshot.index) : []
  return tellWatchers({ ...turn, disk: { ...disk, snapshot, log } }, before.store)
}
