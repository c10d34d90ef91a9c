/** Why a step came about: back from what happened in it to the message or timer that set it off, and so on. */
import type { EventView, RunView } from '../reports/result.ts'
import type { Origin } from './origins.ts'

export interface Link {
  /** Index of the step. */
  readonly step: number
  readonly event: EventView | null
  /** The fault of that step, in words; null: it is none. */
  readonly fault: string | null
  readonly role: 'request' | 'answer' | 'refusal' | 'watch' | 'store' | 'timer' | 'world' | 'fault'
}

const roleOf = ({ kind, label }: EventView): Link['role'] => {
  if (kind === 'timer') return 'timer'
  if (kind === 'world') return 'world'
  if (/^answer (4|5)\d\d/.test(label)) return 'refusal'
  if (label.startsWith('answer') || label.startsWith('etcd answer')) return 'answer'
  if (/^(ADDED|MODIFIED|DELETED|list of|410)/.test(label) || label.startsWith('etcd events')) return 'watch'
  return label.startsWith('etcd') || label.startsWith('append') ? 'store' : 'request'
}

/** The event of a step that is most worth explaining: one that names what the step changed, else the first. */
export const telling = ({ events, changes }: Pick<RunView['steps'][number], 'events' | 'changes'>): number => {
  const names = changes.map(({ object }) => object.split('/').at(-1) ?? object)
  const found = events.findIndex(({ label }) => names.some((name) => label.includes(name)))
  return found === -1 ? 0 : found
}

const NOTHING = { events: [], changes: [] }

/** Longer than this nobody follows it. */
const MAX_LINKS = 40

/** The newest link first. `origins` are as `originsOf` gives them. */
export const chainOf = (
  steps: RunView['steps'],
  origins: readonly (readonly Origin[])[],
  at: number,
  first?: number,
): readonly Link[] => {
  const links: Link[] = []
  let step = at
  let index = first ?? telling(steps[at] ?? NOTHING)
  while (links.length < MAX_LINKS) {
    const view = steps[step]
    if (view === undefined) break
    const event = view.events[index] ?? null
    links.push({ step, event, fault: view.fault, role: event === null ? 'fault' : roleOf(event) })
    const from = origins[step]?.[index]
    if (event === null || typeof from !== 'number' || from > step) break
    // Within one moment the cause stands before its effect.
    const before = steps[from]?.events ?? []
    const cause = before.findLastIndex((other, i) => (from < step || i < index) && other.to === causeOf(event))
    if (from === step && cause === -1) break
    if (cause === -1) {
      links.push({ step: from, event: null, fault: steps[from]?.fault ?? null, role: 'fault' })
      break
    }
    ;[step, index] = [from, cause]
  }
  return links
}

/** A message was sent by whom it is from, a timer set by whom it is for. */
const causeOf = ({ kind, from, to }: EventView): string => (kind === 'message' ? from : to)
