/**
 * The orders other than nominal. Any order: each channel delivers its oldest message at any moment, for free;
 * time moves (timers fire, outages end, what is late arrives) only when no message is waiting, and what is due at
 * one moment happens in any order. Asynchronous: what is timed may happen at any moment as well, in the order of its
 * moments per process.
 */
import type { Agenda, Delivery, Entry } from './agenda.ts'
import { dueIn, isDelivery, isWorld } from './agenda.ts'
import { checkBystander, isHeardAtOnce } from './bystanders.ts'
import { Draft } from './draft.ts'
import { labelOf } from './labels.ts'
import { has, isConnected, isRunning } from './outages.ts'
import type { Address } from './messages.ts'
import type { ClusterState } from './state.ts'
import { take } from './step.ts'
import { processOf } from './topology.ts'
import type { Cluster } from './world.ts'
import { heldUntil } from './condition.ts'

export interface FreeStep {
  readonly action: { readonly type: string; readonly [detail: string]: string }
  readonly draft: Draft
  readonly duration: number
}

/** Something that may happen next, and where it stands in the agenda. */
export interface Choice {
  readonly entry: Entry
  readonly position: number
  /** Milliseconds until it is due. */
  readonly due: number
}

/** What is sent takes no time in these orders: what is due later than this waits for its moment. */
const LATENCY_MS = 1

export const channelOf = (entry: Entry): string =>
  isDelivery(entry) ? `${senderOf(entry)}>${entry.to}` : isWorld(entry) ? 'world' : `timer>${entry.to}`

/**
 * The end of a connection reaches a server through the connection: behind what the client sent in it, and ahead of what
 * the client sends in the next one. A client connects anew only after it has noticed, so it hears of both from the world.
 */
const senderOf = (entry: Delivery): Delivery['from'] => lostClientOf(entry) ?? entry.from

/** Whom a server is told to be gone; null: this tells no server so. */
const lostClientOf = ({ to, message }: Delivery): Address | null => {
  if (message.type !== 'disconnected') return null
  const { peer } = message
  const isServer = to.startsWith('apiserver/') ? !peer.startsWith('etcd/') : /^(etcd|runtime)\//.test(to)
  return isServer ? peer : null
}

const choicesIn = (agenda: Agenda): readonly Choice[] => {
  let due = 0
  return agenda.map(({ gap, entry }, position) => ({ entry, position, due: (due += gap) }))
}

const isWaiting = ({ entry, due }: Choice): boolean => isDelivery(entry) && due <= LATENCY_MS

/** The first of each channel. */
const headsOf = (choices: readonly Choice[]): readonly Choice[] => {
  const seen = new Set<string>()
  return choices.filter(({ entry }) => {
    const channel = channelOf(entry)
    if (seen.has(channel)) return false
    seen.add(channel)
    return true
  })
}

type Due = Pick<ClusterState, 'agenda' | 'outages'>

const isFreeIn = (cluster: Cluster, due: Due) => ({ entry }: Choice): boolean => heldUntil(cluster, due, entry) === null

/** Messages that can be delivered now. */
const messagesIn = (cluster: Cluster, due: Due): readonly Choice[] =>
  endsInTurn(afterStart(headsOf(choicesIn(due.agenda).filter(isWaiting)).filter(isFreeIn(cluster, due))))

/** What may happen next: messages while any can be delivered, else whatever is due first. */
export const choicesOf = (
  cluster: Cluster,
  state: ClusterState,
  order: 'any' | 'asynchronous',
): readonly Choice[] => {
  const isFree = isFreeIn(cluster, state)
  const all = choicesIn(state.agenda)
  if (order === 'asynchronous') return headsOf(all).filter(isFree)
  const messages = messagesIn(cluster, state)
  if (messages.length > 0) return messages
  const timed = all.filter((choice) => !isWaiting(choice) && isFree(choice))
  return headsOf(timed.filter(({ due }) => due === timed[0]?.due))
}

export const isStart = (entry: Entry): boolean => isDelivery(entry) && entry.message.type === 'started'

/** A component takes nothing before it has started. */
const afterStart = (messages: readonly Choice[]): readonly Choice[] => {
  const starting = new Set(messages.map(({ entry }) => entry).filter(isStart).map((entry) => 'to' in entry && entry.to))
  return messages.filter(({ entry }) => isStart(entry) || !('to' in entry && starting.has(entry.to)))
}

/** A server forgets one lost client after the other: in which order makes no difference. */
const endsInTurn = (messages: readonly Choice[]): readonly Choice[] => {
  const told = new Set<Address>()
  return messages.filter(({ entry }) => {
    if (!isDelivery(entry) || lostClientOf(entry) === null) return true
    const isFirst = !told.has(entry.to)
    told.add(entry.to)
    return isFirst
  })
}

