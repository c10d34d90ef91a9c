/** What one sees without a click: how far was looked, what broke, by how little, and how, in a sentence each. */
import { plural } from '../plural.ts'
import type { PropertyResult, ResultFile } from '../result.ts'
import type { Markup } from './markup.ts'
import { html } from './markup.ts'
import { addressOf, runsOf } from './runs.ts'

const HEADLINE = {
  holds: 'Every promise held, as far as it was looked',
  broken: 'A promise was broken',
  inconclusive: 'Not decided: the search ended early',
} as const

export const SYMBOL = { holds: '✓', broken: '✗', inconclusive: '?' } as const

const isClaim = ({ kind }: PropertyResult): boolean => kind !== 'sometimes'

/** No more than the verdict: a user's promise that more bad luck breaks than it is to survive did not hold. */
const headline = ({ verdict, search, properties }: ResultFile): string => {
  const isSpared = properties.some((p) => p.family === 'user' && isClaim(p) && p.verdict === 'broken')
  if (verdict === 'holds' && isSpared) return 'What was to be survived was survived; more bad luck breaks a promise'
  if (verdict === 'inconclusive' && search.complete) return 'Not decided: no run reached what was asked for'
  return HEADLINE[verdict]
}

export const firstScreen = (result: ResultFile, results: readonly ResultFile[]): Markup => {
  const { verdict, input } = result
  return html`<section class="band ${verdict}" aria-label="What was searched, and what broke">
<p class="of">${input.files.join(', ')} on ${input.cluster}</p>
<h2><span aria-hidden="true">${SYMBOL[verdict]}</span> ${headline(result)}</h2>
${honesty(result)}
${broken(result, results)}
</section>`
}

/** How sure one can be, and of what: never more than was looked at. */
const honesty = ({ search, properties }: ResultFile): Markup => {
  const claims = properties.filter(isClaim)
  const vacuous = claims.filter((p) => p.vacuous)
  const count = (verdict: PropertyResult['verdict']): number => claims.filter((p) => p.verdict === verdict).length
  return html`<ul class="facts">
<li><b>${search.complete ? 'Complete' : `Not complete (${search.end})`}</b>: ${search.states.toLocaleString('en')} states and ${search.transitions.toLocaleString('en')} transitions in ${search.order} order${search.runs > 0 && html`, and ${plural(search.runs, 'sampled run')}`}, asked for up to ${plural(search.faults, 'fault')}.</li>
<li><b>${plural(claims.length, 'promise')}</b>: ${count('holds')} held, ${count('broken')} broken, ${count('inconclusive')} not decided${vacuous.length > 0 && html`; <b>${vacuous.length} held only because nothing put them to the test</b>`}.</li>
</ul>
<details class="fine"><summary>Level by level, and what was taken together</summary>
<table><caption>By budget of faults</caption><thead><tr><th scope="col">Faults</th><th scope="col">States</th><th scope="col">Transitions</th><th scope="col">Steps of the longest run</th><th scope="col">Every run looked at</th></tr></thead>
<tbody>${search.levels.map((level) => html`<tr><th scope="row">${level.faults}</th><td>${level.states.toLocaleString('en')}</td><td>${level.transitions.toLocaleString('en')}</td><td>${level.depth}</td><td>${level.complete ? 'yes' : 'no'}</td></tr>`)}</tbody></table>
<p class="muted">Reductions: ${search.reductions.length === 0 ? 'none' : search.reductions.join('; ')}.</p></details>`
}

/** The user's own promises first: they are what the reader came for. */
const RANK = { user: 0, kubernetes: 1, weakening: 2 } as const

const broken = (result: ResultFile, results: readonly ResultFile[]): Markup => {
  const runs = runsOf(results)
  const found = result.properties
    .filter((p) => isClaim(p) && p.verdict === 'broken')
    .sort((a, b) => RANK[a.family] - RANK[b.family] || (a.leastFaults ?? 0) - (b.leastFaults ?? 0))
  if (found.length === 0) return html``
  return html`<ol class="lessons">${found.map((p) => lesson(p, runs.findIndex(({ property }) => property === p)))}</ol>`
}

const lesson = (p: PropertyResult, run: number): Markup =>
  html`<li><span class="luck">${p.leastFaults === 0 ? 'no fault' : plural(p.leastFaults ?? 0, 'fault')}</span>
<div><h3>${run === -1 ? p.name : html`<a href="${addressOf(run)}">${p.name}</a>`}</h3>
<p>${p.lesson ?? p.sentence}</p></div></li>`
