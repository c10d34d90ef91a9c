/** Markdown for a pull request: the verdicts, what changed since an older result, and each broken promise's run, folded. */
import { plural } from '../plural.ts'
import { plain, runLines } from '../terminal.ts'
import type { PropertyResult, ResultFile } from '../result.ts'
import type { Difference } from './comparison.ts'
import { compare } from './comparison.ts'
import { escapeMarkdown as text } from './escape-markdown.ts'
import { NEVER_TESTED, honesty, isSpared, promisesOf } from './wording.ts'

export const markdown = (results: readonly ResultFile[], against: ResultFile | null): string =>
  results.map((result) => section(result, against)).join('\n')

const MARK = { holds: '✅', broken: '❌', inconclusive: '❔' } as const

const HEADLINE = {
  holds: 'holds, as far as it was looked',
  broken: 'is broken',
  inconclusive: 'is not decided',
} as const

const section = (result: ResultFile, against: ResultFile | null): string =>
  [
    `## ${MARK[result.verdict]} Kubeproof: ${text(result.input.files.join(', '))} ${HEADLINE[result.verdict]}`,
    '',
    `${text(result.input.cluster)}. ${text(honesty(result))}.`,
    '',
    ...(against === null ? [] : comparison(compare(against, result), against)),
    ...table(result),
    ...warnings(result),
    ...promisesOf(result).flatMap((p) => details(p)),
  ].join('\n')

const comparison = (differences: readonly Difference[], against: ResultFile): readonly string[] => {
  const title = `### Compared with ${text(against.input.files.join(', '))}`
  if (differences.length === 0) return [title, '', 'No verdict, least bad luck or worst recovery differs.', '']
  return [
    title,
    '',
    '| | Promise | Before | After |',
    '| --- | --- | --- | --- |',
    ...differences.map(
      ({ name, change, before, after }) => `| ${change} | ${text(name)} | ${brief(before)} | ${brief(after)} |`,
    ),
    '',
  ]
}

const brief = (p: PropertyResult | null): string => (p === null ? '' : `${MARK[p.verdict]} ${text(p.sentence)}`)

/** Promises that simply hold are counted, not listed. */
const table = (result: ResultFile): readonly string[] => {
  const promises = promisesOf(result)
  const quiet = promises.filter((p) => p.family === 'kubernetes' && p.verdict === 'holds' && !p.vacuous)
  const told = promises.filter((p) => !quiet.includes(p))
  return [
    '| | Promise | Least bad luck | Worst recovery |',
    '| --- | --- | --- | --- |',
    ...told.map((p) => `| ${MARK[p.verdict]} | ${text(p.name)} | ${text(luck(p))} | ${recovery(p)} |`),
    '',
    ...(quiet.length === 0 ? [] : [`${plural(quiet.length, 'more promise')} of Kubernetes held.`, '']),
  ]
}

const luck = (p: PropertyResult): string => {
  const spared = isSpared(p) ? ' (more than it is to survive)' : ''
  return `${p.sentence}${spared}${p.vacuous ? `; ${NEVER_TESTED}` : ''}`
}

const recovery = ({ worstRecoverySeconds }: PropertyResult): string =>
  worstRecoverySeconds === null ? '' : `${worstRecoverySeconds} s`

const warnings = ({ input }: ResultFile): readonly string[] =>
  input.warnings.length === 0
    ? []
    : ['Not looked at by the model:', '', ...input.warnings.map((warning) => `- ${text(warning)}`), '']

const details = (p: PropertyResult): readonly string[] => {
  if (p.counterexample === null || p.verdict !== 'broken') return []
  return [
    `<details><summary>How ${text(p.name)} breaks</summary>`,
    '',
    ...runLines(p.counterexample, plain).map((line) => `- ${text(line.trim())}`),
    ...p.explanation.map((line) => `- ✗ ${text(line)}`),
    '',
    ...(p.suggestions.length === 0 ? [] : ['What would help:', '', ...p.suggestions.map((s) => `- ${text(s.text)} (${text(s.verified)})`), '']),
    ...(p.file === null ? [] : [`Replay it: ${text(`npx kubeproof replay ${p.file}`)}`, '']),
    '</details>',
    '',
  ]
}
