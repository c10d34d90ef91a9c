/**
 * `leadsTo`: from which states with an obligation may a fair run avoid the goal for ever, and how.
 */
import type { Finding } from './findings.ts'
import type { Graph } from './graph.ts'
import type { BadRun, Cycle } from './liveness.ts'
import { closedRun, levelOf } from './liveness.ts'
import type { Search } from './search.ts'

const NOWHERE = -1

/**
 * For every state that can reach one of `targets` through states `within`: the next state on a
 * shortest way.
 */
const waysTo = (
  graph: Graph,
  targets: readonly number[],
  within: (state: number) => boolean,
  look: () => void,
): { readonly next: Int32Array; readonly steps: Int32Array } => {
  const { sources, first } = reversed(graph, look)
  const next = new Int32Array(graph.expanded).fill(NOWHERE)
  const steps = new Int32Array(graph.expanded).fill(NOWHERE)
  const queue = [...targets]
  for (const target of targets) steps[target] = 0
  for (const state of queue) {
    look()
    for (let i = first[state] ?? 0; i < (first[state + 1] ?? 0); i += 1) {
      const source = sources[i] ?? 0
      if (steps[source] !== NOWHERE || !within(source)) continue
      steps[source] = (steps[state] ?? 0) + 1
      next[source] = state
      queue.push(source)
    }
  }
  return { next, steps }
}

/** The edges between expanded states, by where they lead. */
const reversed = (graph: Graph, look: () => void): { readonly sources: Int32Array; readonly first: Int32Array } => {
  const first = new Int32Array(graph.expanded + 2)
  const each = (visit: (from: number, to: number) => void): void => {
    for (let from = 0; from < graph.expanded; from += 1) {
      look()
      for (let i = 0; i < graph.degree(from); i += 1) {
        const to = graph.to(from, i)
        if (to < graph.expanded) visit(from, to)
      }
    }
  }
  each((_, to) => {
    first[to + 2] = (first[to + 2] ?? 0) + 1
  })
  for (let i = 1; i < first.length; i += 1) first[i] = (first[i] ?? 0) + (first[i - 1] ?? 0)
  const sources = new Int32Array(first.at(-1) ?? 0)
  each((from, to) => {
    const at = first[to + 1] ?? 0
    sources[at] = from
    first[to + 1] = at + 1
  })
  return { sources, first }
}

/** Where the goal may be avoided for ever, and how; `look` is told of every look at a state. */
interface Avoided {
  readonly parts: readonly (readonly number[])[]
  readonly cycles: readonly Cycle[]
  readonly look: () => void
}

export const brokenPromises = <S>(
  search: Search<S>,
  finding: Finding<S>,
  graph: Graph,
  { parts, cycles, look }: Avoided,
): readonly BadRun[] => {
  const fails = (state: number): boolean => !finding.marked.get(state)
  const byAnchor = new Map(cycles.map((cycle) => [cycle.anchor, cycle.cycle]))
  // Every part of which a cycle is shown has an anchor, and all of a part reaches it.
  const targets = parts.flat().filter((state) => byAnchor.has(state))
  const { next, steps } = waysTo(graph, targets, fails, look)
  const runs: BadRun[] = []
  for (let start = 0; start < graph.expanded; start += 1) {
    if (!finding.obliged.get(start) || !fails(start) || steps[start] === NOWHERE) continue
    runs.push({
      level: levelOf(search, start),
      faults: search.findings.faultsOf.get(start),
      length:
        search.space.depths.get(start) +
        (steps[start] ?? 0) +
        endOf(next, start, byAnchor).cycle.length,
      run: () => {
        const { way, cycle } = endOf(next, start, byAnchor)
        return closedRun([...search.space.pathTo(start), ...way], cycle)
      },
    })
  }
  return runs
}

/** The states after `start` on the way to an anchor, and the cycle there. */
const endOf = (
  next: Int32Array,
  start: number,
  byAnchor: ReadonlyMap<number, readonly number[]>,
): { readonly way: readonly number[]; readonly cycle: readonly number[] } => {
  const way: number[] = []
  for (let at = start; ;) {
    const cycle = byAnchor.get(at)
    if (cycle !== undefined) return { way, cycle }
    at = next[at] ?? 0
    way.push(at)
  }
}
