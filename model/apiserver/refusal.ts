/** Why a request is refused, in the words of a 1.26 server: what the client is answered. */
import type { ApiResponse, FieldFault, RefusalDetails } from '../messages.ts'
import type { KubeObject, Resource } from '../objects.ts'
import { groupOf } from './groups.ts'

export interface Refusal {
  readonly code: ApiResponse['code']
  readonly reason: ApiResponse['reason']
  readonly message: string
  readonly details?: RefusalDetails
}

const nameIn = (key: string): string => key.slice(key.indexOf('/') + 1)

/** `pods`, or `deployments.apps`. */
const qualified = (name: string, resource: Resource): string => {
  const group = groupOf(resource)
  return group === '' ? name : `${name}.${group}`
}

export const forbidden = (message: string): Refusal => ({ code: 403, reason: 'Forbidden', message })

/** `kind` is how upstream calls what could not be changed: a resource, a kind, or `pods/binding`. */
export const conflict = (kind: string, key: string, why: string): Refusal => {
  const name = nameIn(key)
  const message = `Operation cannot be fulfilled on ${kind} "${name}": ${why}`
  return { code: 409, reason: 'Conflict', message, details: { name, kind } }
}

export const modified = (resource: Resource, key: string): Refusal => {
  const why = 'the object has been modified; please apply your changes to the latest version and try again'
  return { ...conflict(qualified(resource, resource), key, why), details: { name: nameIn(key), kind: resource } }
}

export const badRequest = (message: string): Refusal => ({ code: 400, reason: 'BadRequest', message })

const written = ({ field, message }: FieldFault): string => `${field}: ${message}`

/** Everything that is wrong with an object, each thing said once. */
export const invalid = (
  { kind, metadata: { name } }: KubeObject,
  resource: Resource,
  causes: readonly FieldFault[],
): Refusal => {
  const all = [...new Set(causes.map(written))]
  const said = all.length === 1 ? all.join('') : `[${all.join(', ')}]`
  const message = `${qualified(kind, resource)} "${name}" is invalid: ${said}`
  return { code: 422, reason: 'Invalid', message, details: { name, kind, causes } }
}

export const notFound = (resource: Resource, key: string): Refusal => {
  const name = nameIn(key)
  const message = `${qualified(resource, resource)} "${name}" not found`
  return { code: 404, reason: 'NotFound', message, details: { name, kind: resource } }
}

export const alreadyExists = (resource: Resource, key: string, isTerminating: boolean): Refusal => {
  const name = nameIn(key)
  const state = isTerminating ? 'object is being deleted: ' : ''
  const message = `${state}${qualified(resource, resource)} "${name}" already exists`
  return { code: 409, reason: 'AlreadyExists', message, details: { name, kind: resource } }
}
