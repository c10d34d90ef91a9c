/**
 * A result as text for a terminal: what the user's workload needs first, then what Kubernetes promises, the
 * shortest run of the worst broken promise in words, and what to do next. User text is stripped of control
 * characters where it enters.
 */
import { plainWords } from './plain-words.ts'
import { plural } from './plural.ts'
import type { PropertyResult, ResultFile, RunView, StepView } from './result.ts'

/** Colours are a function so that NO_COLOR and pipes get plain text. */
export interface Paint {
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly red: (text: string) => string
  readonly green: (text: string) => string
  readonly yellow: (text: string) => string
}

export const plain: Paint = {
  bold: (text) => text,
  dim: (text) => text,
  red: (text) => text,
  green: (text) => text,
  yellow: (text) => text,
}

/** No control characters, no overrides of the writing direction. */
export const printable = (text: string): string =>
  text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, '\u00b7')

export const terminalReport = (result: ResultFile, paint: Paint): string =>
  [
    ...family(result, 'user', 'What this workload needs', paint),
    ...family(result, 'kubernetes', 'What Kubernetes promises', paint),
    ...worstRun(result, paint),
    ...summary(result, paint),
  ].join('\n')

const mark = (p: PropertyResult, paint: Paint): string => {
  switch (p.verdict) {
    case 'holds':
      return paint.green('✓')
    case 'broken':
      return paint.red('✗')
    case 'inconclusive':
      return paint.yellow('?')
  }
}

const family = (
  result: ResultFile,
  name: PropertyResult['family'],
  title: string,
  paint: Paint,
): readonly string[] => {
  const properties = result.properties.filter((p) => p.family === name && p.kind !== 'sometimes')
  if (properties.length === 0) return []
  const held = properties.filter((p) => p.verdict === 'holds')
  const isLong = name === 'kubernetes' && properties.length > 12
  if (!isLong) return [paint.bold(title), ...properties.flatMap((p) => verdictLines(p, paint)), '']
  return [
    paint.bold(title),
    ...properties.filter((p) => p.verdict !== 'holds').flatMap((p) => verdictLines(p, paint)),
    ...folded(paint.green('✓'), held.filter((p) => !p.vacuous), 'promises hold', (text) => text),
    ...folded(paint.yellow('–'), held.filter((p) => p.vacuous), `hold, but ${NEVER_TESTED}`, paint.dim),
    '',
  ]
}

const NEVER_TESTED = 'were never put to the test: nothing that they speak of happened'

/** Many promises of which the same is to be said, in one line. */
const folded = (
  sign: string,
  properties: readonly PropertyResult[],
  what: string,
  shade: (text: string) => string,
): readonly string[] => {
  if (properties.length === 0) return []
  const names = wrap(printable(properties.map((p) => p.name).join(', ')), 4)
  return [`  ${sign} ${properties.length} ${what}:\n    ${shade(names)}`]
}

const verdictLines = (p: PropertyResult, paint: Paint): readonly string[] => [
  `  ${mark(p, paint)} ${printable(p.name)}`,
  `      ${printable(p.sentence)}`,
  ...(p.vacuous ? [`      ${paint.yellow('never put to the test: nothing that it speaks of happened')}`] : []),
  ...(p.ways.length > 0 ? [paint.dim(`      as few faults, other ways: ${waysText(p)}`)] : []),
  ...slowestLines(p, paint),
  ...p.suggestions.map((s) => `      would help: ${printable(s.text)} (${printable(s.verified)})`),
]

const MAX_SLOWEST = 6

/** How long each kind of fault takes to get over, the slowest first. */
const slowestLines = ({ family: of, slowest }: PropertyResult, paint: Paint): readonly string[] => {
  const told = slowest.filter(({ faults, seconds }) => faults.length > 0 && seconds > 0)
  if (of !== 'user' || told.length === 0) return []
  const shown = told.slice(0, MAX_SLOWEST).map(({ faults, seconds }) => `${printable(faults.join(' and '))} ${seconds} s`)
  return [paint.dim(`      slowest to recover: ${shown.join(', ')}`)]
}

const MAX_WAYS = 3

