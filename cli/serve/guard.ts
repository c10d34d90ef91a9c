/**
 * Who may talk to the server at all: programs of this machine. It listens on loopback only; a page in a browser is
 * kept out by its Origin, and by the Host that it names (a name that somebody points at 127.0.0.1 is not ours).
 */
import type { IncomingHttpHeaders } from 'node:http'
import { refusal } from './rest/status.ts'

const HOSTS: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]'])

const hostOf = (header: string): string => header.replace(/:\d{1,5}$/, '').toLowerCase()

/** Throws Refused. */
export const admit = ({ host, origin, ...headers }: IncomingHttpHeaders): void => {
  if (host === undefined || !HOSTS.has(hostOf(host))) {
    throw refusal(403, 'Forbidden', 'the Host header names another machine; use 127.0.0.1 or localhost')
  }
  const site = headers['sec-fetch-site']
  if (origin !== undefined || (site !== undefined && site !== 'none' && site !== 'same-origin')) {
    throw refusal(403, 'Forbidden', 'pages of a browser may not talk to this server')
  }
}

/** Who a client says it is: `kubectl --as` works; whoever says nothing is the administrator. */
export const userOf = (headers: IncomingHttpHeaders): string => {
  const asked = headers['impersonate-user']
  const user = Array.isArray(asked) ? asked[0] : asked
  return user === undefined || user === '' ? 'admin' : user
}
