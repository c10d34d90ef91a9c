/** Judges predicates on steps. What one said is remembered per values of what it read. */
import { Benefit } from './benefit.ts'
import type { Engine } from './engine.ts'
import { blame, impure } from './errors.ts'
import { Inputs } from './inputs.ts'
import { MAX_DENSE, MAX_NODES, MAX_READS } from './judge.ts'
import type { Action } from './machine.ts'
import { Memo } from './memo.ts'
import type { OnEveryStep } from './property.ts'
import { Tracker, makeView } from './view.ts'
import type { View } from './view.ts'

/** Stands for any action; whoever looks at it is stopped. */
const ANY_ACTION: Action = { type: '' }
const LOOKED_AT = new Error('internal error: any action was looked at')

/** A predicate on steps: both states side by side in one vector. */
export class StepJudge<S> {
  readonly #property: OnEveryStep<S>
  readonly #tracker: Tracker
  readonly #before: View
  readonly #after: View
  readonly #both: Int32Array
  readonly #width: number
  readonly #memo: Memo
  readonly #benefit = new Benefit()
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
    const inputs = new Inputs([...engine.values, ...engine.values], engine.interner)
    this.#memo = new Memo(inputs, MAX_NODES, MAX_DENSE)
    this.#tracker = new Tracker(inputs)
    this.#before = makeView(engine.slots, this.#tracker)
    this.#after = makeView(engine.slots, this.#tracker, this.#width)
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

  /** Slots that it looked at so far: only a change of these is judged. */
  get slots(): readonly number[] {
    return [...this.#looksAt.keys()].filter((slot) => this.#looksAt[slot] === 1)
  }

  lookAt(slot: number): void {
    this.#looksAt[slot] = 1
  }

  /** What it says of a step that changes nothing that it looks at; null: that depends on the action. */
  holdsStill(vector: Int32Array): boolean | null {
    const verdict = this.holds(vector, vector, ANY_ACTION)
    return this.isSettledBySlots ? verdict : null
  }

  holds(before: Int32Array, after: Int32Array, action: Action): boolean {
    this.#both.set(before)
    this.#both.set(after, this.#width)
    this.isSettledBySlots = false
    if (this.#readsAction) return this.#evaluate(action)
    if (this.#benefit.isLow) return this.#ask(action)
    const known = this.#memo.find(0, this.#both)
    this.#benefit.note(known >= 0)
    if (this.#benefit.isLow || this.#memo.isFull) this.#memo.forget()
    if (known < 0) return this.#learn(action)
    this.isSettledBySlots = true
    return known === 1
  }

  /** Asks, and notices whether the action was looked at. */
  #ask(action: Action): boolean {
    const verdict = this.#evaluate(this.#guard.watch(action))
    this.isSettledBySlots = !this.#guard.wasRead
    return verdict
  }

  #learn(action: Action): boolean {
    const verdict = this.#ask(action)
    const { reads, count } = this.#tracker
    if (this.#guard.wasRead || count > MAX_READS) return verdict
    if (!this.#memo.remember(0, this.#both, reads, count, verdict ? 1 : 0)) {
      throw impure(`property ${this.#property.name}`, this.#tracker)
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
      if (error !== LOOKED_AT) throw blame(`property ${this.#property.name}`, error)
      verdict = true
    }
    const { reads, count, inputs } = this.#tracker
    for (let i = 0; i < count; i += 1) this.lookAt(inputs.slotOf(reads[i] ?? 0) % this.#width)
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
      if (this.#action === ANY_ACTION) throw LOOKED_AT
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
