/** Works out what some rules offer in states, as rows of a batch: all of it, or as much as is enough. */
import { hasBit } from './bit-rows.ts'
import { Batch } from './batch.ts'
import { Dispatch, GROUP_INTS } from './dispatch.ts'
import type { Engine } from './engine.ts'
import type { Findings } from './findings.ts'
import { HASH, WORDS } from './rows.ts'
import { plain } from './int-array.ts'
import { Offering } from './offering.ts'
import type { PutOff } from './shortcuts.ts'
import type { StateSpace } from './state-space.ts'
import { REWRITE_INTS, STEP_INTS } from './steps.ts'
import type { Successor } from './steps.ts'
import type { Stubborn } from './stubborn.ts'

/** States from which nobody wants to know how it goes on. */
export type IsFinal = (state: Int32Array) => boolean

export class Expander<S> {
  readonly #engine: Engine<S>
  readonly #space: StateSpace
  readonly #findings: Findings<S>
  #batch: Batch<S>
  readonly #dispatch: Dispatch<S>
  readonly #isFinal: IsFinal | null
  /** Every step is looked at in full: it is normalised, or a property judges it. */
  readonly #isThorough: boolean
  /** The state at hand, unpacked and packed. */
  readonly #vector: Int32Array
  readonly #after: Int32Array
  /** Is `#after` equal to `#vector`, but for the step at hand? */
  #isCopied = false
  #words = new Int32Array(1)
  #hash = 0
  #index = 0
  #preparedIn: number | null = null
  #level = 0
  readonly #changed: number[] = []
  /** Chooses rules that are enough; null: all are. */
  readonly #stubborn: Stubborn<S> | null
  readonly #offering: Offering<S>
  /** Need nobody know to which known state a step leads? Rules whose steps lead to such ones; are there any? */
  #isForeseeing = false
  readonly #foreseen: Int32Array
  #foresees = false

  constructor(
    engine: Engine<S>,
    space: StateSpace,
    findings: Findings<S>,
    rules: readonly number[],
    isFinal: IsFinal | null,
    stubborn: Stubborn<S> | null = null,
  ) {
    this.#engine = engine
    this.#space = space
    this.#findings = findings
    this.#batch = new Batch(0, plain)
    // By which fault a state is first reached is the name of a way to break a property.
    this.#dispatch = new Dispatch(engine, rules, rules === engine.faults)
    this.#offering = new Offering(engine, this.#dispatch)
    this.#stubborn = stubborn
    this.#foreseen = new Int32Array(engine.clashes.words)
    this.#isFinal = isFinal
    this.#isThorough = engine.normalises || findings.judgesSteps
    this.#vector = new Int32Array(space.width)
    this.#after = new Int32Array(space.width)
  }

  /** Answers were forgotten. */
  forget(): void {
    this.#dispatch.forget()
  }

