/**
 * The replicated log of a member: where it ends, whether it agrees with a leader's, and what may
 * be dropped.
 */
import type { LogEntry } from './messages.ts'
import type { EtcdDisk, Position, Turn } from './turn.ts'
import { peersOf, writing } from './turn.ts'

/** The last entry that is durable here. */
export const lastOf = ({ log, snapshot }: EtcdDisk): Position => log.at(-1) ?? snapshot

/** The term of the entry at an index, if this member still knows it. */
export const termAt = ({ log, snapshot }: EtcdDisk, index: number): number | null =>
  index === snapshot.index
    ? snapshot.term
    : (log.find((entry) => entry.index === index)?.term ?? null)

export const entriesAfter = ({ log }: EtcdDisk, index: number): readonly LogEntry[] =>
  log.filter((entry) => entry.index > index)

/** Does the log still hold everything after this index? */
export const reachesBackTo = (disk: EtcdDisk, index: number): boolean =>
  index >= lastOf(disk).index || (disk.log[0]?.index ?? Infinity) <= index + 1

/**
 * Does the log agree with a leader's up to this place? What is applied is committed: all agree
 * on it.
 */
export const agreesAt = (disk: EtcdDisk, place: Position): boolean =>
  place.index <= disk.snapshot.index || termAt(disk, place.index) === place.term

/** Appends what is new; entries that contradict a newer leader's were never committed and go. */
export const merged = (disk: EtcdDisk, entries: readonly LogEntry[]): readonly LogEntry[] =>
  entries.reduce<readonly LogEntry[]>((log, entry) => {
    if (entry.index <= disk.snapshot.index) return log
    const known = log.find(({ index }) => index === entry.index)
    if (known?.term === entry.term) return log
    return [...log.filter(({ index }) => index < entry.index), entry]
  }, disk.log)

/**
 * Everything up to here is needed by nobody: applied, and held by all members that can be
 * reached.
 */
const floorOf = (turn: Turn): number => {
  const applied = turn.disk.snapshot.index
  if (turn.memory.role !== 'leader') return applied
  return peersOf(turn).reduce(
    (floor, peer) => Math.min(floor, turn.memory.match[peer]?.index ?? 0),
    applied,
  )
}

/** Members out of reach get a snapshot when they are back, so the log stays short. */
export const truncate = (turn: Turn): Turn => {
  const floor = floorOf(turn)
  const oldest = turn.disk.log[0]
  if (oldest === undefined || oldest.index > floor) return turn
  return writing(turn, { log: entriesAfter(turn.disk, floor) })
}
