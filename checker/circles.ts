/**
 * Searches that take the steps that suffice (`Rule.enough`) leave others for later. That goes wrong where a run goes in a
 * circle on which a step is left for ever: in every circle there must be a state all of whose steps are taken (the cycle
 * proviso: Clarke, Grumberg and Peled, Model Checking, 1999, section 10.3). Even then a run that never takes any of the
 * steps that suffice has no like among those that were looked at, and may break what holds `eventually`.
 *
 * So a circle does harm unless on it time passes, in a state all of whose steps are taken. Where no circle does harm, no
 * run goes on for ever in one moment, one that was left out neither: put each time the first step that suffices in front,
 * and such a run makes one that was looked at. Hence each run comes to the end of every moment, where nothing that suffices
 * can have been left out (`Rule.enough`): there it is where a run that was looked at is, which has taken the same steps in
 * another order.
 */
import type { Graph } from './graph.ts'
import type { Search } from './search.ts'

export const isLedAstray = <S>(search: Search<S>): boolean => {
  const { engine, graph } = search
  if (engine.enough === null || graph === null || !hasCircle(graph, () => true)) return false
  const isWhole = wholeStates(search, graph)
  return hasCircle(graph, (state, i) => graph.duration(state, i) === 0 || !isWhole(state))
}

/** Are all free steps out of this state edges of the graph? */
const wholeStates = <S>({ engine, space }: Search<S>, graph: Graph): ((state: number) => boolean) => {
  const known = new Map<number, boolean>()
  const vector = new Int32Array(space.width)
  const isWhole = (index: number): boolean => {
    space.read(index, vector)
    const state = engine.decode(vector)
    const steps = engine.free.reduce((sum, rule) => sum + engine.rule(rule).next(state).length, 0)
    return steps === graph.degree(index)
  }
  return (index) => {
    const whole = known.get(index) ?? isWhole(index)
    known.set(index, whole)
    return whole
  }
}

/** Is there a circle of such steps between states all of whose steps are known? */
const hasCircle = (graph: Graph, counts: (state: number, i: number) => boolean): boolean => {
  const { expanded } = graph
  const into = new Int32Array(expanded)
  const targets = (state: number): readonly number[] =>
    Array.from({ length: graph.degree(state) }, (_, i) => i)
      .filter((i) => counts(state, i))
      .map((i) => graph.to(state, i))
      .filter((to) => to < expanded)
  for (let state = 0; state < expanded; state += 1) for (const to of targets(state)) into[to] = (into[to] ?? 0) + 1
  const free = [...into.keys()].filter((state) => into[state] === 0)
  let left = expanded
  for (let state = free.pop(); state !== undefined; state = free.pop()) {
    left -= 1
    for (const to of targets(state)) {
      into[to] = (into[to] ?? 0) - 1
      if (into[to] === 0) free.push(to)
    }
  }
  return left > 0
}
