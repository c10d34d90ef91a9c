/** A verdict in words. Nothing in it comes from the recording unprinted: user text is made harmless. */
import { printable } from './input/problem.ts'
import type { Paint } from '../reports/terminal.ts'
import type { Refusal, Step, Verdict } from '../conformance/trace/verdict.ts'

const timeOf = (t: number | null): string => (t === null ? '' : `${(t / 1000).toFixed(3).padStart(9)} s `)

const stepText = ({ t, revision, what, author, how }: Step): string =>
  printable(`  ${timeOf(t)}${String(revision).padStart(6)}  ${what}: ${author}, ${how}`)

const refusalLines = (file: string, refusal: Refusal, { red }: Paint): readonly string[] => [
  `  ${red('✗')} ${printable(`${file}:${refusal.line}: ${timeOf(refusal.t).trim()} revision ${refusal.revision}: ${refusal.what}`)}`,
  ...refusal.objections.map((objection) => `      ${printable(objection)}`),
]

/** How many of the explained steps lead up to a refusal that is shown without --steps. */
const CONTEXT = 3

export const verdictLines = (verdict: Verdict, isLong: boolean, colours: Paint): readonly string[] => {
  const { file, title, steps, refusal, explained, taken, events, notes } = verdict
  const shown = isLong ? steps : refusal === null ? [] : steps.slice(-CONTEXT)
  const head =
    verdict.verdict === 'admitted'
      ? `${colours.green('✓')} admitted: ${explained} changes are explained${taken === 0 ? '' : `, ${taken} were not looked at`}`
      : verdict.verdict === 'undecided'
        ? `${colours.yellow('?')} not decided`
        : `${colours.red('✗')} not admitted after event ${explained + taken} of ${events}`
  return [
    colours.bold(printable(file)),
    `  ${colours.dim(printable(title))}`,
    `  ${head}`,
    ...shown.map(stepText),
    ...(refusal === null ? [] : refusalLines(file, refusal, colours)),
    ...notes.map((note) => `  ${printable(note)}`),
  ]
}
