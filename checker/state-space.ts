/**
 * The states that were found, each once: an arena in order of discovery, which is also the queue,
 * and for each state from which one it was first reached. By which rule it was reached is found
 * again by executing the rules of its parent: the first step that leads to it is the one.
 */
import { Arena } from './arena.ts'
import type { Diamonds } from './diamonds.ts'
import { Bits, IntArray } from './int-array.ts'
import { Layers } from './layers.ts'
import { Layout } from './layout.ts'
import { HASH, Rows, WORDS } from './rows.ts'
import { SettlingHere } from './settling.ts'
import type { Helper, Settling } from './settling.ts'
import type { SlotValues } from './slot-values.ts'

/** Some states, one after the other. */
export interface WrittenStates {
  /** Bits per slot. */
  readonly widths: readonly number[]
  readonly words: Int32Array
  /** Index of the state before + 1. */
  readonly parents: Int32Array
  readonly struck: Int32Array
  readonly layers: Int32Array
}

const RESTORED_AT_ONCE = 256

export class StateSpace {
  readonly width: number
  readonly arena: Arena
  #settling: Settling
  /** Steps from the start, on the way on which a state was found. */
  readonly depths = new Layers()
  /** Steps that need not be looked up; null: all must be. */
  diamonds: Diamonds | null = null
  readonly #slots: readonly SlotValues[]
  readonly #parents = new IntArray()
  readonly #struck = new Bits()
  readonly #vector: Int32Array
  #size = 0

  constructor(slots: readonly SlotValues[]) {
    this.#slots = slots
    this.width = slots.length
    this.#vector = new Int32Array(slots.length)
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
    const perState = [this.arena, this.settling, this.#parents, this.depths]
    return perState.reduce((sum, { bytes }) => sum + bytes, this.diamonds?.bytes ?? 0)
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

  /** The states from an index on, and the layers from a number on, enough to restore them. */
  since(index: number, layer: number): WrittenStates {
    const { layout } = this
    const words = new Int32Array((this.#size - index) * layout.words)
    const packed = new Int32Array(layout.words)
    for (let at = index; at < this.#size; at += 1) {
      this.arena.copy(at, packed)
      words.set(packed, (at - index) * packed.length)
    }
    return {
      widths: [...layout.widths],
      words,
      parents: this.#parents.slice(index, this.#size),
      struck: this.#struck.slice(index, this.#size),
      layers: this.depths.since(layer),
    }
  }

  /** Adds states that were written; their values are there. False: some of them are there already. */
  restore({ widths, words, parents, struck, layers }: WrittenStates): boolean {
    if (widths.join() !== this.layout.widths.join()) this.settling.widen(new Layout(Uint8Array.from(widths)))
    this.#struck.put(this.#size, struck)
    const rows = new Rows(0, this.settling.allocate)
    const count = this.layout.words
    let isNew = true
    for (let i = 0; i < parents.length && isNew; i += rows.count) {
      rows.clear(0, count)
      while (rows.count < RESTORED_AT_ONCE && i + rows.count < parents.length) {
        const from = (i + rows.count) * count
        this.#putRow(rows, words.subarray(from, from + count))
      }
      this.settling.submit(rows)
      this.settling.finish()
      for (let row = 0; row < rows.count; row += 1) {
        isNew = isNew && rows.targets[row] === this.note((parents[i + row] ?? 0) - 1)
      }
    }
    this.depths.restore(layers)
    return isNew
  }

  #putRow(rows: Rows, words: Int32Array): void {
    const at = rows.write(0)
    this.layout.unpack(words, 0, this.#vector)
    rows.rows[at + HASH] = this.hashOf(this.#vector)
    rows.rows.set(words, at + WORDS)
  }

  /** Indexes of the states on the way to a state, an initial one first. */
  pathTo(index: number): readonly number[] {
    const path: number[] = []
    for (let at = index; at >= 0; at = this.parent(at)) path.push(at)
    return path.reverse()
  }
}
