/** Canonical text and fingerprints of plain data, and what is refused as not plain. */
import type { Action, Json } from './machine.ts'

/** A value that is no plain data: names where, for whoever wrote the rule. */
export class NotPlainData extends Error {
  constructor(path: readonly (string | number)[], what: string) {
    super(`${pathText(path)} is ${what}; states hold plain JSON-like data only`)
    this.name = 'NotPlainData'
  }
}

/** Deeper than any sensible state: a value that contains itself ends here. */
export const MAX_NESTING = 2_000

const SHOWN_KEYS = 8

const pathText = (path: readonly (string | number)[]): string => {
  if (path.length === 0) return 'the value'
  const shown = path.slice(0, SHOWN_KEYS)
  const text = shown.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('')
  return shown.length < path.length ? `${text}...` : text
}

/** Words for what something is, when it is not plain data. */
export const describeOddity = (value: unknown): string => {
  if (value === undefined) return 'undefined (leave the field out instead)'
  if (typeof value === 'number') return `${value} (it equals nothing that JSON can say)`
  if (typeof value !== 'object' || value === null) return `a ${typeof value}`
  if (Object.getOwnPropertySymbols(value).length > 0) return 'an object with a symbol as a key'
  const maker: unknown = Object.getPrototypeOf(value)?.constructor
  return typeof maker === 'function' ? `a ${maker.name}` : 'an object with a strange prototype'
}

export const isPlainPrimitive = (value: unknown): value is null | boolean | number | string =>
  value === null ||
  typeof value === 'string' ||
  typeof value === 'boolean' ||
  (typeof value === 'number' && Number.isFinite(value))

/** An object as a literal or JSON.parse makes it. */
export const isPlainRecord = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value)
  return (
    (prototype === Object.prototype || prototype === null) &&
    Object.getOwnPropertySymbols(value).length === 0
  )
}

/** One text per value: equal values give equal texts, whatever order their keys were written in. */
export const canonicalJson = (value: unknown): string => write(value, [])

const write = (value: unknown, path: (string | number)[]): string => {
  if (isPlainPrimitive(value)) return JSON.stringify(value === 0 ? 0 : value)
  if (typeof value !== 'object' || value === null) {
    throw new NotPlainData(path, describeOddity(value))
  }
  if (path.length > MAX_NESTING) throw new NotPlainData(path, 'nested without end (a cycle?)')
  const child = (key: string | number, nested: unknown): string => {
    path.push(key)
    const text = write(nested, path)
    path.pop()
    return text
  }
  if (Array.isArray(value)) return `[${Array.from(value, (v, i) => child(i, v)).join(',')}]`
  if (!isPlainRecord(value)) throw new NotPlainData(path, describeOddity(value))
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${fields.map(([k, v]) => `${JSON.stringify(k)}:${child(k, v)}`).join(',')}}`
}

/** 64 bits over the canonical text, in hexadecimal: FNV-1a twice, with different primes. */
export const fingerprint = (value: unknown): string => {
  const text = canonicalJson(value)
  return fnv(text, 0x811c9dc5, 0x01000193) + fnv(text, 0x9747b28c, 0x5bd1e995)
}

const fnv = (text: string, start: number, prime: number): string => {
  let hash = start
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i)
    hash = Math.imul(hash ^ (unit & 0xff), prime)
    hash = Math.imul(hash ^ (unit >>> 8), prime)
  }
  return (hash >>> 0).toString(16).padStart(8, '0')
}

/** An action as data: details that are undefined are not there. */
export const plainAction = (action: Action): { readonly [key: string]: Json } => {
  const details: { [key: string]: Json } = {}
  for (const [key, value] of Object.entries(action)) if (value !== undefined) details[key] = value
  return details
}
