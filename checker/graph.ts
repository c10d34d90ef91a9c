/** Free steps between the states that were found, as arrays: the edges of a state stand together. */
import { IntArray } from './state-space.ts'

export class Graph {
  /** Per state: first edge + 1 (0: not expanded), and number of edges. */
  readonly #first = new IntArray()
  readonly #count = new IntArray()
  readonly #to = new IntArray()
  readonly #rule = new IntArray()
  readonly #duration = new IntArray()
  #edges = 0
  /** Largest number of free successors that any state has. */
  widest = 0

  add(from: number, to: number, rule: number, duration: number): void {
    if (this.#count.get(from) === 0) this.#first.set(from, this.#edges + 1)
    const count = this.#count.get(from) + 1
    this.#count.set(from, count)
    this.widest = Math.max(this.widest, count)
    this.#to.set(this.#edges, to)
    this.#rule.set(this.#edges, rule)
    this.#duration.set(this.#edges, duration)
    this.#edges += 1
  }

  degree(state: number): number {
    return this.#count.get(state)
  }

  to(state: number, i: number): number {
    return this.#to.get(this.#first.get(state) - 1 + i)
  }

  rule(state: number, i: number): number {
    return this.#rule.get(this.#first.get(state) - 1 + i)
  }

  duration(state: number, i: number): number {
    return this.#duration.get(this.#first.get(state) - 1 + i)
  }

  hasRule(state: number, rule: number): boolean {
    for (let i = 0; i < this.degree(state); i += 1) if (this.rule(state, i) === rule) return true
    return false
  }
}

/** Strongly connected components of the part of the graph where `within` holds (Tarjan, without recursion). */
export const components = (
  graph: Graph,
  roots: Iterable<number>,
  within: (state: number) => boolean,
): readonly (readonly number[])[] => {
  const order = new Map<number, number>()
  const low = new Map<number, number>()
  const onStack = new Set<number>()
  const stack: number[] = []
  const found: number[][] = []
  const visit = (root: number): void => {
    const work: { state: number; edge: number }[] = [{ state: root, edge: 0 }]
    while (work.length > 0) {
      const top = work[work.length - 1]
      if (top === undefined) return
      const { state } = top
      if (top.edge === 0) enter(state)
      if (top.edge < graph.degree(state)) {
        const to = graph.to(state, top.edge)
        top.edge += 1
        if (!within(to)) continue
        if (!order.has(to)) work.push({ state: to, edge: 0 })
        else if (onStack.has(to)) lower(state, order.get(to) ?? 0)
        continue
      }
      work.pop()
      const parent = work[work.length - 1]
      if (parent !== undefined) lower(parent.state, low.get(state) ?? 0)
      if (low.get(state) === order.get(state)) found.push(popUpTo(state))
    }
  }
  const enter = (state: number): void => {
    if (order.has(state)) return
    order.set(state, order.size)
    low.set(state, order.size - 1)
    stack.push(state)
    onStack.add(state)
  }
  const lower = (state: number, to: number): void => {
    if (to < (low.get(state) ?? 0)) low.set(state, to)
  }
  const popUpTo = (state: number): number[] => {
    const component: number[] = []
    for (;;) {
      const member = stack.pop()
      if (member === undefined) return component
      onStack.delete(member)
      component.push(member)
      if (member === state) return component
    }
  }
  for (const root of roots) if (within(root) && !order.has(root)) visit(root)
  return found
}
