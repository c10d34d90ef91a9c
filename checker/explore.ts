/** Looks at every run with at most so many faults, and says what that means for each property. */
import { JudgingTime } from './judging-time.ts'
import { judgeLiveness } from './liveness.ts'
import type { Machine } from './machine.ts'
import { StateJudge } from './judge.ts'
import { SearchCheckpoint } from './checkpoint/checkpoint.ts'
import type { Eventually, Property } from './property.ts'
import { searchInPasses } from './passes.ts'
import type { Searched } from './passes.ts'
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
  const searched = searchInPasses(
    machine,
    properties.filter((p) => !isOnce(p)),
    options,
    (search) => run(search, options, 'search'),
  )
  let { earlier } = searched
  const verdicts = new Map(searched.verdicts.map((verdict) => [verdict.name, verdict]))
  for (const [i, property] of properties.filter(isOnce).entries()) {
    const once = onceSearch(machine, property, properties, options)
    earlier += run(once, options, `once-${i}`)
    checkSymmetry(once)
    verdicts.set(property.name, onceVerdict(once))
  }
  return {
    verdicts: properties.flatMap(({ name }) => verdicts.get(name) ?? []),
    stats: statsOf(searched, options, earlier + (now() - began) / 1000),
  }
}

/**
 * Liveness is judged at the end, or after each level if that may end the search. The seconds that were spent on it
 * before, up to the checkpoint of that name from which it goes on.
 */
const run = <S>(search: Search<S>, options: ExploreOptions, name: string): number => {
  const { untilBroken = false, checkpoint } = options
  const keeper = checkpoint === undefined ? null : new SearchCheckpoint(search, name, checkpoint, options)
  const earlier = keeper?.resume() ?? 0
  const judging = new JudgingTime(options.shouldStop)
  const judge = (): void => judgeLiveness(search, judging)
  search.run(untilBroken ? judge : undefined, keeper)
  if (!untilBroken) judge()
  return earlier
}

const isOnce = <S>(property: Property<S>): property is Eventually<S> =>
  property.kind === 'eventually' && property.once === true

/**
 * A run that reached the goal is not followed any further, so every run that is over missed it
 * throughout. `sometimes` partners are looked for among the same runs, and in those that end at
 * the goal.
 */
const onceSearch = <S>(
  machine: Machine<S>,
  property: Eventually<S>,
  properties: readonly Property<S>[],
  options: ExploreOptions,
): Search<S> => {
  const partners = properties.filter(({ name }) => name === property.witness)
  return new Search(machine, [property, ...partners], options, {
    isFinal: (engine) => {
      const judge = new StateJudge(engine, property.name, (state: S) => property.holds(state))
      return (vector) => judge.holds(vector)
    },
  })
}

const onceVerdict = <S>(search: Search<S>): PropertyVerdict<S> => {
  const [verdict] = verdictsOf(search)
  if (verdict === undefined) throw new Error('internal error: a search lost its property')
  return verdict
}

const statsOf = <S>({ search, reductions }: Searched<S>, { helper }: ExploreOptions, seconds: number): SearchStats => ({
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
  ...(reductions.length === 0 ? {} : { reductions }),
  bytes: search.space.bytes + search.findings.bytes + (search.graph?.bytes ?? 0),
  actions: Object.fromEntries(
    search.engine.types.flatMap((type, i) => {
      const counts = search.counts(i)
      return counts.taken === 0 ? [] : [[type, counts]]
    }),
  ),
  coverage: {
    deadEnds: search.position.deadEnds,
    neverEnabled: search.engine.machine.rules.filter((_, i) => search.seen.offered[i] === 0).map(({ name }) => name),
    values: Object.fromEntries(search.engine.slots.map((name, i) => [name, search.seen.sizes[i] ?? 0])),
  },
})
