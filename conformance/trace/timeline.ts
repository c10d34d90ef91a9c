/**
 * The changes of a recording in the order in which they were written: by revision, which is etcd's and the
 * same for all resources. What a list told after a broken watch is put where it was written. A watch that
 * goes back, or a revision that is used twice, is no etcd's.
 */
import type { EventLine, FaultLine, ListLine, Recording } from './recording.ts'

export interface Misorder {
  readonly told: EventLine
  readonly reason: string
}

export interface Timeline {
  readonly events: readonly EventLine[]
  /** The first that cannot be; what comes before it may still be judged. */
  readonly misorder: Misorder | null
  /** The snapshot restored under a running control plane, where there was one. */
  readonly restored: FaultLine | null
}

type Known = Map<string, EventLine>

/** What a list says that the watch did not: the objects that changed, and those that are gone. */
const unseen = ({ items, revision, line, t }: ListLine, known: Known): readonly EventLine[] => {
  const listed = new Map(items.map((item) => [item.key, item]))
  const gone = [...known.values()].flatMap((last): readonly EventLine[] => {
    const now = listed.get(last.key)
    if (now !== undefined && now.uid === last.uid) return []
    const at = now === undefined ? revision : now.revision - 0.5
    return [{ ...last, event: 'DELETED', line, t, revision: at, listed: true }]
  })
  const changed = items.flatMap((item): readonly EventLine[] => {
    const last = known.get(item.key)
    if (last !== undefined && last.uid === item.uid && last.revision >= item.revision) return []
    const event = last !== undefined && last.uid === item.uid ? 'MODIFIED' : 'ADDED'
    return [{ ...item, event, listed: true }]
  })
  return [...gone, ...changed]
}

const note = (known: Known, event: EventLine): void => {
  if (event.event === 'DELETED') known.delete(event.key)
  else known.set(event.key, event)
}

const isRestore = ({ text }: FaultLine): boolean => /\brestored\b/.test(text)

const duplicates = (events: readonly EventLine[]): Misorder | null => {
  const byRevision = new Map<number, EventLine>()
  for (const told of events) {
    const other = byRevision.get(told.revision)
    if (other !== undefined && (other.key !== told.key || other.resource !== told.resource)) {
      return { told, reason: `revision ${told.revision} is that of ${other.resource} ${other.key} already` }
    }
    byRevision.set(told.revision, told)
  }
  return null
}

export const timelineOf = ({ lines }: Recording): Timeline => {
  const byResource = new Map<string, { readonly known: Known; last: number }>()
  const events: EventLine[] = []
  let restored: FaultLine | null = null
  let misorder: Misorder | null = null
  const at = (resource: string) => {
    const found = byResource.get(resource) ?? { known: new Map<string, EventLine>(), last: -1 }
    byResource.set(resource, found)
    return found
  }
  for (const line of lines) {
    if (line.kind === 'fault' && isRestore(line)) restored ??= line
    if (line.kind === 'list') {
      const own = at(line.resource)
      const news = unseen(line, own.known)
      news.forEach((event) => note(own.known, event))
      own.last = Math.max(own.last, line.revision)
      events.push(...news)
    }
    if (line.kind !== 'event') continue
    const own = at(line.resource)
    if (line.listed !== true && restored === null && line.revision <= own.last) {
      misorder ??= {
        told: line,
        reason: `revision ${line.revision} comes after ${own.last} on the watch of ${line.resource}`,
      }
    }
    if (line.listed !== true) own.last = Math.max(own.last, line.revision)
    note(own.known, line)
    events.push(line)
  }
  const ordered = restored === null ? [...events].sort((a, b) => a.revision - b.revision) : inEpochs(events, restored)
  return { events: ordered, misorder: misorder ?? (restored === null ? duplicates(ordered) : null), restored }
}

/** Revisions start again after a restore: each part in its own order. */
const inEpochs = (events: readonly EventLine[], { line }: FaultLine): readonly EventLine[] =>
  [events.filter((event) => event.line < line), events.filter((event) => event.line > line)].flatMap((part) =>
    [...part].sort((a, b) => a.revision - b.revision),
  )
