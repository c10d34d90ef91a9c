/**
 * Bystanders: clients that do nothing but listen, whatever happens in a search. What one hears, and when, changes its
 * own memory and what its API server knows of its watches. Nobody else can tell, and no property sees the memories of
 * two clients other than each by itself (`few-orders.test.ts` watches what they read). So a run is what the others do,
 * and beside it what each bystander does by itself; and all that some of them do is found where all others hear, and
 * are served, at once: in the step that sends them something, or stops or starts somebody. That leaves out states, and
 * adds no run. Searches that between them observe each bystander find what a search without this finds. (One process at
 * a time, without those that it does not depend on: Clarke, Long, McMillan, Compositional Model Checking, 1989.)
 *
 * Nobody has to believe that they only listen. Take the first step of any run in which one of them does more: up to it
 * the run is one of those that are looked at where this one is observed, so the step is looked at too, and ends the
 * search with an error. The same goes for what an API server does when it takes a watch of theirs, and for histories.
 *
 * They may set timers, which divide the time that passes for all others into more pieces. Then there are other quiet
 * moments, in which nobody notices that numbers change and history is forgotten. But an operator takes a backup in
 * each, so where one is restored no bystander may have a timer.
 */
import type { Alarm, Delivery, Entry } from './agenda.ts'
import { isAlarm, isDelivery, isWorld } from './agenda.ts'
import { isPlainWatch } from './listeners.ts'
import type { Address } from './messages.ts'

export interface Bystanders {
  readonly all: readonly Address[]
  /** They hear in any order; all others at once. */
  readonly observed: readonly Address[]
}

/** What is to be watched of them in one search. */
export interface Watch extends Bystanders {
  readonly mayWait: boolean
  /** May the delivery of this message change a history? */
  readonly isSeen: (entry: Delivery) => boolean
}

/** Whose business it is: the bystander that takes it, sent it, or is said to be gone; null: nobody's. */
const bystanderOf = ({ all }: Bystanders, entry: Alarm | Delivery): Address | null => {
  const ends: readonly (Address | 'world')[] = isAlarm(entry)
    ? [entry.to]
    : [entry.to, entry.from, ...(entry.message.type === 'disconnected' ? [entry.message.peer] : [])]
  return all.find((client) => ends.includes(client)) ?? null
}

/** Is it heard, or served, in the step that sends it? */
export const isHeardAtOnce = (watch: Bystanders | undefined, entry: Entry): entry is Delivery => {
  if (watch === undefined || !isDelivery(entry)) return false
  const client = bystanderOf(watch, entry)
  return client !== null && !watch.observed.includes(client)
}

/** Does it do nothing but listen when this is taken, which makes somebody send that? Throws where it does more. */
export const checkBystander = (watch: Watch | undefined, entry: Entry, sent: readonly Entry[]): void => {
  if (watch === undefined || isWorld(entry)) return
  const client = bystanderOf(watch, entry)
  if (client === null) return
  const stray = sent.find((next) => !isListening(watch, client, entry, next))
  if (stray !== undefined) throw new Error(`${client} is no bystander: it leads to ${JSON.stringify(stray)}`)
  if (isDelivery(entry) && watch.isSeen(entry)) {
    throw new Error(`${client} is no bystander: a history sees ${JSON.stringify(entry)}`)
  }
}

const isListening = ({ mayWait }: Watch, client: Address, taken: Alarm | Delivery, sent: Entry): boolean => {
  if (isWorld(sent)) return false
  if (isAlarm(sent)) return mayWait && sent.to === client
  return taken.to === client ? isPlainWatch(sent) : sent.to === client
}
