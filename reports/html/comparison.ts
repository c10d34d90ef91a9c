/** What differs from an older result: of a manifest that was edited, or of a model that was. */
import type { Difference } from '../formats/comparison.ts'
import { compare } from '../formats/comparison.ts'
import type { PropertyResult, ResultFile } from '../result.ts'
import { SYMBOL } from './first-screen.ts'
import type { Markup } from './markup.ts'
import { html } from './markup.ts'

export const comparison = (result: ResultFile, against: ResultFile): Markup => {
  const differences = compare(against, result)
  return html`<section><h2>${result.input.files.join(', ')}, compared with ${against.input.files.join(', ')}</h2>
<p class="muted">The older one was checked by <code>${against.input.command}</code>.</p>
${
  differences.length === 0
    ? html`<p>No verdict, least bad luck or worst recovery differs.</p>`
    : html`<table class="promises"><thead><tr><th scope="col">Change</th><th scope="col">Promise</th><th scope="col">Before</th><th scope="col">After</th></tr></thead>
<tbody>${differences.map(row)}</tbody></table>`
}
</section>`
}

const row = ({ name, change, before, after }: Difference): Markup =>
  html`<tr><td>${change}</td><th scope="row"><code>${name}</code></th><td>${told(before)}</td><td>${told(after)}</td></tr>`

const told = (p: PropertyResult | null): Markup =>
  p === null ? html`` : html`<span class="mark ${p.verdict}">${SYMBOL[p.verdict]} ${p.verdict}</span> ${p.sentence}`
