/** Equality of plain JSON data by content, whatever order keys were written in; an undefined field is absent. */
type Json = unknown

const isRecord = (value: Json): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** One text per value: equal values give equal texts. */
export const canonical = (value: Json): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (!isRecord(value)) return JSON.stringify(value) ?? 'null'
  const entries = Object.keys(value)
    .sort()
    .filter((key) => value[key] !== undefined)
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`)
  return `{${entries.join(',')}}`
}

export const same = (a: Json, b: Json): boolean => {
  if (a === b) return true
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, i) => same(item, b[i]))
  return isRecord(a) && isRecord(b) && sameFields(a, b)
}

type Fields = { readonly [key: string]: Json }

const own = (fields: Fields, key: string): Json => (Object.hasOwn(fields, key) ? fields[key] : undefined)

const sameFields = (a: Fields, b: Fields): boolean => {
  for (const key in a) if (Object.hasOwn(a, key) && !same(a[key], own(b, key))) return false
  for (const key in b) if (Object.hasOwn(b, key) && b[key] !== undefined && !Object.hasOwn(a, key)) return false
  return true
}
