/**
 * `eventually` and `leadsTo`, judged after a search on the graph of free steps: what happens for
 * ever once the faults are spent. Only states whose free steps are all known count, so a bound
 * that cuts the goal off breaks nothing and proves nothing.
 */
import { FairParts, fairnessOf } from './fair-cycles.ts'
import { FirstSteps } from './first-steps.ts'
import { isLive } from './findings.ts'
import type { Finding } from './findings.ts'
import type { Graph } from './graph.ts'
import { Bits } from './int-array.ts'
import { TimeIsUp } from './judging-time.ts'
import type { JudgingTime } from './judging-time.ts'
import { cycleThrough } from './lasso.ts'
import { brokenPromises } from './obligations.ts'
import { Recovery } from './recovery.ts'
import type { Search } from './search.ts'
import type { Run } from './trace.ts'

/** A run that goes wrong, before it is written out. */
export interface BadRun {
  readonly level: number
  /** Number of the set of its faults. */
  readonly faults: number
  readonly length: number
  readonly run: () => Run
}

interface Judging<S> {
  readonly search: Search<S>
  readonly graph: Graph
  readonly steps: FirstSteps
  /** Is told of every look at a state. */
  readonly look: () => void
}

export const judgeLiveness = <S>(search: Search<S>, time: JudgingTime): void => {
  const { graph, findings } = search
  if (graph === null) return
  const { look } = time
  let steps: FirstSteps | null = null
  const isOneRun =
    graph.widest <= 1 &&
    search.engine.enough === null &&
    search.engine.free.every((rule) => search.engine.rule(rule).fairness !== 'none')
  for (const finding of findings.all) {
    if (!isLive(finding.property.kind)) continue
    const judge = isOneRun && finding.property.kind === 'eventually' ? judgeOneRun : judgeFairRuns
    finding.isUnjudged =
      time.isUp ||
      !inTime(() => {
        steps ??= new FirstSteps(search.space, graph, look)
        judge({ search, graph, steps, look }, finding)
      })
  }
  if (time.isUp && search.end === 'complete') search.end = time.reason ?? 'interrupted'
}

/** False: there was no time to do it. */
const inTime = (judge: () => void): boolean => {
  try {
    judge()
    return true
  } catch (error) {
    if (error instanceof TimeIsUp) return false
    throw error
  }
}

/** Budget level at which a state was found. */
export const levelOf = <S>({ starts, levels }: Search<S>, state: number): number => {
  let level = 0
  while (level + 1 < levels.length && (starts[level + 1] ?? Infinity) <= state) level += 1
  return level
}

/** The shortest run per set of faults, at the least level. */
const addBadRuns = <S>(search: Search<S>, finding: Finding<S>, runs: readonly BadRun[]): void => {
  const sorted = [...runs].sort((a, b) => a.level - b.level || a.length - b.length)
  for (const { level, faults, run } of sorted) {
    search.findings.addWay(finding, level, faults, run)
  }
}

/**
 * Where the goal of an `eventually` holds is asked only here, of the states that matter: those from which it holds
 * to the end of the run.
 */
const goal = <S>({ search, graph, steps, look }: Judging<S>, { judge, marked, property }: Finding<S>): Goal => {
  if (judge === null || property.kind !== 'eventually') {
    return (state) => {
      look()
      return marked.get(state)
    }
  }
  const asked = new Bits()
  const vector = new Int32Array(search.space.width)
  return (state) => {
    look()
    if (asked.get(state)) return marked.get(state)
    const alike = steps.alikeFor(judge, state)
    const isKnown = alike >= 0 && alike < graph.expanded && asked.get(alike)
    if (!isKnown) search.space.read(state, vector)
    const holds = isKnown ? marked.get(alike) : judge.holds(vector)
    asked.set(state, true)
    marked.set(state, holds)
    return holds
  }
}

type Goal = (state: number) => boolean

/** States in which the clock starts: initial ones, and those that a fault leads to. */
const struckStates = <S>({ space }: Search<S>, end: number): readonly number[] => {
  const struck: number[] = []
  for (let state = 0; state < end; state += 1) {
    if (space.parent(state) < 0 || space.isStruck(state)) struck.push(state)
  }
  return struck
}

