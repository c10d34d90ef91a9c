/**
 * What clients were and will be told: the changes in the watch cache of the API server that users reach, in their
 * order, and when each thing was first seen. A watch goes on from any revision that it still reaches back to; before
 * that it is told 410. The model's own clients do not need it: they are told by the model.
 */
import { keyOf } from '../../model/objects.ts'
import type { KubeObject, Resource } from '../../model/objects.ts'
import { same } from '../../model/same.ts'
import { withRevision } from '../../model/apiserver/storage.ts'
import type { WatchCache } from '../../model/apiserver/watch-cache.ts'
import { objectsOf } from '../../model/apiserver/watch-cache.ts'
import { SERVED } from './rest/kinds.ts'
import type { Times } from './rest/to-json.ts'
import { Sightings } from './sightings.ts'

export interface Change {
  readonly resource: Resource
  readonly revision: number
  readonly before: KubeObject | null
  readonly after: KubeObject | null
}

/** Changes that are kept for watches that go on. */
const KEPT = 5_000

/** How changes are told apart from mere renumbering. */
export type Numbering = 'grows' | 'starts anew'

type Listener = (changes: readonly Change[]) => void

export class Chronicle {
  readonly #sightings: Sightings
  readonly #numbering: Numbering
  #cache: WatchCache | null = null
  #changes: readonly Change[] = []
  /** Nothing before this revision is known. */
  #from = 0
  readonly #listeners = new Map<Listener, () => void>()

  constructor(epoch: number, numbering: Numbering, sightings = new Sightings(epoch)) {
    this.#sightings = sightings
    this.#numbering = numbering
  }

  /** Another one that remembers the same times. */
  successor(epoch: number, numbering: Numbering): Chronicle {
    return new Chronicle(epoch, numbering, this.#sightings)
  }

  get times(): Times {
    return this.#sightings
  }

  /** Revisions say nothing: a recorded run counts them anew in quiet moments. */
  get isWalk(): boolean {
    return this.#numbering === 'starts anew'
  }

  get revision(): number {
    return this.#cache?.revision ?? 0
  }

  /** Tells of every later change; `onGone` once no watch can go on. */
  listen(listener: Listener, onGone: () => void): () => void {
    this.#listeners.set(listener, onGone)
    return () => {
      this.#listeners.delete(listener)
    }
  }

  /** Changes after a revision; null: some of them are no longer known. */
  since(revision: number): readonly Change[] | null {
    if (this.#numbering === 'starts anew') return []
    return revision < this.#from ? null : this.#changes.filter((change) => change.revision > revision)
  }

  /** The cache as it is now. An API server that lost its cache tells nothing until it has one again. */
  observe(cache: WatchCache | null, now: number): void {
    if (cache === null || cache === this.#cache) return
    const before = this.#cache
    const changes = before === null ? everythingIn(cache) : this.#changesTo(before, cache)
    this.#cache = cache
    for (const { before: was, after } of changes) this.#sightings.note(was, after, now)
    if (before === null) this.#from = cache.revision
    else if (cache.revision < before.revision && this.#numbering === 'grows') this.#breakOff(cache.revision)
    else this.#tell(changes)
  }

  #changesTo(before: WatchCache, cache: WatchCache): readonly Change[] {
    const isWhole = reachesBack(cache, before.revision)
    if (this.#numbering === 'grows' && isWhole) {
      return cache.history
        .filter(({ revision }) => revision > before.revision)
        .map(({ resource, revision, before: was, after }) => ({
          resource,
          revision,
          before: was ?? null,
          after: after ?? null,
        }))
    }
    return differences(before, cache)
  }

  /** The store went back: what clients know is of another history. */
  #breakOff(revision: number): void {
    this.#changes = []
    this.#from = revision
    this.close()
  }

  /** No watch can go on. */
  close(): void {
    for (const onGone of [...this.#listeners.values()]) onGone()
  }

  #tell(changes: readonly Change[]): void {
    if (changes.length === 0) return
    const all = [...this.#changes, ...changes]
    const excess = Math.max(all.length - KEPT, 0)
    this.#from = excess === 0 ? this.#from : (all[excess - 1]?.revision ?? this.#from)
    this.#changes = all.slice(excess)
    for (const listener of [...this.#listeners.keys()]) listener(changes)
  }
}

const RESOURCES = SERVED.map(({ resource }) => resource)

const everythingIn = (cache: WatchCache): readonly Change[] =>
  RESOURCES.flatMap((resource) =>
    Object.values(objectsOf(cache, resource)).map((after) => ({
      resource,
      revision: cache.revision,
      before: null,
      after,
    })),
  )

/** Is every event after this revision in the cache's history? */
const reachesBack = ({ startRevision, pruned }: WatchCache, revision: number): boolean =>
  startRevision <= revision && Object.values(pruned).every((last) => last.revision <= revision)

const isSame = (a: KubeObject, b: KubeObject): boolean => a === b || same(withRevision(a, 0), withRevision(b, 0))

/** What changed in the end, where nobody knows the way there. */
const differences = (before: WatchCache, cache: WatchCache): readonly Change[] =>
  RESOURCES.flatMap((resource) => {
    const [had, has] = [objectsOf(before, resource), objectsOf(cache, resource)]
    if (had === has) return []
    const gone = Object.values(had).filter((object) => !Object.hasOwn(has, keyOf(object)))
    const written = Object.values(has).flatMap((after): Change[] => {
      const was = had[keyOf(after)] ?? null
      const isAnother = was !== null && was.metadata.uid !== after.metadata.uid
      if (was !== null && !isAnother && isSame(was, after)) return []
      const { resourceVersion: revision } = after.metadata
      return isAnother
        ? [
            { resource, revision, before: was, after: null },
            { resource, revision, before: null, after },
          ]
        : [{ resource, revision, before: was, after }]
    })
    return [...gone.map((object) => ({ resource, revision: cache.revision, before: object, after: null })), ...written]
  })
