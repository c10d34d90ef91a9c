/**
 * Workflow commands of GitHub Actions: an annotation per broken promise at its object, a notice for what was not decided.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-error-message
 */
import { printable } from '../terminal.ts'
import type { PropertyResult, ResultFile } from '../result.ts'
import { placeOfPromise } from './places.ts'
import { isFailure, isSpared, promisesOf } from './wording.ts'

export const githubAnnotations = (results: readonly ResultFile[]): string =>
  results.flatMap((result) => promisesOf(result).flatMap((p) => annotation(result, p))).join('')

const annotation = (result: ResultFile, p: PropertyResult): string[] => {
  if (p.verdict === 'holds') return []
  const level = isFailure(p) ? (p.family === 'kubernetes' ? 'error' : 'warning') : 'notice'
  const { file, line } = placeOfPromise(result, p)
  const title = isSpared(p) ? `${p.name} (only by more bad luck than it is to survive)` : p.name
  const replay = p.file === null ? '' : `\nnpx kubeproof replay ${p.file}`
  return [`::${level} file=${property(file)},line=${line},title=${property(title)}::${data(`${p.sentence}${replay}`)}\n`]
}

/** The runner takes % and line ends of a message literally only when they are escaped. */
const data = (text: string): string => lines(text).replace(/%/g, '%25').replace(/\n/g, '%0A')

const property = (text: string): string =>
  printable(text).replace(/%/g, '%25').replace(/:/g, '%3A').replace(/,/g, '%2C')

const lines = (text: string): string => text.split('\n').map(printable).join('\n')
