/**
 * Answers remembered by what was read to get them: a trie over value ids, in the order of the
 * reads. Nodes and edges are integers in typed arrays. When it is full it forgets everything,
 * which is always sound.
 */

const UNKNOWN = -1

const doubled = (array: Int32Array): Int32Array => {
  const next = new Int32Array(array.length * 2)
  next.set(array)
  return next
}

export class Trie<A> {
  /** Per node: the input that is read next; -1 unknown; else -2 - (index of the answer). */
  #nodes: Int32Array = new Int32Array(16)
  #nodeCount = 1
  /** Node, value id, child; three by three. Child 0: free (the root is nobody's child). */
  #edges = new Int32Array(3 * 16)
  #edgeCount = 0
  #answers: A[] = []
  readonly #maxNodes: number

  constructor(maxNodes = 1 << 22) {
    this.#maxNodes = maxNodes
    this.#nodes[0] = UNKNOWN
  }

  /** The answer for these inputs; undefined: not known. */
  find(inputs: Int32Array): A | undefined {
    let node = 0
    for (;;) {
      const next = this.#nodes[node] ?? UNKNOWN
      if (next === UNKNOWN) return undefined
      if (next < UNKNOWN) return this.#answers[-2 - next]
      node = this.#child(node, inputs[next] ?? 0)
      if (node === 0) return undefined
    }
  }

  /**
   * Remembers an answer; false: the same values were read in another order before, so it is not
   * pure.
   */
  remember(inputs: Int32Array, reads: Int32Array, count: number, answer: A): boolean {
    if (this.#nodeCount + count >= this.#maxNodes) this.#forget()
    let node = 0
    for (let i = 0; i < count; i += 1) {
      const read = reads[i] ?? 0
      const known = this.#nodes[node]
      if (known === UNKNOWN) this.#nodes[node] = read
      else if (known !== read) return false
      const value = inputs[read] ?? 0
      const child = this.#child(node, value)
      node = child === 0 ? this.#addChild(node, value) : child
    }
    if (this.#nodes[node] !== UNKNOWN) return false
    this.#nodes[node] = -2 - (this.#answers.push(answer) - 1)
    return true
  }

  #forget(): void {
    this.#nodes = new Int32Array(16)
    this.#nodes[0] = UNKNOWN
    this.#nodeCount = 1
    this.#edges = new Int32Array(3 * 16)
    this.#edgeCount = 0
    this.#answers = []
  }

  #child(node: number, value: number): number {
    const edges = this.#edges
    const mask = edges.length / 3 - 1
    let position = hashOf(node, value) & mask
    for (;;) {
      const at = position * 3
      const child = edges[at + 2] ?? 0
      if (child === 0) return 0
      if (edges[at] === node && edges[at + 1] === value) return child
      position = (position + 1) & mask
    }
  }

  #addChild(node: number, value: number): number {
    const child = this.#nodeCount
    this.#nodeCount += 1
    if (child >= this.#nodes.length) this.#nodes = doubled(this.#nodes)
    this.#nodes[child] = UNKNOWN
    this.#edgeCount += 1
    if (this.#edgeCount * 6 > this.#edges.length) this.#growEdges()
    this.#insert(node, value, child)
    return child
  }

  #insert(node: number, value: number, child: number): void {
    const edges = this.#edges
    const mask = edges.length / 3 - 1
    let position = hashOf(node, value) & mask
    while (edges[position * 3 + 2] !== 0) position = (position + 1) & mask
    edges[position * 3] = node
    edges[position * 3 + 1] = value
    edges[position * 3 + 2] = child
  }

  #growEdges(): void {
    const old = this.#edges
    this.#edges = new Int32Array(old.length * 2)
    for (let i = 0; i < old.length; i += 3) {
      const child = old[i + 2] ?? 0
      if (child !== 0) this.#insert(old[i] ?? 0, old[i + 1] ?? 0, child)
    }
  }
}

const hashOf = (node: number, value: number): number => {
  const hash = Math.imul(node, 0x9e3779b1) ^ Math.imul(value, 0x85ebca6b)
  return hash ^ (hash >>> 15)
}
