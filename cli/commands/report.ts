/** `kubeproof report`: results as HTML or in another form, once or whenever they change. */
import { statSync } from 'node:fs'
import { once } from 'node:events'
import type { Format } from '../../reports/formats/formats.ts'
import { FORMATS, NothingToTell, render } from '../../reports/formats/formats.ts'
import { htmlReport } from '../../reports/html/page.ts'
import type { ResultFile } from '../../reports/result.ts'
import { resultSchema } from '../../reports/result.ts'
import { didYouMean } from '../input/did-you-mean.ts'
import { InputError, printable } from '../input/problem.ts'
import { readSources } from '../input/source.ts'
import { openInBrowser } from '../open.ts'
import { checkWritable, writeText } from '../output.ts'
import { pageCode } from '../page-code.ts'

export interface ReportOptions {
  readonly out?: string
  readonly format: string
  readonly against?: string
  readonly property?: string
  readonly open?: boolean
  readonly watch?: boolean
}

const HTML = 'html'
const DEFAULT_OUT = 'reports/out/report.html'
/** Standard output. */
const STDOUT = '-'

export const report = async (paths: readonly string[], options: ReportOptions): Promise<number> => {
  const format = formatNamed(options.format)
  const out = options.out ?? (format === HTML ? DEFAULT_OUT : STDOUT)
  refuseMixtures(paths, out, format, options)
  if (out !== STDOUT) checkWritable(out)
  const before = versionOf(paths)
  write(paths, out, format, options)
  if (options.open === true && out !== STDOUT) openInBrowser(out)
  if (options.watch === true) await keepCurrent(paths, before, () => write(paths, out, format, options))
  return 0
}

const formatNamed = (name: string): Format | typeof HTML => {
  const known = [HTML, ...FORMATS] as const
  const found = known.find((format) => format === name)
  if (found !== undefined) return found
  const near = didYouMean(name, known)
  const hint = near === null ? `must be one of ${known.join(', ')}` : `did you mean ${near}?`
  throw new InputError([{ file: '--format', text: `there is no format ${name}; ${hint}` }])
}

const refuseMixtures = (
  paths: readonly string[],
  out: string,
  format: Format | typeof HTML,
  { against, open, watch }: ReportOptions,
): void => {
  const wrong = (file: string, text: string): never => {
    throw new InputError([{ file, text }])
  }
  if (open === true && (out === STDOUT || format !== HTML)) wrong('--open', 'opens an HTML file; leave --format and --out - away')
  if (watch === true && (out === STDOUT || paths.includes(STDOUT))) wrong('--watch', 'needs files; name results and --out FILE')
  if (against !== undefined && format !== 'markdown' && format !== HTML) {
    wrong('--against', 'is told by --format html and markdown only')
  }
}

const write = (paths: readonly string[], out: string, format: Format | typeof HTML, options: ReportOptions): void => {
  const text = format === HTML ? htmlReport(readResults(paths), pageCode(), olderResult(options)) : rendered(format, readResults(paths), options)
  if (out === STDOUT) {
    process.stdout.write(text)
    return
  }
  writeText(out, text)
  process.stdout.write(`Report: ${printable(out)}\n`)
}

const olderResult = ({ against }: ReportOptions): ResultFile | null =>
  against === undefined ? null : (readResults([against])[0] ?? null)

const rendered = (format: Format, results: readonly ResultFile[], options: ReportOptions): string => {
  try {
    return render(format, results, { against: olderResult(options), property: options.property ?? null })
  } catch (error) {
    if (!(error instanceof NothingToTell)) throw error
    throw new InputError([{ file: `--format ${format}`, text: error.message }])
  }
}

const readResults = (paths: readonly string[]): readonly ResultFile[] =>
  readSources(paths).map(({ file, bytes }) => parseResult(file, bytes))

const parseResult = (file: string, bytes: Uint8Array): ResultFile => {
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

const POLL_MS = 500

/** Which files stand there now; different when one of them was written or replaced. */
const versionOf = (paths: readonly string[]): string =>
  paths
    .map((path) => {
      const { ino, size, mtimeMs } = statSync(path, { throwIfNoEntry: false }) ?? { ino: 0, size: 0, mtimeMs: 0 }
      return [ino, size, mtimeMs].join()
    })
    .join(' ')

/**
 * Until interrupted; `before`: what was there when it was last written. A result that is half written or gone is told
 * of, and waited for.
 */
const keepCurrent = async (paths: readonly string[], before: string, rewrite: () => void): Promise<void> => {
  let seen = before
  const look = (): void => {
    const now = versionOf(paths)
    if (now === seen) return
    seen = now
    try {
      rewrite()
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      process.stderr.write(`${error.message}\n`)
    }
  }
  // Polling also sees files that are replaced, which watching an inode does not.
  const timer = setInterval(look, POLL_MS)
  process.stderr.write('Watching for changes; Ctrl-C ends it.\n')
  await once(process, 'SIGINT')
  clearInterval(timer)
}
