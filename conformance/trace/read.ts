/** A recording from the text of a file, whichever format it is in. */
import type { Problem } from '../../cli/input/problem.ts'
import { InputError } from '../../cli/input/problem.ts'
import { isAuditFormat, readAuditFormat } from './audit-format.ts'
import { isFaultFormat, readFaultFormat } from './fault-format.ts'
import type { Value } from './json-stream.ts'
import { JsonProblem, valuesOf } from './json-stream.ts'
import { ShapeProblem } from './raw-lines.ts'
import type { Recording } from './recording.ts'
import { isWatchFormat, readWatchFormat } from './watch-format.ts'

const bad = (problem: Problem): InputError => new InputError([problem])

const valuesIn = (file: string, text: string): readonly Value[] => {
  try {
    return valuesOf(text)
  } catch (error) {
    if (!(error instanceof JsonProblem)) throw error
    throw bad({ file, line: error.line, column: error.column, text: error.message })
  }
}

const FORMATS = [
  [isFaultFormat, readFaultFormat],
  [isAuditFormat, readAuditFormat],
  [isWatchFormat, readWatchFormat],
] as const

/** Throws InputError with the place of what is wrong. */
export const readRecording = (file: string, text: string): Recording => {
  const values = valuesIn(file, text)
  const at = <T>(line: number, read: () => T): T => {
    try {
      return read()
    } catch (error) {
      if (!(error instanceof ShapeProblem)) throw error
      throw bad({ file, line, column: 1, text: `${error.message}; give the recording as it was written` })
    }
  }
  for (const [isIt, read] of FORMATS) if (isIt(values)) return read(file, values, at)
  const text2 =
    'is no recording: give watch events (kubectl get --watch -o json --output-watch-events), an audit log, or a fault trace'
  throw bad({ file, line: values[0]?.line ?? 1, column: 1, text: text2 })
}
