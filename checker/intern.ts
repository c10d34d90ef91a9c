/**
 * Hash-consing: equal values become one frozen object with one id. Nested values too, so that a
 * store in which one key changed costs its width and not its size, and user code may remember
 * answers by reference.
 *
 * A value that is interned must not change any more, since it is remembered by reference. What is
 * handed out is always frozen; of what is handed in the first values are, to catch such a mistake:
 * freezing each would cost a third of the time of a search.
 */
import {
  MAX_NESTING,
  NotPlainData,
  canonicalJson,
  describeOddity,
  isPlainPrimitive,
  isPlainRecord,
} from './json.ts'
import type { Json } from './machine.ts'
import { NodeTable } from './node-table.ts'
import { WideMap } from './wide-map.ts'

/** The keys of a record in sorted order. */
interface Shape {
  readonly tag: number
  readonly keys: readonly string[]
  /** Copied to make records with these keys; null: they are made key by key. */
  readonly template: object | null
}

/** Records are told apart by walking their keys in the order in which they were written. */
interface KeyNode {
  readonly next: Map<string, KeyNode>
  /** The way that was taken first, which mostly is the only one. */
  first: { readonly key: string; readonly node: KeyNode } | null
  shape: Shape | null
  /** Where each sorted key stands among the keys as written. */
  order: readonly number[]
}

/** How many values, shapes, and integers of nodes there are. */
export interface Extent {
  readonly values: number
  readonly shapes: number
  readonly nodes: number
}

/** Values with consecutive ids. */
export interface WrittenValues {
  readonly shapes: readonly (readonly string[])[]
  /** Those that are no arrays or records, each with its id. */
  readonly primitives: readonly (readonly [number, Json])[]
  /** Tag, number of parts, ids of the parts: one array or record after the other. */
  readonly nodes: Int32Array
}

const newKeyNode = (): KeyNode => ({ next: new Map(), first: null, shape: null, order: [] })

const ARRAY_TAG = 0

/** Aliases are forgotten when there are so many, and more than values. */
const MIN_ALIASES = 1 << 17

export class Interner {
  readonly #values: Json[] = []
  readonly #primitives = new WideMap<Json, number>()
  /** Canonical objects, and objects that user code made and keeps, such as answers that it remembers. */
  #objects = new WideMap<object, number>()
  /** How many of them are not canonical. */
  #aliases = 0
  readonly #nodes = new NodeTable()
  readonly #root = newKeyNode()
  /** The shape with tag t stands at t - 1. */
  readonly #shapes: Shape[] = []
  #depth = 0
  #freezes = 1 << 14

  get size(): number {
    return this.#values.length
  }

  get extent(): Extent {
    return { values: this.#values.length, shapes: this.#shapes.length, nodes: this.#nodes.used }
  }

  /** What came after an extent, enough to restore it. */
  since({ values, shapes, nodes }: Extent): WrittenValues {
    return {
      shapes: this.#shapes.slice(shapes).map(({ keys }) => keys),
      primitives: this.#values.slice(values).flatMap((value, i): [number, Json][] =>
        typeof value === 'object' && value !== null ? [] : [[values + i, value]],
      ),
      nodes: this.#nodes.since(nodes),
    }
  }

  /** Gives values the ids that they had when they were written; false: they have other ones already. */
  restore({ shapes, primitives, nodes }: WrittenValues, before: Extent): boolean {
    const tags = shapes.map((keys) => this.#shapeOf(keys).tag)
    if (tags.some((tag, i) => tag !== ARRAY_TAG + 1 + before.shapes + i)) return false
    const byId = new Map(primitives)
    let id = before.values
    for (let at = 0; at < nodes.length || byId.has(id); id += 1) {
      const primitive = byId.get(id)
      const end = at + 2 + (nodes[at + 1] ?? 0)
      const found = primitive !== undefined ? this.#idOfPrimitive(primitive) : this.#idOfNode(nodes.subarray(at, end))
      if (found !== id) return false
      if (primitive === undefined) at = end
    }
    return true
  }

  #idOfNode([tag = ARRAY_TAG, , ...ids]: Int32Array): number {
    const hash = this.#nodes.hashOf(tag, ids)
    const known = this.#nodes.find(tag, ids, hash)
    if (known >= 0) return known
    const shape = tag === ARRAY_TAG ? null : this.#shapes[tag - ARRAY_TAG - 1]
    if (shape === undefined) throw new Error(`internal error: there is no shape ${tag}`)
    const value = shape === null ? Object.freeze(ids.map((id) => this.valueOf(id))) : this.#newRecord(shape, ids)
    return this.#add(tag, ids, hash, value)
  }

  /** The canonical value; the same reference for equal content, always. */
  valueOf(id: number): Json {
    const value = this.#values[id]
    if (value === undefined) throw new Error(`internal error: no value with id ${id}`)
    return value
  }

  /** The one object that stands for all values with this content. */
  canonical(value: unknown): Json {
    return this.valueOf(this.idOf(value))
  }

  /** The id of a value; equal values have equal ids, whatever order their keys were written in. */
  idOf(value: unknown): number {
    this.#depth = 0
    try {
      return this.#idOf(value)
    } catch (error) {
      // Where it stands is worked out only now: the text of the value names the place.
      if (error instanceof NotPlainData) canonicalJson(value)
      throw error
    }
  }

