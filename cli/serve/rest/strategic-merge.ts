/**
 * Strategic merge patch: a merge patch that knows from the schema which lists are merged by a key, and takes
 * directives: `$patch` (replace, delete, merge), `$retainKeys`, `$deleteFromPrimitiveList/x` and
 * `$setElementOrder/x`.
 *
 * Left out: `$setElementOrder` places what only the server has behind the rest, where upstream keeps it between its
 * neighbours.
 */
import { same } from '../../../model/same.ts'
import type { Json, JsonObject } from './json.ts'
import { fieldOf, isList, isObject, listAt, withField } from './json.ts'
import type { Field } from './schema.ts'
import { messageOf } from './schema.ts'
import { badRequest } from './status.ts'

const ORDER = '$setElementOrder/'
const DROP = '$deleteFromPrimitiveList/'
const RETAIN = '$retainKeys'
const DIRECTIVE = '$patch'

const without = (object: JsonObject, name: string): JsonObject => withField(object, name, undefined)

/** What a patch says of a list beside its items. */
interface Orders {
  readonly order: readonly Json[] | null
  readonly drops: readonly Json[]
}

const fieldIn = (type: string | null, name: string): Field | null =>
  type === null ? null : (messageOf(type)?.fields.get(name) ?? null)

export const strategicMerge = (target: JsonObject, patch: JsonObject, type: string | null): JsonObject => {
  const directive = fieldOf(patch, DIRECTIVE)
  if (directive === 'replace') return clean(without(patch, DIRECTIVE))
  if (directive === 'delete') return {}
  if (directive !== undefined && directive !== 'merge')
    throw badRequest(`unknown patch type found: ${JSON.stringify(directive)}`)
  const retained = fieldOf(patch, RETAIN)
  const kept = isList(retained)
    ? Object.fromEntries(Object.entries(target).filter(([name]) => retained.includes(name)))
    : target
  return namesIn(patch).reduce((sofar, name) => {
    const orders: Orders = { order: listOrNull(patch, ORDER + name), drops: listAt(patch, DROP + name) }
    const value = fieldOf(patch, name)
    return value === null
      ? without(sofar, name)
      : withField(sofar, name, merged(fieldOf(sofar, name), value, fieldIn(type, name), orders))
  }, kept)
}

const listOrNull = (patch: JsonObject, name: string): readonly Json[] | null => {
  const found = fieldOf(patch, name)
  return isList(found) ? found : null
}

/** The fields that a patch is about, by name or by a directive. */
const namesIn = (patch: JsonObject): readonly string[] => [
  ...new Set(
    Object.keys(patch).flatMap((name) => {
      if (name === DIRECTIVE || name === RETAIN) return []
      return [
        name.startsWith(ORDER) ? name.slice(ORDER.length) : name.startsWith(DROP) ? name.slice(DROP.length) : name,
      ]
    }),
  ),
]

const merged = (
  target: Json | undefined,
  value: Json | undefined,
  field: Field | null,
  orders: Orders,
): Json | undefined => {
  const inner = field === null || messageOf(field.type) === null ? null : field.type
  if (isObject(value)) {
    const type = field?.shape === 'one' ? inner : null
    return strategicMerge(isObject(target) ? target : {}, value, type)
  }
  if (field === null || field.shape !== 'list' || field.keys === null) return value ?? target
  if (value !== undefined && !isList(value)) return value
  const [key] = field.keys
  const had = isList(target) ? target : []
  return key === undefined
    ? mergedSet(had, value ?? [], orders)
    : mergedList(had, value ?? [], { key, type: inner, order: orders.order })
}

const mergedSet = (had: readonly Json[], given: readonly Json[], { drops, order }: Orders): readonly Json[] => {
  const left = had.filter((item) => !drops.some((drop) => same(drop, item)))
  const all = [...left, ...given.filter((item) => !left.some((other) => same(other, item)))]
  return order === null ? all : inOrder(all, order, (item, wanted) => same(item, wanted))
}

interface ListRule {
  readonly key: string
  readonly type: string | null
  readonly order: readonly Json[] | null
}

const mergedList = (had: readonly Json[], given: readonly Json[], { key, type, order }: ListRule): readonly Json[] => {
  if (
    given.some((item) => isObject(item) && fieldOf(item, DIRECTIVE) === 'replace' && Object.keys(item).length === 1)
  ) {
    return given.filter((item) => fieldOf(item, DIRECTIVE) === undefined).map(clean)
  }
  const isSame = (a: Json, b: Json): boolean => fieldOf(a, key) !== undefined && same(fieldOf(a, key), fieldOf(b, key))
  const result = given.reduce<readonly Json[]>((sofar, item) => {
    if (!isObject(item) || fieldOf(item, key) === undefined) {
      throw badRequest(`map: ${JSON.stringify(item)} does not contain declared merge key: ${key}`)
    }
    if (fieldOf(item, DIRECTIVE) === 'delete') return sofar.filter((other) => !isSame(other, item))
    const known = sofar.find((other) => isSame(other, item))
    const next = strategicMerge(isObject(known) ? known : {}, item, type)
    return known === undefined ? [...sofar, next] : sofar.map((other) => (other === known ? next : other))
  }, had)
  return order === null ? result : inOrder(result, order, isSame)
}

const inOrder = (
  items: readonly Json[],
  order: readonly Json[],
  isSame: (a: Json, b: Json) => boolean,
): readonly Json[] => {
  const placed = order.flatMap((wanted) => items.filter((item) => isSame(item, wanted)))
  return [...placed, ...items.filter((item) => !placed.includes(item))]
}

/** What a patch puts in place of something: without directives and without nulls. */
function clean(value: JsonObject): JsonObject
function clean(value: Json): Json
function clean(value: Json): Json {
  if (isList(value)) return value.map((item) => clean(item))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) =>
      inner === null || name.startsWith('$') ? [] : [[name, clean(inner)]],
    ),
  )
}
