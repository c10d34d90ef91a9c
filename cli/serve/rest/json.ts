/** JSON as clients send it, and how to look into it without trusting it. */

export type Json = null | boolean | number | string | readonly Json[] | JsonObject
export interface JsonObject {
  readonly [key: string]: Json
}

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value)

/** Only what the object itself holds: `__proto__` and its kin are no fields of anybody. */
export const fieldOf = (value: Json | undefined, name: string): Json | undefined =>
  isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined

/** What stands at a path of fields; undefined: nothing. */
export const at = (value: Json | undefined, ...path: readonly string[]): Json | undefined =>
  path.reduce<Json | undefined>(fieldOf, value)

export const objectAt = (value: Json | undefined, ...path: readonly string[]): JsonObject => {
  const found = at(value, ...path)
  return isObject(found) ? found : {}
}

export const listAt = (value: Json | undefined, ...path: readonly string[]): readonly Json[] => {
  const found = at(value, ...path)
  return isList(found) ? found : []
}

export const textAt = (value: Json | undefined, ...path: readonly string[]): string | undefined => {
  const found = at(value, ...path)
  return typeof found === 'string' ? found : undefined
}

export const numberAt = (value: Json | undefined, ...path: readonly string[]): number | undefined => {
  const found = at(value, ...path)
  return typeof found === 'number' ? found : undefined
}

/** A copy with one field set; without it when the value is undefined. */
export const withField = (object: JsonObject, name: string, value: Json | undefined): JsonObject => {
  const { [name]: _old, ...others } = object
  return value === undefined ? others : { ...object, [name]: value }
}

/** A copy with what stands at a path of fields set; objects on the way are made where there are none. */
export const withAt = (object: JsonObject, path: readonly string[], value: Json | undefined): JsonObject => {
  const [name, ...rest] = path
  if (name === undefined) return object
  return withField(object, name, rest.length === 0 ? value : withAt(objectAt(object, name), rest, value))
}

/** Only the fields that are there. */
export const compact = (fields: { readonly [key: string]: Json | undefined }): JsonObject =>
  Object.fromEntries(Object.entries(fields).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])))

/** A map of texts, such as labels; what is no text is left out. */
export const textsAt = (value: Json | undefined, ...path: readonly string[]): { readonly [key: string]: string } =>
  Object.fromEntries(
    Object.entries(objectAt(value, ...path)).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
