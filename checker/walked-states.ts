/**
 * The states that runs went through, as a graph: what may happen in each, and where that leads as far as anybody went.
 * Runs share much of their way, so many steps are one look-up, and states are compared by number. Numbers of states and
 * edges hold until everything is forgotten.
 */
import { atLeast } from './int-array.ts'
import { StateIndex, positionIn, probe } from './state-index.ts'

/** Room for so many values of slots, and for so many edges; then it is time to forget. */
const MAX_VALUES = 1 << 23
const MAX_EDGES = 1 << 22

/** The two lists of edges of a state. */
export const FREE = 0
export const FAULT = 1
export type EdgeKind = typeof FREE | typeof FAULT

/** Per list: 1 if it is known, its first edge, how many there are. */
const LIST_INTS = 3
const FIRST = 1
const COUNT = 2

export class WalkedStates {
  readonly width: number
  readonly #room: number
  #size = 0
  #edges = 0
  /** By state: its values, its verdicts, its lists of edges. */
  #vectors: Int32Array = new Int32Array(1 << 10)
  #profiles: Int32Array = new Int32Array(1 << 6)
  #lists: Int32Array = new Int32Array(1 << 8)
  /** By edge: the step, and the state that it leads to + 1 (0: nobody went). */
  #steps: Int32Array = new Int32Array(1 << 8)
  #targets: Int32Array = new Int32Array(1 << 8)
  #index = new StateIndex()

  constructor(width: number, room = MAX_VALUES) {
    this.width = width
    this.#room = room
  }

  get size(): number {
    return this.#size
  }

  get isFull(): boolean {
    return this.#size * this.width >= this.#room || this.#edges >= MAX_EDGES
  }

  forget(): void {
    this.#size = 0
    this.#edges = 0
    this.#lists.fill(0)
    this.#targets.fill(0)
    this.#index = new StateIndex()
  }

  /** The number of a state that is known; -1: it is not. */
  find(vector: Int32Array, hash: number): number {
    const segment = this.#index.segment(hash)
    let position = positionIn(segment, hash)
    for (;;) {
      position = probe(segment, hash, position)
      const state = (segment[position + 1] ?? 0) - 1
      if (state < 0 || this.#equals(state, vector)) return state
      position = (position + 2) & (segment.length - 1)
    }
  }

  #equals(state: number, vector: Int32Array): boolean {
    const start = state * this.width
    for (let i = 0; i < this.width; i += 1) if (this.#vectors[start + i] !== vector[i]) return false
    return true
  }

  /** Adds a state that is not known; its number. */
  add(vector: Int32Array, hash: number, profile: number): number {
    const state = this.#size
    this.#size += 1
    this.#vectors = atLeast(this.#vectors, this.#size * this.width)
    this.#profiles = atLeast(this.#profiles, this.#size)
    this.#lists = atLeast(this.#lists, this.#size * 2 * LIST_INTS)
    this.#vectors.set(vector, state * this.width)
    this.#profiles[state] = profile
    this.#index.add(hash, state)
    return state
  }

  read(state: number, into: Int32Array): void {
    const start = state * this.width
    for (let i = 0; i < this.width; i += 1) into[i] = this.#vectors[start + i] ?? 0
  }

  /** What the predicates say of a state. */
  profileOf(state: number): number {
    return this.#profiles[state] ?? 0
  }

  isListed(state: number, kind: EdgeKind): boolean {
    return this.#lists[(state * 2 + kind) * LIST_INTS] === 1
  }

  /** The first edge of a list; the others follow. */
  firstEdge(state: number, kind: EdgeKind): number {
    return this.#lists[(state * 2 + kind) * LIST_INTS + FIRST] ?? 0
  }

  edgeCount(state: number, kind: EdgeKind): number {
    return this.#lists[(state * 2 + kind) * LIST_INTS + COUNT] ?? 0
  }

  /** A list begins; `addEdge` fills it. */
  beginList(state: number, kind: EdgeKind): void {
    const at = (state * 2 + kind) * LIST_INTS
    this.#lists[at] = 1
    this.#lists[at + FIRST] = this.#edges
    this.#lists[at + COUNT] = 0
  }

  addEdge(state: number, kind: EdgeKind, step: number): void {
    const at = (state * 2 + kind) * LIST_INTS + COUNT
    const edge = this.#edges
    this.#edges += 1
    this.#steps = atLeast(this.#steps, this.#edges)
    this.#targets = atLeast(this.#targets, this.#edges)
    this.#steps[edge] = step
    this.#lists[at] = (this.#lists[at] ?? 0) + 1
  }

  stepOf(edge: number): number {
    return this.#steps[edge] ?? 0
  }

  /** The state that an edge leads to; -1: nobody went there. */
  target(edge: number): number {
    return (this.#targets[edge] ?? 0) - 1
  }

  lead(edge: number, state: number): void {
    this.#targets[edge] = state + 1
  }
}
