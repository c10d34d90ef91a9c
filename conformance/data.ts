/**
 * Files of recorded cases: found beside the project, or named on the command line; what is wrong with one is one
 * clear line.
 */
import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { InputError } from '../cli/input/problem.ts'

/** Where the project's own comparisons find their data; it is not part of the project. */
export const FOLDER = '../shared/conformance'

export const areHere = existsSync(FOLDER)

/** How a test title says so when there is nothing to compare with. */
export const titled = (title: string): string => (areHere ? title : `skipped, as ${FOLDER} is absent: ${title}`)

/** A record of a file, with its place for complaints. */
export interface Item {
  readonly file: string
  readonly line: number
  readonly value: Readonly<Record<string, unknown>>
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const bytesOf = (file: string): Buffer => {
  try {
    const bytes = readFileSync(file)
    return file.endsWith('.gz') ? gunzipSync(bytes) : bytes
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new InputError([{ file, text: `cannot be read: ${why}; give a file of recorded cases` }])
  }
}

const parse = (file: string, line: number, text: string): Item => {
  const problem = (what: string): InputError => new InputError([{ file, line, text: what }])
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw problem('is not JSON; give a file of recorded cases')
  }
  if (!isRecord(value)) throw problem('is not a JSON object; expected a table of cases, or one case a line')
  return { file, line, value }
}

/** One JSON object, or one a line (`.jsonl`, `.jsonl.gz`). */
export const readItems = (file: string): readonly Item[] => {
  const text = bytesOf(file).toString('utf8')
  if (!/\.jsonl(\.gz)?$/.test(file)) return [parse(file, 1, text)]
  return text
    .split('\n')
    .map((line, i) => ({ line, number: i + 1 }))
    .filter(({ line }) => line.trim() !== '')
    .map(({ line, number }) => parse(file, number, line))
}

/** The cases of a table, which must be of one of these schemas; null: it is of another. */
export const casesOf = ({ file, line, value }: Item, schema: string): readonly unknown[] | null => {
  if (value['schema'] !== schema) return null
  const { cases } = value
  if (!Array.isArray(cases))
    throw new InputError([{ file, line, path: 'cases', text: 'is not a list; expected cases' }])
  return cases
}

/** A case that lacks what every case of its kind has. */
export const malformed = (file: string, path: string, what: string): InputError =>
  new InputError([{ file, path, text: `${what}; give cases in one of the formats of ${FOLDER}` }])

/** The fields without which nothing can be compared; what is inside them is read as Kubernetes writes it. */
export const checked = <T>(file: string, path: string, value: unknown, fields: readonly string[]): T => {
  const lacking = fields.find((field) => !isRecord(value) || !(field in value))
  if (lacking !== undefined) throw malformed(file, path === '' ? lacking : `${path}.${lacking}`, 'is missing')
  return value as T
}
