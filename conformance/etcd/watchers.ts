/**
 * A watch on the real etcd beside the same watch on the reducer. Events of one revision are compared as a set:
 * etcd tells them in the order of the transaction's operations, the model in key order, and a transaction may
 * write a key only once.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { canonical } from '../../model/same.ts'
import type { Address } from '../../model/messages.ts'
import type { EtcdEvents } from '../../model/etcd/messages.ts'
import { watchRequest } from './calls.ts'
import { newsIn } from './documents.ts'
import type { WatchNews } from './documents.ts'
import type { Gateway } from './gateway.ts'
import type { Told } from './twin.ts'

type Event = EtcdEvents['events'][number]

/** What a watch was told at one revision, or that it was cancelled. */
interface Item {
  readonly revision: number
  readonly text: string
  readonly deleted: readonly string[]
}

/** Differences with a reason; the reducer's side of it is told at `compactedVersions` in model/etcd/mvcc.ts. */
export const REASONS = {
  'etcd-18089':
    'etcd before August 2024 drops a delete at exactly the compaction revision, so that a watch from there misses it' +
    ' (etcd-io/etcd#18089); the reducer tells it, as releases with the repair do',
} as const

const itemOf = (revision: number, events: readonly Event[]): Item => ({
  revision,
  text: events.map(canonical).sort().join(' '),
  deleted: events.filter(({ event }) => event === 'DELETE').map(({ kv }) => kv.key),
})

const cancelItem = (revision: number): Item => ({ revision, text: `cancelled, compacted at ${revision}`, deleted: [] })

const isCancel = ({ revision, text }: Item): boolean => text === cancelItem(revision).text

export const itemsTold = (told: readonly Told[]): readonly Item[] =>
  told.map((message) =>
    message.type === 'etcd/events' ? itemOf(message.revision, message.events) : cancelItem(message.compactRevision),
  )

const byRevision = (events: readonly Event[]): readonly Item[] => {
  const revisions = [...new Set(events.map(({ kv }) => kv.modRevision))]
  return revisions.map((revision) => itemOf(revision, events.filter(({ kv }) => kv.modRevision === revision)))
}

const itemsOf = ({ compactRevision, events }: WatchNews): readonly Item[] => [
  ...byRevision(events),
  ...(compactRevision === undefined ? [] : [cancelItem(compactRevision)]),
]

const CREATE_MS_MAX = 5_000

export interface Opening {
  readonly client: Address
  readonly prefix: string
  readonly startRevision: number
  /** The newest revision and that of the compaction, when the watch was opened. */
  readonly head: number
  readonly compactRevision: number
  readonly on: number
}

export class Watcher {
  readonly opening: Opening
  #items: readonly Item[] = []
  #close: () => void = () => undefined
  #isCreated = false
  /** Its member died, or the stream did: it may have missed the end. */
  isBroken = false

  constructor(opening: Opening) {
    this.opening = opening
  }

  /** False: etcd did not confirm it in time. */
  async open(gateway: Gateway): Promise<boolean> {
    const { prefix, startRevision } = this.opening
    const { path, body } = watchRequest(prefix, startRevision)
    const take = (document: unknown): void => this.take(newsIn(document))
    this.#close = gateway.stream(path, body, take, () => (this.isBroken = true))
    for (const end = Date.now() + CREATE_MS_MAX; !this.#isCreated && Date.now() < end; ) await sleep(1)
    return this.#isCreated
  }

  get items(): readonly Item[] {
    return this.#items
  }

  close(): void {
    this.#close()
  }

  take(news: WatchNews | null): void {
    if (news === null) {
      this.isBroken = true
      return
    }
    this.#isCreated ||= news.isCreated
    this.#items = [...this.#items, ...itemsOf(news)]
  }
}

const isSame = (a: readonly Item[], b: readonly Item[]): boolean =>
  a.length === b.length && a.every(({ text }, i) => text === b[i]?.text)

const isStart = (a: readonly Item[], b: readonly Item[]): boolean => isSame(a, b.slice(0, a.length))

const withoutDeletes = (told: readonly Told[], revision: number): readonly Item[] =>
  told.flatMap((message) => {
    if (message.type !== 'etcd/events' || message.revision !== revision) return itemsTold([message])
    const puts = message.events.filter(({ event }) => event === 'PUT')
    return puts.length === 0 ? [] : [itemOf(revision, puts)]
  })

/**
 * A watch from the past with nothing to tell shows no sign that etcd has looked through history for it, which it
 * does every 100 ms: a compaction may come first, and cancel it.
 */
const isOvertaken = ({ startRevision, head }: Opening, items: readonly Item[], expected: readonly Item[]): boolean => {
  const [only, ...others] = items
  if (only === undefined || others.length > 0 || !isCancel(only)) return false
  const isPast = startRevision > 0 && startRevision <= head
  return isPast && only.revision > startRevision && expected.every(({ revision }) => revision > only.revision)
}

/** waits: as far as etcd has told, but there must come more. */
export type Verdict = 'agrees' | 'differs' | 'waits' | keyof typeof REASONS

const verdictAmong = (isBroken: boolean, items: readonly Item[], expected: readonly Item[]): 'agrees' | 'differs' | 'waits' => {
  if (isSame(items, expected)) return 'agrees'
  // A watch whose member died may have missed the end, or been told what the reducer's member did not live to tell.
  if (isBroken) return isStart(items, expected) || isStart(expected, items) ? 'agrees' : 'differs'
  return isStart(items, expected) ? 'waits' : 'differs'
}

/** `told`: what the reducer told the same watch. */
export const verdictOn = ({ opening, items, isBroken }: Watcher, told: readonly Told[]): Verdict => {
  const expected = itemsTold(told)
  const verdict = verdictAmong(isBroken, items, expected)
  if (verdict === 'agrees') return verdict
  const { startRevision, compactRevision } = opening
  if (isOvertaken(opening, items, expected)) return 'agrees'
  if (startRevision !== compactRevision) return verdict
  const fewer = verdictAmong(isBroken, items, withoutDeletes(told, compactRevision))
  if (fewer === 'agrees') return 'etcd-18089'
  return fewer === 'waits' ? 'waits' : verdict
}

const deletesAt = (items: readonly Item[], revision: number, prefix: string): readonly string[] =>
  items.flatMap((item) => (item.revision === revision ? item.deleted.filter((key) => key.startsWith(prefix)) : []))

/**
 * Deletes at the compaction revision that etcd itself told a watch that was open then, and that the reducer
 * does not tell a watch from there. Needed because the etcd at hand has lost them too by then (etcd-18089).
 */
export const lostDeletes = (live: Watcher, { opening }: Watcher, told: readonly Told[]): readonly string[] => {
  const { startRevision, compactRevision, prefix } = opening
  if (startRevision !== compactRevision) return []
  const known = deletesAt(itemsTold(told), startRevision, prefix)
  return deletesAt(live.items, startRevision, prefix).filter((key) => !known.includes(key))
}

export const showItems = (items: readonly Item[]): string =>
  items.map(({ revision, text }) => `\n    ${revision}: ${text}`).join('') || ' nothing'
