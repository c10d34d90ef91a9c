/** A watch: one JSON object a line, from a revision on, for as long as the client listens. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { KubeObject } from '../../model/objects.ts'
import { withRevision } from '../../model/apiserver/storage.ts'
import { ageAt } from './ages.ts'
import type { Change, Chronicle } from './chronicle.ts'
import type { JsonObject } from './rest/json.ts'
import { apiVersionOf } from './rest/kinds.ts'
import type { Listed } from './rest/reads.ts'
import { selectorOf } from './rest/reads.ts'
import type { ResourceRoute } from './rest/route.ts'
import type { Selector } from './rest/selectors.ts'
import { statusOf } from './rest/status.ts'
import type { Included } from './rest/table.ts'
import { tableOf } from './rest/table.ts'
import { toJson } from './rest/to-json.ts'

const BOOKMARK_MS = 60_000
/** Upstream ends a watch after 30 to 60 minutes. */
const MAX_SECONDS = 3_600

export interface WatchOptions {
  readonly route: ResourceRoute
  readonly query: URLSearchParams
  readonly chronicle: Chronicle
  /** null: objects as they are. */
  readonly table: Included | null
  readonly now: () => string
}

type EventType = 'ADDED' | 'MODIFIED' | 'DELETED'

const typeOf = (was: boolean, is: boolean): EventType | null =>
  is ? (was ? 'MODIFIED' : 'ADDED') : was ? 'DELETED' : null

class Stream {
  readonly #response: ServerResponse
  readonly #options: WatchOptions
  readonly #isWanted: Selector
  #hasColumns = true

  constructor(response: ServerResponse, options: WatchOptions) {
    this.#response = response
    this.#options = options
    this.#isWanted = selectorOf(options.query, options.route.served, options.route.name)
  }

  write(type: string, object: JsonObject): void {
    this.#response.write(`${JSON.stringify({ type, object })}\n`)
  }

  #json(object: KubeObject): JsonObject {
    return toJson(object, this.#options.chronicle.times)
  }

  #isHere(object: KubeObject | null): object is KubeObject {
    const { namespace } = this.#options.route
    return (
      object !== null &&
      (namespace === null || object.metadata.namespace === namespace) &&
      this.#isWanted(this.#json(object))
    )
  }

  added(object: KubeObject): void {
    this.#send('ADDED', object)
  }

  tell({ resource, revision, before, after }: Change): void {
    if (resource !== this.#options.route.served.resource) return
    const type = typeOf(this.#isHere(before), this.#isHere(after))
    const object = type === 'DELETED' && before !== null ? withRevision(before, revision) : after
    if (type !== null && object !== null) this.#send(type, object)
  }

  #send(type: EventType, object: KubeObject): void {
    const { table, route, now } = this.#options
    if (table === null) {
      this.write(type, this.#json(object))
      return
    }
    const resourceVersion = String(object.metadata.resourceVersion)
    const options = {
      served: route.served,
      included: table,
      resourceVersion,
      age: ageAt(now()),
      hasColumns: this.#hasColumns,
    }
    this.write(type, tableOf([this.#json(object)], options))
    this.#hasColumns = false
  }

  bookmark(revision: number): void {
    const { served } = this.#options.route
    this.write('BOOKMARK', {
      kind: served.kind,
      apiVersion: apiVersionOf(served),
      metadata: { resourceVersion: String(revision), creationTimestamp: null },
    })
  }

  gone(from: number, oldest: number): void {
    this.write(
      'ERROR',
      statusOf({ code: 410, reason: 'Expired', message: `too old resource version: ${from} (${oldest})` }),
    )
    this.#response.end()
  }
}

const seconds = (query: URLSearchParams): number => {
  const asked = Number(query.get('timeoutSeconds') ?? MAX_SECONDS)
  return Number.isFinite(asked) && asked > 0 ? Math.min(asked, MAX_SECONDS) : MAX_SECONDS
}

/** `start`: the revision to go on from, or a list to begin with. */
export const watch = (
  request: IncomingMessage,
  response: ServerResponse,
  options: WatchOptions,
  start: number | Listed,
): void => {
  const { chronicle, query } = options
  const stream = new Stream(response, options)
  response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-cache, private' })
  response.flushHeaders()
  const from = typeof start === 'number' ? start : start.revision
  if (typeof start !== 'number') start.objects.forEach((object) => stream.added(object))
  const missed = chronicle.since(from)
  if (missed === null) {
    stream.gone(from, chronicle.revision)
    return
  }
  missed.forEach((change) => stream.tell(change))
  const stop = chronicle.listen(
    (changes) =>
      changes.filter(({ revision }) => revision > from || chronicle.isWalk).forEach((change) => stream.tell(change)),
    () => stream.gone(from, chronicle.revision),
  )
  const isBookmarked = query.get('allowWatchBookmarks') === 'true'
  const bookmarks = setInterval(() => {
    if (isBookmarked) stream.bookmark(chronicle.revision)
  }, BOOKMARK_MS)
  const end = setTimeout(() => response.end(), seconds(query) * 1_000)
  const close = (): void => {
    stop()
    clearInterval(bookmarks)
    clearTimeout(end)
  }
  request.on('close', close)
  response.on('close', close)
}
