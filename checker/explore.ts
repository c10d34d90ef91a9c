/** Looks at every run with at most so many faults, and says what that means for each property. */
import { judgeLiveness } from './liveness.ts'
import type { Machine } from './machine.ts'
import { StateJudge } from './judge.ts'
import type { Eventually, Property } from './property.ts'
import { Search } from './search.ts'
import type { ExploreOptions } from './explore-options.ts'
import { checkSymmetry } from './symmetry-check.ts'
import { verdictsOf } from './verdicts.ts'
import type { PropertyVerdict, SearchResult, SearchStats } from './verdict.ts'

export type { ExploreOptions, ExploreProgress } from './explore-options.ts'

export const explore = <S>(
  machine: Machine<S>,
  properties: readonly Property<S>[],
  options: ExploreOptions,
): SearchResult<S> => {
  const now = (): number => options.clock?.() ?? 0
  const began = now()
  const search = new Search(
    machine,
    properties.filter((p) => !isOnce(p)),
    options,
  )
  run(search, options)
  const verdicts = new Map(verdictsOf(search).map((verdict) => [verdict.name, verdict]))
  for (const property of properties) {
    if (isOnce(property))
      verdicts.set(property.name, onceVerdict(machine, property, properties, options))
  }
  return {
    verdicts: properties.flatMap(({ name }) => verdicts.get(name) ?? []),
    stats: statsOf(search, options, (now() - began) / 1000),
  }
}

/** Liveness is judged at the end, or after each level if that may end the search. */
const run = <S>(search: Search<S>, { untilBroken = false }: ExploreOptions): void => {
  search.run(untilBroken ? () => judgeLiveness(search) : undefined)
  if (!untilBroken) judgeLiveness(search)
  checkSymmetry(search)
}

const isOnce = <S>(property: Property<S>): property is Eventually<S> =>
  property.kind === 'eventually' && property.once === true

/**
 * A run that reached the goal is not followed any further, so every run that is over missed it
 * throughout. `sometimes` partners are looked for among the same runs, and in those that end at
 * the goal.
 */
const onceVerdict = <S>(
  machine: Machine<S>,
  property: Eventually<S>,
  properties: readonly Property<S>[],
  options: ExploreOptions,
): PropertyVerdict<S> => {
  const partners = properties.filter(({ name }) => name === property.witness)
  const search = new Search(machine, [property, ...partners], options, (engine) => {
    const judge = new StateJudge(engine, property.name, (state: S) => property.holds(state))
    return (vector) => judge.holds(vector)
  })
  run(search, options)
  const [verdict] = verdictsOf(search)
  if (verdict === undefined) throw new Error('internal error: a search lost its property')
  return verdict
}

const statsOf = <S>(search: Search<S>, { helper }: ExploreOptions, seconds: number): SearchStats => ({
  mode: 'explore',
  end: search.end,
  states: search.space.size,
  transitions: search.transitions,
  depth: Math.max(0, ...search.levels.map(({ depth }) => depth)),
  levels: search.levels,
  runs: 0,
  steps: 0,
  seed: null,
  seconds,
  ...(helper === undefined ? {} : { workers: search.isHelped ? 2 : 1 }),
  ...(search.reductions.length === 0 ? {} : { reductions: search.reductions }),
  bytes: search.bytes,
  actions: Object.fromEntries(
    search.engine.types.flatMap((type, i) => {
      const counts = search.counts(i)
      return counts.taken === 0 ? [] : [[type, counts]]
    }),
  ),
  coverage: {
    deadEnds: search.deadEnds,
    neverEnabled: search.engine.machine.rules.filter((_, i) => search.seen.offered[i] === 0).map(({ name }) => name),
    values: Object.fromEntries(search.engine.slots.map((name, i) => [name, search.seen.sizes[i] ?? 0])),
  },
})
