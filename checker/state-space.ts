/**
 * The states that were found, each once: an arena in order of discovery, which is also the queue,
 * and for each state from which one it was first reached. By which rule it was reached is found
 * again by executing the rules of its parent: the first step that leads to it is the one.
 */
import { Arena } from './arena.ts'
import { Bits, IntArray } from './int-array.ts'
import { Layers } from './layers.ts'
import { Layout } from './layout.ts'
import { SettlingHere } from './settling.ts'
import type { Helper, Settling } from './settling.ts'
import type { SlotValues } from './slot-values.ts'

export class StateSpace {
  readonly width: number
  readonly arena: Arena
  #settling: Settling
  /** Steps from the start, on the way on which a state was found. */
  readonly depths = new Layers()
  readonly #slots: readonly SlotValues[]
  readonly #parents = new IntArray()
  readonly #struck = new Bits()
  #size = 0

  constructor(slots: readonly SlotValues[]) {
    this.#slots = slots
    this.width = slots.length
    this.arena = new Arena(Layout.for(slots.map(({ size }) => size)))
    this.#settling = new SettlingHere(this.arena)
  }

  /** Who looks states up. */
  get settling(): Settling {
    return this.#settling
  }

  /** Lets another thread look states up from now on. Nothing is under way. */
  handOver(helper: Helper): void {
    const vector = new Int32Array(this.width)
    const hashes = new Int32Array(this.#size)
    for (let index = 0; index < hashes.length; index += 1) {
      this.read(index, vector)
      hashes[index] = this.hashOf(vector)
    }
    this.#settling = helper.begin(this.arena, hashes)
  }

  /** States that were noted; more may have been settled. */
  get size(): number {
    return this.#size
  }

  get layout(): Layout {
    return this.arena.layout
  }

  /** All that is kept per state. */
  get bytes(): number {
    return this.arena.bytes + this.settling.bytes + this.#parents.bytes + this.depths.bytes
  }

  /** Notes the next state that was settled; its index. `parent` -1: it is initial. */
  note(parent: number): number {
    const index = this.#size
    this.#parents.set(index, parent + 1)
    this.#size += 1
    return index
  }

  /** The state before, on the way on which this one was found; -1: it is initial. */
  parent(index: number): number {
    return this.#parents.get(index) - 1
  }

  /** Was a state first reached by a fault? */
  isStruck(index: number): boolean {
    return this.#struck.get(index)
  }

  strike(index: number): void {
    this.#struck.set(index, true)
  }

  /** Do the values that were seen still fit into the layout? */
  get isTight(): boolean {
    const { layout } = this.arena
    for (let slot = 0; slot < this.width; slot += 1) {
      if (!layout.fits(slot, this.#slots[slot]?.size ?? 0)) return true
    }
    return false
  }

  /** Makes room for the values that were seen since. */
  widen(): void {
    this.settling.widen(Layout.for(this.#slots.map(({ size }) => size), this.layout))
  }

  /** Unpacks a state. */
  read(index: number, into: Int32Array): void {
    this.arena.read(index, into)
  }

  hashOf(vector: Int32Array): number {
    const slots = this.#slots
    let hash = 0
    for (let slot = 0; slot < vector.length; slot += 1) {
      hash ^= slots[slot]?.hashes[vector[slot] ?? 0] ?? 0
    }
    return hash
  }

  /** Indexes of the states on the way to a state, an initial one first. */
  pathTo(index: number): readonly number[] {
    const path: number[] = []
    for (let at = index; at >= 0; at = this.parent(at)) path.push(at)
    return path.reverse()
  }
}
