/** Shows a fair part of the graph as a cycle: a closed walk that does what fairness asks for. */
import type { Graph } from './graph.ts'
import type { Fairness } from './machine.ts'

/** Breadth-first path to a state that is wanted, at least one step long; null: there is none. */
const pathFrom = (
  graph: Graph,
  start: number,
  within: (state: number) => boolean,
  isWanted: (state: number) => boolean,
  look: () => void,
): readonly number[] | null => {
  const parents = new Map<number, number>()
  const queue = [start]
  for (const state of queue) {
    look()
    for (let edge = 0; edge < graph.degree(state); edge += 1) {
      const to = graph.to(state, edge)
      if (parents.has(to) || !within(to)) continue
      parents.set(to, state)
      if (isWanted(to)) return unwind(parents, start, to)
      queue.push(to)
    }
  }
  return null
}

const unwind = (
  parents: ReadonlyMap<number, number>,
  start: number,
  end: number,
): readonly number[] => {
  const path = [end]
  for (
    let at = parents.get(end);
    at !== undefined;
    at = at === start ? undefined : parents.get(at)
  ) {
    path.push(at)
  }
  return path.reverse()
}

const leadsBy = (graph: Graph, from: number, to: number, rule: number): boolean => {
  for (let i = 0; i < graph.degree(from); i += 1) {
    if (graph.rule(from, i) === rule && graph.to(from, i) === to) return true
  }
  return false
}

/** The first rule that a walk treats unfairly; -1: none. */
const unfairOn = (graph: Graph, walk: readonly number[], fairness: readonly Fairness[]): number =>
  fairness.findIndex((kind, rule) => {
    if (kind === 'none') return false
    const isOn = (state: number): boolean => graph.hasRule(state, rule)
    const isOwed = kind === 'weak' ? walk.every(isOn) : walk.some(isOn)
    return isOwed && !walk.slice(1).some((to, i) => leadsBy(graph, walk[i] ?? to, to, rule))
  })

/**
 * States after `anchor` on a cycle through it within a fair part, `anchor` last. Empty: the run
 * rests in it. `look` is told of every look at a state.
 */
export const cycleThrough = (
  graph: Graph,
  part: readonly number[],
  anchor: number,
  fairness: readonly Fairness[],
  look: () => void,
): readonly number[] => {
  const inside = new Set(part)
  const within = (state: number): boolean => inside.has(state)
  const walk = [anchor]
  const last = (): number => walk.at(-1) ?? anchor
  const goTo = (isWanted: (state: number) => boolean): void => {
    const path = pathFrom(graph, last(), within, isWanted, look)
    if (path !== null) walk.push(...path.slice(1))
  }
  // A round puts one rule right; closing the walk may pass states in which another is enabled.
  for (let round = 0; round <= fairness.length * 2; round += 1) {
    if (walk.length === 1 || last() !== anchor) goTo((state) => state === anchor)
    const rule = unfairOn(graph, walk, fairness)
    if (rule < 0) break
    satisfy(graph, rule, fairness[rule] === 'weak', within, walk, goTo)
  }
  return walk.slice(1)
}

/**
 * Extends a walk so that it treats the rule fairly: to where it is off (weak), or through one of
 * its steps.
 */
const satisfy = (
  graph: Graph,
  rule: number,
  isOffEnough: boolean,
  within: (state: number) => boolean,
  walk: number[],
  goTo: (isWanted: (state: number) => boolean) => void,
): void => {
  const stepFrom = (state: number): number | undefined => {
    for (let i = 0; i < graph.degree(state); i += 1) {
      if (graph.rule(state, i) === rule && within(graph.to(state, i))) return graph.to(state, i)
    }
    return undefined
  }
  const isOff = (state: number): boolean => isOffEnough && !graph.hasRule(state, rule)
  const here = walk.at(-1) ?? -1
  if (stepFrom(here) === undefined) goTo((state) => isOff(state) || stepFrom(state) !== undefined)
  const at = walk.at(-1) ?? -1
  const to = stepFrom(at)
  if (to !== undefined && !isOff(at)) walk.push(to)
}
