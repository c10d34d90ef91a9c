/** Answers that a scout worked out, in place of rules: the side of the search. */
import { UNFOLLOWED, keyOf } from './ahead.ts'
import type { Label, Scout, Scouts } from './ahead.ts'
import { AheadNumbers } from './ahead-numbers.ts'
import { AheadValues } from './ahead-values.ts'
import type { Engine } from './engine.ts'
import type { IsFinal } from './expander.ts'
import type { ExploreOptions } from './explore-options.ts'
import type { Successor, Target } from './steps.ts'
import type { Reduction } from './verdict.ts'

const NOTHING = new Int32Array(0)

/** What matters of a search. */
interface Searching<S> {
  readonly engine: Engine<S>
  readonly reductions: readonly Reduction[]
  readonly isFinal: IsFinal | null
}

/** Changes what normalising changes, as it was worked out; false: that is nothing. */
export const normaliseTo = ({ slots, ids }: Target, vector: Int32Array): boolean => {
  for (let i = 0; i < slots.length; i += 1) vector[slots[i] ?? 0] = ids[i] ?? 0
  return slots.length > 0
}

export class AheadAnswers<S> {
  readonly #engine: Engine<S>
  readonly #scouts: Scouts
  /** Null before he is sent, and when there will be nothing from him any more. */
  #scout: Scout | null = null
  #isSent = false
  #level = 0
  /** States that were looked at. */
  #looks = 0
  /** Was anything taken? */
  isUsed = false
  readonly #values: AheadValues<S>
  readonly #labels: Label[] = []
  /** States of the level below, and of this one, by their numbers there. */
  #seeds = new AheadNumbers()
  #own = new AheadNumbers()
  /** The block at hand, and where the next state stands in it. */
  #answers: Int32Array = NOTHING
  #at = 0
  /** What was taken last. */
  #lastKey = -1
  #last: readonly Successor[] | null = null

  constructor(engine: Engine<S>, scouts: Scouts) {
    this.#engine = engine
    this.#scouts = scouts
    this.#values = new AheadValues(engine)
  }

  /**
   * For searches in which it is worth while, and everything follows from the state: null for others. What is remembered
   * is looked up faster than it is taken over.
   */
  static for<S>(search: Searching<S>, { scouts, helper, checkpoint }: ExploreOptions): AheadAnswers<S> | null {
    const { engine, reductions, isFinal } = search
    if (scouts === undefined || helper !== undefined || checkpoint !== undefined || isFinal !== null) return null
    const isApart = reductions.some(({ isApplied }) => isApplied)
    const isAsked = engine.machine.rules.every(({ remember }) => remember === 'never')
    return isAsked && !isApart ? new AheadAnswers(engine, scouts) : null
  }

  /** Goes on to a level; `first`: its first state. */
  beginLevel(level: number, first: number): void {
    this.#level = level
    if (level === 1) for (let state = 0; state < first; state += 1) this.#own.add(state, state)
    this.#seeds = this.#own
    this.#seeds.rewind()
    this.#own = new AheadNumbers()
  }

  /** Takes note of a new state, to which a step leads. */
  note(state: number, { target }: Successor): void {
    if (target !== undefined) this.#own.add(state, target.number)
  }

  /** All steps out of a state; null: nobody worked them out. */
  take(state: number, isFault: boolean): readonly Successor[] | null {
    const scout = this.#sent()
    if (scout === null) return null
    const number = (isFault ? this.#seeds : this.#own).numberOf(state)
    if (number < 0 || (isFault && number < scout.begins(number))) return null
    const key = keyOf(number, isFault)
    if (key !== this.#lastKey) {
      if (!this.#find(key)) return null
      this.#lastKey = key
      this.#last = this.#read()
    }
    if (this.#last === null) return null
    this.isUsed = true
    this.#engine.asked += 1
    return this.#last
  }

  end(): void {
    this.#scout?.end()
    this.#scout = null
  }

  /** He is sent once: in the first level of faults, because only there he can catch up. */
  #sent(): Scout | null {
    this.#looks += 1
    if (this.#level === 1 && !this.#isSent && this.#looks >= this.#scouts.from) {
      this.#scout = this.#scouts.begin()
      this.#isSent = true
    }
    return this.#scout
  }

  /** Goes to a state; what comes before it is not needed. False: it does not come any more. */
  #find(key: number): boolean {
    for (;;) {
      if (this.#at >= this.#answers.length && !this.#readBlock()) return false
      const found = this.#answers[this.#at] ?? 0
      if (found === key) return true
      if (found > key && (found - key) % 2 === 0) return false
      this.#at = this.#answers[this.#at + 1] ?? 0
    }
  }

  #readBlock(): boolean {
    const block = this.#scout?.next() ?? null
    if (block === null) {
      this.end()
      return false
    }
    this.#values.adopt(block)
    for (const label of block.labels) this.#labels.push(label)
    this.#answers = block.answers
    this.#at = 0
    return true
  }

  #next(): number {
    this.#at += 1
    return this.#answers[this.#at - 1] ?? 0
  }

  #read(): readonly Successor[] | null {
    this.#at += 2
    const count = this.#next()
    if (count === UNFOLLOWED) return null
    const steps: Successor[] = []
    for (let left = count; left > 0; left -= 1) steps.push(this.#readStep())
    return steps
  }

  #readStep(): Successor {
    const label = this.#labels[this.#next()]
    if (label === undefined) throw new Error('internal error: a step without a label')
    const { action, rule, transition, duration } = label
    this.#engine.offered[rule] = 1
    const type = this.#engine.typeNumber(action.type)
    const number = this.#next()
    const { slots, ids } = this.#readWrites()
    return { action, type, rule, transition, slots, ids, duration, target: { number, ...this.#readWrites() } }
  }

  #readWrites(): { readonly slots: readonly number[]; readonly ids: readonly number[] } {
    const slots: number[] = []
    const ids: number[] = []
    for (let left = this.#next(); left > 0; left -= 1) {
      const slot = this.#next()
      slots.push(slot)
      ids.push(this.#values.numberOf(slot, this.#next()))
    }
    return { slots, ids }
  }
}
