/** Which rules are in each other's way, from the slots that their answers were seen to read and write. */
import { BitRows, addBit } from './bit-rows.ts'
import type { Successor } from './steps.ts'
import type { Tracker } from './view.ts'

export class Clashes {
  readonly #rules: number
  readonly #words: number
  /** By rule: the slots that it was seen to read, and to write. */
  readonly #reads: BitRows
  readonly #writes: BitRows
  /** By rule: those in whose way it is, and itself; right where `#stamps` is the present version. */
  readonly #rows: BitRows
  readonly #stamps: Int32Array
  #version = 1

  constructor(rules: number, slots: number) {
    this.#rules = rules
    this.#reads = new BitRows(slots)
    this.#writes = new BitRows(slots)
    this.#reads.reach(rules)
    this.#writes.reach(rules)
    this.#words = this.#reads.words
    this.#rows = new BitRows(rules)
    this.#rows.reach(rules)
    this.#stamps = new Int32Array(rules)
  }

  /** Integers per set of rules. */
  get words(): number {
    return this.#rows.words
  }

  /** Takes in an answer that a rule gave for the first time. */
  learn(rule: number, successors: readonly Successor[], { inputs, reads, count }: Tracker): void {
    let isNews = false
    for (let i = 0; i < count; i += 1) isNews = this.#reads.add(rule, inputs.slotOf(reads[i] ?? 0)) || isNews
    for (const { slots } of successors) for (const slot of slots) isNews = this.#writes.add(rule, slot) || isNews
    if (isNews) this.#version += 1
  }

  /** A set without the rules in whose way a rule may be: one writes what the other reads or writes. */
  without(rule: number, set: Int32Array, into: Int32Array): void {
    if (this.#stamps[rule] !== this.#version) this.#work(rule)
    const { bits, words } = this.#rows
    for (let w = 0; w < words; w += 1) into[w] = (set[w] ?? 0) & ~(bits[rule * words + w] ?? 0)
  }

  #work(rule: number): void {
    const row = this.#rows.bits.subarray(rule * this.words, (rule + 1) * this.words)
    row.fill(0)
    for (let other = 0; other < this.#rules; other += 1) {
      if (other === rule || this.#isClash(rule, other)) addBit(row, other)
    }
    this.#stamps[rule] = this.#version
  }

  #isClash(a: number, b: number): boolean {
    const [reads, writes] = [this.#reads.bits, this.#writes.bits]
    for (let w = 0; w < this.#words; w += 1) {
      const [x, y] = [a * this.#words + w, b * this.#words + w]
      const [writesOfA, writesOfB] = [writes[x] ?? 0, writes[y] ?? 0]
      if ((writesOfA & (writesOfB | (reads[y] ?? 0))) !== 0 || (writesOfB & (reads[x] ?? 0)) !== 0) return true
    }
    return false
  }
}
