/**
 * Fair cycles where a goal does not hold, for machines in which a state may have several free successors. A
 * component counts if a run can stay in it for ever and treat every rule fairly: weakly fair rules are taken
 * in it or disabled somewhere in it, strongly fair ones are taken in it or disabled everywhere in it.
 */
import type { Search } from './explore.ts'
import type { Finding } from './findings.ts'
import type { Graph } from './graph.ts'
import { components } from './graph.ts'
import { pathTo } from './trace.ts'

export interface BadRun {
  /** Where the cycle is entered, or the state in which the run ends. */
  readonly entry: number
  /** States of the cycle from `entry` on; empty: the run ends. */
  readonly loop: readonly number[]
  /** The way to `entry`, if it matters (leadsTo: through the obligation). */
  readonly stem?: readonly number[]
}

export const badComponents = <S>(search: Search<S>, finding: Finding<S>, end: number): readonly BadRun[] => {
  const { property } = finding
  const fails = (state: number): boolean => !finding.truth.get(state)
  if (property.kind === 'leadsTo') return brokenObligations(search, finding, end, fails)
  const stays = property.kind === 'eventually' && property.stays !== false
  return endings(search, end, (state) => state < end && (stays || fails(state)), fails)
}

const allStates = (end: number): readonly number[] => Array.from({ length: end }, (_, i) => i)

/** Runs that end or cycle within a region, and there in a state that fails. */
const endings = <S>(
  search: Search<S>,
  end: number,
  within: (state: number) => boolean,
  fails: (state: number) => boolean,
): readonly BadRun[] => {
  const { graph } = search.findings
  const ends = allStates(end).filter((s) => within(s) && graph.degree(s) === 0 && fails(s))
  const cycles = components(graph, allStates(end), within)
    .flatMap((component) => fairParts(search, component))
    .flatMap((component): BadRun[] => {
      const entry = Math.min(...component.filter(fails))
      return Number.isFinite(entry) ? [{ entry, loop: tour(search, component, entry) }] : []
    })
  return [...ends.map((entry) => ({ entry, loop: [] })), ...cycles].sort((a, b) => a.entry - b.entry)
}

/** From every state with an obligation: can the run avoid the goal for ever? */
const brokenObligations = <S>(
  search: Search<S>,
  finding: Finding<S>,
  end: number,
  fails: (state: number) => boolean,
): readonly BadRun[] => {
  const { graph } = search.findings
  const within = (state: number): boolean => state < end && fails(state)
  const owing = allStates(end).filter((state) => finding.obliged.get(state) && within(state))
  const bad = new Map(endings(search, end, within, fails).map((run) => [run.entry, run]))
  return owing.flatMap((start): BadRun[] => {
    const path = shortest(graph, [start], within, (state) => bad.has(state))
    const entry = path?.at(-1)
    const run = entry === undefined ? undefined : bad.get(entry)
    if (path === null || run === undefined) return []
    return [{ ...run, stem: [...pathTo(search.space, start), ...path.slice(1)] }]
  })
}

/** Breadth-first path from one of the starts to a state that is wanted; null: there is none. */
const shortest = (
  graph: Graph,
  starts: readonly number[],
  within: (state: number) => boolean,
  isWanted: (state: number) => boolean,
): readonly number[] | null => {
  const parents = new Map<number, number>(starts.map((state) => [state, -1]))
  const queue = [...starts]
  for (let i = 0; i < queue.length; i += 1) {
    const state = queue[i] ?? 0
    if (isWanted(state)) return unwind(parents, state)
    for (let edge = 0; edge < graph.degree(state); edge += 1) {
      const to = graph.to(state, edge)
      if (parents.has(to) || !within(to)) continue
      parents.set(to, state)
      queue.push(to)
    }
  }
  return null
}

const unwind = (parents: ReadonlyMap<number, number>, state: number): readonly number[] => {
  const path: number[] = []
  for (let at = state; at >= 0; at = parents.get(at) ?? -1) path.push(at)
  return path.reverse()
}

