/**
 * Server-side apply: the client says what it wants, and owns exactly that. A field that another manager owns with
 * another value is a conflict, unless forced; a field that the client no longer names goes, if nobody else owns it.
 *
 * Left out: the conversion between versions (there is one), and the ownership that `kubectl create` and controllers
 * hold of defaults that the server filled in.
 */
import type { Json, JsonObject } from './json.ts'
import { fieldOf, isList, isObject, listAt, withField } from './json.ts'
import type { Path } from './field-paths.ts'
import { dotted, elementOfItem, elementsOf, leavesOf, sameLeaf } from './field-paths.ts'
import { apiVersionOf } from './kinds.ts'
import type { Manager } from './managed-fields.ts'
import { isSameManager, managed, managersOf, without } from './managed-fields.ts'
import type { Field } from './schema.ts'
import { messageOf } from './schema.ts'
import { Refused, badRequest, refusal } from './status.ts'
import type { RestRequest } from './talk.ts'
import { fieldValidationOf, validBody } from './validate-body.ts'

export const bodyOfApply = ({ body, query, route }: RestRequest): JsonObject => {
  if (query.get('fieldManager') === null || query.get('fieldManager') === '') {
    throw refusal(
      422,
      'Invalid',
      'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
    )
  }
  const { value } = validBody(body, route.served, fieldValidationOf(query))
  if (listAt(value, 'metadata', 'managedFields').length > 0) throw badRequest('metadata.managedFields must be nil')
  return value
}

const mergedFields = (current: JsonObject, wanted: JsonObject, type: string): JsonObject => {
  const message = messageOf(type)
  if (message === null || message.isAtomic) return wanted
  return Object.entries(wanted).reduce<JsonObject>((sofar, [name, value]) => {
    const field = message.fields.get(name)
    return withField(sofar, name, field === undefined ? value : mergedField(fieldOf(sofar, name), value, field))
  }, current)
}

const mergedField = (current: Json | undefined, wanted: Json, field: Field): Json => {
  if (field.isAtomic || current === undefined) return wanted
  if (field.shape === 'map') return isObject(current) && isObject(wanted) ? { ...current, ...wanted } : wanted
  if (field.shape === 'one') {
    return isObject(current) && isObject(wanted) && messageOf(field.type) !== null
      ? mergedFields(current, wanted, field.type)
      : wanted
  }
  if (field.keys === null || !isList(current) || !isList(wanted)) return wanted
  return mergedItems(current, wanted, field)
}

const mergedItems = (current: readonly Json[], wanted: readonly Json[], field: Field): readonly Json[] => {
  const known = new Map(current.map((item) => [elementOfItem(item, field), item]))
  const next = wanted.map((item): readonly [string, Json] => {
    const element = elementOfItem(item, field)
    const had = known.get(element)
    return [element, isObject(had) && isObject(item) ? mergedFields(had, item, field.type) : item]
  })
  const changed = new Map(next)
  const kept = current.map((item) => changed.get(elementOfItem(item, field)) ?? item)
  return [...kept, ...next.filter(([element]) => !known.has(element)).map(([, item]) => item)]
}

/** The object without what stands at a path. An item of a list goes as a whole with its `.`. */
const removed = (object: Json, [element, ...rest]: readonly string[], field: Field | null, type: string): Json => {
  if (element === undefined) return object
  if (element.startsWith('f:') && isObject(object)) {
    const name = element.slice(2)
    const inner = fieldOf(object, name)
    if (rest.length === 0 || inner === undefined) return withField(object, name, undefined)
    const next = field?.shape === 'map' ? null : (messageOf(type)?.fields.get(name) ?? null)
    return withField(object, name, removed(inner, rest, next, next?.type ?? ''))
  }
  if (!isList(object) || field === null) return object
  return object.flatMap((item) => {
    if (elementOfItem(item, field) !== element) return [item]
    return rest.length === 0 || rest[0] === '.' ? [] : [removed(item, rest, { ...field, shape: 'one' }, field.type)]
  })
}

const conflictOf = (conflicts: readonly { readonly manager: Manager; readonly path: Path }[]): Refused => {
  const by = new Map<string, string[]>()
  for (const { manager, path } of conflicts) {
    const who = `${JSON.stringify(manager.name)} using ${manager.apiVersion}`
    by.set(who, [...(by.get(who) ?? []), dotted(path)])
  }
  const said = [...by].map(([who, paths]) => {
    const [only] = paths
    return paths.length === 1
      ? `conflict with ${who}: ${only}`
      : `conflicts with ${who}:\n${paths.map((path) => `- ${path}`).join('\n')}`
  })
  const count = `${conflicts.length} conflict${conflicts.length === 1 ? '' : 's'}`
  const causes = conflicts.map(({ manager, path }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${JSON.stringify(manager.name)} using ${manager.apiVersion}`,
    field: dotted(path),
  }))
  const message = `Apply failed with ${count}: ${said.join('\n')}`
  return new Refused({ code: 409, reason: 'Conflict', message, details: { causes } })
}

/** What is stored after the client applied what it wants. */
export const applied = (request: RestRequest, current: JsonObject, wanted: JsonObject): JsonObject => {
  const { served, subresource } = request.route
  const has = leavesOf(current, served.kind, subresource)
  const wants = leavesOf(wanted, served.kind, subresource)
  const me = { name: request.query.get('fieldManager') ?? '', operation: 'Apply', subresource } as const
  const managers = managersOf(current)
  const own = managers.find((manager) => isSameManager(manager, me))
  const others = managers.filter((manager) => manager !== own)
  const changes = [...wants]
    .filter(([path, value]) => has.has(path) && !sameLeaf(has.get(path), value))
    .map(([path]) => path)
  const conflicts = others.flatMap((manager) =>
    changes.filter((path) => manager.owns.has(path)).map((path) => ({ manager, path })),
  )
  if (conflicts.length > 0 && request.query.get('force') !== 'true') throw conflictOf(conflicts)
  const lost = new Set(conflicts.map(({ path }) => path))
  const dropped = [...(own?.owns ?? [])].filter(
    (path) => !wants.has(path) && !others.some(({ owns }) => owns.has(path)),
  )
  // An item goes before what is inside it.
  const cleared = dropped
    .sort((a, b) => elementsOf(a).length - elementsOf(b).length)
    .reduce<Json>((sofar, path) => removed(sofar, elementsOf(path), null, served.kind), current)
  const next = mergedFields(isObject(cleared) ? cleared : current, wanted, served.kind)
  const isSame =
    lost.size === 0 &&
    dropped.length === 0 &&
    own !== undefined &&
    [...wants].every(([path, value]) => own.owns.has(path) && sameLeaf(has.get(path), value))
  const entry: Manager = {
    ...me,
    apiVersion: apiVersionOf(served),
    time: isSame ? own.time : request.now,
    owns: new Set(wants.keys()),
  }
  return managed(next, [...others.map((manager) => without(manager, lost)), entry])
}
