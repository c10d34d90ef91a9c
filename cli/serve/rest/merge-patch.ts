/** JSON merge patch (RFC 7396) and JSON patch (RFC 6902). */
import { same } from '../../../model/same.ts'
import type { Json, JsonObject } from './json.ts'
import { fieldOf, isList, isObject, objectAt, withField } from './json.ts'
import { badRequest, refusal } from './status.ts'

/** `null` takes a field away. */
export const mergePatch = (target: Json | undefined, patch: Json): Json => {
  if (!isObject(patch)) return patch
  const start: JsonObject = isObject(target) ? target : {}
  return Object.entries(patch).reduce<JsonObject>(
    (sofar, [name, value]) =>
      withField(sofar, name, value === null ? undefined : mergePatch(fieldOf(sofar, name), value)),
    start,
  )
}

const rejected = (): Error => refusal(422, 'Invalid', 'the server rejected our request due to an error in our request')

const pointer = (value: Json | undefined): readonly string[] => {
  if (typeof value !== 'string' || (value !== '' && !value.startsWith('/')))
    throw badRequest('a JSON patch needs paths such as /spec/replicas')
  return value
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
}

const childOf = (value: Json | undefined, key: string): Json | undefined => {
  if (isList(value)) return /^\d{1,6}$/.test(key) ? value[Number(key)] : undefined
  return fieldOf(value, key)
}

/** The document with what stands at a path changed by `change`, which may take it away. */
const changedAt = (
  document: Json | undefined,
  path: readonly string[],
  change: (parent: Json, key: string) => Json,
): Json => {
  const [key, ...rest] = path
  if (key === undefined || document === undefined) throw rejected()
  if (rest.length === 0) return change(document, key)
  const inner = changedAt(childOf(document, key), rest, change)
  if (isList(document)) return document.map((item, i) => (String(i) === key ? inner : item))
  return isObject(document) ? withField(document, key, inner) : inner
}

const added =
  (value: Json) =>
  (parent: Json, key: string): Json => {
    if (isObject(parent)) return withField(parent, key, value)
    const index = isList(parent) ? (key === '-' ? parent.length : Number(key)) : Number.NaN
    if (!isList(parent) || !Number.isInteger(index) || index < 0 || index > parent.length) throw rejected()
    return [...parent.slice(0, index), value, ...parent.slice(index)]
  }

const removed = (parent: Json, key: string): Json => {
  if (childOf(parent, key) === undefined) throw rejected()
  return isList(parent)
    ? parent.filter((_, i) => String(i) !== key)
    : withField(objectAt({ parent }, 'parent'), key, undefined)
}

const replaced =
  (value: Json) =>
  (parent: Json, key: string): Json => {
    if (childOf(parent, key) === undefined) throw rejected()
    return isList(parent)
      ? parent.map((item, i) => (String(i) === key ? value : item))
      : withField(objectAt({ parent }, 'parent'), key, value)
  }

const found = (document: Json, path: readonly string[]): Json => {
  const value = path.reduce<Json | undefined>(childOf, document)
  if (value === undefined) throw rejected()
  return value
}

const applied = (document: Json, operation: Json): Json => {
  const path = pointer(fieldOf(operation, 'path'))
  const value = fieldOf(operation, 'value') ?? null
  switch (fieldOf(operation, 'op')) {
    case 'add':
      return path.length === 0 ? value : changedAt(document, path, added(value))
    case 'remove':
      return changedAt(document, path, removed)
    case 'replace':
      return path.length === 0 ? value : changedAt(document, path, replaced(value))
    case 'test':
      if (!same(found(document, path), value)) throw rejected()
      return document
    case 'copy':
      return changedAt(document, path, added(found(document, pointer(fieldOf(operation, 'from')))))
    case 'move': {
      const from = pointer(fieldOf(operation, 'from'))
      return changedAt(changedAt(document, from, removed), path, added(found(document, from)))
    }
    default:
      throw badRequest('a JSON patch knows add, remove, replace, test, copy and move')
  }
}

const MAX_OPERATIONS = 10_000

export const jsonPatch = (document: Json, operations: Json): Json => {
  if (!isList(operations)) throw badRequest('a JSON patch is a list of operations')
  if (operations.length > MAX_OPERATIONS) {
    throw refusal(
      413,
      'RequestEntityTooLarge',
      `The allowed maximum operations in a JSON patch is ${MAX_OPERATIONS}, got ${operations.length}`,
    )
  }
  return operations.reduce(applied, document)
}