const rulesWith = <S>(search: Search<S>, fairness: 'weak' | 'strong'): readonly number[] =>
  search.engine.machine.rules.flatMap((rule, i) =>
    rule.fault !== true && (rule.fairness ?? 'weak') === fairness ? [i] : [],
  )

const isTaken = (graph: Graph, inside: ReadonlySet<number>, rule: number): boolean => {
  for (const state of inside) {
    for (let i = 0; i < graph.degree(state); i += 1) {
      if (graph.rule(state, i) === rule && inside.has(graph.to(state, i))) return true
    }
  }
  return false
}

/** The parts of a component in which a fair run can stay for ever. */
const fairParts = <S>(search: Search<S>, component: readonly number[]): readonly (readonly number[])[] => {
  const { graph } = search.findings
  const inside = new Set(component)
  if (!hasEdge(graph, inside)) return []
  const strict = rulesWith(search, 'strong').find(
    (rule) => !isTaken(graph, inside, rule) && component.some((state) => graph.hasRule(state, rule)),
  )
  if (strict !== undefined) {
    const rest = new Set(component.filter((state) => !graph.hasRule(state, strict)))
    return components(graph, rest, (state) => rest.has(state)).flatMap((part) => fairParts(search, part))
  }
  const isFair = rulesWith(search, 'weak').every(
    (rule) => isTaken(graph, inside, rule) || component.some((state) => !graph.hasRule(state, rule)),
  )
  return isFair ? [component] : []
}

const hasEdge = (graph: Graph, inside: ReadonlySet<number>): boolean => {
  for (const state of inside) {
    for (let i = 0; i < graph.degree(state); i += 1) if (inside.has(graph.to(state, i))) return true
  }
  return false
}

/** A closed walk from `entry` that does what fairness asks for: takes rules, visits where others are disabled. */
const tour = <S>(search: Search<S>, component: readonly number[], entry: number): readonly number[] => {
  const { graph } = search.findings
  const inside = new Set(component)
  const within = (state: number): boolean => inside.has(state)
  const walk = [entry]
  const goTo = (isWanted: (state: number) => boolean): void => {
    const path = shortest(graph, [walk.at(-1) ?? entry], within, isWanted)
    if (path !== null) walk.push(...path.slice(1))
  }
  for (const rule of [...rulesWith(search, 'weak'), ...rulesWith(search, 'strong')]) {
    const isOff = (state: number): boolean => !graph.hasRule(state, rule)
    if (walk.some(isOff)) continue
    if (component.some(isOff)) goTo(isOff)
    else takeRule(graph, inside, rule, walk, goTo)
  }
  if (walk.length === 1) {
    const first = successorsWithin(graph, entry, within)[0]
    if (first !== undefined && first !== entry) walk.push(first)
  }
  if (walk.length > 1) goTo((state) => state === entry)
  return walk.length > 1 && walk.at(-1) === entry ? walk.slice(0, -1) : walk
}

const successorsWithin = (
  graph: Graph,
  state: number,
  within: (state: number) => boolean,
): readonly number[] =>
  Array.from({ length: graph.degree(state) }, (_, i) => graph.to(state, i)).filter(within)

const takeRule = (
  graph: Graph,
  inside: ReadonlySet<number>,
  rule: number,
  walk: number[],
  goTo: (isWanted: (state: number) => boolean) => void,
): void => {
  const targetOf = (state: number): number | undefined => {
    for (let i = 0; i < graph.degree(state); i += 1) {
      if (graph.rule(state, i) === rule && inside.has(graph.to(state, i))) return graph.to(state, i)
    }
    return undefined
  }
  goTo((state) => targetOf(state) !== undefined)
  const to = targetOf(walk.at(-1) ?? -1)
  if (to !== undefined) walk.push(to)
}