  /**
   * Fills a batch with the steps out of the states from `from` to before `to`, as far as it goes.
   * It stops early where values were met that do not fit into the layout: there must be a wider
   * one before it goes on.
   */
  fill(batch: Batch<S>, from: number, to: number, level: number): void {
    this.#begin(batch, from, level)
    while (batch.to < to && !batch.isFull && this.#expand(batch.to, null));
  }

  /** Fills a batch with the steps out of one state that were put off; it stays without states if they do not fit. */
  fillRest(batch: Batch<S>, { index, taken }: PutOff, level: number): void {
    this.#begin(batch, index, level)
    this.#expand(index, taken)
  }

  #begin(batch: Batch<S>, from: number, level: number): void {
    const { words } = this.#space.layout
    this.#batch = batch
    this.#level = level
    // Fault sets are told apart by where steps lead, so only level 0 does without.
    this.#isForeseeing = level === 0 && this.#space.diamonds !== null
    batch.begin(from, words)
    if (this.#words.length !== words) this.#words = new Int32Array(words)
  }

  /** Adds the steps out of a state, but for those that were taken before; false: its values do not fit. */
  #expand(index: number, taken: Int32Array | null): boolean {
    const { asked } = this.#engine
    const batch = this.#batch
    if (this.#load(index)) {
      if (taken !== null) this.#offerRest(taken)
      else if (this.#stubborn === null) this.#offerAll()
      else batch.enough[batch.to - batch.from] = this.#offerEnough(this.#stubborn)
    }
    if (this.#engine.asked !== asked && this.#space.isTight) {
      batch.dropOpenState()
      return false
    }
    batch.closeState(this.#hash)
    return true
  }

  /** Groups the rules by asking them about a state, if that was not done. */
  prepare(index: number): void {
    if (this.#dispatch.isReady) return
    this.#preparedIn = index
    this.#space.read(index, this.#vector)
    this.#dispatch.prepare(this.#vector)
  }

  /** The state about which all rules were asked; null: none. */
  get preparedIn(): number | null {
    return this.#preparedIn
  }

  /** Takes up a state; false: nobody wants to know how it goes on. */
  #load(index: number): boolean {
    const vector = this.#vector
    this.#index = index
    this.#isCopied = false
    this.#space.arena.copy(index, this.#words)
    this.#hash = this.#space.layout.unpackAndHash(this.#words, vector)
    if (this.#isFinal?.(vector) === true) return false
    this.#foresees = this.#isForeseeing && this.#space.diamonds?.take(index, this.#foreseen) === true
    this.prepare(index)
    return true
  }

  #offerAll(): void {
    const vector = this.#vector
    const dispatch = this.#dispatch
    const { groups } = dispatch
    for (let group = 0; group < groups.length; group += GROUP_INTS) {
      const slot = groups[group] ?? 0
      if (slot < 0) this.#ask(-1 - slot)
      else this.#visit(dispatch.known(group, vector[slot] ?? 0) || dispatch.list(group, vector[slot] ?? 0))
    }
  }

  /** The steps of rules that are enough; which ones, or null if all were taken. */
  #offerEnough(stubborn: Stubborn<S>): Int32Array | null {
    if (!stubborn.isPromising(this.#vector)) {
      this.#offerAll()
      return null
    }
    this.#offering.gather(this.#vector)
    const enough = stubborn.choose(this.#offering) ? stubborn.chosen.slice() : null
    this.#offerThose((rule) => enough === null || hasBit(enough, 0, rule))
    return enough
  }

  #offerRest(taken: Int32Array): void {
    this.#offering.gather(this.#vector)
    this.#offerThose((rule) => !hasBit(taken, 0, rule))
  }

  #offerThose(isWanted: (rule: number) => boolean): void {
    const { rules, answers, count } = this.#offering
    for (let i = 0; i < count; i += 1) if (isWanted(rules[i] ?? 0)) this.#offer(answers[i] ?? 0, false)
  }

  /** Rules whose answers are not looked up. */
  #ask(rule: number): void {
    const successors = this.#engine.successors(rule, this.#vector)
    for (let i = 0; i < successors.length; i += 1) {
      const successor = successors[i]
      if (successor !== undefined) this.#take(successor, -this.#batch.offers.push(successor))
    }
  }

