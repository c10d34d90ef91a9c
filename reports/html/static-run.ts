/** The first run as it stands without scripts, and on paper: why it breaks, its diagram, and its steps near the fault. */
import type { ChangeView, StepView } from '../result.ts'
import type { Markup } from './markup.ts'
import { html } from './markup.ts'
import type { ListedRun } from './runs.ts'
import { titleOf } from './runs.ts'
import { firstShown, sequenceDiagram } from './sequence-diagram.ts'

/** Steps that are listed at most; the diagram shows as many. */
const MAX_STEPS = 120

export const staticRun = (listed: ListedRun): Markup => {
  const { property, run, kind } = listed
  // The run of a promise that holds is its slowest recovery: nothing breaks there for good.
  const brokenAt = kind === 'broken' ? run.brokenAt : null
  const from = firstShown(run)
  const steps = run.steps.slice(from, from + MAX_STEPS)
  const left = run.steps.length - from - steps.length
  return html`<section class="static"><h2>${titleOf(listed)}</h2>
${property !== null && html`<p>${property.sentence}</p><ul class="why">${property.explanation.map((line) => html`<li>${line}</li>`)}</ul>
${property.file !== null && html`<p>Replay it: <code>npx kubeproof replay ${property.file}</code></p>`}`}
${sequenceDiagram(run, 'static')}
<ol class="steps-static" start="${from}">${steps.map((step) => stepItem(step, brokenAt, run.loopStart))}</ol>
${left > 0 && html`<p class="muted">${left} further steps are shown when scripts may run, and by kubeproof replay.</p>`}
</section>`
}

const stepItem = (step: StepView, brokenAt: number | null, loopStart: number | null): Markup => {
  const here = step.index === brokenAt
  const kind = `${step.fault === null ? '' : 'fault '}${here ? 'broken' : ''}`
  return html`<li class="${kind}" value="${step.index}">
<p><span class="clock">${step.seconds.toFixed(3)} s</span> ${step.fault === null ? step.title : html`<strong>✗ ${step.fault}</strong>`}${here && html` <strong class="mark broken">here the promise is broken</strong>`}${step.index === loopStart && html` <strong>from here it repeats for ever</strong>`}</p>
${step.changes.length > 0 && html`<ul class="changes">${step.changes.map(changeItem)}</ul>`}
</li>`
}

const changeItem = ({ object, path, before, after }: ChangeView): Markup => {
  const sign = before === null ? '+' : after === null ? '−' : '~'
  return html`<li class="${before === null ? 'added' : after === null ? 'removed' : 'changed'}"><code>${sign} ${object}${path === '' ? '' : ` ${path}`}</code>${before !== null && html` <del>${before}</del>`}${after !== null && html` <ins>${after}</ins>`}</li>`
}
