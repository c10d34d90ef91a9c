/**
 * The report: one self-contained HTML file. First what was searched and what broke, in a sentence each; then every
 * promise, the first run with its diagram, and where nobody looked. All of that is there without scripts; the page's
 * own code (page/) adds the model, which executes the runs again and lets the reader step through them.
 */
import type { ResultFile } from '../result.ts'
import { comparison } from './comparison.ts'
import { coverage } from './coverage.ts'
import { firstScreen } from './first-screen.ts'
import type { Markup } from './markup.ts'
import { embeddedJson, html, trusted } from './markup.ts'
import { promises, witnesses } from './promises.ts'
import { runsOf } from './runs.ts'
import { staticRun } from './static-run.ts'
import { STYLE } from './style/index.ts'

/** The page's own code, built beforehand, and how a policy names a script or a style by its content. */
export interface PageCode {
  readonly script: string
  /** `sha256-...` of a text. */
  readonly hash: (text: string) => string
}

const policy = ({ script, hash }: PageCode): string =>
  [
    `default-src 'none'`,
    `style-src '${hash(STYLE)}'`,
    script === '' ? `script-src 'none'` : `script-src '${hash(script)}'`,
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ')

const namesOf = (results: readonly ResultFile[]): string => [...new Set(results.flatMap(({ input }) => input.files))].join(', ')

/** `against`: an older result with which each is compared. */
export const htmlReport = (
  results: readonly ResultFile[],
  code: PageCode,
  against: ResultFile | null = null,
): string => {
  const [first] = runsOf(results)
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy(code)}">
<title>Kubeproof: ${namesOf(results)}</title>
<style>${trusted(STYLE)}</style>
</head>
<body>
<a class="skip" href="#results-begin">To the results</a>
<header>
<h1>Kubeproof</h1>
<p>What is the least bad luck that breaks it?</p>
<div id="controls"></div>
</header>
<main id="results-begin">
${results.map((result) => firstScreen(result, results))}
${against !== null && results.map((result) => comparison(result, against))}
<div id="explorer"></div>
${first !== undefined && staticRun(first)}
${results.map((result) => about(result, results))}
</main>
<footer>${results.map(({ version, search, input }) => html`<p class="muted">kubeproof ${version} · seed ${search.seed ?? 'none'} · <code>${input.command}</code></p>`)}</footer>
<script type="application/json" id="results">${embeddedJson(results)}</script>
${code.script !== '' && html`<script>${trusted(code.script)}</script>`}
</body>
</html>
`.text
}

const about = (result: ResultFile, results: readonly ResultFile[]): Markup =>
  html`<article>${results.length > 1 && html`<h2>${result.input.files.join(', ')}</h2>`}
${promises(result, results, 'user', 'What this workload needs', 'Promises to your users: bad luck breaks them sooner or later. How much, and for how long?')}
${promises(result, results, 'kubernetes', 'What Kubernetes promises', 'A broken one is a defect of Kubernetes, or of its configuration.')}
${promises(result, results, 'weakening', 'Documented weakenings', 'What Kubernetes allows by design. Never counted as broken.')}
${witnesses(result, results)}
${coverage(result)}
${inputs(result)}</article>`

const inputs = ({ input }: ResultFile): Markup => html`<section><h2>Input</h2>
<p>${input.objects.join(', ')}</p>
${input.warnings.length === 0 ? html`<p>Nothing in the input was ignored.</p>` : html`<p>Not looked at by the model:</p><ul>${input.warnings.map((w) => html`<li>${w}</li>`)}</ul>`}
</section>`
