/**
 * Where every state has at most one free successor (nominal order) the future of a state is one
 * run, which ends or cycles. What becomes of the goal is then a few numbers per state, worked out
 * once, in linear time, for all runs that meet there.
 */
import type { Graph } from './graph.ts'

/** What happens from a state on. */
export interface Futures {
  /** ms until the goal is met; Infinity: never; NaN: it is not known how the run goes on. */
  readonly times: Float64Array
  /** Steps until then; if never: until the run ends or has gone once around its cycle. */
  readonly steps: Int32Array
}

const UNKNOWN = -1

export class Recovery implements Futures {
  readonly times: Float64Array
  readonly steps: Int32Array
  readonly #graph: Graph
  readonly #holds: (state: number) => boolean
  readonly #stays: boolean
  readonly #look: () => void
  /** The walk on which a state was last met. */
  readonly #walk: Int32Array

  /** `look` is told of every look at a state. */
  constructor(graph: Graph, holds: (state: number) => boolean, stays: boolean, look: () => void = () => undefined) {
    this.#graph = graph
    this.#holds = holds
    this.#stays = stays
    this.#look = look
    this.times = new Float64Array(graph.expanded).fill(UNKNOWN)
    this.steps = new Int32Array(graph.expanded)
    this.#walk = new Int32Array(graph.expanded)
    // A successor was mostly found later than its state, and so is settled before it.
    for (let state = graph.expanded - 1; state >= 0; state -= 1) this.#follow(state)
  }

  #follow(start: number): void {
    const chain: number[] = []
    let at = start
    while (at < this.#graph.expanded && this.times[at] === UNKNOWN) {
      this.#look()
      if (this.#walk[at] === start + 1) {
        this.#settleCycle(chain.splice(chain.indexOf(at)))
        break
      }
      this.#walk[at] = start + 1
      if (this.#graph.degree(at) === 0) {
        this.times[at] = this.#holds(at) ? 0 : Infinity
        break
      }
      chain.push(at)
      at = this.#graph.to(at, 0)
    }
    for (let state = chain.pop(); state !== undefined; state = chain.pop()) this.#settle(state)
  }

  #settleCycle(cycle: readonly number[]): void {
    const isGood = this.#stays ? cycle.every(this.#holds) : cycle.some(this.#holds)
    for (const state of cycle) {
      this.times[state] = isGood ? 0 : Infinity
      this.steps[state] = isGood ? 0 : cycle.length
    }
    if (!isGood || this.#stays) return
    // From the state before one in which the goal holds, once around, backwards.
    const last = cycle.findIndex(this.#holds)
    for (let k = cycle.length - 1; k > 0; k -= 1) {
      this.#settle(cycle[(last + k) % cycle.length] ?? 0)
    }
  }

  /** A state whose successor is settled. */
  #settle(state: number): void {
    const next = this.#graph.to(state, 0)
    const later = next < this.#graph.expanded ? (this.times[next] ?? NaN) : NaN
    const steps = this.steps[next] ?? 0
    const isMet = (!this.#stays || (later === 0 && steps === 0)) && this.#holds(state)
    this.times[state] = isMet && later < Infinity ? 0 : later + this.#graph.duration(state, 0)
    this.steps[state] = isMet && later < Infinity ? 0 : steps + 1
  }

  /** The states after this one, as far as `steps` says. */
  runFrom(state: number): readonly number[] {
    const run: number[] = []
    let at = state
    for (let left = this.steps[state] ?? 0; left > 0; left -= 1) {
      at = this.#graph.to(at, 0)
      run.push(at)
    }
    return run
  }
}
