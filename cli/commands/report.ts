/** `kubeproof report`: the HTML report of a result file. */
import { htmlReport } from '../../reports/html/page.ts'
import { resultSchema } from '../../reports/result.ts'
import { InputError, printable } from '../input/problem.ts'
import { readSources } from '../input/source.ts'
import { checkWritable, writeText } from '../output.ts'

export const report = (path: string, { out }: { readonly out: string }): number => {
  const [source] = readSources([path])
  if (source === undefined) throw new InputError([{ file: path, text: 'cannot be read' }])
  const result = parseResult(source.file, source.bytes)
  checkWritable(out)
  writeText(out, htmlReport(result))
  process.stdout.write(`Report: ${printable(out)}\n`)
  return 0
}

const parseResult = (file: string, bytes: Uint8Array) => {
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw new InputError([{ file, text: 'is not JSON; write it with kubeproof check --json' }])
  }
  const checked = resultSchema.safeParse(value)
  if (checked.success) return checked.data
  const issue = checked.error.issues[0]
  const at = issue?.path.join('.') ?? '?'
  const text = `is no result that this version reads (${at}: ${issue?.message ?? ''}); expected kubeproof/result@1`
  throw new InputError([{ file, text }])
}
