/**
 * Who decides which field: `metadata.managedFields`. Whoever changes a field with an ordinary write owns it from then
 * on; server-side apply (apply.ts) owns what it names. Only writes that come in over REST are looked at: the
 * controllers of the model leave no trace here.
 */
import type { Json, JsonObject } from './json.ts'
import { compact, isObject, listAt, textAt, withAt } from './json.ts'
import { apiVersionOf } from './kinds.ts'
import type { Path } from './field-paths.ts'
import { fromFieldsV1, leavesOf, sameLeaf, toFieldsV1 } from './field-paths.ts'
import type { RestRequest } from './talk.ts'

export interface Manager {
  readonly name: string
  readonly operation: 'Apply' | 'Update'
  readonly subresource: string | undefined
  readonly apiVersion: string
  readonly time: string
  readonly owns: ReadonlySet<Path>
}

const AT = ['metadata', 'managedFields']

export const managersOf = (object: JsonObject | null): readonly Manager[] =>
  listAt(object ?? undefined, ...AT)
    .filter(isObject)
    .map((entry) => ({
      name: textAt(entry, 'manager') ?? '',
      operation: textAt(entry, 'operation') === 'Apply' ? 'Apply' : 'Update',
      subresource: textAt(entry, 'subresource'),
      apiVersion: textAt(entry, 'apiVersion') ?? '',
      time: textAt(entry, 'time') ?? '',
      owns: new Set(fromFieldsV1(entry.fieldsV1)),
    }))

const entryOf = ({ name, operation, apiVersion, time, owns, subresource }: Manager): JsonObject =>
  compact({
    manager: name,
    operation,
    apiVersion,
    time,
    fieldsType: 'FieldsV1',
    fieldsV1: toFieldsV1(owns),
    subresource,
  })

export const managed = (object: JsonObject, managers: readonly Manager[]): JsonObject => {
  const entries: Json[] = managers.filter(({ owns }) => owns.size > 0).map(entryOf)
  return withAt(object, AT, entries.length === 0 ? undefined : entries)
}

type Identity = Pick<Manager, 'name' | 'operation' | 'subresource'>

export const isSameManager = (a: Identity, b: Identity): boolean =>
  a.name === b.name && a.operation === b.operation && a.subresource === b.subresource

/** The manager that the client names, or the program that it says it is. */
export const managerName = ({ query, agent }: RestRequest): string =>
  query.get('fieldManager') ?? (agent.split('/')[0] || 'unknown')

export const without = (manager: Manager, paths: ReadonlySet<Path>): Manager => ({
  ...manager,
  owns: new Set([...manager.owns].filter((path) => !paths.has(path))),
})

/** The object with the owners that it has after an ordinary write. */
export const withManagers = (request: RestRequest, before: JsonObject | null, next: JsonObject): JsonObject => {
  const { kind } = request.route.served
  const { subresource } = request.route
  const had = before === null ? new Map<Path, Json>() : leavesOf(before, kind, subresource)
  const has = leavesOf(next, kind, subresource)
  const written = new Set([...has].filter(([path, value]) => !sameLeaf(had.get(path), value)).map(([path]) => path))
  const touched = new Set([...written, ...[...had.keys()].filter((path) => !has.has(path))])
  const managers = managersOf(before)
  if (touched.size === 0) return managed(next, managers)
  const me: Manager = {
    name: managerName(request),
    operation: 'Update',
    subresource,
    apiVersion: apiVersionOf(request.route.served),
    time: request.now,
    owns: written,
  }
  const own = managers.find((other) => isSameManager(other, me))
  const others = managers.filter((other) => other !== own).map((other) => without(other, touched))
  const owns = new Set([...(own === undefined ? [] : without(own, touched).owns), ...written])
  return managed(next, [...others, { ...me, owns }])
}
