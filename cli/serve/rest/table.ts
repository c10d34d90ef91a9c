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
  /** RFC 3339. */
  readonly now: string
  /** Later events of a watch repeat no columns. */
  readonly hasColumns: boolean
}

/** Milliseconds as upstream's HumanDuration writes them. */
export const humanDuration = (ms: number): string => {
  const seconds = Math.floor(ms / 1_000)
  if (seconds < -1) return '<invalid>'
  if (seconds < 0) return '0s'
  if (seconds < 120) return `${seconds}s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 10) return seconds % 60 === 0 ? `${minutes}m` : `${minutes}m${seconds % 60}s`
  if (minutes < 180) return `${minutes}m`
  const hours = Math.floor(minutes / 60)
  if (hours < 8) return minutes % 60 === 0 ? `${hours}h` : `${hours}h${minutes % 60}m`
  if (hours < 48) return `${hours}h`
  const days = Math.floor(hours / 24)
  return days < 8 && hours % 24 !== 0 ? `${days}d${hours % 24}h` : `${days}d`
}

const ageAt =
  (now: string) =>
  (time: string | undefined): string =>
    time === undefined ? '<unknown>' : humanDuration(Date.parse(now) - Date.parse(time))

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
  { served, included, resourceVersion, now, hasColumns }: TableOptions,
): JsonObject => {
  const columns = columnsOf(served.resource)
  const age = ageAt(now)
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
