/**
 * The orders other than nominal. Any order: each channel delivers its oldest message at any moment, for free;
 * time moves (timers fire, outages end) only when no message is waiting. Asynchronous: timers too may fire at
 * any moment once armed, in the order of their moments per process.
 */
import type { Agenda, Entry, Item } from './agenda.ts'
import { isDelivery, isWorld, put } from './agenda.ts'
import { Draft } from './draft.ts'
import { labelOf } from './labels.ts'
import type { ClusterState } from './state.ts'
import { take } from './step.ts'
import type { Cluster } from './world.ts'
import { heldUntil } from './condition.ts'

export interface FreeStep {
  readonly action: { readonly type: string; readonly [detail: string]: string }
  readonly draft: Draft
  readonly duration: number
}

const channelOf = (entry: Entry): string =>
  isDelivery(entry) ? `${entry.from}>${entry.to}` : isWorld(entry) ? 'world' : `timer>${entry.to}`

/** The first item of each channel, and its position. */
const heads = (agenda: Agenda): readonly { readonly item: Item; readonly position: number }[] => {
  const seen = new Set<string>()
  return agenda.flatMap((item, position) => {
    const channel = channelOf(item.entry)
    if (seen.has(channel)) return []
    seen.add(channel)
    return [{ item, position }]
  })
}

export const anyOrderSteps = (
  cluster: Cluster,
  state: ClusterState,
  order: 'any' | 'asynchronous',
): readonly FreeStep[] => {
  const candidates = heads(state.agenda).filter(
    ({ item }) => heldUntil(cluster, state, item.entry) === null,
  )
  const messages = candidates.filter(({ item }) => isDelivery(item.entry))
  const others = candidates.filter(({ item }) => !isDelivery(item.entry))
  const chosen =
    order === 'asynchronous'
      ? candidates
      : messages.length > 0
        ? messages
        : others.slice(0, 1)
  return chosen.map(({ position }) => taken(cluster, state, position))
}

const taken = (cluster: Cluster, state: ClusterState, position: number): FreeStep => {
  const item = state.agenda[position]
  if (item === undefined) throw new Error(`the agenda has no item ${position}`)
  const waited = isDelivery(item.entry)
    ? 0
    : state.agenda.slice(0, position + 1).reduce((sum, { gap }) => sum + gap, 0)
  const draft = new Draft(state, timeless(without(state.agenda, position, waited)))
  take(cluster, draft, item.entry)
  draft.setAgenda(timeless(draft.agenda))
  return { action: actionOf(item.entry), draft, duration: waited }
}

/** Takes one item out; `waited` ms pass, so what was due by then is due now. */
const without = (agenda: Agenda, position: number, waited: number): Agenda => {
  let time = 0
  return agenda.reduce<Agenda>((sofar, { gap, entry }, i) => {
    time += gap
    return i === position ? sofar : put(sofar, Math.max(0, time - waited), entry)
  }, [])
}

/** Messages have no latency in these orders: they come first, sorted by channel, oldest first within one. */
const timeless = (agenda: Agenda): Agenda => {
  let time = 0
  const timed = agenda.map(({ gap, entry }) => ({ due: (time += gap), entry }))
  const messages = timed
    .filter(({ entry }) => isDelivery(entry))
    .map(({ entry }, i) => ({ entry, i, channel: channelOf(entry) }))
    .sort((a, b) => (a.channel < b.channel ? -1 : a.channel > b.channel ? 1 : a.i - b.i))
    .map(({ entry }): Item => ({ gap: 0, entry }))
  const rest = timed.filter(({ entry }) => !isDelivery(entry))
  return rest.reduce<Agenda>((sofar, { due, entry }) => put(sofar, due, entry), messages)
}

const actionOf = (entry: Entry): FreeStep['action'] => {
  if (isDelivery(entry)) {
    return { type: 'message/deliver', message: labelOf(entry.message), from: entry.from, to: entry.to }
  }
  if (isWorld(entry)) return { type: 'world/change', change: entry.world.change, what: JSON.stringify(entry.world) }
  return { type: 'timer/fire', timer: entry.timer.name, key: entry.timer.key ?? '', of: entry.to }
}
