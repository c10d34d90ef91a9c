/**
 * Kubernetes' protobuf, which kubectl 1.32 and later send for what they create by name: the bytes `k8s\0`, an
 * envelope with type and content, and the object by the numbers of its schema. Only read, never written: every client
 * takes JSON.
 */
import type { Json, JsonObject } from './json.ts'
import { listAt, objectAt, withField } from './json.ts'
import type { Field } from './schema.ts'
import { isAbsent, messageOf } from './schema.ts'
import { badRequest } from './status.ts'

const MAGIC = [0x6b, 0x38, 0x73, 0x00]

type Wire = number | Uint8Array

const damaged = (): Error => badRequest('the protobuf body is damaged')

/** The fields of one message: number and value, in their order. */
const wireFields = (bytes: Uint8Array): readonly (readonly [number, Wire])[] => {
  const found: [number, Wire][] = []
  let position = 0
  const varint = (): number => {
    let value = 0n
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = bytes[position]
      if (byte === undefined) throw damaged()
      position += 1
      value |= BigInt(byte & 0x7f) << shift
      if ((byte & 0x80) === 0) return Number(BigInt.asIntN(64, value))
    }
    throw damaged()
  }
  const take = (length: number): Uint8Array => {
    if (length < 0 || position + length > bytes.length) throw damaged()
    position += length
    return bytes.subarray(position - length, position)
  }
  while (position < bytes.length) {
    const tag = varint()
    const number = tag >>> 3
    switch (tag & 7) {
      case 0:
        found.push([number, varint()])
        break
      case 2:
        found.push([number, take(varint())])
        break
      case 1:
        found.push([number, take(8)])
        break
      case 5:
        found.push([number, take(4)])
        break
      default:
        throw damaged()
    }
  }
  return found
}

const utf8 = new TextDecoder()

const textOf = (wire: Wire | undefined): string => (wire instanceof Uint8Array ? utf8.decode(wire) : '')
const bytesOf = (wire: Wire | undefined): Uint8Array => (wire instanceof Uint8Array ? wire : new Uint8Array())
const firstOf = (bytes: Uint8Array, number: number): Wire | undefined =>
  wireFields(bytes).find(([n]) => n === number)?.[1]

/** A number, or a text, by what its first field says. */
const intOrString = (bytes: Uint8Array): Json => {
  if (firstOf(bytes, 1) === 1) return textOf(firstOf(bytes, 3))
  const value = firstOf(bytes, 2)
  return typeof value === 'number' ? value : 0
}

const oneOf = (type: string, wire: Wire, depth: number): Json => {
  switch (type) {
    case 'string':
      return textOf(wire)
    case 'int32':
    case 'int64':
      return typeof wire === 'number' ? wire : 0
    case 'boolean':
      return wire === 1
    case 'bytes':
      return Buffer.from(bytesOf(wire)).toString('base64')
    case 'time':
    case 'microtime':
      // What is made by name has no times of its own but empty ones.
      return null
    case 'quantity':
      return textOf(firstOf(bytesOf(wire), 1))
    case 'intOrString':
      return intOrString(bytesOf(wire))
    default:
      return messageOf(type) === null ? null : messageFrom(bytesOf(wire), type, depth + 1)
  }
}

const MAX_DEPTH = 100

/** Fields in which 0 says something: elsewhere it is how the wire format writes that nothing was said. */
const ZERO_COUNTS: ReadonlySet<string> = new Set([
  'replicas',
  'gracePeriodSeconds',
  'terminationGracePeriodSeconds',
  'tolerationSeconds',
  'minAvailable',
  'maxUnavailable',
  'maxSurge',
])

const saysNothing = (value: Json, field: Field): boolean =>
  isAbsent(field, value) || (!field.isRequired && (value === '' || (value === 0 && !ZERO_COUNTS.has(field.name))))

const withWire = (object: JsonObject, field: Field, wire: Wire, depth: number): JsonObject => {
  const { name, type, shape } = field
  if (shape === 'list') return withField(object, name, [...listAt(object, name), oneOf(type, wire, depth)])
  if (shape === 'map') {
    const entry = bytesOf(wire)
    const value = oneOf(type, firstOf(entry, 2) ?? new Uint8Array(), depth)
    return withField(object, name, withField(objectAt(object, name), textOf(firstOf(entry, 1)), value))
  }
  const value = oneOf(type, wire, depth)
  return saysNothing(value, field) ? object : withField(object, name, value)
}

const messageFrom = (bytes: Uint8Array, type: string, depth: number): JsonObject => {
  const message = messageOf(type)
  if (message === null || depth > MAX_DEPTH) throw damaged()
  const fields = [...message.fields.values()]
  return wireFields(bytes).reduce<JsonObject>((object, [number, wire]) => {
    const own = fields.find((field) => field.number === number && field.within === undefined)
    if (own !== undefined) return withWire(object, own, wire, depth)
    const inner = fields.filter(({ within }) => within === number)
    if (inner.length === 0) return object
    return wireFields(bytesOf(wire)).reduce<JsonObject>((sofar, [n, value]) => {
      const field = inner.find((candidate) => candidate.number === n)
      return field === undefined ? sofar : withWire(sofar, field, value, depth)
    }, object)
  }, {})
}

/** The object in a body. */
export const fromProtobuf = (body: Uint8Array): JsonObject => {
  if (MAGIC.some((byte, i) => body[i] !== byte)) throw badRequest('the body is no Kubernetes protobuf')
  const envelope = body.subarray(MAGIC.length)
  const type = bytesOf(firstOf(envelope, 1))
  const [apiVersion, kind] = [textOf(firstOf(type, 1)), textOf(firstOf(type, 2))]
  if (messageOf(kind) === null) throw badRequest(`no kind ${JSON.stringify(kind)} is known in protobuf`)
  return { apiVersion, kind, ...messageFrom(bytesOf(firstOf(envelope, 2)), kind, 0) }
}