const waysText = ({ ways }: PropertyResult): string => {
  const shown = ways.slice(0, MAX_WAYS).map((way) => printable(way.join(' and ')))
  const more = ways.length - shown.length
  return `${shown.join('; ')}${more > 0 ? `; and ${more} more in the report` : ''}`
}

const wrap = (text: string, indent: number): string =>
  text.replace(/(.{60,90}?),\s/g, `$1,\n${' '.repeat(indent)}`)

/** Broken promises of Kubernetes first, then by how little it takes. */
const worst = (result: ResultFile): PropertyResult | undefined =>
  result.properties
    .filter((p) => p.counterexample !== null && p.verdict === 'broken' && p.family !== 'weakening')
    .sort(
      (a, b) =>
        Number(b.family === 'kubernetes') - Number(a.family === 'kubernetes') ||
        (a.leastFaults ?? 0) - (b.leastFaults ?? 0),
    )[0]

const worstRun = (result: ResultFile, paint: Paint): readonly string[] => {
  const p = worst(result)
  if (p === undefined || p.counterexample === null) return []
  return [
    paint.bold(`How "${printable(p.name)}" breaks`),
    ...runLines(p.counterexample, paint),
    ...p.explanation.map((line) => `  ${paint.red('✗')} ${printable(line)}`),
    ...(p.file === null ? [] : ['', `  Replay it: npx kubeproof replay ${printable(p.file)}`]),
    '',
  ]
}

/** A long nominal run is cut to what matters: steps that changed something near a fault or the end. */
export const runLines = (run: RunView, paint: Paint): readonly string[] => {
  const told = run.steps
    .filter((step) => step.fault !== null || step.changes.length > 0)
    .map((step) => ({ step, words: plainWords(step.changes) }))
    .filter(({ step, words }) => step.fault !== null || words.length > 0)
  const first = told.findIndex(({ step }) => step.fault !== null)
  const before = first === -1 ? Math.max(0, told.length - 12) : Math.max(0, first - 3)
  const brokenAt = run.brokenAt ?? Infinity
  const part = told.slice(before, told.findLastIndex(({ step }) => step.index <= brokenAt) + 1)
  const shown = part.length > 40 ? [...part.slice(0, 20), null, ...part.slice(-18)] : part
  const skipped = before > 0 ? [paint.dim(`  … ${before} steps of the normal run before this`)] : []
  return [
    ...skipped,
    ...shown.map((item) => (item === null ? paint.dim(`  … ${part.length - 38} steps`) : stepLine(item, paint))),
  ]
}

const MAX_WORDS = 4

const stepLine = ({ step, words }: { readonly step: StepView; readonly words: readonly string[] }, paint: Paint): string => {
  const time = `${step.seconds.toFixed(1)} s`.padStart(9)
  const more = words.length - MAX_WORDS
  const rest = more > 0 ? paint.dim(` (and ${plural(more, 'more change')})`) : ''
  const told = `${printable(words.slice(0, MAX_WORDS).join('; '))}${rest}`
  if (step.fault === null) return `${paint.dim(time)}  ${told}`
  const fault = paint.red(`✗ ${printable(step.fault)}`)
  return `${paint.dim(time)}  ${fault}${words.length === 0 ? '' : `: ${told}`}`
}

const summary = ({ search, input, verdict }: ResultFile, paint: Paint): readonly string[] => {
  const levels = search.levels
    .map((l) => `${l.faults} ${l.faults === 1 ? 'fault' : 'faults'}: ${l.states.toLocaleString('en')} states${l.complete ? '' : ' (not complete)'}`)
    .join(', ')
  const end = search.complete ? 'complete' : `ended early: ${search.end}`
  const sampled = search.runs > 0 ? `; ${search.runs.toLocaleString('en')} runs sampled (seed ${printable(search.seed ?? '')})` : ''
  return [
    ...input.warnings.map((warning) => paint.yellow(`warning: ${printable(warning)}`)),
    `${paint.bold(verdict)} · ${search.order} order, ${levels}${sampled} · ${end} · ${search.seconds.toFixed(1)} s`,
  ]
}
