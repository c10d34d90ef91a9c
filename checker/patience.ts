/** Asks now and then whether a search is to go on, and tells how far it is. */
import type { ExploreOptions, ExploreProgress } from './explore-options.ts'
import type { SearchEnd } from './verdict.ts'

/** Transitions between two questions. */
const ASK_EVERY = 256

export class Patience {
  readonly #options: Pick<ExploreOptions, 'onProgress' | 'shouldStop'>
  #askAt = 0

  constructor(options: Pick<ExploreOptions, 'onProgress' | 'shouldStop'>) {
    this.#options = options
  }

  /** Why the search is to end; null: it is not, or it is not time to ask. */
  reasonToStop(transitions: number, progress: () => ExploreProgress): SearchEnd | null {
    if (transitions < this.#askAt) return null
    this.#askAt = transitions + ASK_EVERY
    this.#options.onProgress?.(progress())
    return this.#options.shouldStop?.() ?? null
  }
}
