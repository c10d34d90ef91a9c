/** What is due in a state: what comes next and what becomes of it, and what waits for its time. */
import type { Alarm, Delivery, Entry } from '../model/agenda.ts'
import { isAlarm, isDelivery, isWorld } from '../model/agenda.ts'
import { labelOf } from '../model/labels.ts'
import { isConnected, isPaused, isRunning } from '../model/outages.ts'
import type { ClusterState } from '../model/state.ts'
import { nominalStep } from '../model/step.ts'
import type { Cluster } from '../model/world.ts'
import { heldUntil } from '../model/condition.ts'
import { reasonFor } from './reasons.ts'
import { worldLabel } from './story.ts'

export interface Due {
  /** Whom it is for: a component, or `world`. */
  readonly to: string
  readonly what: string
  /** Seconds from now. */
  readonly in: number
  /** Why it takes so long, or why nothing will come of it; empty: nothing to say. */
  readonly why: string
}

const textOf = (entry: Entry): string => {
  if (isWorld(entry)) return worldLabel(entry)
  if (isDelivery(entry)) return `${entry.from === 'world' ? '' : `from ${entry.from}: `}${labelOf(entry.message)}`
  const { name, key } = entry.timer
  return `timer ${name}${key === undefined ? '' : ` ${key}`}`
}

/** Why a component will not take what is for it; empty: it will. */
export const obstacle = ({ settings }: Cluster, state: ClusterState, entry: Delivery | Alarm): string => {
  const { outages } = state
  if (!isRunning(settings, outages, entry.to)) return `${entry.to} is not running: lost`
  if (isPaused(settings, outages, entry.to)) return `${entry.to} is stopped: it waits until it goes on`
  if (isAlarm(entry) || entry.from === 'world') return ''
  if (isConnected(settings, outages, entry.from, entry.to)) return ''
  return `${entry.from} and ${entry.to} cannot talk: lost`
}

/** Everything that is due, in its order. */
export const dueIn = (cluster: Cluster, state: ClusterState): readonly Due[] => {
  let ms = 0
  return state.agenda.map(({ gap, entry }) => {
    ms += gap
    const to = isWorld(entry) ? 'world' : entry.to
    const held = !isWorld(entry) && heldUntil(cluster, state, entry) !== null
    const hindered = isWorld(entry) ? '' : obstacle(cluster, state, entry)
    const why = held ? 'held back: the stream delivers nothing for now' : hindered || reasonFor(entry)
    return { to, what: textOf(entry), in: ms / 1000, why }
  })
}

export interface Doing {
  readonly component: string
  readonly takes: readonly string[]
  /** What it sends, and the timers that it sets. */
  readonly does: readonly string[]
}

/** What each component would do in the next step. */
export const doingNext = (cluster: Cluster, state: ClusterState): readonly Doing[] => {
  const step = nominalStep(cluster, state)
  if (step === null) return []
  const { delivered, sent } = step.draft
  const doers = new Set(delivered.map((entry) => (isWorld(entry) ? 'world' : entry.to)))
  return [...doers].map((component) => ({
    component,
    takes: delivered.filter((entry) => (isWorld(entry) ? 'world' : entry.to) === component).map(textOf),
    does: sent.flatMap((entry) => {
      if (isDelivery(entry)) return entry.from === component ? [`sends ${labelOf(entry.message)} to ${entry.to}`] : []
      return isAlarm(entry) && entry.to === component ? [`sets ${textOf(entry)}`] : []
    }),
  }))
}
