/**
 * Who asks? Users are what their client certificate says: the administrator, or a component of
 * the cluster.
 *
 * Left out: certificates, tokens and anonymous requests (upstream lets those through as
 * system:anonymous, who may do nothing): whoever is not known here is refused, which is the
 * answer that such a request ends with.
 */
import type { Refusal } from './refusal.ts'

export const isKnown = (user: string): boolean => user === 'admin' || /^system:./.test(user)

/** Null: the user is known. */
export const authenticate = (user: string): Refusal | null =>
  isKnown(user) ? null : { code: 401, reason: 'Unauthorized', message: 'Unauthorized' }
