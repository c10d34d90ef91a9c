/**
 * Answers remembered by what was read to get them: decision graphs over value ids, in the order of
 * the reads. A node asks for one slot and has a child per value. Where a projection was read,
 * values with the same projection share a child, so that looking up is the same few array reads
 * for both. When it is full it forgets everything, which is always sound.
 */
import type { Inputs } from './inputs.ts'
import { EdgeTable } from './edge-table.ts'
import { atLeast } from './int-array.ts'

/** Where a node's answer is not known yet. */
const UNKNOWN = -1
/** Per node: the slot that it asks for (or UNKNOWN, or -2 - answer), its dense children, its input. */
export const NODE_INTS = 4
const BASE = 1
const CAPACITY = 2
const INPUT = 3
/** Children by value stand in a dense array up to this value; beyond they are hashed. */
const MAX_DENSE = 1 << 12
/** No more than so many integers of dense children. */
const MAX_CHILDREN = 1 << 23

export class Memo {
  nodes: Int32Array = new Int32Array(16 * NODE_INTS)
  children: Int32Array = new Int32Array(64)
  #nodeCount = 1
  #childCount = 0
  readonly #inputs: Inputs
  readonly #maxNodes: number
  readonly #maxDense: number
  /** Children by value where the dense array does not reach, and by projected value. */
  #sparse = new EdgeTable()
  #projected = new EdgeTable()

  /** Node 0 is nobody's child, so 0 stands for no child; further roots are made by `root`. */
  constructor(inputs: Inputs, maxNodes = 1 << 22, maxDense = MAX_DENSE) {
    this.#inputs = inputs
    this.#maxNodes = maxNodes
    this.#maxDense = maxDense
    this.nodes[0] = UNKNOWN
  }

  get isFull(): boolean {
    return this.#nodeCount >= this.#maxNodes
  }

  get bytes(): number {
    return 4 * (this.nodes.length + this.children.length) + this.#sparse.bytes + this.#projected.bytes
  }