export const anyOrderSteps = (
  cluster: Cluster,
  state: ClusterState,
  order: 'any' | 'asynchronous',
): readonly FreeStep[] => choicesOf(cluster, state, order).map((choice) => taken(cluster, state, choice))

export const taken = (cluster: Cluster, state: ClusterState, { entry, position, due }: Choice): FreeStep => {
  const duration = isWaiting({ entry, position, due }) ? 0 : due
  const others = choicesIn(state.agenda).filter((other) => other.position !== position)
  const draft = new Draft(state, agendaOf(others.map((other) => ({ ...other, due: Math.max(0, other.due - duration) }))))
  take(cluster, draft, entry)
  checkBystander(cluster.bystanders, entry, draft.sent)
  arrange(cluster, draft)
  return { action: actionOf(entry), draft, duration }
}

const agendaOf = (choices: readonly Pick<Choice, 'entry' | 'due'>[]): Agenda => {
  let time = 0
  return choices.map(({ entry, due }) => {
    const gap = due - time
    time = due
    return { gap, entry }
  })
}

/** An agenda as these orders write it down, once everybody who hears at once has heard. */
export const arrange = (cluster: Cluster, draft: Draft): void => {
  sort(cluster, draft)
  for (let served = 0; serveBystander(cluster, draft); served += 1) {
    if (served > MAX_SERVED) throw new Error('bystanders are told something for ever')
  }
}

/** More than this in one step, and something answers itself. */
const MAX_SERVED = 10_000

/** Delivers a message to or from somebody who hears at once; false: there is none. */
const serveBystander = (cluster: Cluster, draft: Draft): boolean => {
  const { bystanders } = cluster
  if (!draft.agenda.some(({ entry }) => isHeardAtOnce(bystanders, entry))) return false
  const next = messagesIn(cluster, draft).find(({ entry }) => isHeardAtOnce(bystanders, entry))
  if (next === undefined) return false
  draft.setAgenda(agendaOf(choicesIn(draft.agenda).filter(({ position }) => position !== next.position)))
  const before = draft.sent.length
  take(cluster, draft, next.entry)
  checkBystander(bystanders, next.entry, draft.sent.splice(before))
  sort(cluster, draft)
  return true
}

/**
 * In these orders only the order within a channel counts, so there is one way to write an agenda down: messages
 * first, by channel; then what is timed, by moment and name. A message to somebody who cannot get it is lost at once.
 */
const sort = (cluster: Cluster, draft: Draft): void => {
  const { agenda, outages } = draft
  const all = choicesIn(agenda)
  const waits = (choice: Choice): boolean => isWaiting(choice) || isPostponed(cluster, draft, choice)
  const arrives = ({ entry }: Choice): boolean =>
    isDelivery(entry) &&
    isRunning(cluster.settings, outages, entry.to) &&
    (entry.from === 'world' || isConnected(cluster.settings, outages, entry.from, entry.to))
  const waiting = all.filter(waits).filter(arrives).map(({ entry }) => ({ entry, due: 0, name: channelOf(entry) }))
  const timed = all.filter((choice) => !waits(choice)).map(({ entry, due }) => ({ entry, due, name: nameOf(entry) }))
  draft.setAgenda(agendaOf([...waiting.sort(byMoment), ...timed.sort(byMoment)]))
}

interface Named {
  readonly due: number
  readonly name: string
}

const byMoment = (a: Named, b: Named): number => a.due - b.due || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)

/** A paused process finds what came for it in the order in which it came. */
const isPostponed = (
  cluster: Cluster,
  { agenda, outages }: Due,
  { entry, due }: Choice,
): boolean => {
  if (!isDelivery(entry)) return false
  const { name } = processOf(cluster.settings, entry.to)
  if (!has(outages.paused, name)) return false
  const resumed = dueIn(agenda, (e) => isWorld(e) && e.world.change === 'resume' && e.world.process === name)
  return resumed !== null && due <= resumed
}

/** Deliveries keep their order within a channel; everything else has a name of its own. */
const nameOf = (entry: Entry): string =>
  isDelivery(entry)
    ? channelOf(entry)
    : isWorld(entry)
      ? `world ${JSON.stringify(entry.world)}`
      : `${channelOf(entry)} ${entry.timer.name} ${entry.timer.key ?? ''}`

const actionOf = (entry: Entry): FreeStep['action'] => {
  if (isDelivery(entry)) {
    return { type: 'message/deliver', message: labelOf(entry.message), from: entry.from, to: entry.to }
  }
  if (isWorld(entry)) return { type: 'world/change', change: entry.world.change, what: JSON.stringify(entry.world) }
  return { type: 'timer/fire', timer: entry.timer.name, key: entry.timer.key ?? '', of: entry.to }
}
