/** Counts what sampled runs did. */
import type { Walk } from './run.ts'
import type { SearchEnd, SearchStats } from './verdict.ts'

export class Tally<S> {
  runs = 0
  steps = 0
  longest = 0
  /** Names of `sometimes` properties that were reached. */
  readonly reached = new Set<string>()
  readonly #taken = new Map<string, number>()
  #next = 0

  /** Counts the run with this index, once. */
  note(index: number, walk: Walk<S>): void {
    if (index < this.#next) return
    this.#next = index + 1
    this.runs += 1
    this.steps += walk.walked.length
    this.longest = Math.max(this.longest, walk.walked.length)
    for (const name of walk.reached) this.reached.add(name)
    for (const { enabled } of walk.walked) {
      const { type } = enabled.successor.action
      this.#taken.set(type, (this.#taken.get(type) ?? 0) + 1)
    }
  }

  stats(end: SearchEnd, seed: string): SearchStats {
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
        [...this.#taken].sort().map(([type, taken]) => [type, { taken, fresh: 0 }]),
      ),
    }
  }
}
