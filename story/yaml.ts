/** Objects as YAML, and the difference of two of them as `kubectl diff` shows it. */
import { align } from './align.ts'

const isRecord = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A text that YAML would read as something else, or not at all, stands in quotes. */
const scalar = (value: unknown): string => {
  if (typeof value !== 'string') return value === undefined ? 'null' : JSON.stringify(value)
  const isPlain =
    /^[A-Za-z_/][\w./@:+-]*(?: [\w./@+-]+)*$/.test(value) && !/^(true|false|null|yes|no|on|off|~)$/i.test(value)
  return isPlain && !value.endsWith(':') && !value.includes(': ') ? value : JSON.stringify(value)
}

const isEmpty = (value: unknown): boolean =>
  Array.isArray(value) ? value.length === 0 : !isRecord(value) || Object.keys(value).length === 0

export const yamlLines = (value: unknown, indent = ''): readonly string[] => {
  if (Array.isArray(value) && value.length > 0) {
    return value.flatMap((item: unknown) => {
      const [first = '', ...rest] = yamlLines(item, `${indent}  `)
      return [`${indent}- ${first.slice(indent.length + 2)}`, ...rest]
    })
  }
  if (isRecord(value) && !isEmpty(value)) {
    return Object.keys(value)
      .sort()
      .flatMap((key) => entry(key, value[key], indent))
  }
  return [`${indent}${Array.isArray(value) ? '[]' : isRecord(value) ? '{}' : scalar(value)}`]
}

const entry = (key: string, value: unknown, indent: string): readonly string[] => {
  const name = `${indent}${scalar(key)}:`
  if (isEmpty(value)) return [`${name} ${yamlLines(value)[0] ?? ''}`]
  return [name, ...yamlLines(value, Array.isArray(value) ? indent : `${indent}  `)]
}

export interface DiffLine {
  readonly sign: '+' | '-' | ' ' | '…'
  readonly text: string
}

const CONTEXT = 3

/** Unified, with three lines around each change; undefined: the object is not there. */
export const yamlDiff = (before: unknown, after: unknown): readonly DiffLine[] => {
  const [old, current] = [before, after].map((value) => (value === undefined ? [] : yamlLines(value)))
  const lines = align(old ?? [], current ?? []).map(({ left, right }): DiffLine => {
    if (left === null) return { sign: '+', text: current?.[right ?? 0] ?? '' }
    return { sign: right === null ? '-' : ' ', text: old?.[left] ?? '' }
  })
  const isNear = (at: number): boolean =>
    lines.slice(Math.max(0, at - CONTEXT), at + CONTEXT + 1).some(({ sign }) => sign !== ' ')
  return lines.flatMap((line, i): readonly DiffLine[] => {
    if (isNear(i)) return [line]
    return i > 0 && isNear(i - 1) ? [{ sign: '…', text: '' }] : []
  })
}
