/** Where everything of a space-time diagram stands: a lane per component, time downwards, faults across all lanes. */
import type { EventView, StepView } from '../result.ts'

const LANE = 168
const ROW = 26
export const TOP = 44
export const LEFT = 76

/** Lanes in the order in which a request travels: user, API server, store, controllers, nodes. */
const RANK = [
  'kubectl',
  'apiserver',
  'etcd',
  'scheduler',
  'controller-manager',
  'deployment',
  'replicaset',
  'endpoints',
  'node-lifecycle',
  'namespace',
  'garbage-collector',
  'pod-gc',
  'kubelet',
  'runtime',
  'kube-proxy',
]

const rankOf = (lane: string): number => {
  const rank = RANK.indexOf(lane.split('/')[0] ?? '')
  return rank === -1 ? RANK.length : rank
}

/** The world is no lane: what it does is drawn across all of them, or at whom it hits. */
const lanesOf = (steps: readonly StepView[]): readonly string[] => {
  const lanes = new Set(steps.flatMap((s) => s.events.flatMap((e) => [e.from, e.to])))
  lanes.delete('world')
  return [...lanes].sort((a, b) => rankOf(a) - rankOf(b) || (a < b ? -1 : 1))
}

export interface DrawnRow {
  readonly step: number
  readonly y: number
  readonly clock: string
  /** refused: an answer that says no. */
  readonly kind: 'fault' | 'world' | 'local' | 'message' | 'refused'
  readonly from: number
  readonly to: number
  /** What fits into the place that there is. */
  readonly label: string
  readonly full: string
}

export interface Drawing {
  readonly width: number
  readonly height: number
  readonly lanes: readonly { readonly name: string; readonly x: number }[]
  readonly rows: readonly DrawnRow[]
}

const CHARACTER = 6.4

const fitted = (text: string, room: number): string => {
  const characters = Math.max(6, Math.floor(room / CHARACTER))
  return text.length <= characters ? text : `${text.slice(0, characters - 1)}…`
}

const kindOf = ({ kind, from, to, label }: EventView): DrawnRow['kind'] => {
  if (to === 'world') return 'world'
  if (kind !== 'message' || from === 'world' || from === to) return 'local'
  return /^answer [45]\d\d/.test(label) ? 'refused' : 'message'
}

export const drawingOf = (steps: readonly StepView[]): Drawing => {
  const names = lanesOf(steps)
  const lanes = names.map((name, i) => ({ name, x: LEFT + i * LANE + LANE / 2 }))
  const width = LEFT + Math.max(1, lanes.length) * LANE
  const xOf = new Map(lanes.map(({ name, x }) => [name, x]))
  let y = TOP
  const at = (step: StepView) => ({ step: step.index, y: (y += ROW), clock: step.seconds.toFixed(3) })
  const rows = steps.flatMap((step): readonly DrawnRow[] => [
    ...(step.fault === null
      ? []
      : [{ ...at(step), kind: 'fault' as const, from: LEFT, to: width, label: `✗ ${step.fault}`, full: `✗ ${step.fault}` }]),
    ...step.events.map((event): DrawnRow => {
      const kind = kindOf(event)
      const to = xOf.get(event.to) ?? LEFT
      const from = kind === 'message' || kind === 'refused' ? (xOf.get(event.from) ?? to) : to
      const full = `${event.protocol === null ? '' : `${event.protocol} · `}${event.label}`
      const room = from === to ? width - to - 12 : Math.abs(to - from) - 14
      return { ...at(step), kind, from, to, label: fitted(full, kind === 'local' ? Math.min(room, LANE * 2) : room), full }
    }),
  ])
  return { width, height: y + ROW, lanes, rows }
}
