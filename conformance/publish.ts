/** How a conformance command ends: what differed, one line per subject, its record on disk, and the closing line. */
import { writeText } from '../cli/output.ts'
import { printable } from '../cli/input/problem.ts'
import type { Agreement, Note } from './agreement.ts'
import { byReason, closingLine, exitStatus } from './agreement.ts'

/** Where each run leaves its records, for the table to be made of. */
export const FOLDER = 'reports/out/agreement'

const isAlike = (a: Note, b: Note): boolean => a.what === b.what && a.reason === b.reason

/** Cases of one name and one reason are told once, by the first of them. */
const differenceTexts = (notes: readonly Note[]): readonly string[] =>
  notes.flatMap((note, i) => {
    if (notes.findIndex((other) => isAlike(other, note)) < i) return []
    const { what, how = '', reason } = note
    const times = notes.filter((other) => isAlike(other, note)).length
    const name = times === 1 ? what : `${what} (${times} times)`
    return [reason === null ? `  DIFFERS ${name}: ${how}` : `  differs ${name}: ${how} (${reason})`]
  })

/** One subject: how many of its cases agree, what differs and why, what was not compared and why. */
export const subjectText = ({
  component,
  against,
  version,
  cases,
  agreed,
  differed,
  skipped,
}: Agreement): readonly string[] => [
  `${component} against ${against} (${version}): ${agreed} of ${cases} agree`,
  ...differenceTexts(differed),
  ...byReason(skipped).map(({ reason, whats }) => `  skipped ${whats.length}: ${reason}`),
]

/**
 * Prints what was found and gives the exit status: 1 if a difference has no written reason. Only a run over the
 * standard files (`isWhole`) leaves its record for the agreement table.
 */
export const publish = (agreements: readonly Agreement[], { isWhole }: { readonly isWhole: boolean }): 0 | 1 => {
  const lines = [...agreements.flatMap(subjectText), closingLine(agreements)]
  process.stdout.write(`${lines.map(printable).join('\n')}\n`)
  for (const agreement of isWhole ? agreements : []) {
    writeText(`${FOLDER}/${agreement.name}.json`, `${JSON.stringify(agreement, null, 1)}\n`)
  }
  return exitStatus(agreements)
}