  #idOf(value: unknown): number {
    if (typeof value === 'object' && value !== null) {
      return this.#objects.get(value) ?? this.#addObject(value)
    }
    return this.#idOfPrimitive(value)
  }

  #idOfPrimitive(value: unknown): number {
    if (typeof value === 'string' || typeof value === 'number') {
      const known = this.#primitives.get(value)
      if (known !== undefined) return known
    }
    if (!isPlainPrimitive(value)) throw new NotPlainData([], describeOddity(value))
    // -0 and 0 are one key of a Map, and must be one value.
    const plain = value === 0 ? 0 : value
    const known = this.#primitives.get(plain)
    if (known !== undefined) return known
    const id = this.#values.push(plain) - 1
    this.#primitives.add(plain, id)
    return id
  }

  #addObject(value: object): number {
    if (this.#depth > MAX_NESTING) throw new NotPlainData([], 'nested without end (a cycle?)')
    this.#depth += 1
    const id = Array.isArray(value) ? this.#addArray(value) : this.#addRecord(value)
    this.#depth -= 1
    if (this.#values[id] === value) return id
    if (this.#aliases >= Math.max(MIN_ALIASES, this.#values.length)) this.#forgetAliases()
    if (this.#freezes > 0) {
      this.#freezes -= 1
      Object.freeze(value)
    }
    this.#aliases += 1
    this.#objects.add(value, id)
    return id
  }

  /** Costs time only: what is not canonical is walked again when it comes again. */
  #forgetAliases(): void {
    this.#aliases = 0
    this.#objects = new WideMap()
    this.#values.forEach((value, id) => {
      if (typeof value === 'object' && value !== null) this.#objects.add(value, id)
    })
  }

  #addArray(value: readonly unknown[]): number {
    const ids = new Array<number>(value.length)
    for (let i = 0; i < value.length; i += 1) ids[i] = this.#idOf(value[i])
    const hash = this.#nodes.hashOf(ARRAY_TAG, ids)
    const known = this.#nodes.find(ARRAY_TAG, ids, hash)
    if (known >= 0) return known
    return this.#add(ARRAY_TAG, ids, hash, Object.freeze(ids.map((id) => this.valueOf(id))))
  }

  #addRecord(value: object): number {
    if (!isPlainRecord(value)) throw new NotPlainData([], describeOddity(value))
    const keys = Object.keys(value)
    const record = value as { readonly [key: string]: unknown }
    let node = this.#root
    const written = new Array<number>(keys.length)
    for (let i = 0; i < keys.length; i += 1) {
      const key = keys[i] ?? ''
      node = nextKey(node, key)
      written[i] = this.#idOf(record[key])
    }
    const shape = node.shape ?? this.#newShape(node, keys)
    const ids = new Array<number>(keys.length)
    for (let i = 0; i < keys.length; i += 1) ids[i] = written[node.order[i] ?? 0] ?? 0
    const hash = this.#nodes.hashOf(shape.tag, ids)
    const known = this.#nodes.find(shape.tag, ids, hash)
    return known >= 0 ? known : this.#add(shape.tag, ids, hash, this.#newRecord(shape, ids))
  }

  #newShape(node: KeyNode, keys: readonly string[]): Shape {
    const order = keys.map((_, i) => i).sort((a, b) => ((keys[a] ?? '') < (keys[b] ?? '') ? -1 : 1))
    node.shape = this.#shapeOf(order.map((i) => keys[i] ?? ''))
    node.order = order
    return node.shape
  }

  /** The shape of records with these keys, which are sorted. */
  #shapeOf(keys: readonly string[]): Shape {
    const home = keys.reduce(nextKey, this.#root)
    if (home.shape === null) {
      home.shape = { tag: ARRAY_TAG + 1 + this.#shapes.length, keys, template: templateOf(keys) }
      home.order = keys.map((_, i) => i)
      this.#shapes.push(home.shape)
    }
    return home.shape
  }

  #newRecord({ keys, template }: Shape, ids: readonly number[]): Json & object {
    const record: { [key: string]: Json } = template === null ? {} : { ...template }
    keys.forEach((key, i) => define(record, key, this.valueOf(ids[i] ?? 0)))
    return Object.freeze(record)
  }

  #add(tag: number, ids: readonly number[], hash: number, value: Json & object): number {
    const id = this.#values.push(value) - 1
    this.#nodes.add(tag, ids, hash, id)
    this.#objects.add(value, id)
    return id
  }
}

/** Records with so many keys are made from a template. */
const MIN_COPIED = 13
const MAX_COPIED = 200

/**
 * V8 keeps a record to which many keys were added one by one as a hash table, which takes ten times as long to spread
 * or list; not so a copy of one that was parsed, nor its copies.
 */
const templateOf = (keys: readonly string[]): object | null =>
  keys.length < MIN_COPIED || keys.length > MAX_COPIED
    ? null
    : { ...JSON.parse(`{${keys.map((key) => `${JSON.stringify(key)}:null`).join()}}`) }

const nextKey = (node: KeyNode, key: string): KeyNode => {
  if (node.first?.key === key) return node.first.node
  const known = node.next.get(key)
  if (known !== undefined) return known
  const made = newKeyNode()
  node.next.set(key, made)
  node.first ??= { key, node: made }
  return made
}

/** Assignment would call the setter of `__proto__`; defining makes an own field of it. */
const define = (record: { [key: string]: Json }, key: string, value: Json): void => {
  if (key !== '__proto__') {
    record[key] = value
    return
  }
  Object.defineProperty(record, key, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  })
}
