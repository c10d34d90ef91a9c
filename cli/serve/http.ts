/**
 * The HTTP server: reads requests, asks the session, writes answers. Whatever goes wrong is a Status, never a crash.
 */
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Control } from './control.ts'
import { decodeBody, mediaType, readBody } from './body.ts'
import { admit, userOf } from './guard.ts'
import { handle } from './rest/handle.ts'
import type { JsonObject } from './rest/json.ts'
import { documentAt } from './documents.ts'
import type { Listed } from './rest/reads.ts'
import { listObjects } from './rest/reads.ts'
import type { ResourceRoute, Route } from './rest/route.ts'
import { routeOf } from './rest/route.ts'
import { Refused, refusal, statusOf } from './rest/status.ts'
import type { Included } from './rest/table.ts'
import { asTable } from './rest/table.ts'
import type { RestAnswer, RestRequest, Talk } from './rest/talk.ts'
import { revisionOf } from './rest/to-model.ts'
import type { Session } from './session.ts'
import { ageAt } from './ages.ts'
import { rfc3339 } from './sightings.ts'
import { watch } from './watch.ts'

const MAX_WATCHES = 500

interface Served {
  readonly session: Session
  readonly control: Control
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly url: URL
}

/** A warning as its header wants it: one line, quoted. */
const warningHeader = (text: string): string =>
  `299 - ${JSON.stringify(text.replace(/[\u0000-\u001f\u007f-\uffff]/g, '?'))}`

const send = (response: ServerResponse, code: number, body: JsonObject, warnings: readonly string[] = []): void => {
  if (response.headersSent) {
    response.end()
    return
  }
  const headers = { 'content-type': 'application/json', 'cache-control': 'no-cache, private' }
  if (warnings.length > 0) response.setHeader('warning', warnings.map(warningHeader))
  response.writeHead(code, headers)
  response.end(JSON.stringify(body))
}

const sendFailure = (response: ServerResponse, error: unknown): void => {
  if (error instanceof Refused) {
    send(response, error.problem.code, statusOf(error.problem))
    return
  }
  const why = error instanceof Error ? error.message : String(error)
  const message = `internal error of the model, please report it: ${why}`
  send(response, 500, statusOf({ code: 500, reason: 'InternalError', message }))
}

/** Runs a talk: each question goes to the session, and its answer back. */
const run = async <T>(session: Session, user: string, talk: Talk<T>): Promise<T> => {
  let step = talk.next()
  while (step.done !== true) step = talk.next(await session.ask(user, step.value))
  return step.value
}

const nowOf = (session: Session): string => rfc3339(session.epoch + session.now)

/** Which form of a Table is asked for; null: none. */
const tableAsked = (accept: string, query: URLSearchParams): Included | null => {
  if (!/;\s*as=Table/.test(accept)) return null
  const included = query.get('includeObject') ?? 'Metadata'
  if (included !== 'None' && included !== 'Metadata' && included !== 'Object')
    throw refusal(400, 'BadRequest', 'includeObject is None, Metadata or Object')
  return included
}

const acceptsJson = (accept: string): boolean => accept === '' || /application\/(\*|json)|\*\/\*/.test(accept)

const restRequest = async ({ session, request, url }: Served, route: ResourceRoute): Promise<RestRequest> => {
  const contentType = mediaType(request.headers['content-type'])
  return {
    method: request.method ?? 'GET',
    route,
    query: url.searchParams,
    contentType,
    body: decodeBody(await readBody(request), contentType),
    times: session.chronicle.times,
    now: nowOf(session),
    agent: request.headers['user-agent'] ?? '',
  }
}

const isWatching = ({ url, request }: Served, route: ResourceRoute): boolean =>
  request.method === 'GET' &&
  route.subresource === undefined &&
  (route.isWatch || ['true', '1'].includes(url.searchParams.get('watch') ?? ''))

/** From a revision that the client names, or with a list of everything first. */
const startOf = async (served: Served, rest: RestRequest): Promise<number | Listed> => {
  const version = revisionOf(rest.query.get('resourceVersion') ?? undefined)
  return version > 0 ? version : run(served.session, userOf(served.request.headers), listObjects(rest))
}

const serveResource = async (served: Served, route: ResourceRoute): Promise<void> => {
  const { session, request, response, url } = served
  const accept = request.headers.accept ?? ''
  if (!acceptsJson(accept))
    throw refusal(406, 'NotAcceptable', 'only the following media types are accepted: application/json')
  const table = tableAsked(accept, url.searchParams)
  const rest = await restRequest(served, route)
  if (isWatching(served, route)) {
    const start = await startOf(served, rest)
    watch(
      request,
      response,
      { route, query: rest.query, chronicle: session.chronicle, table, now: () => nowOf(session) },
      start,
    )
    return
  }
  const answer = await run<RestAnswer>(session, userOf(request.headers), handle(rest))
  const isShown = table !== null && answer.body.kind !== 'Status' && answer.body.kind !== 'Scale'
  const body = isShown
    ? asTable(answer.body, { served: route.served, included: table, age: ageAt(nowOf(session)) })
    : answer.body
  send(response, answer.code, body, answer.warnings)
}

const serveControl = async ({ control, request, response, url }: Served, what: string): Promise<void> => {
  await readBody(request)
  const isReading = request.method === 'GET'
  if (!isReading && request.method !== 'POST') throw refusal(405, 'MethodNotAllowed', 'GET shows, POST does')
  const words = (url.searchParams.get('args') ?? '').split(/\s+/).filter((word) => word !== '')
  const { isFine, lines } = control.run(what, words, isReading)
  send(
    response,
    isFine ? 200 : 400,
    isFine ? { lines: [...lines] } : statusOf({ code: 400, reason: 'BadRequest', message: lines.join('; ') }),
  )
}

const serveRoute = async (served: Served, route: Route): Promise<void> => {
  if (route.is === 'resource') return serveResource(served, route)
  if (route.is === 'control') return serveControl(served, route.what)
  const { request, response } = served
  if (request.method !== 'GET' && request.method !== 'HEAD')
    throw refusal(405, 'MethodNotAllowed', 'this document can only be read')
  if (route.is === 'health') {
    response.writeHead(200, { 'content-type': 'text/plain' }).end('ok')
    return
  }
  const document = documentAt(route, request.headers)
  response.setHeader('content-type', document.type)
  response.writeHead(200).end(document.text)
}

const answer = async (
  session: Session,
  control: Control,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  try {
    admit(request.headers)
    const url = new URL(request.url ?? '/', 'http://127.0.0.1')
    await serveRoute({ session, control, request, response, url }, routeOf(url.pathname))
  } catch (error) {
    sendFailure(
      response,
      error instanceof TypeError && error.message === 'Invalid URL'
        ? refusal(400, 'BadRequest', 'the path is no path')
        : error,
    )
  }
}

export const httpServer = (session: Session, control: Control): Server => {
  const server = createServer((request, response) => {
    void answer(session, control, request, response)
  })
  server.maxConnections = MAX_WATCHES
  server.requestTimeout = 30_000
  // What is no HTTP at all gets a Status too.
  server.on('clientError', (_error, socket) => {
    const body = JSON.stringify(statusOf({ code: 400, reason: 'BadRequest', message: 'the request is no HTTP' }))
    const head = [
      'HTTP/1.1 400 Bad Request',
      'content-type: application/json',
      'connection: close',
      `content-length: ${body.length}`,
    ]
    if (socket.writable) socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
  })
  return server
}