const judgeOneRun = <S>(judging: Judging<S>, finding: Finding<S>): void => {
  const { search, graph, look } = judging
  const { property } = finding
  if (property.kind !== 'eventually') return
  const { space, findings } = search
  const recovery = new Recovery(
    graph,
    goal(judging, finding),
    property.stays !== false && property.once !== true,
    look,
  )
  const struck = struckStates(search, graph.expanded)
  const limit = property.within ?? Infinity
  const isBad = (state: number): boolean => {
    const time = recovery.times[state] ?? NaN
    return time === Infinity || time > limit
  }
  addBadRuns(
    search,
    finding,
    struck.filter(isBad).map((state) => ({
      level: levelOf(search, state),
      faults: findings.faultsOf.get(state),
      length: space.depths.get(state) + (recovery.steps[state] ?? 0),
      run: () => futureOf(search, recovery, state),
    })),
  )
  measure(search, finding, recovery, struck)
}

/** The way to a state and on until its goal is met, or until it is clear that it never is. */
const futureOf = <S>(search: Search<S>, recovery: Recovery, state: number): Run => {
  const path = [...search.space.pathTo(state), ...recovery.runFrom(state)]
  const last = path.at(-1)
  const closes = path.indexOf(last ?? -1)
  const isLasso = recovery.times[state] === Infinity && closes < path.length - 1
  return isLasso ? { path, loopStart: closes } : { path }
}

/** The worst recovery per completed level, over the states in which the clock starts. */
const measure = <S>(
  search: Search<S>,
  finding: Finding<S>,
  recovery: Recovery,
  struck: readonly number[],
): void => {
  const worst: (number | null)[] = search.levels.filter((l) => l.complete).map(() => null)
  const bySet = new Map<number, number>()
  let slowest = -1
  let worstOfAll = 0
  for (const state of struck) {
    const time = recovery.times[state] ?? NaN
    const level = levelOf(search, state)
    if (level >= worst.length || !Number.isFinite(time)) continue
    worst[level] = Math.max(worst[level] ?? 0, time)
    const faults = search.findings.faultsOf.get(state)
    bySet.set(faults, Math.max(bySet.get(faults) ?? 0, time))
    if (time > worstOfAll) [slowest, worstOfAll] = [state, time]
  }
  finding.worstRecovery = worst
  finding.recoveries = [...bySet].map(([faults, ms]) => ({ faults, ms })).sort((a, b) => b.ms - a.ms)
  finding.worstRun = slowest < 0 ? null : futureOf(search, recovery, slowest)
}

/** States of a part that are tried as the place where its cycle is entered. */
const MAX_ANCHORS = 16
/** Parts of which cycles are tried, those found first. */
const MAX_PARTS = 1_000

const judgeFairRuns = <S>(judging: Judging<S>, finding: Finding<S>): void => {
  const { search, graph, look } = judging
  const { property } = finding
  const fairness = fairnessOf(search.engine.machine)
  const holds = goal(judging, finding)
  const fails = (state: number): boolean => !holds(state)
  const mayVisitGoal =
    property.kind === 'eventually' && property.stays !== false && property.once !== true
  const parts = new FairParts(graph, fairness, look).find(mayVisitGoal ? () => true : fails, fails)
  const cycles = [...parts]
    .sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0))
    .slice(0, MAX_PARTS)
    .flatMap((part) =>
      part
        .filter(fails)
        .slice(0, MAX_ANCHORS)
        .map((anchor) => ({ anchor, cycle: cycleThrough(graph, part, anchor, fairness, look) })),
    )
  const runs =
    property.kind === 'leadsTo'
      ? brokenPromises(search, finding, graph, { parts, cycles, look })
      : cycles.map(({ anchor, cycle }) => badRun(search, anchor, cycle))
  addBadRuns(search, finding, runs)
}

export interface Cycle {
  readonly anchor: number
  /** States after the anchor, the anchor last; empty: the run rests there. */
  readonly cycle: readonly number[]
}

const badRun = <S>(search: Search<S>, anchor: number, cycle: readonly number[]): BadRun => ({
  level: levelOf(search, anchor),
  faults: search.findings.faultsOf.get(anchor),
  length: search.space.depths.get(anchor) + cycle.length,
  run: () => closedRun(search.space.pathTo(anchor), cycle),
})

/** A path and a cycle through its last state. */
export const closedRun = (path: readonly number[], cycle: readonly number[]): Run =>
  cycle.length === 0 ? { path } : { path: [...path, ...cycle], loopStart: path.length - 1 }
