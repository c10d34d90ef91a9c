/**
 * What awaits a message or an alarm where it goes, as a function of what is broken. Pauses and stalled streams hold it
 * back until they end.
 */
import type { Agenda, Alarm, Delivery, Entry, Matches } from './agenda.ts'
import { dueIn, isDelivery, isWorld } from './agenda.ts'
import type { Draft } from './draft.ts'
import type { Outages } from './outages.ts'
import { has, isConnected, isPaused, isRunning } from './outages.ts'
import { keep, remember } from './remember.ts'
import type { Settings } from './settings.ts'
import { processOf } from './topology.ts'
import type { Address } from './messages.ts'
import type { Cluster } from './world.ts'

/** Only where it is `open` an entry is handed over. */
export type Condition = 'down' | 'paused' | 'stalled' | 'cut' | 'open'

type Question = (outages: Outages) => Condition

/** By sender, then by receiver. */
type Questions = Map<Address, Map<Address, Question>>

const messagesOf = remember((_: Settings): Questions => new Map())
const streamsOf = remember((_: Settings): Questions => new Map())

/** How to tell from what is broken what awaits an entry: one function for all that go the same way. */
export const conditionOf = (settings: Settings, entry: Delivery | Alarm): Question => {
  const { to } = entry
  const from = isDelivery(entry) && entry.from !== 'world' ? entry.from : to
  const streams = isStream(entry)
  const questions = (streams ? streamsOf : messagesOf)(settings)
  const ofSender = questions.get(from) ?? keep(questions, from, new Map<Address, Question>())
  return ofSender.get(to) ?? keep(ofSender, to, question(settings, from, to, streams))
}

const question = (settings: Settings, from: Address, to: Address, streams: boolean): Question =>
  remember((outages: Outages): Condition => {
    if (!isRunning(settings, outages, to)) return 'down'
    if (isPaused(settings, outages, to)) return 'paused'
    if (streams && has(outages.stalled, `${from}>${to}`)) return 'stalled'
    return from === to || isConnected(settings, outages, from, to) ? 'open' : 'cut'
  })

/** Which entry ends what holds this one back. */
const endOfHold = (settings: Settings, entry: Delivery | Alarm, condition: 'paused' | 'stalled'): Matches => {
  const { name } = processOf(settings, entry.to)
  if (condition === 'paused') return (e) => isWorld(e) && e.world.change === 'resume' && e.world.process === name
  const channel = isDelivery(entry) ? `${entry.from}>${entry.to}` : ''
  return (e) => isWorld(e) && e.world.change === 'unstall' && e.world.channel === channel
}

/** Holds back what is addressed to a paused process, or travels on a stalled stream, until that ends. */
export const holdBack = (
  settings: Settings,
  draft: Draft,
  entry: Delivery | Alarm,
  condition: 'paused' | 'stalled',
): boolean => draft.hold(entry, endOfHold(settings, entry, condition))

/** Milliseconds until an entry can be taken, if a pause or a stalled stream holds it; null: at once. */
export const heldUntil = (
  { settings }: Cluster,
  { outages, agenda }: { readonly outages: Outages; readonly agenda: Agenda },
  entry: Entry,
): number | null => {
  if (isWorld(entry)) return null
  const condition = conditionOf(settings, entry)(outages)
  return condition === 'paused' || condition === 'stalled'
    ? dueIn(agenda, endOfHold(settings, entry, condition))
    : null
}

const STREAMED: ReadonlySet<string> = new Set([
  'event',
  'snapshot',
  'gone',
  'etcd/events',
  'etcd/canceled',
  'raft/append',
])

/** Messages of a watch stream keep their order: when one is late, all behind it are. */
export const isStream = (entry: Entry): boolean => isDelivery(entry) && STREAMED.has(entry.message.type)
