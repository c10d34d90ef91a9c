/**
 * Steps of which it is known beforehand that they lead to a known state, so that nobody has to look it up: most are one
 * of two steps that are in nobody's way, taken in the other order. Say that a state offers steps of the rules a and b,
 * that neither reads nor writes what the other writes, and that a led to a known state before b led to a new one. The
 * state behind a is expanded before the one behind b. It still offers b, which leads from there to where a leads from
 * the state behind b; that is known, then, when it is a's turn. So it is where they touch the same and the same comes of
 * it in either order (`commuting.ts`). Nothing is left out: all states are found, and all steps counted.
 */
import type { Batch } from './batch.ts'
import { BitRows, addBit } from './bit-rows.ts'
import type { Clashes } from './clashes.ts'
import { Commuting } from './commuting.ts'
import type { Remembering } from './commuting.ts'
import type { Engine } from './engine.ts'
import { isLive } from './findings.ts'
import type { Findings } from './findings.ts'
import { atLeast } from './int-array.ts'
import type { StateSpace } from './state-space.ts'
import type { Steps } from './steps.ts'

/** States for which there is room at first. */
const FIRST_ROOM = 1 << 10

/** Where there are more rules, nobody asks which of those that touch the same commute. */
const MAX_RULES = 1 << 10

/** One question in so many has to be worth while. */
const WORTHWHILE = 8
const LEAST_WORTH = -64
const MOST_WORTH = 64

/** Writes out a state. */
export type ReadState = (index: number, into: Int32Array) => void

export class Diamonds {
  readonly #clashes: Clashes
  readonly #steps: Steps
  readonly #commuting: Commuting
  readonly #words: number
  /** By state, from the one that was expanded last: rules whose steps lead to known states. */
  #sets: Int32Array
  #expanded = 0
  /** The state at hand; is it worth while to find out who commutes there? */
  readonly #read: (into: Int32Array) => void
  #state = 0
  #isThorough = true
  /** Rules whose steps out of it led to known states, and by rule the last of these. */
  readonly #passed: Int32Array
  readonly #stepOf: Int32Array
  readonly #set: Int32Array
  /** By pair of rules: how worth while it was to ask whether they commute; and pairs of which nobody asks any more. */
  readonly #worth: Int8Array
  readonly #hopeless: BitRows
  /** Rows whose steps are not known to lead to known states. */
  #rest: Int32Array = new Int32Array(0)

  constructor(engine: Remembering & { readonly clashes: Clashes }, read: ReadState) {
    this.#clashes = engine.clashes
    this.#steps = engine.steps
    this.#commuting = new Commuting(engine)
    this.#words = this.#clashes.words
    this.#sets = new Int32Array(roundUp(this.#words * FIRST_ROOM))
    this.#read = (into) => read(this.#state, into)
    this.#passed = new Int32Array(this.#words)
    this.#stepOf = new Int32Array(32 * this.#words)
    this.#set = new Int32Array(this.#words)
    const rules = this.#words > MAX_RULES / 32 ? 0 : 32 * this.#words
    this.#worth = new Int8Array(rules * rules)
    this.#hopeless = new BitRows(32 * this.#words)
    this.#hopeless.reach(rules)
  }

  get bytes(): number {
    return this.#sets.byteLength + this.#commuting.bytes
  }

  /** Answers begin anew. */
  forget(): void {
    this.#commuting.forget()
  }

