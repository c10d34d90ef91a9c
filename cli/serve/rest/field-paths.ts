/**
 * The fields of an object one by one, as managers own them: a path is a list of elements, `f:` a field or key, `k:`
 * an item of a list by its keys, `v:` a member of a set, and `.` the item itself. FieldsV1 is the same as nested
 * objects.
 */
import { canonical } from '../../../model/same.ts'
import type { Json, JsonObject } from './json.ts'
import { fieldOf, isList, isObject } from './json.ts'
import type { Field } from './schema.ts'
import { messageOf } from './schema.ts'

/** Elements joined: no element holds a line break unescaped. */
export type Path = string

const BREAK = '\n'

export const elementsOf = (path: Path): readonly string[] => path.split(BREAK)

const below = (path: Path, element: string): Path => (path === '' ? element : `${path}${BREAK}${element}`)

/** Absent keys of list items that upstream fills in. */
const KEY_DEFAULTS: { readonly [key: string]: Json } = { protocol: 'TCP' }

const keysOf = (item: Json, keys: readonly string[]): JsonObject =>
  Object.fromEntries(
    [...keys].sort().flatMap((key) => {
      const value = fieldOf(item, key) ?? KEY_DEFAULTS[key]
      return value === undefined ? [] : [[key, value]]
    }),
  )

export const elementOfItem = (item: Json, { keys }: Field): string =>
  keys === null || keys.length === 0 ? `v:${JSON.stringify(item)}` : `k:${JSON.stringify(keysOf(item, keys))}`

/** What belongs to the server, not to a manager. */
const OF_SERVER: ReadonlySet<string> = new Set([
  'apiVersion',
  'kind',
  'f:metadata\nf:name',
  'f:metadata\nf:namespace',
  'f:metadata\nf:uid',
  'f:metadata\nf:resourceVersion',
  'f:metadata\nf:generation',
  'f:metadata\nf:creationTimestamp',
  'f:metadata\nf:deletionTimestamp',
  'f:metadata\nf:selfLink',
  'f:metadata\nf:deletionGracePeriodSeconds',
  'f:metadata\nf:managedFields',
  'f:metadata\nf:generateName',
])

type Leaves = Map<Path, Json>

const collectField = (value: Json, field: Field, path: Path, into: Leaves): void => {
  if (OF_SERVER.has(path)) return
  if (field.isAtomic || (field.shape === 'list' && field.keys === null)) into.set(path, value)
  else if (field.shape === 'list') collectItems(value, field, path, into)
  else if (field.shape === 'map') collectMap(value, path, into)
  else collectOne(value, field.type, path, into)
}

const collectMap = (value: Json, path: Path, into: Leaves): void => {
  const entries = isObject(value) ? Object.entries(value) : []
  if (entries.length === 0) into.set(path, value)
  for (const [key, item] of entries) into.set(below(path, `f:${key}`), item)
}

const collectItems = (value: Json, field: Field, path: Path, into: Leaves): void => {
  const items = isList(value) ? value : []
  if (items.length === 0) into.set(path, value)
  for (const item of items) {
    const inside = below(path, elementOfItem(item, field))
    if (!isObject(item)) into.set(inside, item)
    else {
      into.set(below(inside, '.'), true)
      collectOne(item, field.type, inside, into)
    }
  }
}

const collectOne = (value: Json, type: string, path: Path, into: Leaves): void => {
  const message = messageOf(type)
  if (message === null || message.isAtomic || !isObject(value) || Object.keys(value).length === 0) {
    into.set(path, value)
    return
  }
  for (const [name, inner] of Object.entries(value)) {
    const field = message.fields.get(name)
    if (field !== undefined) collectField(inner, field, below(path, `f:${name}`), into)
  }
}

/** Every field that a client decides; through `status` only the status, otherwise all but the status. */
export const leavesOf = (
  object: JsonObject,
  kind: string,
  subresource: string | undefined,
): ReadonlyMap<Path, Json> => {
  const leaves: Leaves = new Map()
  collectOne(object, kind, '', leaves)
  leaves.delete('')
  const isStatus = (path: Path): boolean => elementsOf(path)[0] === 'f:status'
  for (const path of leaves.keys()) if (isStatus(path) !== (subresource === 'status')) leaves.delete(path)
  return leaves
}

export const sameLeaf = (a: Json | undefined, b: Json | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && canonical(a) === canonical(b))

interface Tree {
  [element: string]: Tree
}

export const toFieldsV1 = (paths: Iterable<Path>): JsonObject => {
  const root: Tree = {}
  for (const path of [...paths].sort()) {
    let tree = root
    for (const element of elementsOf(path)) tree = tree[element] ??= {}
  }
  return root
}

export const fromFieldsV1 = (fields: Json | undefined, path: Path = ''): readonly Path[] => {
  if (!isObject(fields)) return []
  return Object.entries(fields).flatMap(([element, inner]) => {
    const here = below(path, element)
    return isObject(inner) && Object.keys(inner).length > 0 ? fromFieldsV1(inner, here) : [here]
  })
}

const keyText = (text: string): string =>
  Object.entries(JSON.parse(text) as JsonObject)
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .join(',')

/** `.spec.template.spec.containers[name="c"].image` */
export const dotted = (path: Path): string =>
  elementsOf(path)
    .map((element) => {
      if (element.startsWith('f:')) return `.${element.slice(2)}`
      if (element.startsWith('k:')) return `[${keyText(element.slice(2))}]`
      return element.startsWith('v:') ? `[=${element.slice(2)}]` : ''
    })
    .join('')
