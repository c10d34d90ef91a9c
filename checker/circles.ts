/**
 * Searches that take the steps that suffice (`Rule.enough`) leave others for later. They are taken in the end unless a run
 * goes in a circle before; and where every run ends, runs that were left out end where others end, which is all that
 * `eventually` asks. So such a search counts only if there is no circle in the graph of free steps.
 */
import type { Graph } from './graph.ts'
import type { Search } from './search.ts'

export const isLedAstray = <S>({ engine, graph }: Search<S>): boolean =>
  engine.enough !== null && graph !== null && hasCircle(graph)

/** Is there a circle of steps between states all of whose steps are known? */
const hasCircle = (graph: Graph): boolean => {
  const { expanded } = graph
  const into = new Int32Array(expanded)
  const count = (state: number, change: number): void => {
    for (let i = 0; i < graph.degree(state); i += 1) {
      const to = graph.to(state, i)
      if (to < expanded) into[to] = (into[to] ?? 0) + change
    }
  }
  for (let state = 0; state < expanded; state += 1) count(state, 1)
  const free = [...into.keys()].filter((state) => into[state] === 0)
  let left = expanded
  for (let state = free.pop(); state !== undefined; state = free.pop()) {
    left -= 1
    for (let i = 0; i < graph.degree(state); i += 1) {
      const to = graph.to(state, i)
      if (to >= expanded) continue
      into[to] = (into[to] ?? 0) - 1
      if (into[to] === 0) free.push(to)
    }
  }
  return left > 0
}
