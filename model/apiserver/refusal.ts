/** Why a request is refused: what the client is answered. */
import type { ApiResponse } from '../messages.ts'

export interface Refusal {
  readonly code: ApiResponse['code']
  readonly reason: ApiResponse['reason']
  readonly message: string
}

export const forbidden = (message: string): Refusal => ({ code: 403, reason: 'Forbidden', message })

export const conflict = (message: string): Refusal => ({ code: 409, reason: 'Conflict', message })

export const invalid = (message: string): Refusal => ({ code: 422, reason: 'Invalid', message })

export const notFound = (resource: string, name: string): Refusal => ({
  code: 404,
  reason: 'NotFound',
  message: `${resource} "${name}" not found`,
})

export const alreadyExists = (resource: string, name: string, isTerminating: boolean): Refusal => ({
  code: 409,
  reason: 'AlreadyExists',
  message:
    (isTerminating ? 'object is being deleted: ' : '') + `${resource} "${name}" already exists`,
})
