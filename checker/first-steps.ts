/**
 * Which slots the first free step of each state changes. A state and the one that follows it mostly agree in all that
 * a property looks at, so what was said of one of them holds for the other.
 */
import type { Graph } from './graph.ts'
import { IntArray } from './int-array.ts'
import type { StateJudge } from './judge.ts'
import type { StateSpace } from './state-space.ts'

export class FirstSteps {
  readonly #graph: Graph
  readonly #slots = new IntArray()
  /** By state: the number of slots up to the last one of its step. */
  readonly #ends = new IntArray()

  /** `look` is told of every look at a state. */
  constructor(space: StateSpace, graph: Graph, look: () => void) {
    this.#graph = graph
    const [before, after] = [new Int32Array(space.width), new Int32Array(space.width)]
    let end = 0
    for (let state = 0; state < graph.expanded; state += 1) {
      look()
      if (graph.degree(state) > 0) {
        space.read(state, before)
        space.read(graph.to(state, 0), after)
        for (let slot = 0; slot < before.length; slot += 1) {
          if (before[slot] === after[slot]) continue
          this.#slots.set(end, slot)
          end += 1
        }
      }
      this.#ends.set(state, end)
    }
  }

  /** The state that follows and agrees with this one in all that somebody ever looked at; -1: there is none. */
  alikeFor<S>(judge: StateJudge<S>, state: number): number {
    if (this.#graph.degree(state) === 0) return -1
    const end = this.#ends.get(state)
    for (let i = state === 0 ? 0 : this.#ends.get(state - 1); i < end; i += 1) {
      if (judge.looksAt(this.#slots.get(i))) return -1
    }
    return this.#graph.to(state, 0)
  }
}
