/**
 * A space-time diagram: a lane per component, time downwards, an arrow per message, faults across all lanes.
 * Drawn as plain SVG when the report is made, so that it is there without scripts.
 */
import type { RunView, StepView } from '../result.ts'
import { Markup, html } from './markup.ts'

const LANE = 150
const ROW = 22
const TOP = 46
const LEFT = 70

/** Lanes in the order in which a request travels: user, API server, store, controllers, nodes. */
const RANK = [
  'world',
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

const lanesOf = (steps: readonly StepView[]): readonly string[] => {
  const lanes = new Set(steps.flatMap((s) => s.events.flatMap((e) => [e.from, e.to])))
  lanes.delete('world')
  return [...lanes].sort((a, b) => rankOf(a) - rankOf(b) || (a < b ? -1 : 1))
}

interface Row {
  readonly step: StepView
  readonly y: number
  readonly part: 'fault' | number
}

const rowsOf = (steps: readonly StepView[]): readonly Row[] => {
  let y = TOP
  return steps.flatMap((step) => {
    const parts: Row['part'][] = [...(step.fault === null ? [] : ['fault' as const]), ...step.events.keys()]
    return parts.map((part) => ({ step, part, y: (y += ROW) }))
  })
}

const MAX_ROWS = 1_500

/** Steps of the normal run that are drawn before the first fault, or before the end of a run without one. */
const STEPS_BEFORE = 8

const firstShown = ({ steps }: RunView): number => {
  const fault = steps.findIndex((step) => step.fault !== null)
  return Math.max(0, (fault === -1 ? steps.length : fault) - STEPS_BEFORE)
}

export const sequenceDiagram = (run: RunView, id: string): Markup => {
  const skipped = firstShown(run)
  const steps = run.steps.slice(skipped)
  const lanes = lanesOf(steps)
  const rows = rowsOf(steps)
  const shown = rows.slice(0, MAX_ROWS)
  const width = LEFT + Math.max(1, lanes.length) * LANE
  const height = (shown.at(-1)?.y ?? TOP) + 2 * ROW
  const x = (lane: string): number => LEFT + lanes.indexOf(lane) * LANE + LANE / 2
  const cut = rows.length - shown.length
  return html`${skipped > 0 && html`<p class="muted">The first ${skipped} steps, of the normal run, are in the list below.</p>`}<div class="diagram" tabindex="0" role="region" aria-label="Sequence diagram">
<svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}-title">
<title id="${id}-title">Who said what to whom, step by step</title>
<defs><marker id="${id}-head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z" class="head"/></marker></defs>
${lanes.map((lane) => html`<line class="lane" x1="${x(lane)}" x2="${x(lane)}" y1="${TOP - 14}" y2="${height}"/><text class="lane-name" x="${x(lane)}" y="${TOP - 22}" text-anchor="middle">${lane}</text>`)}
${shown.map((row) => drawRow(row, x, width, id))}
</svg>${cut > 0 && html`<p>${cut} further events are in the list of steps.</p>`}</div>`
}

const drawRow = (row: Row, x: (lane: string) => number, width: number, id: string): Markup => {
  const { step, y, part } = row
  const clock = html`<text class="clock" x="4" y="${y}">${step.seconds.toFixed(3)}</text>`
  if (part === 'fault') {
    return html`<g class="fault" data-step="${step.index}">${clock}<rect x="${LEFT}" y="${y - 14}" width="${width - LEFT}" height="${ROW - 3}"/><text x="${LEFT + 8}" y="${y}">✗ ${step.fault}</text></g>`
  }
  const event = step.events[part]
  if (event === undefined) return html``
  const [from, to] = [event.from, event.to]
  if (event.kind !== 'message' || from === 'world' || from === to) {
    return html`<g class="local" data-step="${step.index}">${clock}<circle cx="${x(to)}" cy="${y - 4}" r="3.5"/><text x="${x(to) + 8}" y="${y}">${event.label}</text></g>`
  }
  const [x1, x2] = [x(from), x(to)]
  const step5 = x2 > x1 ? -5 : 5
  return html`<g class="message" data-step="${step.index}">${clock}<line x1="${x1}" y1="${y - 4}" x2="${x2 + step5}" y2="${y - 4}" marker-end="url(#${id}-head)"/><text x="${(x1 + x2) / 2}" y="${y - 7}" text-anchor="middle">${event.protocol === null ? '' : `${event.protocol} · `}${event.label}</text></g>`
}
