/**
 * OpenAPI v2 in protobuf, which kubectl up to 1.28 insists on before it writes: only whether a write can be validated
 * by the server. The schemas themselves those versions take from OpenAPI v3, or know. Numbers are those of the
 * message `openapi.v2.Document`.
 */
import type { Json } from './json.ts'
import { SERVED, VERSION, groupOfServed } from './kinds.ts'
import type { Served } from './kinds.ts'

const varint = (value: number): number[] => (value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)])

type Content = string | Uint8Array

/** A field that holds a text or a message. */
const field = (number: number, content: Content): Uint8Array => {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
  return Uint8Array.from([...varint((number << 3) | 2), ...varint(bytes.length), ...bytes])
}

const message = (...fields: readonly Uint8Array[]): Uint8Array => Uint8Array.from(fields.flatMap((bytes) => [...bytes]))

const queryParameter = (name: string): Uint8Array => {
  const query = message(field(2, 'query'), field(4, name))
  const nonBody = message(field(3, query))
  return message(field(1, message(field(2, nonBody))))
}

/** JSON is YAML. */
const extension = (name: string, value: Json): Uint8Array =>
  message(field(1, name), field(2, message(field(2, JSON.stringify(value)))))

const patchOf = (served: Served): Uint8Array => {
  const parameters = ['dryRun', 'fieldManager', 'fieldValidation', 'force'].map((name) =>
    field(8, queryParameter(name)),
  )
  const kind = { group: groupOfServed(served), version: VERSION, kind: served.kind }
  return message(...parameters, field(13, extension('x-kubernetes-group-version-kind', kind)))
}

const pathOf = (served: Served): string => {
  const group = groupOfServed(served)
  const root = group === '' ? `/api/${VERSION}` : `/apis/${group}/${VERSION}`
  return `${root}${served.isNamespaced ? '/namespaces/{namespace}' : ''}/${served.resource}/{name}`
}

export const openApiV2Protobuf = (): Uint8Array => {
  const paths = SERVED.map((served) =>
    field(2, message(field(1, pathOf(served)), field(2, message(field(8, patchOf(served)))))),
  )
  const info = message(field(1, 'Kubernetes'), field(2, 'v1.26.5'))
  return message(field(1, '2.0'), field(2, info), field(8, message(...paths)))
}
