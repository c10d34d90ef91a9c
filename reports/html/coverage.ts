/** Where the search looked, and above all where it did not. */
import { plural } from '../plural.ts'
import type { ResultFile } from '../result.ts'
import { clauseItem } from './clauses.ts'
import type { Markup } from './markup.ts'
import { html } from './markup.ts'

export const coverage = ({ coverage: c, properties }: ResultFile): Markup => {
  const uncovered = c.clauses.filter((clause) => clause.properties.length === 0)
  const vacuous = properties.filter((p) => p.vacuous)
  const never = c.actions.filter(({ taken }) => taken === 0)
  const unstruck = c.faults.filter(({ taken }) => taken === 0)
  return html`<section><h2>Coverage</h2>
<ul class="facts">
<li>${vacuous.length === 0 ? 'No promise held because nothing happened.' : html`Held without being put to the test: ${vacuous.map((p) => p.name).join(', ')}.`}</li>
<li>${unstruck.length === 0 ? 'Every fault that was allowed was injected somewhere.' : html`Never injected: ${unstruck.map(({ name }) => name).join(', ')}.`}</li>
${never.length > 0 && html`<li>Never taken: ${never.map(({ name }) => name).join(', ')}.</li>`}
${(c.neverEnabled ?? []).length > 0 && html`<li>Guards that were never true: ${(c.neverEnabled ?? []).join(', ')}.</li>`}
</ul>
${heatMap(c)}
<div class="columns">
${counts('Faults', c.faults)}
${protocol(c.protocol)}
<div><h3>Clauses</h3><p>${c.clauses.length - uncovered.length} of ${c.clauses.length} clauses are covered by a property.</p>
<details><summary>${uncovered.length} without a property</summary><p>${uncovered.map(({ id }) => id).join(', ')}</p><ul>${uncovered.map(({ id }) => clauseItem(id))}</ul></details></div>
</div>
<details><summary>Actions</summary>${counts('Actions', c.actions)}</details>
${(c.values ?? []).length > 0 && html`<details><summary>Values seen, by part of the state</summary>${values(c.values ?? [])}</details>`}
</section>`
}

const counts = (
  title: string,
  rows: readonly { readonly name: string; readonly taken: number; readonly fresh: number }[],
): Markup => html`<div><h3>${title}</h3><table><thead><tr><th scope="col">Name</th><th scope="col">Taken</th><th scope="col">New states</th></tr></thead><tbody>${rows.map((r) => html`<tr class="${r.taken === 0 ? 'never' : ''}"><th scope="row"><code>${r.name}</code></th><td>${r.taken === 0 ? 'never' : r.taken.toLocaleString('en')}</td><td>${r.fresh.toLocaleString('en')}</td></tr>`)}</tbody></table></div>`

/** A part that held one value only is one that the search never moved. */
const values = (rows: readonly { readonly name: string; readonly count: number }[]): Markup =>
  html`<table><thead><tr><th scope="col">Part</th><th scope="col">Values</th></tr></thead><tbody>${rows.map((r) => html`<tr class="${r.count <= 1 ? 'never' : ''}"><th scope="row"><code>${r.name}</code></th><td>${r.count.toLocaleString('en')}</td></tr>`)}</tbody></table>`

const protocol = (steps: ResultFile['coverage']['protocol']): Markup =>
  html`<div><h3>Protocol of pod creation</h3><table><thead><tr><th scope="col">Step</th><th scope="col">What</th><th scope="col">In the run without faults</th></tr></thead><tbody>${steps.map((s) => html`<tr class="${s.taken === 0 ? 'never' : ''}"><th scope="row">${s.step}</th><td>${s.name}</td><td>${s.taken === 0 ? 'never' : s.taken}</td></tr>`)}</tbody></table></div>`

/** Faults by what the protocol is about to do: an empty field is where no fault was ever injected. */
const heatMap = ({ strikes, faults, protocol: steps }: ResultFile['coverage']): Markup => {
  if (strikes === undefined || strikes.length === 0) return html``
  const columns = [...steps.map(({ step }) => step), '']
  const most = Math.max(...strikes.map(({ count }) => count))
  const countAt = (fault: string, step: string): number =>
    strikes.filter((s) => s.fault === fault && s.step === step).reduce((sum, { count }) => sum + count, 0)
  const cell = (fault: string, step: string): Markup => {
    const count = countAt(fault, step)
    if (count === 0) return html`<td title="${fault} never struck here" class="heat none">–</td>`
    return html`<td title="${fault} struck here" class="heat heat-${Math.ceil((Math.log(count + 1) / Math.log(most + 1)) * 4)}">${count.toLocaleString('en')}</td>`
  }
  const empty = faults.reduce((sum, { name }) => sum + columns.filter((step) => countAt(name, step) === 0).length, 0)
  return html`<h3>Where the first fault of a run struck, by what the protocol was about to do</h3>
<p class="muted">Counted along the run without faults. ${plural(empty, 'field')} of ${faults.length * columns.length} are empty: nothing was injected there${steps.some(({ taken }) => taken === 0) && `, in part because steps ${steps.filter(({ taken }) => taken === 0).map(({ step }) => step).join(', ')} are taken inside a component or never`}.</p>
<div class="wide" tabindex="0" role="region" aria-label="Faults by step of the protocol"><table class="heatmap"><thead><tr><th scope="col">Fault</th>${columns.map((step) => html`<th scope="col">${step === '' ? 'none' : step}</th>`)}</tr></thead>
<tbody>${faults.map(({ name }) => html`<tr><th scope="row"><code>${name}</code></th>${columns.map((step) => cell(name, step))}</tr>`)}</tbody></table></div>`
}