  /**
   * Takes in where the steps out of the n-th state of a batch lead; states from `first` on are new. To find out who
   * commutes takes time, which is saved where another thread looks states up.
   */
  learn<S>(batch: Batch<S>, n: number, first: number, isThorough = true): void {
    this.#state = batch.from + n
    this.#isThorough = isThorough && this.#worth.length > 0
    for (let w = 0; w < this.#words; w += 1) this.#passed[w] = 0
    const { steps, targets, foreseen } = batch
    const { rules, loners } = this.#steps
    // Foreseen steps lead to states that were known before all that are found here.
    const endForeseen = batch.foreseenBefore(n + 1)
    for (let at = batch.foreseenBefore(n); at < endForeseen; at += 1) this.#pass(rules[foreseen[at] ?? 0] ?? 0, foreseen[at] ?? 0)
    const [begin, end] = [batch.rowsBefore(n), batch.rowsBefore(n + 1)]
    if (this.#rest.length < end - begin) this.#rest = atLeast(this.#rest, end - begin)
    const rest = this.#rest
    let count = 0
    for (let row = begin; row < end; row += 1) {
      const step = steps[row] ?? 0
      // Where a rule offers more than one step, all of them must lead to known states.
      const rule = step < 0 ? -1 : (loners[step] ?? 0)
      if (rule >= 0 && (targets[row] ?? 0) < first) this.#pass(rule, step)
      else rest[count++] = row
    }
    let next = first
    for (let i = 0; i < count; i += 1) {
      const row = rest[i] ?? 0
      const step = steps[row] ?? 0
      const isNew = targets[row] === next
      if (isNew) next += 1
      if (step < 0) continue
      const rule = rules[step] ?? 0
      if (isNew) this.#note(next - 1, rule, step)
      this.#pass(rule, step)
    }
  }

  /** All steps of a rule lead to states that were known before those that are still to come. */
  #pass(rule: number, step: number): void {
    addBit(this.#passed, rule)
    this.#stepOf[rule] = step
  }

  /** A step led to a new state, after others out of the same state had led to known ones. */
  #note(state: number, rule: number, step: number): void {
    while ((state - this.#expanded + 1) * this.#words > this.#sets.length) this.#grow()
    this.#clashes.without(rule, this.#passed, this.#set)
    const mask = this.#sets.length - 1
    for (let w = 0; w < this.#words; w += 1) {
      const set = this.#set[w] ?? 0
      const others = (this.#passed[w] ?? 0) & ~set & ~(this.#hopeless.bits[rule * this.#words + w] ?? 0)
      const found = others === 0 || !this.#isThorough ? 0 : this.#commutingOf(32 * w, others, rule, step)
      this.#sets[(state * this.#words + w) & mask] = set | found
    }
  }

  /** Those of a word of rules that lead to the same states after a step as before it, although it is in their way. */
  #commutingOf(first: number, rules: number, rule: number, step: number): number {
    const { answers } = this.#steps
    const answer = answers[step] ?? 0
    let rest = rules
    let found = 0
    while (rest !== 0) {
      const bit = rest & -rest
      rest ^= bit
      const other = first + 31 - Math.clz32(bit)
      const holds = this.#commuting.holds(answers[this.#stepOf[other] ?? 0] ?? 0, answer, this.#read)
      if (holds) found |= bit
      this.#weigh(rule, other, holds)
    }
    return found
  }

  #weigh(rule: number, other: number, isWorthwhile: boolean): void {
    const at = 32 * this.#words * rule + other
    const worth = (this.#worth[at] ?? 0) + (isWorthwhile ? WORTHWHILE : -1)
    this.#worth[at] = Math.min(worth, MOST_WORTH)
    if (worth < LEAST_WORTH) this.#hopeless.add(rule, other)
  }

  /** Takes out the rules whose steps lead from a state to known ones; false: there are none. States come in order. */
  take(state: number, into: Int32Array): boolean {
    this.#expanded = state
    const mask = this.#sets.length - 1
    let all = 0
    for (let w = 0; w < this.#words; w += 1) {
      const at = (state * this.#words + w) & mask
      into[w] = this.#sets[at] ?? 0
      all |= into[w] ?? 0
      this.#sets[at] = 0
    }
    return all !== 0
  }

  /** What stands there is of the states that have room in it: of later ones nothing was noted yet. */
  #grow(): void {
    const old = this.#sets
    this.#sets = new Int32Array(2 * old.length)
    const first = this.#expanded * this.#words
    for (let at = first; at < first + old.length; at += 1) {
      this.#sets[at & (this.#sets.length - 1)] = old[at & (old.length - 1)] ?? 0
    }
  }
}

const roundUp = (size: number): number => 1 << (32 - Math.clz32(size - 1))

/**
 * For a search that takes all steps of all states, stores states as they are, and need not know to which known state a
 * step leads; null: that may not be so.
 */
export const diamondsFor = <S>(engine: Engine<S>, findings: Findings<S>, space: StateSpace): Diamonds | null => {
  const { machine, normalises } = engine
  const isPlain = !normalises && machine.rules.every(({ enough }) => enough === undefined)
  const looksFurther = findings.judgesSteps || findings.all.some(({ property }) => isLive(property.kind))
  return isPlain && !looksFurther ? new Diamonds(engine, (index, into) => space.read(index, into)) : null
}
