/**
 * Hash-consing: equal values become one object. Nested values too, so that a store in which one key changed
 * costs its width and not its size, and user code may remember answers by reference.
 */
import type { Json } from './machine.ts'

/** A value that is no plain data: names where, for whoever wrote the rule. */
export class NotPlainData extends Error {
  constructor(path: string, what: string) {
    super(`${path === '' ? 'the value' : path} is ${what}; states hold plain JSON-like data only`)
    this.name = 'NotPlainData'
  }
}

const describe = (value: unknown): string => {
  if (value === undefined) return 'undefined (leave the field out instead)'
  if (typeof value === 'number') return String(value)
  if (typeof value === 'object' && value !== null) return `a ${value.constructor?.name ?? 'strange object'}`
  return `a ${typeof value}`
}

export class Interner {
  /** Value by id. */
  readonly #values: Json[] = []
  readonly #primitives = new Map<Json, number>()
  readonly #objects = new WeakMap<object, number>()
  readonly #byShape = new Map<string, number>()

  get size(): number {
    return this.#values.length
  }

  valueOf(id: number): Json {
    const value = this.#values[id]
    if (value === undefined) throw new Error(`internal error: no value with id ${id}`)
    return value
  }

  /** The id of a value; equal values have equal ids, whatever order their keys were written in. */
  idOf(value: unknown, path = ''): number {
    if (typeof value === 'object' && value !== null) {
      return this.#objects.get(value) ?? this.#addObject(value, path)
    }
    return this.#idOfPrimitive(value, path)
  }

  #idOfPrimitive(value: unknown, path: string): number {
    const isPlain =
      value === null ||
      typeof value === 'string' ||
      typeof value === 'boolean' ||
      (typeof value === 'number' && Number.isFinite(value))
    if (!isPlain) throw new NotPlainData(path, describe(value))
    const plain = value === 0 ? 0 : value
    const known = this.#primitives.get(plain)
    if (known !== undefined) return known
    const id = this.#values.push(plain) - 1
    this.#primitives.set(plain, id)
    return id
  }

  #addObject(value: object, path: string): number {
    if (path.length > 10_000) throw new NotPlainData(path.slice(0, 60), 'nested without end (a cycle?)')
    const id = Array.isArray(value) ? this.#addArray(value, path) : this.#addRecord(value, path)
    this.#objects.set(value, id)
    return id
  }

  #addArray(value: readonly unknown[], path: string): number {
    const ids = value.map((child, i) => this.idOf(child, `${path}[${i}]`))
    return this.#canonical(`[${ids.join(',')}`, () => Object.freeze(ids.map((id) => this.valueOf(id))))
  }

  #addRecord(value: object, path: string): number {
    const prototype: unknown = Object.getPrototypeOf(value)
    if (prototype !== Object.prototype && prototype !== null) throw new NotPlainData(path, describe(value))
    const keys = Object.keys(value).sort()
    const ids = keys.map((key) => this.idOf(Reflect.get(value, key), `${path}.${key}`))
    const shape = keys.map((key, i) => `${JSON.stringify(key)}:${ids[i]}`).join(',')
    return this.#canonical(`{${shape}`, () => {
      const record: { [key: string]: Json } = {}
      keys.forEach((key, i) => define(record, key, this.valueOf(ids[i] ?? 0)))
      return Object.freeze(record)
    })
  }

  #canonical(shape: string, make: () => Json & object): number {
    const known = this.#byShape.get(shape)
    if (known !== undefined) return known
    const made = make()
    const id = this.#values.push(made) - 1
    this.#byShape.set(shape, id)
    this.#objects.set(made, id)
    return id
  }
}

/** Assignment would call the setter of `__proto__`; defining makes an own field of it. */
const define = (record: { [key: string]: Json }, key: string, value: Json): void => {
  if (key === '__proto__') {
    Object.defineProperty(record, key, { value, enumerable: true, configurable: true, writable: true })
  } else {
    record[key] = value
  }
}

/** One text per value: equal values give equal texts. */
export const canonicalJson = (value: Json): string => {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value === 0 ? 0 : value)
  if (isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  const fields = Object.keys(value).sort()
  return `{${fields.map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key] ?? null)}`).join(',')}}`
}

const isArray = (value: Json): value is readonly Json[] => Array.isArray(value)

/** FNV-1a over the canonical text, twice with different starts: 64 bits in hexadecimal. */
export const fingerprint = (value: unknown): string => {
  const interner = new Interner()
  const text = canonicalJson(interner.valueOf(interner.idOf(value)))
  return [0x811c9dc5, 0x01000193].map((start) => fnv(text, start)).join('')
}

const fnv = (text: string, start: number): string => {
  let hash = start
  for (let i = 0; i < text.length; i += 1) {
    hash ^= text.charCodeAt(i)
    hash = Math.imul(hash, 0x01000193)
  }
  return (hash >>> 0).toString(16).padStart(8, '0')
}
