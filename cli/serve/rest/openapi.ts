/** OpenAPI v3 and v2 from the schema: enough for kubectl to validate, to merge lists, and to explain. */
import { createHash } from 'node:crypto'
import { describe } from './descriptions.ts'
import type { Json, JsonObject } from './json.ts'
import { compact } from './json.ts'
import type { Served } from './kinds.ts'
import { NAMED_GROUPS, SERVED, VERSION, groupOfServed } from './kinds.ts'
import type { Field, Message } from './schema.ts'
import { MESSAGES, messageOf, packageOf } from './schema.ts'

const fullName = (message: string): string => `${packageOf(message)}.${message}`

const SCALARS: { readonly [type: string]: JsonObject } = {
  string: { type: 'string' },
  int32: { type: 'integer', format: 'int32' },
  int64: { type: 'integer', format: 'int64' },
  boolean: { type: 'boolean' },
  number: { type: 'number', format: 'double' },
  bytes: { type: 'string', format: 'byte' },
  time: { type: 'string', format: 'date-time' },
  microtime: { type: 'string', format: 'date-time' },
  quantity: { type: 'string' },
  intOrString: { type: 'string', format: 'int-or-string' },
  any: { type: 'object' },
}

type RefStyle = '#/components/schemas/' | '#/definitions/'

const oneOf = ({ type }: Field, style: RefStyle): JsonObject => SCALARS[type] ?? { $ref: style + fullName(type) }

/** How strategic merge and server-side apply treat a list. */
const mergeRules = ({ keys, isAtomic, shape }: Field): JsonObject => {
  if (isAtomic) return { 'x-kubernetes-map-type': 'atomic' }
  if (shape !== 'list') return {}
  if (keys === null) return { 'x-kubernetes-list-type': 'atomic' }
  const [key] = keys
  if (key === undefined) return { 'x-kubernetes-list-type': 'set', 'x-kubernetes-patch-strategy': 'merge' }
  return {
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': [...keys],
    'x-kubernetes-patch-strategy': 'merge',
    'x-kubernetes-patch-merge-key': key,
  }
}

const property = (message: string, field: Field, style: RefStyle): JsonObject => {
  const one = oneOf(field, style)
  const shaped =
    field.shape === 'list'
      ? { type: 'array', items: one }
      : field.shape === 'map'
        ? { type: 'object', additionalProperties: one }
        : one
  const description = describe(message, field.name)
  return { ...(description === undefined ? {} : { description }), ...shaped, ...mergeRules(field) }
}

const HEAD: { readonly [field: string]: JsonObject } = {
  apiVersion: { description: describe('', 'apiVersion') ?? '', type: 'string' },
  kind: { description: describe('', 'kind') ?? '', type: 'string' },
}

const kindOf = (message: string): Served | undefined => SERVED.find(({ kind }) => kind === message)

const schemaOf = ({ name, fields, isAtomic }: Message, style: RefStyle): JsonObject => {
  const served = kindOf(name)
  const required = [...fields.values()].filter(({ isRequired }) => isRequired).map((field) => field.name)
  const properties = Object.fromEntries([...fields.values()].map((field) => [field.name, property(name, field, style)]))
  return compact({
    description: describe(name, ''),
    type: 'object',
    required: required.length === 0 ? undefined : required,
    properties:
      served === undefined && name !== 'DeleteOptions' && name !== 'Scale' ? properties : { ...HEAD, ...properties },
    'x-kubernetes-map-type': isAtomic ? 'atomic' : undefined,
    'x-kubernetes-group-version-kind': served === undefined ? undefined : [gvk(served)],
  })
}

const gvk = (served: Served): JsonObject => ({ group: groupOfServed(served), kind: served.kind, version: VERSION })

const reachable = (roots: readonly string[]): readonly Message[] => {
  const found = new Map<string, Message>()
  const visit = (name: string): void => {
    const message = messageOf(name)
    if (message === null || found.has(name)) return
    found.set(name, message)
    for (const { type } of message.fields.values()) visit(type)
  }
  roots.forEach(visit)
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}

const schemas = (messages: readonly Message[], style: RefStyle): JsonObject =>
  Object.fromEntries(messages.map((message) => [fullName(message.name), schemaOf(message, style)]))

const parameter = (name: string): JsonObject => ({ name, in: 'query', schema: { type: 'string' } })

const operation = (action: string, served: Served): JsonObject => ({
  parameters: ['dryRun', 'fieldManager', 'fieldValidation'].map(parameter),
  responses: { '200': { description: 'OK' } },
  'x-kubernetes-action': action,
  'x-kubernetes-group-version-kind': gvk(served),
})

const pathsOf = (served: Served): readonly (readonly [string, Json])[] => {
  const group = groupOfServed(served)
  const root = group === '' ? `/api/${VERSION}` : `/apis/${group}/${VERSION}`
  const all = served.isNamespaced ? `${root}/namespaces/{namespace}/${served.resource}` : `${root}/${served.resource}`
  return [
    [all, { get: operation('list', served), post: operation('post', served) }],
    [
      `${all}/{name}`,
      {
        get: operation('get', served),
        put: operation('put', served),
        patch: operation('patch', served),
        delete: operation('delete', served),
      },
    ],
  ]
}

const inGroup = (group: string): readonly Served[] => SERVED.filter((served) => groupOfServed(served) === group)

const INFO = { title: 'Kubernetes', version: 'v1.26.5' }

export const openApiV3 = (group: string): JsonObject => {
  const served = inGroup(group)
  const messages = reachable([...served.map(({ kind }) => kind), 'DeleteOptions', 'Status'])
  return {
    openapi: '3.0.0',
    info: INFO,
    paths: Object.fromEntries(served.flatMap(pathsOf)),
    components: { schemas: schemas(messages, '#/components/schemas/') },
  }
}

export const openApiV2 = (): JsonObject => ({
  swagger: '2.0',
  info: INFO,
  paths: Object.fromEntries(SERVED.flatMap(pathsOf)),
  definitions: schemas([...MESSAGES.values()], '#/definitions/'),
})

/** Where each document is; its hash lets clients keep it. */
export const openApiIndex = (): JsonObject => {
  const entry = (path: string, group: string): readonly [string, Json] => {
    const hash = createHash('sha256')
      .update(JSON.stringify(openApiV3(group)))
      .digest('hex')
      .toUpperCase()
    return [path, { serverRelativeURL: `/openapi/v3/${path}?hash=${hash}` }]
  }
  return {
    paths: Object.fromEntries([entry('api/v1', ''), ...NAMED_GROUPS.map((group) => entry(`apis/${group}/v1`, group))]),
  }
}
