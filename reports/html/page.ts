/**
 * The report: one self-contained HTML file. The honesty band first, then the promises, each broken one with
 * its run; readable without scripts, from disk, offline.
 */
import { plural } from '../plural.ts'
import type { PropertyResult, ResultFile } from '../result.ts'
import { Markup, html } from './markup.ts'
import { coverage } from './coverage.ts'
import { counterexample } from './counterexample.ts'
import { SCRIPT } from './script.ts'
import { STYLE } from './style.ts'

const CSP =
  "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"

export const htmlReport = (result: ResultFile): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${CSP}">
<title>Kubeproof: ${result.input.files.join(', ')}</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>
<header>
<h1>Kubeproof</h1>
<button type="button" data-theme-switch hidden>Light or dark</button>
<p>What is the least bad luck that breaks it? <span class="muted">${result.input.files.join(', ')} on ${result.input.cluster}</span></p>
</header>
<main>
${honesty(result)}
${promises(result, 'user', 'What this workload needs', 'Promises to your users: bad luck breaks them sooner or later. How much, and for how long?')}
${promises(result, 'kubernetes', 'What Kubernetes promises', 'A broken one is a defect of Kubernetes, or of its configuration.')}
${promises(result, 'weakening', 'Documented weakenings', 'What Kubernetes allows by design. Never counted as broken.')}
${counterexamples(result)}
${coverage(result)}
${inputs(result)}
</main>
<footer><p class="muted">kubeproof ${result.version} · seed ${result.search.seed ?? 'none'} · <code>${result.input.command}</code></p></footer>
<script>${new Markup(SCRIPT)}</script>
</body>
</html>
`.text

const HEADLINE = {
  holds: 'Every promise held, as far as it was looked',
  broken: 'A promise was broken',
  inconclusive: 'Not decided: the search ended early',
} as const

/** No more than the verdict: a user's promise that more bad luck breaks than it is to survive did not hold. */
const headline = ({ verdict, search, properties }: ResultFile): string => {
  const isSpared = properties.some((p) => p.family === 'user' && p.kind !== 'sometimes' && p.verdict === 'broken')
  if (verdict === 'holds' && isSpared) return 'What was to be survived was survived; more bad luck breaks a promise'
  if (verdict === 'inconclusive' && search.complete) return 'Not decided: no run reached what was asked for'
  return HEADLINE[verdict]
}

const honesty = (result: ResultFile): Markup => {
  const { verdict, search } = result
  return html`<section class="band ${verdict}" aria-label="What was searched">
<h2>${headline(result)}</h2>
<p>${search.complete ? 'Complete' : `Not complete (${search.end})`}: ${search.states.toLocaleString('en')} states and ${search.transitions.toLocaleString('en')} transitions in ${search.order} order${search.runs > 0 && html`, and ${plural(search.runs, 'sampled run')}`}, asked for up to ${plural(search.faults, 'fault')}.</p>
<table><caption>By budget of faults</caption><thead><tr><th scope="col">Faults</th><th scope="col">States</th><th scope="col">Transitions</th><th scope="col">Steps of the longest run</th><th scope="col">Every run looked at</th></tr></thead>
<tbody>${search.levels.map((level) => html`<tr><th scope="row">${level.faults}</th><td>${level.states.toLocaleString('en')}</td><td>${level.transitions.toLocaleString('en')}</td><td>${level.depth}</td><td>${level.complete ? 'yes' : 'no'}</td></tr>`)}</tbody></table>
<p class="muted">Reductions: ${search.reductions.length === 0 ? 'none' : search.reductions.join('; ')}.</p>
</section>`
}

const SYMBOL = { holds: '✓', broken: '✗', inconclusive: '?' } as const

const promises = (
  result: ResultFile,
  family: PropertyResult['family'],
  title: string,
  explanation: string,
): Markup => {
  const properties = result.properties.filter((p) => p.family === family && p.kind !== 'sometimes')
  if (properties.length === 0) return html``
  return html`<section><h2>${title}</h2><p class="muted">${explanation}</p>
<table class="promises"><thead><tr><th scope="col">Verdict</th><th scope="col">Promise</th><th scope="col">Least bad luck</th><th scope="col">Worst recovery</th><th scope="col">Clause</th></tr></thead>
<tbody>${properties.map((p) => row(result, p))}</tbody></table></section>`
}

const row = (result: ResultFile, p: PropertyResult): Markup => {
  const index = result.properties.indexOf(p)
  const recovery = p.worstRecoverySeconds === null ? '' : html`${p.worstRecoverySeconds} s${result.search.complete ? '' : knownUpTo(p)}${slowest(p)}`
  return html`<tr class="${p.verdict}"><td><span class="mark ${p.verdict}">${SYMBOL[p.verdict]} ${p.verdict}${p.vacuous && ' (never put to the test)'}</span></td>
<th scope="row">${p.counterexample === null ? html`<code>${p.name}</code>` : html`<a href="#run-${index}"><code>${p.name}</code></a>`}<br><span class="muted">${p.description}</span></th>
<td>${p.sentence}${p.ways.length > 0 && html`<details><summary>${plural(p.ways.length, 'other way')}, as few</summary><ul>${p.ways.map((way) => html`<li>${way.join(', then ')}</li>`)}</ul></details>`}</td><td>${recovery}</td><td><code>${p.clause}</code></td></tr>`
}

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

const counterexamples = (result: ResultFile): Markup => {
  const broken = result.properties.flatMap((p, i) => (p.counterexample === null ? [] : [{ p, i }]))
  if (broken.length === 0) return html``
  return html`<section><h2>Runs</h2>${broken.map(({ p, i }, n) => counterexample(p, i, n === 0))}</section>`
}

const inputs = ({ input }: ResultFile): Markup => html`<section><h2>Input</h2>
<p>${input.objects.join(', ')}</p>
${input.warnings.length === 0 ? html`<p>Nothing in the input was ignored.</p>` : html`<p>Not looked at by the model:</p><ul>${input.warnings.map((w) => html`<li>${w}</li>`)}</ul>`}
</section>`
