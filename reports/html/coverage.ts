/** Where the search looked, and where it did not. */
import type { ResultFile } from '../result.ts'
import type { Markup } from './markup.ts'
import { html } from './markup.ts'

export const coverage = ({ coverage: c, properties }: ResultFile): Markup => {
  const uncovered = c.clauses.filter((clause) => clause.properties.length === 0)
  const vacuous = properties.filter((p) => p.vacuous)
  return html`<section><h2>Coverage</h2>
<p>${vacuous.length === 0 ? 'No promise held because nothing happened.' : html`Held without being put to the test: ${vacuous.map((p) => p.name).join(', ')}.`}</p>
<div class="columns">
${counts('Faults', c.faults)}
${protocol(c.protocol)}
<div><h3>Clauses</h3><p>${c.clauses.length - uncovered.length} of ${c.clauses.length} clauses are covered by a property.</p>
<details><summary>${uncovered.length} without a property</summary><p>${uncovered.map(({ id }) => id).join(', ')}</p></details></div>
</div>
<details><summary>Actions</summary>${counts('Actions', c.actions)}</details>
</section>`
}

const counts = (
  title: string,
  rows: readonly { readonly name: string; readonly taken: number; readonly fresh: number }[],
): Markup => html`<div><h3>${title}</h3><table><thead><tr><th scope="col">Name</th><th scope="col">Taken</th><th scope="col">New states</th></tr></thead><tbody>${rows.map((r) => html`<tr class="${r.taken === 0 ? 'never' : ''}"><th scope="row"><code>${r.name}</code></th><td>${r.taken === 0 ? 'never' : r.taken.toLocaleString('en')}</td><td>${r.fresh.toLocaleString('en')}</td></tr>`)}</tbody></table></div>`

const protocol = (steps: ResultFile['coverage']['protocol']): Markup =>
  html`<div><h3>Pod-creation protocol</h3><table><thead><tr><th scope="col">Step</th><th scope="col">What</th><th scope="col">In the nominal run</th></tr></thead><tbody>${steps.map((s) => html`<tr class="${s.taken === 0 ? 'never' : ''}"><th scope="row">${s.step}</th><td>${s.name}</td><td>${s.taken === 0 ? 'never' : s.taken}</td></tr>`)}</tbody></table></div>`
