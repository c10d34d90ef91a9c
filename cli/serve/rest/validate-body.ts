/** The body of a write against the schema of its kind: what is refused, what is only warned of (fieldValidation). */
import type { Checked } from './check.ts'
import { TypeMismatch, check } from './check.ts'
import type { Json, JsonObject } from './json.ts'
import { isObject, textAt } from './json.ts'
import type { Served } from './kinds.ts'
import { apiVersionOf } from './kinds.ts'
import { badRequest } from './status.ts'

export type FieldValidation = 'Strict' | 'Warn' | 'Ignore'

export const fieldValidationOf = (query: URLSearchParams): FieldValidation => {
  const asked = query.get('fieldValidation') ?? 'Warn'
  if (asked !== 'Strict' && asked !== 'Warn' && asked !== 'Ignore') {
    throw badRequest(
      `fieldValidation: Unsupported value: ${JSON.stringify(asked)}: supported values: "Ignore", "Warn", "Strict"`,
    )
  }
  return asked
}

export interface Body {
  readonly value: JsonObject
  readonly warnings: readonly string[]
}

const named = (path: string): string => `unknown field ${JSON.stringify(path)}`

const checked = (kind: string, version: string, json: JsonObject): Checked => {
  try {
    return check(json, kind)
  } catch (error) {
    if (error instanceof TypeMismatch)
      throw badRequest(`${kind} in version "${version}" cannot be handled as a ${kind}: ${error.message}`)
    throw error
  }
}

/** An object of this kind. `kind` and `apiVersion` may be left out where the path says them. */
export const validBody = (body: Json | undefined, served: Served, validation: FieldValidation): Body => {
  if (!isObject(body)) throw badRequest(`the body of the request is no ${served.kind}: it is empty or no JSON object`)
  const version = apiVersionOf(served)
  const kind = textAt(body, 'kind') ?? served.kind
  const apiVersion = textAt(body, 'apiVersion') ?? version
  if (kind !== served.kind || apiVersion !== version) {
    const given = `${kind} in version ${JSON.stringify(apiVersion)}`
    throw badRequest(`${given} cannot be handled as a ${served.kind}: expected ${served.kind} in version "${version}"`)
  }
  return valid(body, kind, version, validation)
}

/** An object of any kind of the schema. */
export const valid = (body: JsonObject, kind: string, apiVersion: string, validation: FieldValidation): Body => {
  const version = apiVersion.slice(apiVersion.indexOf('/') + 1)
  const { value, unknown } = checked(kind, version, body)
  if (validation === 'Strict' && unknown.length > 0) {
    const wrong = `strict decoding error: ${unknown.map(named).join(', ')}`
    throw badRequest(`${kind} in version "${version}" cannot be handled as a ${kind}: ${wrong}`)
  }
  return { value, warnings: validation === 'Warn' ? unknown.map(named) : [] }
}
