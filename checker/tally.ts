/** Counts what sampled runs did, and which of them broke what first. */
import type { Property } from './property.ts'
import type { Walk } from './run.ts'
import type { Walker } from './walk.ts'

/** What some of the runs of a sampling did, as plain data. */
export interface Share {
  readonly runs: number
  readonly steps: number
  /** Steps of the longest run. */
  readonly longest: number
  /** Names of `sometimes` properties that were reached. */
  readonly reached: readonly string[]
  /** By action type: how often such an action was taken. */
  readonly taken: Readonly<Record<string, number>>
  /** By name of a property: the first run that breaks it. */
  readonly broken: ReadonlyMap<string, number>
}

export class Tally<S> {
  runs = 0
  steps = 0
  #longest = 0
  /** The first run that breaks a property. */
  readonly broken = new Map<Property<S>, number>()
  readonly #reached = new Set<string>()
  readonly #walker: Walker<S>
  /** By number of an action type: how often such an action was taken. */
  readonly #taken: number[] = []
  /** By number: profiles of states that were counted. */
  readonly #seen: boolean[] = []

  constructor(walker: Walker<S>) {
    this.#walker = walker
  }

  /** Counts a run; those with lower indices come first. */
  note(index: number, { states, edges, broken }: Walk<S>): void {
    this.runs += 1
    this.steps += edges.length
    this.#longest = Math.max(this.#longest, edges.length)
    for (const property of broken.keys()) if (!this.broken.has(property)) this.broken.set(property, index)
    for (const state of states) this.#see(this.#walker.profileOf(state))
    for (const edge of edges) {
      const { type } = this.#walker.successor(edge)
      this.#taken[type] = (this.#taken[type] ?? 0) + 1
    }
  }

  #see(profile: number): void {
    if (this.#seen[profile] === true) return
    this.#seen[profile] = true
    for (const name of this.#walker.reachedBy(profile)) this.#reached.add(name)
  }

  get share(): Share {
    const { types } = this.#walker.engine
    return {
      runs: this.runs,
      steps: this.steps,
      longest: this.#longest,
      reached: [...this.#reached],
      taken: Object.fromEntries(types.map((type, i) => [type, this.#taken[i] ?? 0]).filter(([, count]) => count !== 0)),
      broken: new Map([...this.broken].map(([{ name }, index]) => [name, index])),
    }
  }
}

/** What several threads did together. */
export const sumOf = (shares: readonly Share[]): Omit<Share, 'broken'> => {
  const taken = new Map<string, number>()
  for (const [type, count] of shares.flatMap((share) => Object.entries(share.taken))) {
    taken.set(type, (taken.get(type) ?? 0) + count)
  }
  return {
    runs: shares.reduce((sum, { runs }) => sum + runs, 0),
    steps: shares.reduce((sum, { steps }) => sum + steps, 0),
    longest: Math.max(...shares.map(({ longest }) => longest)),
    reached: shares.flatMap(({ reached }) => reached),
    taken: Object.fromEntries(taken),
  }
}
