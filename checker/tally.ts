/** Counts what sampled runs did. */
import type { Walk } from './run.ts'
import type { SearchEnd, SearchStats } from './verdict.ts'
import type { Walker } from './walk.ts'

export class Tally<S> {
  runs = 0
  steps = 0
  longest = 0
  /** Names of `sometimes` properties that were reached. */
  readonly reached = new Set<string>()
  readonly #walker: Walker<S>
  /** By number of an action type: how often such an action was taken. */
  readonly #taken: number[] = []
  /** By number: profiles of states that were counted. */
  readonly #seen: boolean[] = []
  #next = 0

  constructor(walker: Walker<S>) {
    this.#walker = walker
  }

  /** Counts the run with this index, once. */
  note(index: number, { states, edges }: Walk<S>): void {
    if (index < this.#next) return
    this.#next = index + 1
    this.runs += 1
    this.steps += edges.length
    this.longest = Math.max(this.longest, edges.length)
    for (const state of states) this.#see(this.#walker.profileOf(state))
    for (const edge of edges) {
      const { type } = this.#walker.successor(edge)
      this.#taken[type] = (this.#taken[type] ?? 0) + 1
    }
  }

  #see(profile: number): void {
    if (this.#seen[profile] === true) return
    this.#seen[profile] = true
    for (const name of this.#walker.reachedBy(profile)) this.reached.add(name)
  }

  stats(end: SearchEnd, seed: string): SearchStats {
    const { types } = this.#walker.engine
    const taken = types.flatMap((type, i): readonly (readonly [string, number])[] => {
      const count = this.#taken[i] ?? 0
      return count === 0 ? [] : [[type, count]]
    })
    return {
      mode: 'sample',
      end,
      states: 0,
      transitions: this.steps,
      depth: this.longest === 0 ? 0 : this.longest + 1,
      levels: [],
      runs: this.runs,
      steps: this.steps,
      seed,
      seconds: 0,
      actions: Object.fromEntries(
        taken.sort(([a], [b]) => (a < b ? -1 : 1)).map(([type, count]) => [type, { taken: count, fresh: 0 }]),
      ),
    }
  }
}
