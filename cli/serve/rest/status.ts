/** Status objects: how a server says no, and yes to what has no object to show. */
import type { ApiResponse } from '../../../model/messages.ts'
import type { Json, JsonObject } from './json.ts'
import { compact } from './json.ts'

export interface Problem {
  readonly code: number
  readonly reason: string
  readonly message: string
  readonly details?: JsonObject
}

/** Ends the handling of a request. */
export class Refused extends Error {
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.message)
    this.problem = problem
  }
}

export const refusal = (code: number, reason: string, message: string): Refused =>
  new Refused({ code, reason, message })

export const unknownType = (accepted: readonly string[]): Refused => {
  const types = accepted.join(', ')
  const message = `the body of the request was in an unknown format - accepted media types include: ${types}`
  return refusal(415, 'UnsupportedMediaType', message)
}

export const badRequest = (message: string): Refused => refusal(400, 'BadRequest', message)

export const statusOf = ({ code, reason, message, details }: Problem): JsonObject =>
  compact({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason: reason === '' ? undefined : reason,
    details,
    code,
  })

export const success = (code: number, details: Json): JsonObject => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Success',
  details,
  ...(code === 200 ? {} : { code }),
})

const TOO_LARGE: JsonObject = {
  causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
  retryAfterSeconds: 1,
}

/** What the model's API server said. An internal error has no reason on the wire, as upstream's have none. */
export const problemOf = ({ code, reason, message = '', details }: ApiResponse, group: string): Problem => {
  const about =
    details === undefined
      ? undefined
      : compact({
          name: details.name,
          group: group === '' ? undefined : group,
          kind: details.kind,
          causes: details.causes?.map((cause) => ({ ...cause })),
        })
  const said = message.startsWith('Timeout: Too large') ? TOO_LARGE : about
  return { code, reason: code === 500 ? '' : reason, message, ...(said === undefined ? {} : { details: said }) }
}
