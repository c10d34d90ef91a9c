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
import { messageOf } from './schema.ts'

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

/** Null: it is fine. Otherwise what Go calls the type that was wanted. */
const scalarFault = (value: Json, type: string, place: Place): TypeMismatch | null => {
  const no = (wanted: string): TypeMismatch => mismatch(value, place, wanted)
  switch (type) {
    case 'string':
      return typeof value === 'string' ? null : no('string')
    case 'int32':
    case 'int64':
      return isWhole(value)
        ? null
        : typeof value === 'number'
          ? new TypeMismatch(
              `json: cannot unmarshal number ${value} into Go struct field ${place.struct}.${place.plain} of type ${type}`,
            )
          : no(type)
    case 'boolean':
      return typeof value === 'boolean' ? null : no('bool')
    case 'number':
      return typeof value === 'number' ? null : no('float64')
    case 'bytes':
      return typeof value === 'string' ? null : no('[]uint8')
    case 'intOrString':
      return typeof value === 'string' || isWhole(value) ? null : no('intstr.IntOrString')
    case 'quantity':
      return quantityFault(value)
    case 'time':
    case 'microtime':
      return typeof value !== 'string'
        ? no('v1.Time')
        : TIME.test(value)
          ? null
          : new TypeMismatch(
              `parsing time ${JSON.stringify(value)} as "2006-01-02T15:04:05Z07:00": cannot parse ${JSON.stringify(value)} as "2006"`,
            )
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
    else if (field !== undefined) fields.push([name, checkedField(value, field, within(name), unknown)])
  }
  return Object.fromEntries(fields)
}

/** Throws a TypeMismatch. */
export const check = (object: JsonObject, type: string): Checked => {
  const unknown: string[] = []
  const value = checkedFields(object, type, { struct: type, path: '', plain: '' }, unknown)
  return { value, unknown: unknown.sort() }
}
