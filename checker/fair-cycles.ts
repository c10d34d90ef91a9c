/**
 * Parts of the graph of free steps in which a fair run may stay for ever. A run may also rest in a
 * state for ever (so a state without free steps is such a part). Weakly fair rules must be taken
 * in the part or be disabled somewhere in it; strongly fair ones must be taken in it or be
 * disabled everywhere in it.
 */
import { Components } from './components.ts'
import type { Graph } from './graph.ts'
import type { Fairness, Machine } from './machine.ts'

/** Fairness by rule number; rules that faults follow are never needed. */
export const fairnessOf = <S>({ rules }: Machine<S>): readonly Fairness[] =>
  rules.map((rule) => (rule.fault === true ? 'none' : (rule.fairness ?? 'weak')))

/**
 * For each rule: in how many states of a part it is enabled, and whether it is taken within the
 * part.
 */
interface Census {
  readonly enabled: Int32Array
  readonly taken: Uint8Array
}

export class FairParts {
  readonly #graph: Graph
  readonly #fairness: readonly Fairness[]
  readonly #components: Components

  /** `look` is told of every look at a state. */
  constructor(graph: Graph, fairness: readonly Fairness[], look: () => void) {
    this.#graph = graph
    this.#fairness = fairness
    this.#components = new Components(graph, look)
  }

  /**
   * Largest fair parts that are `within`, and contain a state that is `wanted`; states that are
   * expanded only.
   */
  find(
    within: (state: number) => boolean,
    wanted: (state: number) => boolean,
  ): readonly (readonly number[])[] {
    const { expanded } = this.#graph
    const inside = (state: number): boolean => state < expanded && within(state)
    return this.#components
      .of(countTo(expanded), inside)
      .flatMap((component) => this.#fairPartsOf(component, wanted))
  }

  #fairPartsOf(
    component: readonly number[],
    wanted: (state: number) => boolean,
  ): readonly (readonly number[])[] {
    if (!component.some(wanted)) return []
    const inside = new Set(component)
    const { enabled, taken } = this.#census(component, inside)
    const isUnfair = (kind: Fairness, least: number): number =>
      this.#fairness.findIndex(
        (fairness, rule) =>
          fairness === kind && taken[rule] === 0 && (enabled[rule] ?? 0) >= Math.max(1, least),
      )
    if (isUnfair('weak', component.length) >= 0) return []
    const strict = isUnfair('strong', 1)
    if (strict < 0) return [component]
    const rest = new Set(component.filter((state) => !this.#graph.hasRule(state, strict)))
    return this.#components
      .of(rest, (state) => rest.has(state))
      .flatMap((part) => this.#fairPartsOf(part, wanted))
  }

  #census(component: readonly number[], inside: ReadonlySet<number>): Census {
    const rules = this.#fairness.length
    const census = { enabled: new Int32Array(rules), taken: new Uint8Array(rules) }
    const lastSeen = new Int32Array(rules).fill(-1)
    for (const state of component) {
      for (let i = 0; i < this.#graph.degree(state); i += 1) {
        const rule = this.#graph.rule(state, i)
        if (lastSeen[rule] !== state) census.enabled[rule] = (census.enabled[rule] ?? 0) + 1
        lastSeen[rule] = state
        if (inside.has(this.#graph.to(state, i))) census.taken[rule] = 1
      }
    }
    return census
  }
}

function* countTo(end: number): Generator<number> {
  for (let i = 0; i < end; i += 1) yield i
}
