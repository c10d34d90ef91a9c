/** Judges predicates on states. What one said is remembered per values of what it read. */
import { Benefit } from './benefit.ts'
import type { Engine } from './engine.ts'
import { blame, impure } from './errors.ts'
import { Memo } from './memo.ts'
import type { OnEveryStep, Property } from './property.ts'
import { Tracker, makeView } from './view.ts'
import type { View } from './view.ts'

export type StateProperty<S> = Exclude<Property<S>, OnEveryStep<S>>

/** Remembered per predicate at most; then it starts afresh. */
export const MAX_NODES = 1 << 20

/** There are many judges, and where they look at much, few values lead on from a node: no room is kept for others. */
export const MAX_DENSE = 1 << 8

/** What follows from more inputs than this is not remembered: to find it again would take as long as to ask. */
export const MAX_READS = 64

/** How many slots some judges look at, all together: it grows when one looks at a slot anew. */
export class Attention {
  slots = 0
}

/** A predicate on states. */
export class StateJudge<S> {
  readonly #who: string
  readonly #holds: (state: S) => boolean
  readonly #tracker: Tracker
  readonly #view: View
  readonly #memo: Memo
  readonly #benefit = new Benefit()
  readonly #attention: Attention
  /** Slots that it ever read. */
  readonly #looksAt: Uint8Array
  readonly #slots: number[] = []
  /** Inputs that it ever read. */
  readonly inputs: number[] = []
  readonly #isNoted: boolean[] = []
  /** The state that was judged last, and what was said of it. */
  readonly #last: Int32Array
  #lastVerdict = false
  #isFresh = false

  constructor(engine: Engine<S>, name: string, holds: (state: S) => boolean, attention = new Attention()) {
    this.#attention = attention
    this.#who = `property ${name}`
    this.#holds = holds
    this.#memo = new Memo(engine.inputs, MAX_NODES, MAX_DENSE)
    this.#tracker = new Tracker(engine.inputs)
    this.#view = makeView(engine.slots, this.#tracker)
    this.#looksAt = new Uint8Array(engine.slots.length)
    this.#last = new Int32Array(engine.slots.length)
  }

  /** Slots that it looked at so far. */
  get slots(): readonly number[] {
    return this.#slots
  }

  lookAt(slot: number): void {
    if (this.#looksAt[slot] === 1) return
    this.#looksAt[slot] = 1
    this.#slots.push(slot)
    this.#attention.slots += 1
  }

  /**
   * Can a change of these slots change the verdict on a state that was judged before the change?
   */
  isTouchedBy(slots: readonly number[]): boolean {
    for (const slot of slots) if (this.#looksAt[slot] === 1) return true
    return false
  }

  /** Did it ever look at a slot? Only a change of such ones is judged. */
  looksAt(slot: number): boolean {
    return this.#looksAt[slot] === 1
  }

  holds(vector: Int32Array): boolean {
    if (this.#isLikeLast(vector)) return this.#lastVerdict
    this.#lastVerdict = this.#judge(vector)
    const slots = this.#slots
    for (let i = 0; i < slots.length; i += 1) this.#last[slots[i] ?? 0] = vector[slots[i] ?? 0] ?? 0
    this.#isFresh = true
    return this.#lastVerdict
  }

  #noteInput(input: number): void {
    if (this.#isNoted[input] === true) return
    this.#isNoted[input] = true
    this.inputs.push(input)
    this.lookAt(this.#tracker.inputs.slotOf(input))
  }

  /** The inputs from which it follows what it says of a state. */
  readsFor(vector: Int32Array): readonly number[] {
    if (!this.#benefit.isLow && this.#memo.find(0, vector) >= 0) return this.#memo.path(0, vector)
    this.#ask(vector)
    return [...this.#tracker.reads.subarray(0, this.#tracker.count)]
  }

  /** Does this state agree with the last one that was judged in all that it ever looked at? */
  #isLikeLast(vector: Int32Array): boolean {
    if (!this.#isFresh) return false
    const slots = this.#slots
    for (let i = 0; i < slots.length; i += 1) {
      const slot = slots[i] ?? 0
      if (vector[slot] !== this.#last[slot]) return false
    }
    return true
  }

  #judge(vector: Int32Array): boolean {
    if (this.#benefit.isLow) return this.#ask(vector)
    const known = this.#memo.find(0, vector)
    this.#benefit.note(known >= 0)
    if (this.#benefit.isLow || this.#memo.isFull) this.#memo.forget()
    if (known >= 0) return known === 1
    const verdict = this.#ask(vector)
    const { reads, count } = this.#tracker
    if (count > MAX_READS) return verdict
    if (!this.#memo.remember(0, vector, reads, count, verdict ? 1 : 0)) throw impure(this.#who, this.#tracker)
    return verdict
  }

  #ask(vector: Int32Array): boolean {
    this.#tracker.begin()
    this.#view.show(vector)
    let verdict: boolean
    try {
      verdict = this.#holds(this.#view.state as S)
    } catch (error) {
      throw blame(this.#who, error)
    }
    const { reads, count } = this.#tracker
    for (let i = 0; i < count; i += 1) this.#noteInput(reads[i] ?? 0)
    return verdict
  }
}
