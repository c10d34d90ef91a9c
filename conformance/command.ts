/** What `npm run conformance:NAME [FILES]` does around its comparison: files, closing line, exit status. */
import { InputError } from '../cli/input/problem.ts'
import { agreementOf } from './agreement.ts'
import type { Outcome, Subject } from './agreement.ts'
import { FOLDER, areHere } from './data.ts'
import { publish } from './publish.ts'

/** One subject, and what came of each of its cases. */
export interface Compared {
  readonly subject: Subject
  readonly outcomes: readonly Outcome[]
}

/** Without files the standard ones are compared, and only that is recorded for the agreement table. */
export const conformance = (
  files: readonly string[],
  standard: readonly string[],
  compare: (files: readonly string[]) => readonly Compared[],
): number => {
  const isWhole = files.length === 0
  try {
    if (isWhole && !areHere) {
      throw new InputError([
        { file: FOLDER, text: 'is absent, so there is nothing to compare with; name files of cases' },
      ])
    }
    const compared = compare(isWhole ? standard : files)
    return publish(
      compared.map(({ subject, outcomes }) => agreementOf(subject, outcomes)),
      { isWhole },
    )
  } catch (error) {
    return badInput(error)
  }
}

const badInput = (error: unknown): 2 => {
  if (!(error instanceof InputError)) throw error
  process.stderr.write(`${error.message}\n`)
  return 2
}

/** The same for comparisons that take their time: over HTTP, with other programs. */
export const conformanceLater = async (
  files: readonly string[],
  standard: readonly string[],
  compare: (files: readonly string[]) => Promise<readonly Compared[]>,
): Promise<number> => {
  try {
    const compared = files.length > 0 ? await compare(files) : areHere ? await compare(standard) : []
    return conformance(files, standard, () => compared)
  } catch (error) {
    return badInput(error)
  }
}
