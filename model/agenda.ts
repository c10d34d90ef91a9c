/**
 * What is due: messages in flight, armed timers, and what the world will do (restart, heal, resume). A delta
 * list: each item holds the time after the one before it, so the passing of time changes one small value.
 * Items due at the same moment keep the order in which they were put.
 */
import type { Timer } from './component.ts'
import { keep, remember } from './remember.ts'
import type { Address, Message } from './messages.ts'

export interface Delivery {
  readonly to: Address
  readonly from: Address | 'world'
  readonly message: Message
}

export interface Alarm {
  readonly to: Address
  readonly timer: Timer
}

/** Ends what a fault began. */
export type WorldChange =
  | { readonly change: 'restart'; readonly process: string }
  | { readonly change: 'power-on'; readonly host: string }
  | { readonly change: 'heal'; readonly host: string }
  | { readonly change: 'resume'; readonly process: string }
  | { readonly change: 'unstall'; readonly channel: string }
  | { readonly change: 'compact'; readonly server: string; readonly member: string }
  | { readonly change: 'break' | 'reconnect'; readonly connection: string }
  | { readonly change: 'registry-back'; readonly node: string }
  | { readonly change: 'replace-disk'; readonly member: string }
  | { readonly change: 'restore-etcd'; readonly from: 'snapshot' | 'nothing' }
  | { readonly change: 'renew-deadline'; readonly process: string }

export interface WorldDue {
  readonly world: WorldChange
}

export type Entry = Delivery | Alarm | WorldDue

export interface Item {
  /** Milliseconds after the item before it (after now, for the first). */
  readonly gap: number
  readonly entry: Entry
}

export type Agenda = readonly Item[]

export const isDelivery = (entry: Entry): entry is Delivery => 'message' in entry
export const isAlarm = (entry: Entry): entry is Alarm => 'timer' in entry
export const isWorld = (entry: Entry): entry is WorldDue => 'world' in entry

export type Matches = (entry: Entry) => boolean

/** A change of an agenda: an entry is put so many ms from now, or at the moment of another one; entries are dropped. */
export type Edit =
  | { readonly after: number; readonly entry: Entry }
  | { readonly until: Matches; readonly entry: Entry }
  | { readonly drops: Matches }

const itemsOf = remember((_: Entry) => new Map<number, Item>())

/** One item per gap and entry, so that an agenda consists of items that are known, but for a few. */
const itemAt = (gap: number, entry: Entry): Item => {
  const items = itemsOf(entry)
  return items.get(gap) ?? keep(items, gap, { gap, entry })
}

/** An agenda of which nobody else holds the list. */
export type OwnAgenda = Item[]

/** Puts an entry `after` ms from now, behind everything that is due at that moment. */
export const insert = (agenda: OwnAgenda, after: number, entry: Entry): void => {
  let left = after
  let position = 0
  for (; position < agenda.length; position += 1) {
    const gap = agenda[position]?.gap ?? 0
    if (gap > left) break
    left -= gap
  }
  const next = agenda[position]
  if (next !== undefined && left > 0) agenda[position] = itemAt(next.gap - left, next.entry)
  agenda.splice(position, 0, itemAt(left, entry))
}

/** Takes out every entry for which `drops` holds; the others keep their moment. */
export const discard = (agenda: OwnAgenda, drops: (entry: Entry) => boolean): void => {
  let kept = 0
  let carried = 0
  for (const item of agenda) {
    if (drops(item.entry)) {
      carried += item.gap
      continue
    }
    agenda[kept] = carried === 0 ? item : itemAt(item.gap + carried, item.entry)
    kept += 1
    carried = 0
  }
  agenda.length = kept
}

/** What is left of an agenda without its first items, after edits. */
export const edited = (agenda: Agenda, taken: number, edits: readonly Edit[]): Agenda => {
  const own: OwnAgenda = agenda.slice(taken)
  for (const edit of edits) {
    if ('drops' in edit) discard(own, edit.drops)
    else if ('until' in edit) insert(own, dueIn(own, edit.until) ?? 0, edit.entry)
    else insert(own, edit.after, edit.entry)
  }
  return own
}

export const put = (agenda: Agenda, after: number, entry: Entry): Agenda => edited(agenda, 0, [{ after, entry }])

/** Time until the first entry for which `matches` holds; null if there is none. */
export const dueIn = (agenda: Agenda, matches: (entry: Entry) => boolean): number | null => {
  let time = 0
  for (const item of agenda) {
    time += item.gap
    if (matches(item.entry)) return time
  }
  return null
}

/** Moves every matching entry that is due before `after` to that moment, in their order. */
export const postpone = (
  agenda: Agenda,
  after: number,
  matches: (entry: Entry) => boolean,
): Agenda => {
  let time = 0
  let carried = 0
  const kept: Item[] = []
  const late: Entry[] = []
  for (const { gap, entry } of agenda) {
    time += gap
    carried += gap
    if (time <= after && matches(entry)) {
      late.push(entry)
      continue
    }
    kept.push({ gap: carried, entry })
    carried = 0
  }
  return late.reduce<Agenda>((sofar, entry) => put(sofar, after, entry), late.length === 0 ? agenda : kept)
}

/** The first moment: time until it, and the agenda as seen from it. */
export const advance = (agenda: Agenda): { readonly gap: number; readonly agenda: Agenda } => {
  const first = agenda[0]
  if (first === undefined || first.gap === 0) return { gap: 0, agenda }
  return { gap: first.gap, agenda: [{ ...first, gap: 0 }, ...agenda.slice(1)] }
}
