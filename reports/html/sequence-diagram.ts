/** The space-time diagram as plain SVG, drawn when the report is made: it is there without scripts. */
import type { RunView } from '../result.ts'
import { Markup, html } from './markup.ts'
import type { DrawnRow } from './sequence-layout.ts'
import { LEFT, TOP, drawingOf } from './sequence-layout.ts'

const MAX_ROWS = 400

/** Steps of the normal run that are drawn before the first fault, or before the end of a run without one. */
const STEPS_BEFORE = 8

export const firstShown = ({ steps }: RunView): number => {
  const fault = steps.findIndex((step) => step.fault !== null)
  return Math.max(0, (fault === -1 ? steps.length : fault) - STEPS_BEFORE)
}

export const sequenceDiagram = (run: RunView, id: string): Markup => {
  const skipped = firstShown(run)
  const steps = run.steps.slice(skipped)
  const { width, height: whole, lanes, rows } = drawingOf(steps.slice(0, MAX_ROWS))
  const shown = rows.slice(0, MAX_ROWS)
  const cut = steps.reduce((sum, { events, fault }) => sum + events.length + (fault === null ? 0 : 1), 0) - shown.length
  const height = Math.min(whole, (shown.at(-1)?.y ?? TOP) + 26)
  return html`${skipped > 0 && html`<p class="muted">The first ${skipped} steps, of the normal run, are left out here.</p>`}<div class="diagram" tabindex="0" role="region" aria-label="Sequence diagram">
<svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}-title">
<title id="${id}-title">Who said what to whom, step by step</title>
<defs><marker id="${id}-head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z" class="head"/></marker></defs>
${lanes.map(({ name, x }) => html`<line class="lane" x1="${x}" x2="${x}" y1="${TOP - 14}" y2="${height}"/><text class="lane-name" x="${x}" y="${TOP - 22}" text-anchor="middle">${name}</text>`)}
${shown.map((row) => drawRow(row, id))}
</svg>${cut > 0 && html`<p>${cut} further events are not drawn.</p>`}</div>`
}

const drawRow = (row: DrawnRow, id: string): Markup => {
  const { y, kind, from, to, label, full } = row
  const clock = html`<text class="clock" x="4" y="${y}">${row.clock}</text>`
  const title = html`<title>${full}</title>`
  switch (kind) {
    case 'fault':
      return html`<g class="fault">${clock}<rect x="${from}" y="${y - 15}" width="${to - from}" height="21"/><text x="${LEFT + 8}" y="${y}">${label}</text></g>`
    case 'world':
      return html`<g class="world">${clock}<text x="${LEFT + 8}" y="${y}">${label}</text></g>`
    case 'local':
      return html`<g class="local">${title}${clock}<circle cx="${to}" cy="${y - 4}" r="3.5"/><text x="${to + 8}" y="${y}">${label}</text></g>`
    case 'message':
    case 'refused': {
      const tip = to > from ? to - 5 : to + 5
      const middle = (from + to) / 2
      const cross = kind === 'refused' && html`<path class="cross" d="M${middle - 5} ${y - 8}l10 10m0-10l-10 10"/>`
      return html`<g class="${kind}">${title}${clock}<line x1="${from}" y1="${y - 3}" x2="${tip}" y2="${y - 3}" marker-end="url(#${id}-head)"/>${cross}<text x="${Math.min(from, to) + 8}" y="${y - 8}">${label}</text></g>`
    }
  }
}
