/**
 * A search, and what it needs besides when it takes only some orders of steps: it begins again where it has learnt that
 * choices were wrong, goes without where that cannot be, and looks for the shortest runs in all orders.
 */
import { isLedAstray } from './circles.ts'
import type { ExploreOptions } from './explore-options.ts'
import type { Finding } from './findings.ts'
import type { Machine } from './machine.ts'
import type { Property } from './property.ts'
import { Search } from './search.ts'
import type { SearchSetup } from './search-setup.ts'
import { checkSymmetry } from './symmetry-check.ts'
import { verdictsOf } from './verdicts.ts'
import type { LevelStats, PropertyVerdict, Reduction } from './verdict.ts'

export interface Searched<S> {
  readonly search: Search<S>
  readonly verdicts: readonly PropertyVerdict<S>[]
  readonly reductions: readonly Reduction[]
  /** Seconds that were spent on it before, up to the checkpoint from which it went on. */
  readonly earlier: number
}

export const searchInPasses = <S>(
  machine: Machine<S>,
  properties: readonly Property<S>[],
  options: ExploreOptions,
  run: (search: Search<S>) => number,
): Searched<S> => {
  let earlier = 0
  const begin = (setup: SearchSetup<S>): Search<S> => {
    const search = new Search(machine, properties, options, setup)
    earlier += run(search)
    return search
  }
  let search = begin({})
  if (isLedAstray(search)) search = begin({ reductions: without(search.reductions, 'some run goes in a circle') })
  let restarts = 0
  while (mustBeginAgain(search)) {
    restarts += 1
    const objection = search.shortcuts?.objection ?? null
    const reductions = objection === null ? search.reductions : without(search.reductions, objection)
    search = begin({ engine: search.engine, reductions })
  }
  const { shortcuts } = search
  const isWrong = shortcuts?.isWrong() === true
  checkSymmetry(search)
  if (shortcuts === null) return { search, verdicts: verdictsOf(search), reductions: search.reductions, earlier }
  // What was left out may be needed, and nobody will look at it.
  if (isWrong) search.levels.splice(0, Infinity, ...search.levels.map(incomplete))
  if (shortcuts.stubborn.reduced === 0) {
    const reductions = without(search.reductions, 'in no state were fewer steps enough')
    return { search, verdicts: verdictsOf(search), reductions, earlier }
  }
  const wanted = wantedOf(search)
  if (wanted.length === 0) {
    return { search, verdicts: verdictsOf(search), reductions: tellingOf(search.reductions, { restarts }), earlier }
  }
  const told = begin(setupFor(search, wanted))
  return {
    search,
    verdicts: withRunsOf(search, told, wanted),
    reductions: tellingOf(search.reductions, { restarts, statesForRuns: told.space.size }),
    earlier,
  }
}

/** A search that met a bound is over, whatever it left out. */
const mustBeginAgain = <S>({ end, shortcuts }: Search<S>): boolean =>
  shortcuts !== null && (shortcuts.isLost || (end === 'complete' && shortcuts.isWrong()))

const incomplete = (level: LevelStats): LevelStats => ({ ...level, complete: false })

const tellingOf = (reductions: readonly Reduction[], more: Partial<Reduction>): readonly Reduction[] =>
  reductions.map((one) => (one.name === 'partial-order' ? { ...one, ...more } : one))

const without = (reductions: readonly Reduction[], reason: string): readonly Reduction[] =>
  tellingOf(reductions, { isApplied: false, reason })

/** A property of which a run is shown, and the least number of faults of such a run. */
interface Wanted {
  readonly property: number
  readonly level: number
}

const wantedOf = <S>(search: Search<S>): readonly Wanted[] =>
  search.findings.all.flatMap(({ ways, reachedIn }, property) => {
    const reachedAt = reachedIn === null ? null : search.starts.findLastIndex((start) => start <= reachedIn)
    const level = ways[0]?.level ?? reachedAt
    return level === null ? [] : [{ property, level }]
  })

/**
 * The same search in all orders, with as few faults as are needed, and no longer than they are: the runs that it finds
 * are those that are found without any reduction.
 */
const setupFor = <S>(search: Search<S>, wanted: readonly Wanted[]): SearchSetup<S> => ({
  engine: search.engine,
  reductions: without(search.reductions, 'all orders are looked at, to find the shortest runs'),
  faults: Math.max(...wanted.map(({ level }) => level)),
  isEnough: ({ all }, levels) => wanted.every(({ property }) => isTold(all[property], levels)),
})

/** Were all runs found that are shown: where faults are on the way, one for each set of them? */
const isTold = <S>(finding: Finding<S> | undefined, levels: readonly LevelStats[]): boolean => {
  const level = finding?.ways[0]?.level
  if (level === undefined) return finding?.reachedIn != null
  return level === 0 || levels.length > level
}

/** A run that could not be found, because of a bound, is the one that was found first. */
const withRunsOf = <S>(
  search: Search<S>,
  told: Search<S>,
  wanted: readonly Wanted[],
): readonly PropertyVerdict<S>[] => {
  const runs = verdictsOf(told)
  return verdictsOf(search).map((verdict, property) => {
    const run = runs[property]
    const isWanted = wanted.some((one) => one.property === property)
    if (run === undefined || !isWanted || !isTold(told.findings.all[property], told.levels)) return verdict
    const { leastFaults, counterexample, explanation, ways, reachedBy } = run
    return { ...verdict, leastFaults, counterexample, explanation, ways, reachedBy }
  })
}
