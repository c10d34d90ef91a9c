/**
 * Is what a client sent of the shape that its kind has? Fields that the schema does not know are dropped, and told of
 * by their paths; a value of a wrong type is refused in the words of Go's JSON decoder, which clients know. `null` is
 * as good as absent.
 *
 * Left out: keys that occur twice (JavaScript's parser keeps the last), and the range of numbers.
 */
import type { Json, JsonObject } from './json.ts'
import { isList, isObject } from './json.ts'
import type { Field } from './schema.ts'
import { isAbsent, messageOf } from './schema.ts'

export interface Checked {
  readonly value: JsonObject
  /** Paths of unknown fields: `spec.containers[0].imagee`. */
  readonly unknown: readonly string[]
}

/** A value has a wrong type. */
export class TypeMismatch extends Error {}

const kindOf = (value: Json): string =>
  isList(value) ? 'array' : isObject(value) ? 'object' : value === true || value === false ? 'bool' : typeof value

const GO_TYPES: { readonly [type: string]: string } = { boolean: 'bool', number: 'float64', bytes: '[]uint8' }

const goType = ({ type, shape }: Field): string => {
  const one = messageOf(type) === null ? (GO_TYPES[type] ?? type) : `v1.${type}`
  return shape === 'one' ? one : shape === 'list' ? `[]${one}` : `map[string]${one}`
}

interface Place {
  /** The Go struct that holds the field. */
  readonly struct: string
  /** With indexes, for unknown fields; without, for types. */
  readonly path: string
  readonly plain: string
}

const mismatch = (value: Json, { struct, plain }: Place, type: string): TypeMismatch =>
  new TypeMismatch(`json: cannot unmarshal ${kindOf(value)} into Go struct field ${struct}.${plain} of type ${type}`)

const QUANTITY = /^[+-]?\d*\.?\d+([eE][+-]?\d+|[KMGTPE]i|[numkMGTPE])?$|^[+-]?\d+\.?$/
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/

const isWhole = (value: Json): boolean => typeof value === 'number' && Number.isSafeInteger(value)

const notWhole = (value: Json, type: string, place: Place): TypeMismatch => {
  const { message } = mismatch(value, place, type)
  return new TypeMismatch(typeof value === 'number' ? message.replace('number into', `number ${value} into`) : message)
}

const badTime = (text: string): TypeMismatch => {
  const said = JSON.stringify(text)
  return new TypeMismatch(`parsing time ${said} as "2006-01-02T15:04:05Z07:00": cannot parse ${said} as "2006"`)
}

/** Null: it is fine. Otherwise what Go calls the type that was wanted. */
const scalarFault = (value: Json, type: string, place: Place): TypeMismatch | null => {
  const unless = (isFine: boolean, wanted: string): TypeMismatch | null =>
    isFine ? null : mismatch(value, place, wanted)
  switch (type) {
    case 'string':
      return unless(typeof value === 'string', 'string')
    case 'int32':
    case 'int64':
      return isWhole(value) ? null : notWhole(value, type, place)
    case 'boolean':
      return unless(typeof value === 'boolean', 'bool')
    case 'number':
      return unless(typeof value === 'number', 'float64')
    case 'bytes':
      return unless(typeof value === 'string', '[]uint8')
    case 'intOrString':
      return unless(typeof value === 'string' || isWhole(value), 'intstr.IntOrString')
    case 'quantity':
      return quantityFault(value)
    case 'time':
    case 'microtime':
      return typeof value === 'string' && !TIME.test(value)
        ? badTime(value)
        : unless(typeof value === 'string', 'v1.Time')
    default:
      return null
  }
}

const quantityFault = (value: Json): TypeMismatch | null => {
  const text = typeof value === 'number' ? String(value) : value
  if (typeof text === 'string' && QUANTITY.test(text)) return null
  return new TypeMismatch("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")
}

const checkedOne = (value: Json, field: Field, place: Place, unknown: string[]): Json => {
  const message = messageOf(field.type)
  if (message !== null) {
    if (!isObject(value)) throw mismatch(value, place, `v1.${field.type}`)
    return checkedFields(value, message.name, place, unknown)
  }
  const fault = scalarFault(value, field.type, place)
  if (fault !== null) throw fault
  return field.type === 'quantity' && typeof value === 'number' ? String(value) : value
}

const checkedField = (value: Json, field: Field, place: Place, unknown: string[]): Json => {
  if (field.shape === 'one') return checkedOne(value, field, place, unknown)
  if (field.shape === 'list') {
    if (!isList(value)) throw mismatch(value, place, goType(field))
    return value
      .filter((item) => item !== null)
      .map((item, i) => checkedOne(item, field, { ...place, path: `${place.path}[${i}]` }, unknown))
  }
  if (!isObject(value)) throw mismatch(value, place, goType(field))
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) =>
      item === null
        ? []
        : [[key, checkedOne(item, field, { ...place, path: `${place.path}.${key}` }, unknown)] as const],
    ),
  )
}

const checkedFields = (object: JsonObject, type: string, { path, plain }: Place, unknown: string[]): JsonObject => {
  const message = messageOf(type)
  if (message === null) return object
  const fields: [string, Json][] = []
  const within = (name: string): Place => ({
    struct: type,
    path: path === '' ? name : `${path}.${name}`,
    plain: plain === '' ? name : `${plain}.${name}`,
  })
  for (const [name, value] of Object.entries(object)) {
    const field = message.fields.get(name)
    const isHead = path === '' && (name === 'apiVersion' || name === 'kind')
    if (field === undefined && !isHead) unknown.push(within(name).path)
    if (value === null) continue
    if (isHead) fields.push([name, value])
    else if (field !== undefined && !isAbsent(field, value))
      fields.push([name, checkedField(value, field, within(name), unknown)])
  }
  return Object.fromEntries(fields)
}

/** Throws a TypeMismatch. */
export const check = (object: JsonObject, type: string): Checked => {
  const unknown: string[] = []
  const value = checkedFields(object, type, { struct: type, path: '', plain: '' }, unknown)
  return { value, unknown: unknown.sort() }
}
