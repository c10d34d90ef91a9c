/**
 * Where every state has at most one free successor (nominal order) the future of a state is one run, which
 * ends or cycles. The time until the goal holds for good is then a number per state, worked out once for
 * all runs that meet there.
 */
import type { Search } from './explore.ts'
import type { Finding } from './findings.ts'
import { pathTo } from './trace.ts'

const UNKNOWN = -1

/** Time in ms from each state until the goal holds for good; Infinity: never. */
export const recoveryTimes = <S>(search: Search<S>, finding: Finding<S>, end: number): Float64Array => {
  const times = new Float64Array(end).fill(UNKNOWN)
  const { graph } = search.findings
  const position = new Map<number, number>()
  for (let start = 0; start < end; start += 1) {
    if (times[start] !== UNKNOWN) continue
    const chain: number[] = []
    position.clear()
    let at = start
    while (times[at] === UNKNOWN && !position.has(at) && graph.degree(at) > 0) {
      position.set(at, chain.length)
      chain.push(at)
      at = graph.to(at, 0)
    }
    if (times[at] === UNKNOWN && position.has(at)) {
      settleCycle(finding, times, chain.slice(position.get(at)))
    } else if (times[at] === UNKNOWN) {
      times[at] = finding.truth.get(at) ? 0 : Infinity
    }
    settleChain(search, finding, times, chain)
  }
  return times
}

const staysOf = <S>({ property }: Finding<S>): boolean =>
  property.kind !== 'eventually' || property.stays !== false

const settleCycle = <S>(finding: Finding<S>, times: Float64Array, cycle: readonly number[]): void => {
  const holds = (state: number): boolean => finding.truth.get(state)
  const isGood = staysOf(finding) ? cycle.every(holds) : cycle.some(holds)
  for (const state of cycle) times[state] = isGood ? 0 : Infinity
}

const settleChain = <S>(
  search: Search<S>,
  finding: Finding<S>,
  times: Float64Array,
  chain: readonly number[],
): void => {
  const { graph } = search.findings
  for (let i = chain.length - 1; i >= 0; i -= 1) {
    const state = chain[i] ?? 0
    if (times[state] !== UNKNOWN) continue
    const later = times[graph.to(state, 0)] ?? 0
    const holds = finding.truth.get(state)
    const isOver = holds && (later === 0 || !staysOf(finding))
    times[state] = isOver ? 0 : later + graph.duration(state, 0)
  }
}

export const judgeRecovery = <S>(search: Search<S>, finding: Finding<S>, end: number): void => {
  const times = recoveryTimes(search, finding, end)
  for (let state = 0; state < end; state += 1) {
    if (times[state] === Infinity) addLasso(search, finding, state)
  }
  measure(search, finding, times, end)
}

/** Each state without recovery whose parent had one (or that has none) begins a way to break the promise. */
const addLasso = <S>(search: Search<S>, finding: Finding<S>, state: number): void => {
  const { space, findings } = search
  if (!findings.struck.has(state)) return
  const level = findings.struck.get(state) ?? 0
  const [first] = finding.ways
  if (first !== undefined && level > first.level) return
  const { path, loopStart } = future(search, state)
  findings.addWay(finding, level, [...pathTo(space, state), ...path.slice(1)], shifted(loopStart, pathTo(space, state).length - 1))
}

const shifted = (loopStart: number | undefined, by: number): number | undefined =>
  loopStart === undefined ? undefined : loopStart + by

/** The run from a state to its end, or once around its cycle. */
const future = <S>(
  { findings: { graph } }: Search<S>,
  state: number,
): { readonly path: readonly number[]; readonly loopStart?: number } => {
  const path = [state]
  const position = new Map([[state, 0]])
  for (let at = state; graph.degree(at) > 0; ) {
    at = graph.to(at, 0)
    path.push(at)
    const seen = position.get(at)
    if (seen !== undefined) return { path, loopStart: seen }
    position.set(at, path.length - 1)
  }
  return { path }
}

/** The worst recovery per level, over the states that a fault struck directly (level 0: the initial ones). */
const measure = <S>(search: Search<S>, finding: Finding<S>, times: Float64Array, end: number): void => {
  const worst: (number | null)[] = search.levels.filter((l) => l.complete).map(() => null)
  let worstOfAll = -1
  for (const [state, level] of search.findings.struck) {
    const time = times[state] ?? 0
    if (state >= end || time === Infinity || level >= worst.length) continue
    if (time > (worst[level] ?? -1)) worst[level] = time
    if (time > worstOfAll) {
      worstOfAll = time
      const { path } = future(search, state)
      finding.worstPath = [...pathTo(search.space, state), ...path.slice(1)]
    }
    judgeBound(search, finding, state, level, time)
  }
  finding.worstRecovery = worst
}

const judgeBound = <S>(
  search: Search<S>,
  finding: Finding<S>,
  state: number,
  level: number,
  time: number,
): void => {
  const { property } = finding
  if (property.kind !== 'eventually' || property.within === undefined || time <= property.within) return
  const { path } = future(search, state)
  search.findings.addWay(finding, level, [...pathTo(search.space, state), ...path.slice(1)])
}
