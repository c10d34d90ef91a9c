/** Reads, watches and caches: how components come to believe what they believe. */
import type { ClauseForm } from '../clause.ts'
import { code, docs } from '../clause.ts'

const CONCEPTS = 'reference/using-api/api-concepts/'
const REFLECTOR = 'staging/src/k8s.io/client-go/tools/cache/reflector.go'
const CACHER = 'staging/src/k8s.io/apiserver/pkg/storage/cacher/cacher.go'

export const watches = [
  {
    id: 'WATCH-1',
    text: 'A read is as fresh as was asked for: most recent, not older than a revision, or any.',
    source: docs(`${CONCEPTS}#resource-versions`),
    modelled:
      'API servers answer `latest` from etcd, a number when their cache is there, `any` at once.',
    status: 'modelled',
  },
  {
    id: 'WATCH-2',
    text: 'A watch from a revision brings every later change, each once, in order.',
    source: docs(`${CONCEPTS}#efficient-detection-of-changes`),
    modelled: 'API servers send events from their cache, along a channel that keeps order.',
    status: 'modelled',
  },
  {
    id: 'WATCH-3',
    text: 'A watch that history no longer reaches gets 410 Gone, and its client lists again.',
    source: docs(`${CONCEPTS}#efficient-detection-of-changes`),
    modelled: 'API servers answer `gone`; every client then asks for a new list.',
    status: 'modelled',
  },
  {
    id: 'WATCH-4',
    text: 'Each API server answers from its own watch cache, which may lag behind the store.',
    source: code(CACHER, 'Cacher'),
    modelled: 'Each API server fills its cache by its own watch on etcd; faults can hold it back.',
    status: 'modelled',
  },
  {
    id: 'WATCH-5',
    text: 'Caches converge: when writes and faults stop, each cache equals the store in the end.',
    source: code(REFLECTOR, 'Reflector.ListAndWatch'),
    modelled: 'Caches of API servers and of clients are fed by watches that resume or list again.',
    status: 'modelled',
  },
  {
    id: 'WATCH-6',
    text: 'A list replaces the cache of a client: what is absent from it was deleted.',
    source: code(REFLECTOR, 'Reflector.syncWith'),
    modelled: 'The shared client of all components turns missing objects into deletions.',
    status: 'modelled',
  },
  {
    id: 'WATCH-7',
    text: 'A client that lists again never goes back behind what it has seen, unless it restarted.',
    source: code(REFLECTOR, 'Reflector.relistResourceVersion'),
    modelled:
      'The client lists with `any` first, later with its last revision; a restart forgets it.',
    status: 'modelled',
  },
  {
    id: 'WATCH-8',
    text: 'A server behind the revision asked for waits, then says "Too large resource version".',
    source: code(
      'staging/src/k8s.io/apiserver/pkg/storage/cacher/watch_cache.go',
      'watchCache.waitUntilFreshAndBlock',
    ),
    modelled: 'After 3 s the API server answers such a list by a quorum read.',
    differs: 'The error and the quorum list that its client then asks for are one step here.',
    status: 'modelled',
  },
  {
    id: 'WATCH-9',
    text: 'There is no order between watches of different types.',
    source: docs(CONCEPTS),
    modelled: 'Each client has a watch per resource; any of them can break, resume or list alone.',
    status: 'partly',
    reason:
      'All watches of one client on one API server share a connection, so they are delayed ' +
      'together.',
  },
  {
    id: 'WATCH-10',
    text: 'A client may miss intermediate states of an object, never its last one.',
    source: code(REFLECTOR, 'Reflector.ListAndWatch'),
    modelled:
      'A list after a broken watch jumps to the latest state; controllers look at keys only.',
    status: 'modelled',
  },
  {
    id: 'WATCH-11',
    text: 'Bookmarks tell a client up to which revision it has seen everything.',
    source: docs(`${CONCEPTS}#watch-bookmarks`),
    modelled: 'Not at all: a client resumes from its last event.',
    status: 'out-of-scope',
    reason:
      'They only make resuming cheaper; without them more watches list again, which is allowed.',
  },
] as const satisfies readonly ClauseForm[]
