/** The body of a request: read up to a limit, and decoded by what it says it is. */
import type { IncomingMessage } from 'node:http'
import { InputError } from '../input/problem.ts'
import { parseDocuments } from '../input/documents.ts'
import { protoPath } from '../input/wording.ts'
import type { Json } from './rest/json.ts'
import { fromProtobuf } from './rest/protobuf.ts'
import { badRequest, refusal, unknownType } from './rest/status.ts'

/** Upstream's limit for a request. */
const MAX_BYTES = 3 * 1024 * 1024
const MAX_DEPTH = 200

export const readBody = async (request: IncomingMessage): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request) {
    if (!(chunk instanceof Uint8Array)) continue
    size += chunk.length
    if (size > MAX_BYTES) throw refusal(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${MAX_BYTES}`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

export const mediaType = (header: string | undefined): string =>
  (header ?? 'application/json').split(';')[0]?.trim().toLowerCase() ?? ''

const JSON_TYPES: ReadonlySet<string> = new Set([
  'application/json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/json-patch+json',
])
const YAML_TYPES: ReadonlySet<string> = new Set(['application/yaml', 'application/apply-patch+yaml'])

const depthOf = (value: Json, depth = 0): number =>
  depth > MAX_DEPTH || typeof value !== 'object' || value === null
    ? depth
    : Math.max(depth, ...Object.values(value).map((inner: Json) => depthOf(inner, depth + 1)))

const parsedJson = (text: string): Json => {
  try {
    return JSON.parse(text) as Json
  } catch (error) {
    throw badRequest(`the body is no JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** JSON is YAML too, and most of what is sent as YAML is JSON. */
const parsedYaml = (text: string, bytes: Uint8Array): Json => {
  if (text.trimStart().startsWith('{')) return parsedJson(text)
  try {
    const [document, second] = parseDocuments('the body', bytes)
    if (second !== undefined) throw badRequest('the body holds more than one document')
    return (document?.value ?? null) as Json
  } catch (error) {
    if (error instanceof InputError) throw badRequest(error.message)
    throw error
  }
}

const sound = (value: Json): Json => {
  if (depthOf(value) > MAX_DEPTH) throw badRequest(`the body is nested deeper than ${MAX_DEPTH} levels`)
  if (protoPath(value) !== null) throw badRequest('the body has a field __proto__, which no object has')
  return value
}

/** Undefined: there is none. */
export const decodeBody = (bytes: Uint8Array, type: string): Json | undefined => {
  if (bytes.length === 0) return undefined
  if (type === 'application/vnd.kubernetes.protobuf') return fromProtobuf(bytes)
  const isJson = JSON_TYPES.has(type)
  if (!isJson && !YAML_TYPES.has(type)) {
    throw unknownType([...JSON_TYPES, ...YAML_TYPES])
  }
  const text = new TextDecoder().decode(bytes)
  return sound(isJson ? parsedJson(text) : parsedYaml(text, bytes))
}
