/** Objects as a Table, which is what `kubectl get` asks for. */
import type { Json, JsonObject } from './json.ts'
import { objectAt } from './json.ts'
import type { Served } from './kinds.ts'
import { apiVersionOf } from './kinds.ts'
import type { Column } from './columns.ts'
import { columnsOf } from './columns.ts'

export type Included = 'None' | 'Metadata' | 'Object'

export interface TableOptions {
  readonly served: Served
  readonly included: Included
  /** Of the list, or of the one object. */
  readonly resourceVersion: string
  /** How long ago a time was, in words. */
  readonly age: (time: string | undefined) => string
  /** Later events of a watch repeat no columns. */
  readonly hasColumns: boolean
}

const definition = ({ name, isWide, isNumber }: Column): JsonObject => ({
  name,
  type: isNumber ? 'integer' : 'string',
  format: name === 'Name' ? 'name' : '',
  description: '',
  priority: isWide ? 1 : 0,
})

const includedPart = (object: JsonObject, included: Included): Json => {
  switch (included) {
    case 'None':
      return null
    case 'Object':
      return object
    case 'Metadata':
      return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: objectAt(object, 'metadata') }
  }
}

export const tableOf = (
  objects: readonly JsonObject[],
  { served, included, resourceVersion, age, hasColumns }: TableOptions,
): JsonObject => {
  const columns = columnsOf(served.resource)
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: { resourceVersion },
    columnDefinitions: hasColumns ? columns.map(definition) : [],
    rows: objects.map((object) => {
      const whole = { kind: served.kind, apiVersion: apiVersionOf(served), ...object }
      const part = includedPart(whole, included)
      return { cells: columns.map(({ of }) => of(object, age)), ...(part === null ? {} : { object: part }) }
    }),
  }
}

/** An object, or a list of them, as a Table. */
export const asTable = (
  body: JsonObject,
  options: Omit<TableOptions, 'resourceVersion' | 'hasColumns'>,
): JsonObject => {
  const { metadata, items } = body
  const list = Array.isArray(items) ? items.map((item: JsonObject) => item) : [body]
  const resourceVersion = String(objectAt({ metadata: metadata ?? {} }, 'metadata').resourceVersion ?? '')
  return tableOf(list, { ...options, resourceVersion, hasColumns: true })
}
