/**
 * Free steps between the states that were found, as arrays: the edges of a state stand together.
 */
import { FloatArray, IntArray } from './int-array.ts'

export interface GraphExtent {
  readonly expanded: number
  readonly edges: number
}

export interface WrittenEdges {
  /** By state: the number of edges up to its last one. */
  readonly ends: Int32Array
  readonly to: Int32Array
  readonly rules: Int32Array
  readonly durations: Float64Array
}

export class Graph {
  /**
   * Per state: its first edge; states are expanded in order, so the next one tells where it ends.
   */
  readonly #first = new IntArray()
  readonly #to = new IntArray()
  readonly #rule = new IntArray()
  readonly #duration = new FloatArray()
  #edges = 0
  /** States below this one are expanded: all their free steps are known. */
  expanded = 0
  /** Largest number of free steps that any state has. */
  widest = 0

  get bytes(): number {
    return this.#first.bytes + this.#to.bytes + this.#rule.bytes + this.#duration.bytes
  }

  /** How many states are expanded, and how many edges there are. */
  get extent(): GraphExtent {
    return { expanded: this.expanded, edges: this.#edges }
  }

  /** What came after an extent, enough to restore it. */
  since({ expanded, edges }: GraphExtent): WrittenEdges {
    return {
      ends: this.#first.slice(expanded + 1, this.expanded + 1),
      to: this.#to.slice(edges, this.#edges),
      rules: this.#rule.slice(edges, this.#edges),
      durations: this.#duration.slice(edges, this.#edges),
    }
  }

  restore({ ends, to, rules, durations }: WrittenEdges): void {
    to.forEach((state, i) => this.add(state, rules[i] ?? 0, durations[i] ?? 0))
    for (const end of ends) this.#closeAt(end)
  }

  /** Adds an edge of the state that is being expanded. */
  add(to: number, rule: number, duration: number): void {
    this.#to.set(this.#edges, to)
    this.#rule.set(this.#edges, rule)
    this.#duration.set(this.#edges, duration)
    this.#edges += 1
  }

  /** The state that was being expanded is done. */
  close(): void {
    this.#closeAt(this.#edges)
  }

  #closeAt(end: number): void {
    this.expanded += 1
    this.#first.set(this.expanded, end)
    this.widest = Math.max(this.widest, this.degree(this.expanded - 1))
  }

  degree(state: number): number {
    return this.#first.get(state + 1) - this.#first.get(state)
  }

  to(state: number, i: number): number {
    return this.#to.get(this.#first.get(state) + i)
  }

  rule(state: number, i: number): number {
    return this.#rule.get(this.#first.get(state) + i)
  }

  duration(state: number, i: number): number {
    return this.#duration.get(this.#first.get(state) + i)
  }

  hasRule(state: number, rule: number): boolean {
    for (let i = 0; i < this.degree(state); i += 1) if (this.rule(state, i) === rule) return true
    return false
  }
}
