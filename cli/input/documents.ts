/**
 * Text to located documents. YAML and JSON alike (JSON is YAML). Every value keeps its place in the file, so
 * that a problem found later can be shown there.
 */
import { LineCounter, isAlias, isMap, isNode, isScalar, parseAllDocuments, visit } from 'yaml'
import type { Document } from 'yaml'
import type { Place } from './problem.ts'
import { InputError } from './problem.ts'

export interface LocatedDocument {
  readonly file: string
  readonly value: unknown
  /** Where the value at this path begins. */
  readonly placeOf: (path: readonly PropertyKey[]) => Place
}

const MAX_DEPTH = 100
const MAX_ALIASES = 100
const MAX_BYTES = 50 * 1024 * 1024

export const parseDocuments = (file: string, bytes: Uint8Array): readonly LocatedDocument[] => {
  const text = decode(file, bytes)
  refuseDeepNesting(file, text)
  const lines = new LineCounter()
  const parsed = parseAllDocuments(text, { lineCounter: lines, uniqueKeys: true, merge: true })
  const documents = Array.isArray(parsed) ? parsed : []
  return documents.flatMap((document) => {
    const error = document.errors[0]
    if (error !== undefined) throw syntaxError(file, error, lines)
    const value = toPlain(file, document)
    if (value === null || value === undefined) return []
    return [{ file, value, placeOf: locator(file, document, lines) }]
  })
}

const decode = (file: string, bytes: Uint8Array): string => {
  if (bytes.length > MAX_BYTES) {
    throw new InputError([{ file, text: 'is larger than 50 MB; give the manifests only' }])
  }
  if (bytes.includes(0)) {
    throw new InputError([{ file, text: 'is a binary file, not YAML or JSON; give a manifest' }])
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new InputError([{ file, text: 'is not UTF-8 text; save it as UTF-8' }])
  }
}

/** A cheap look before the parser recurses: brackets open at once, and columns of indentation. */
const refuseDeepNesting = (file: string, text: string): void => {
  let depth = 0
  let line = 1
  let indent = 0
  let atStart = true
  for (const char of text) {
    if (char === '\n') {
      line += 1
      indent = 0
      atStart = true
      continue
    }
    if (atStart && (char === ' ' || char === '-')) indent += 1
    else atStart = false
    if (char === '{' || char === '[') depth += 1
    else if ((char === '}' || char === ']') && depth > 0) depth -= 1
    if (depth > MAX_DEPTH || (atStart && indent > 20 * MAX_DEPTH)) {
      const text = `is nested deeper than ${MAX_DEPTH} levels; no Kubernetes object is`
      throw new InputError([{ file, line, text }])
    }
  }
}

const syntaxError = (
  file: string,
  error: { readonly code: string; readonly message: string; readonly pos: [number, number] },
  lines: LineCounter,
): InputError => {
  const { line, col } = lines.linePos(error.pos[0])
  const said = (error.message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, '')
  const advice =
    error.code === 'TAB_AS_INDENT'
      ? 'use spaces instead of tabs'
      : error.code === 'DUPLICATE_KEY'
        ? 'remove one of the two'
        : 'correct the YAML here'
  return new InputError([{ file, line, column: col, text: `${said}; ${advice}` }])
}

const toPlain = (file: string, document: Document.Parsed): unknown => {
  let aliases = 0
  visit(document, {
    Alias: () => {
      aliases += 1
    },
  })
  try {
    if (aliases > MAX_ALIASES) throw new ReferenceError('too many aliases')
    return document.toJS({ maxAliasCount: MAX_ALIASES })
  } catch (error) {
    const text =
      error instanceof ReferenceError
        ? 'expands YAML aliases too often (an alias bomb?); write the values out'
        : 'cannot be read as YAML; it may be nested too deeply'
    throw new InputError([{ file, text }])
  }
}

const locator =
  (file: string, document: Document.Parsed, lines: LineCounter) =>
  (path: readonly PropertyKey[]): Place => {
    const keys = path.map((key) => (typeof key === 'number' ? key : String(key)))
    const offset = offsetOf(document, keys)
    const where = offset === null ? {} : position(lines.linePos(offset))
    return { file, ...where, path: formatPath(keys) }
  }

const position = ({ line, col }: { line: number; col: number }): Partial<Place> => ({
  line,
  column: col,
})

/** The place of the key when there is one, of the nearest known ancestor otherwise. */
const offsetOf = (document: Document.Parsed, path: readonly (string | number)[]): number | null => {
  for (let length = path.length; length >= 0; length -= 1) {
    const parent = length === 0 ? document.contents : document.getIn(path.slice(0, length - 1), true)
    const key = path[length - 1]
    if (isMap(parent)) {
      const pair = parent.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key))
      if (pair !== undefined && isNode(pair.key) && pair.key.range) return pair.key.range[0]
    }
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true)
    if (isNode(node) && !isAlias(node) && node.range) return node.range[0]
  }
  return null
}

export const formatPath = (path: readonly (string | number)[]): string =>
  path.reduce<string>(
    (text, key) =>
      typeof key === 'number' ? `${text}[${key}]` : text === '' ? key : `${text}.${key}`,
    '',
  )