  /** All rules of a list. */
  #visit(list: number): void {
    const { memo } = this.#engine
    const { items } = this.#dispatch
    const vector = this.#vector
    const end = list + 1 + 2 * (items[list] ?? 0)
    let isOutdated = false
    for (let at = list + 1; at < end; at += 2) {
      const node = items[at + 1] ?? 0
      const known = node < 0 ? -1 - node : memo.find(node, vector)
      const rule = items[at] ?? 0
      const answer = known >= 0 ? known : this.#engine.answer(rule, vector)
      this.#offer(answer, this.#foresees && hasBit(this.#foreseen, 0, rule))
      if (known < 0 && memo.answerAt(node) >= 0) isOutdated = true
    }
    if (isOutdated) this.#dispatch.settle(list)
  }

  /** All steps of a remembered answer; were they foreseen? */
  #offer(answer: number, isForeseen: boolean): void {
    const { spans } = this.#engine.steps
    const first = spans[2 * answer] ?? 0
    const end = first + (spans[2 * answer + 1] ?? 0)
    for (let step = first; step < end; step += 1) {
      if (this.#isThorough) this.#take(this.#engine.steps.step(step), step)
      else if (isForeseen) this.#batch.foresee(step)
      else this.#apply(step, end === first + 1)
    }
  }

  /**
   * A step as it was worked out ahead; where it writes what depends on the state it is written out. The only one of its
   * rule is foreseen if it changes nothing.
   */
  #apply(step: number, isOnly: boolean): void {
    const { steps } = this.#engine
    const closed = (steps.open[step] ?? 0) > 0 ? steps.closed(step, this.#vector) : step
    if (closed < 0) this.#rewrite(step)
    else if (isOnly && this.#isForeseeing && (steps.open[closed] ?? 0) < 0) this.#batch.foresee(closed)
    else this.#batch.name(closed)
  }

  #rewrite(step: number): void {
    const { compiled, open, rewrites } = this.#engine.steps
    const words = this.#words
    const at = step * (STEP_INTS + words.length)
    const row = this.#batch.write(step)
    const { rows } = this.#batch
    rows[row + HASH] = this.#hash ^ (compiled[at] ?? 0)
    for (let i = 0; i < words.length; i += 1) {
      rows[row + WORDS + i] = (words[i] ?? 0) ^ (compiled[at + STEP_INTS + i] ?? 0)
    }
    const begin = (open[step] ?? 0) + 1
    const end = begin + REWRITE_INTS * (rewrites[begin - 1] ?? 0)
    for (let rewrite = begin; rewrite < end; rewrite += REWRITE_INTS) {
      const slot = rewrites[rewrite] ?? 0
      const old = this.#vector[slot] ?? 0
      this.#change(row, slot, old, this.#engine.steps.idOf(rewrites[rewrite + 1] ?? 0, old))
    }
  }

  #change(row: number, slot: number, old: number, id: number): void {
    if (old === id) return
    const { rows } = this.#batch
    const { layout } = this.#space
    const hashes = this.#engine.values[slot]?.hashes
    const word = row + WORDS + (layout.wordOf[slot] ?? 0)
    rows[row + HASH] = (rows[row + HASH] ?? 0) ^ (hashes?.[old] ?? 0) ^ (hashes?.[id] ?? 0)
    rows[word] = (rows[word] ?? 0) ^ layout.difference(slot, old, id)
  }

  /** A step that has to be looked at in full. */
  #take(successor: Successor, step: number): void {
    const before = this.#vector
    const after = this.#after
    if (!this.#isCopied) after.set(before)
    this.#isCopied = true
    const changed = this.#changed
    for (let i = 0; i < successor.slots.length; i += 1) {
      const slot = successor.slots[i] ?? 0
      const old = before[slot] ?? 0
      const id = this.#engine.steps.idAfter(successor, i, old)
      if (id === old) continue
      after[slot] = id
      changed.push(slot)
    }
    this.#judge(successor)
    if (this.#engine.normalise(after, changed)) {
      const row = this.#batch.write(step)
      this.#batch.rows[row + HASH] = this.#space.hashOf(after)
      this.#space.layout.pack(after, this.#batch.rows, row + WORDS)
      after.set(before)
    } else if (step >= 0) this.#apply(step, false)
    else this.#write(step)
    for (let slot = changed.pop(); slot !== undefined; slot = changed.pop()) after[slot] = before[slot] ?? 0
  }

  /** A step that is not remembered, and changes some slots. */
  #write(step: number): void {
    const row = this.#batch.write(step)
    this.#batch.rows[row + HASH] = this.#hash
    this.#batch.rows.set(this.#words, row + WORDS)
    for (const slot of this.#changed) this.#change(row, slot, this.#vector[slot] ?? 0, this.#after[slot] ?? 0)
  }

  #judge({ action }: Successor): void {
    const [index, level] = [this.#index, this.#level]
    const broken = this.#findings.onStep(index, this.#vector, this.#after, action, this.#changed, level)
    if (broken.length > 0) this.#batch.broken.set(this.#batch.count, broken)
  }
}
