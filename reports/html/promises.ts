/** Every promise with its verdict, and every `sometimes` with where it is reached. */
import { plural } from '../plural.ts'
import type { PropertyResult, ResultFile } from '../result.ts'
import { clauseLink } from './clauses.ts'
import { SYMBOL } from './first-screen.ts'
import type { Markup } from './markup.ts'
import { html } from './markup.ts'
import type { ListedRun } from './runs.ts'
import { addressOf, runsOf } from './runs.ts'

export const promises = (
  result: ResultFile,
  results: readonly ResultFile[],
  family: PropertyResult['family'],
  title: string,
  explanation: string,
): Markup => {
  const properties = result.properties.filter((p) => p.family === family && p.kind !== 'sometimes')
  if (properties.length === 0) return html``
  return html`<section><h2>${title}</h2><p class="muted">${explanation}</p>
<table class="promises"><thead><tr><th scope="col">Verdict</th><th scope="col">Promise</th><th scope="col">Least bad luck</th><th scope="col">Worst recovery</th><th scope="col">Clause</th></tr></thead>
<tbody>${properties.map((p) => row(result, p, runAddress(p, result, results)))}</tbody></table></section>`
}

/** Its own run, else the one in which nothing goes wrong; null: there is none to look at. */
const runAddress = (p: PropertyResult, result: ResultFile, results: readonly ResultFile[]): string | null => {
  const runs = runsOf(results)
  const own = runs.findIndex(({ property }) => property === p)
  const index = own === -1 ? runs.findIndex((run) => run.kind === 'nominal' && run.result === result) : own
  return index === -1 ? null : addressOf(index)
}

const row = (result: ResultFile, p: PropertyResult, address: string | null): Markup => {
  const recovery = p.worstRecoverySeconds === null ? '' : html`${p.worstRecoverySeconds} s${result.search.complete ? '' : knownUpTo(p)}${slowest(p)}`
  return html`<tr class="${p.verdict}"><td><span class="mark ${p.verdict}">${SYMBOL[p.verdict]} ${p.verdict}${p.vacuous && ' (never put to the test)'}</span></td>
<th scope="row">${address === null ? html`<code>${p.name}</code>` : html`<a href="${address}"><code>${p.name}</code></a>`}<br><span class="muted">${p.description}</span></th>
<td>${p.sentence}${ways(p)}${p.suggestions.length > 0 && html`<p>What would help:</p><ul>${p.suggestions.map((s) => html`<li>${s.text}: ${s.verified}</li>`)}</ul>`}</td><td>${recovery}</td><td>${clauseLink(p.clause)}</td></tr>`
}

const ways = (p: PropertyResult): Markup =>
  p.ways.length === 0
    ? html``
    : html`<details><summary>${plural(p.ways.length, 'other way')}, as few</summary><ul>${p.ways.map((way) => html`<li>${way.join(', then ')}</li>`)}</ul></details>`

/** Recoveries are known for the budgets of faults of which every run was looked at. */
const knownUpTo = ({ recoveries }: PropertyResult): string => {
  const known = recoveries.filter(({ seconds }) => seconds !== null).map(({ faults }) => faults)
  return ` (up to ${plural(Math.max(0, ...known), 'fault')})`
}

/** How long each kind of fault takes to get over. */
const slowest = ({ slowest: all, family }: PropertyResult): Markup =>
  family !== 'user' || all.length < 2
    ? html``
    : html`<details><summary>by fault</summary><ul>${all.map(({ faults, seconds }) => html`<li>${faults.length === 0 ? 'none' : faults.join(', ')}: ${seconds} s</li>`)}</ul></details>`

/** What must be reachable, so that no promise holds because nothing happens. */
export const witnesses = (result: ResultFile, results: readonly ResultFile[]): Markup => {
  const all = result.properties.filter(({ kind }) => kind === 'sometimes')
  if (all.length === 0) return html``
  const runs = runsOf(results)
  const missed = all.filter(({ verdict }) => verdict !== 'holds').length
  return html`<section><h2>What happens at all</h2>
<p class="muted">A promise about something that never happens is empty. ${all.length - missed} of ${all.length} are reached.</p>
<ul class="witnesses">${all.map((p) => html`<li class="${p.verdict}">${p.verdict === 'holds' ? '•' : '–'} ${witness(p, shownIn(p, result, runs))}</li>`)}</ul></section>`
}

/** The step that reaches it, in a run of its own or in the one in which nothing goes wrong; null: no run shows it. */
const shownIn = (p: PropertyResult, result: ResultFile, runs: readonly ListedRun[]): string | null => {
  const own = runs.findIndex(({ property }) => property === p)
  if (own !== -1) return addressOf(own, (p.counterexample?.steps.length ?? 0) - 1)
  const nominal = runs.findIndex((run) => run.kind === 'nominal' && run.result === result)
  const at = p.reachedAt ?? null
  return at === null || nominal === -1 ? null : addressOf(nominal, at - 1)
}

const witness = (p: PropertyResult, address: string | null): Markup => {
  if (p.verdict !== 'holds') return html`<code>${p.name}</code> <span class="muted">${p.sentence}</span>`
  if (address === null) return html`<code>${p.name}</code> <span class="muted">is reached</span>`
  const luck = p.counterexample?.faults ?? []
  return html`<a href="${address}"><code>${p.name}</code></a>${luck.length > 0 && html` <span class="muted">only with bad luck: ${luck.join(', then ')}</span>`}`
}
