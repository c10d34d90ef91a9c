/**
 * Strongly connected components (Tarjan, without recursion), of any part of the graph of free
 * steps.
 */
import type { Graph } from './graph.ts'

export class Components {
  readonly #graph: Graph
  readonly #look: () => void
  /**
   * Order of discovery + 1 (0: not found yet); low link; whether on the stack; next edge to
   * follow.
   */
  readonly #order: Int32Array
  readonly #low: Int32Array
  readonly #onStack: Uint8Array
  readonly #edge: Int32Array
  #found = 0
  #stack: number[] = []
  #touched: number[] = []

  constructor(graph: Graph, look: () => void) {
    this.#graph = graph
    this.#look = look
    this.#order = new Int32Array(graph.expanded)
    this.#low = new Int32Array(graph.expanded)
    this.#onStack = new Uint8Array(graph.expanded)
    this.#edge = new Int32Array(graph.expanded)
  }

  /**
   * The components of the states in `roots` and whatever is reached from them, all of it `within`.
   */
  of(roots: Iterable<number>, within: (state: number) => boolean): readonly (readonly number[])[] {
    const components: number[][] = []
    for (const root of roots) {
      if (within(root) && this.#order[root] === 0) this.#visit(root, within, components)
    }
    for (const state of this.#touched) this.#order[state] = 0
    this.#touched = []
    this.#found = 0
    return components
  }

  #visit(root: number, within: (state: number) => boolean, components: number[][]): void {
    const path = [root]
    this.#enter(root)
    for (let state: number | undefined = root; state !== undefined; state = path.at(-1)) {
      const next = this.#follow(state, within)
      if (next !== -1) {
        path.push(next)
        this.#enter(next)
        continue
      }
      path.pop()
      const above = path.at(-1)
      if (above !== undefined) this.#lower(above, this.#low[state] ?? 0)
      if (this.#low[state] === this.#order[state]) components.push(this.#popUpTo(state))
    }
  }

  /** The next state below this one that is new; -1: there is none. */
  #follow(state: number, within: (state: number) => boolean): number {
    for (let edge = this.#edge[state] ?? 0; edge < this.#graph.degree(state); edge += 1) {
      const to = this.#graph.to(state, edge)
      if (!within(to)) continue
      if (this.#order[to] === 0) {
        this.#edge[state] = edge + 1
        return to
      }
      if (this.#onStack[to] === 1) this.#lower(state, this.#order[to] ?? 0)
    }
    this.#edge[state] = this.#graph.degree(state)
    return -1
  }

  #enter(state: number): void {
    this.#look()
    this.#found += 1
    this.#order[state] = this.#found
    this.#low[state] = this.#found
    this.#edge[state] = 0
    this.#onStack[state] = 1
    this.#stack.push(state)
    this.#touched.push(state)
  }

  #lower(state: number, to: number): void {
    if (to < (this.#low[state] ?? 0)) this.#low[state] = to
  }

  #popUpTo(state: number): number[] {
    const component: number[] = []
    for (let member = this.#stack.pop(); member !== undefined; member = this.#stack.pop()) {
      this.#onStack[member] = 0
      component.push(member)
      if (member === state) break
    }
    return component.sort((a, b) => a - b)
  }
}
