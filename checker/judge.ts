/**
 * Judges predicates over vectors. What a predicate said is remembered per values of the slots that
 * it read.
 */
import type { Engine } from './engine.ts'
import { MachineError, blame } from './errors.ts'
import type { Action } from './machine.ts'
import type { OnEveryStep, Property } from './property.ts'
import { Trie } from './trie.ts'
import { Tracker, makeView } from './view.ts'
import type { View } from './view.ts'

export type StateProperty<S> = Exclude<Property<S>, OnEveryStep<S>>

/** Remembered per predicate at most; then it starts afresh. */
const MAX_NODES = 1 << 20

const impure = (who: string): Error =>
  new MachineError(`${who} reads other slots for the same values: it is not a pure function`)

/** A predicate on states. */
export class StateJudge<S> {
  readonly #who: string
  readonly #holds: (state: S) => boolean
  readonly #tracker: Tracker
  readonly #view: View
  readonly #trie = new Trie<boolean>(MAX_NODES)
  /** Slots that it ever read. */
  readonly #looksAt: Uint8Array
  readonly #slots: number[] = []
  /** The state that was judged last, and what was said of it. */
  readonly #last: Int32Array
  #lastVerdict = false
  #isFresh = false

  constructor(engine: Engine<S>, name: string, holds: (state: S) => boolean) {
    this.#who = `property ${name}`
    this.#holds = holds
    this.#tracker = new Tracker(engine.slots.length)
    this.#view = makeView(engine.slots, engine.interner, this.#tracker)
    this.#looksAt = new Uint8Array(engine.slots.length)
    this.#last = new Int32Array(engine.slots.length)
  }

  #lookAt(slot: number): void {
    if (this.#looksAt[slot] === 1) return
    this.#looksAt[slot] = 1
    this.#slots.push(slot)
  }

  /**
   * Can a change of these slots change the verdict on a state that was judged before the change?
   */
  isTouchedBy(slots: readonly number[]): boolean {
    for (const slot of slots) if (this.#looksAt[slot] === 1) return true
    return false
  }

  holds(vector: Int32Array): boolean {
    if (this.#isLikeLast(vector)) return this.#lastVerdict
    this.#lastVerdict = this.#judge(vector)
    this.#last.set(vector)
    this.#isFresh = true
    return this.#lastVerdict
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
    const known = this.#trie.find(vector)
    if (known !== undefined) return known
    this.#tracker.begin()
    this.#view.show(vector)
    let verdict: boolean
    try {
      verdict = this.#holds(this.#view.state as S)
    } catch (error) {
      throw blame(this.#who, error)
    }
    const { reads, count } = this.#tracker
    for (let i = 0; i < count; i += 1) this.#lookAt(reads[i] ?? 0)
    if (!this.#trie.remember(vector, reads, count, verdict)) throw impure(this.#who)
    return verdict
  }
}

/** A predicate on steps: both states side by side in one vector. */
export class StepJudge<S> {
  readonly #property: OnEveryStep<S>
  readonly #tracker: Tracker
  readonly #before: View
  readonly #after: View
  readonly #both: Int32Array
  readonly #width: number
  readonly #trie = new Trie<boolean>(MAX_NODES)
  /** Declares the action as a parameter: looks at it, so nothing is remembered. */
  readonly #readsAction: boolean
  readonly #guard = new ActionGuard()
  /** Slots that it ever read, before or after the step. */
  readonly #looksAt: Uint8Array
  /** What it said last follows from the slots that it looks at, and from nothing else. */
  isSettledBySlots = false

  constructor(engine: Engine<S>, property: OnEveryStep<S>) {
    this.#property = property
    this.#width = engine.slots.length
    this.#tracker = new Tracker(this.#width * 2)
    this.#before = makeView(engine.slots, engine.interner, this.#tracker)
    this.#after = makeView(engine.slots, engine.interner, this.#tracker, this.#width)
    this.#both = new Int32Array(this.#width * 2)
    this.#looksAt = new Uint8Array(this.#width)
    this.#readsAction = property.holds.length > 2
  }

  /** Is a step that changes these slots more than standing still, as far as it looks? */
  isTouchedBy(slots: readonly number[]): boolean {
    if (this.#readsAction) return true
    for (const slot of slots) if (this.#looksAt[slot] === 1) return true
    return false
  }

  holds(before: Int32Array, after: Int32Array, action: Action): boolean {
    this.#both.set(before)
    this.#both.set(after, this.#width)
    this.isSettledBySlots = false
    if (this.#readsAction) return this.#evaluate(action)
    const known = this.#trie.find(this.#both)
    this.isSettledBySlots = true
    if (known !== undefined) return known
    const verdict = this.#evaluate(this.#guard.watch(action))
    this.isSettledBySlots = !this.#guard.wasRead
    if (this.#guard.wasRead) return verdict
    const { reads, count } = this.#tracker
    if (!this.#trie.remember(this.#both, reads, count, verdict)) {
      throw impure(`property ${this.#property.name}`)
    }
    return verdict
  }

  #evaluate(action: Action): boolean {
    this.#tracker.begin()
    this.#before.show(this.#both)
    this.#after.show(this.#both)
    let verdict: boolean
    try {
      verdict = this.#property.holds(this.#before.state as S, this.#after.state as S, action)
    } catch (error) {
      throw blame(`property ${this.#property.name}`, error)
    }
    const { reads, count } = this.#tracker
    for (let i = 0; i < count; i += 1) this.#looksAt[(reads[i] ?? 0) % this.#width] = 1
    return verdict
  }
}

/**
 * An action that notices when it is looked at, for predicates that take it without declaring it.
 */
class ActionGuard {
  wasRead = false
  #action: Action = { type: '' }
  readonly #proxy: Action

  constructor() {
    const note = (): Action => {
      this.wasRead = true
      return this.#action
    }
    this.#proxy = new Proxy<Action>(this.#action, {
      get: (_target, key): unknown => Reflect.get(note(), key),
      has: (_target, key) => Reflect.has(note(), key),
      ownKeys: () => Reflect.ownKeys(note()),
      getOwnPropertyDescriptor: (_target, key) => {
        const own = Reflect.getOwnPropertyDescriptor(note(), key)
        return own === undefined ? undefined : { ...own, configurable: true }
      },
    })
  }

  watch(action: Action): Action {
    this.wasRead = false
    this.#action = action
    return this.#proxy
  }
}
