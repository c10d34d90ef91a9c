/** `kubeproof trace`: does the model admit these recorded runs of real clusters? */
import type { Verdict } from '../../conformance/trace/verdict.ts'
import { judge } from '../../conformance/trace/verdict.ts'
import { readRecording } from '../../conformance/trace/read.ts'
import { readAuditOf } from '../../conformance/trace/join.ts'
import { verdictLines } from '../trace-text.ts'
import { InputError } from '../input/problem.ts'
import { readSources } from '../input/source.ts'
import { textOf } from '../input/text.ts'
import { jsonText } from '../output.ts'
import { paint } from '../paint.ts'

export interface TraceOptions {
  readonly audit?: string
  readonly steps?: boolean
  readonly json?: boolean
}

const STATUS = { admitted: 0, 'not admitted': 1, undecided: 3 } as const

/** A refusal weighs more than what could not be decided. */
const statusOf = (verdicts: readonly Verdict[]): number => {
  const statuses = verdicts.map(({ verdict }) => STATUS[verdict])
  return statuses.includes(1) ? 1 : Math.max(...statuses)
}

export const traceFiles = (paths: readonly string[], options: TraceOptions): number => {
  const [audit] = options.audit === undefined ? [] : readSources([options.audit])
  const sources = readSources(paths)
  if (audit !== undefined && sources.length !== 1) {
    throw new InputError([{ file: '--audit', text: 'goes with one recording; name one FILE' }])
  }
  const verdicts = sources.map((source) => {
    const recording = readRecording(source.file, textOf(source))
    return judge(audit === undefined ? recording : readAuditOf(recording, audit.file, textOf(audit)))
  })
  if (options.json === true) {
    process.stdout.write(`${jsonText({ format: 'kubeproof/trace@1', recordings: verdicts })}\n`)
  } else {
    const colours = paint(process.stdout)
    process.stdout.write(`${verdicts.flatMap((v) => verdictLines(v, options.steps === true, colours)).join('\n')}\n`)
  }
  return statusOf(verdicts)
}
