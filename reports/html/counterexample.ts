/** One run that breaks a promise: why, the faults, the diagram, and what each step changed. */
import type { ChangeView, PropertyResult, StepView } from '../result.ts'
import type { Markup } from './markup.ts'
import { html } from './markup.ts'
import { sequenceDiagram } from './sequence-diagram.ts'

export const counterexample = (p: PropertyResult, index: number, open: boolean): Markup => {
  const run = p.counterexample
  if (run === null) return html``
  // The run of a promise that holds is its slowest recovery: nothing breaks there for good.
  const brokenAt = p.verdict === 'broken' ? run.brokenAt : null
  return html`<details class="run" id="run-${index}" ${open && 'open'}>
<summary><h3><code>${p.name}</code>: ${p.sentence}</h3></summary>
<ul class="why">${p.explanation.map((line) => html`<li>${line}</li>`)}</ul>
${p.suggestions.length > 0 && html`<p>What would help:</p><ul>${p.suggestions.map((s) => html`<li>${s.text}: ${s.verified}</li>`)}</ul>`}
${p.file !== null && html`<p>Replay it: <code>npx kubeproof replay ${p.file}</code> <button type="button" data-copy="npx kubeproof replay ${p.file}">Copy</button></p>`}
<div class="stepper" hidden><button type="button" data-go="-1" aria-label="Previous step">←</button> <button type="button" data-go="1" aria-label="Next step">→</button> <output></output> <label><input type="checkbox" data-only> only steps that changed something</label> <label>filter <input type="search" data-filter placeholder="component or object"></label></div>
${sequenceDiagram(run, `diagram-${index}`)}
<ol class="steps" start="0">${run.steps.map((step) => stepItem(step, brokenAt, run.loopStart))}</ol>
</details>`
}

const stepItem = (step: StepView, brokenAt: number | null, loopStart: number | null): Markup => {
  const here = step.index === brokenAt
  const kind = `${step.fault === null ? '' : 'fault '}${here ? 'broken' : ''}`
  return html`<li class="step ${kind}" data-step="${step.index}" value="${step.index}">
<p><span class="clock">${step.seconds.toFixed(3)} s</span> ${step.fault === null ? step.title : html`<strong>✗ ${step.fault}</strong>`}${here && html` <strong class="mark broken">here the promise is broken</strong>`}${step.index === loopStart && html` <strong>from here it repeats for ever</strong>`}</p>
${step.events.length > 1 && html`<ul class="events">${step.events.map((e) => html`<li>${e.from === e.to ? e.to : `${e.from} → ${e.to}`}: ${e.label}</li>`)}</ul>`}
${step.changes.length > 0 && html`<ul class="changes">${step.changes.map(changeItem)}</ul>`}
</li>`
}

const changeItem = ({ object, path, before, after }: ChangeView): Markup => {
  const sign = before === null ? '+' : after === null ? '−' : '~'
  return html`<li class="${before === null ? 'added' : after === null ? 'removed' : 'changed'}"><code>${sign} ${object}${path === '' ? '' : ` ${path}`}</code>${before !== null && html` <del>${before}</del>`}${after !== null && html` <ins>${after}</ins>`}</li>`
}