  /** A new node that knows nothing. */
  root(): number {
    const node = this.#nodeCount
    this.#nodeCount += 1
    this.nodes = atLeast(this.nodes, this.#nodeCount * NODE_INTS)
    this.nodes.fill(0, node * NODE_INTS, this.#nodeCount * NODE_INTS)
    this.nodes[node * NODE_INTS] = UNKNOWN
    return node
  }

  forget(): void {
    this.nodes = new Int32Array(16 * NODE_INTS)
    this.nodes[0] = UNKNOWN
    this.children = new Int32Array(64)
    this.#nodeCount = 1
    this.#childCount = 0
    this.#sparse = new EdgeTable()
    this.#projected = new EdgeTable()
  }

  /** The slot that a node asks for; negative: it is unknown, or an answer. */
  slotOf(node: number): number {
    return this.nodes[node * NODE_INTS] ?? UNKNOWN
  }

  /** What a node that asks for a slot asks for: the slot, or a projection of it. */
  inputOf(node: number): number {
    return this.nodes[node * NODE_INTS + INPUT] ?? 0
  }

  /** Makes a node that knows nothing ask for an input; others do already. */
  expect(node: number, input: number): void {
    const at = node * NODE_INTS
    if (this.nodes[at] !== UNKNOWN) return
    this.nodes[at] = this.#inputs.slotOf(input)
    this.nodes[at + INPUT] = input
  }

  /** The answer that a node holds; negative: it holds none. */
  answerAt(node: number): number {
    return -2 - this.slotOf(node)
  }

  /** The node without further questions that a vector leads to from here; -1: there is none yet. */
  leaf(from: number, vector: Int32Array): number {
    const { nodes, children } = this
    let node = from
    for (;;) {
      const at = node * NODE_INTS
      const slot = nodes[at] ?? UNKNOWN
      if (slot < 0) return node
      const value = vector[slot] ?? 0
      const isDense = value < (nodes[at + CAPACITY] ?? 0)
      const child = isDense ? (children[(nodes[at + BASE] ?? 0) + value] ?? 0) : 0
      if (child === 0) return this.#leafSlowly(node, vector)
      node = child
    }
  }

  #leafSlowly(from: number, vector: Int32Array): number {
    let node = from
    for (;;) {
      const slot = this.slotOf(node)
      if (slot < 0) return node
      const child = this.child(node, vector[slot] ?? 0)
      if (child === 0) return -1
      node = child
    }
  }

  /** What is asked on the way to a known answer for a vector. */
  path(from: number, vector: Int32Array): readonly number[] {
    const path: number[] = []
    let node = from
    for (let slot = this.slotOf(node); slot >= 0; slot = this.slotOf(node)) {
      path.push(this.inputOf(node))
      node = this.child(node, vector[slot] ?? 0)
    }
    return path
  }

  /** The answer for a vector; -1: it is not known. */
  find(from: number, vector: Int32Array): number {
    const leaf = this.leaf(from, vector)
    return leaf < 0 ? -1 : this.answerAt(leaf)
  }

  /** The child to which a value of the slot that a node asks for was seen to lead; 0: it was not. Nothing is asked. */
  linked(node: number, value: number): number {
    const at = node * NODE_INTS
    if (value < (this.nodes[at + CAPACITY] ?? 0)) {
      const child = this.children[(this.nodes[at + BASE] ?? 0) + value] ?? 0
      if (child !== 0) return child
    }
    return this.#sparse.find(node, value)
  }

  /** The child for a value of the slot that a node asks for; 0: there is none yet. */
  child(node: number, value: number): number {
    const known = this.linked(node, value)
    if (known !== 0) return known
    const input = this.inputOf(node)
    if (!this.#inputs.isProjection(input)) return 0
    const shared = this.#projected.find(node, this.#inputs.read(input, value))
    if (shared !== 0) this.#link(node, value, shared)
    return shared
  }

  /** The child for a value, made if need be. */
  childOrNew(node: number, value: number): number {
    const known = this.child(node, value)
    if (known !== 0) return known
    const child = this.root()
    const input = this.nodes[node * NODE_INTS + INPUT] ?? 0
    if (this.#inputs.isProjection(input)) {
      this.#projected.add(node, this.#inputs.read(input, value), child)
    }
    this.#link(node, value, child)
    return child
  }

  #link(node: number, value: number, child: number): void {
    const at = node * NODE_INTS
    if (value >= (this.nodes[at + CAPACITY] ?? 0) && !this.#widen(at, value)) {
      this.#sparse.add(node, value, child)
      return
    }
    this.children[(this.nodes[at + BASE] ?? 0) + value] = child
  }

  /** Makes a node's dense children reach a value; false: that would take too much room. */
  #widen(at: number, value: number): boolean {
    const capacity = Math.max(4, 1 << (32 - Math.clz32(value)))
    if (capacity > this.#maxDense || this.#childCount + capacity > MAX_CHILDREN) return false
    const base = this.nodes[at + BASE] ?? 0
    const old = this.nodes[at + CAPACITY] ?? 0
    this.children = atLeast(this.children, this.#childCount + capacity)
    this.children.copyWithin(this.#childCount, base, base + old)
    this.nodes[at + BASE] = this.#childCount
    this.nodes[at + CAPACITY] = capacity
    this.#childCount += capacity
    return true
  }

  /**
   * Remembers an answer under what was read; false: the same values were read in another order
   * before, so the function is not pure.
   */
  remember(
    root: number,
    vector: Int32Array,
    reads: Int32Array,
    count: number,
    answer: number,
  ): boolean {
    let node = root
    for (let i = 0; i < count; i += 1) {
      const input = reads[i] ?? 0
      const at = node * NODE_INTS
      const slot = this.#inputs.slotOf(input)
      this.expect(node, input)
      if (this.nodes[at] !== slot || this.nodes[at + INPUT] !== input) return false
      node = this.childOrNew(node, vector[slot] ?? 0)
    }
    if (this.nodes[node * NODE_INTS] !== UNKNOWN) return false
    this.nodes[node * NODE_INTS] = -2 - answer
    return true
  }
}
