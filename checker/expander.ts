/** Works out what some rules offer in states, as rows of a batch. */
import { FROM, HASH, STEP, WORDS } from './batch.ts'
import type { Batch } from './batch.ts'
import { Dispatch, GROUP_INTS } from './dispatch.ts'
import type { Engine } from './engine.ts'
import type { Findings } from './findings.ts'
import type { StateSpace } from './state-space.ts'
import { STEP_INTS } from './steps.ts'
import type { Successor } from './steps.ts'

/** A batch has at most so many states, and is closed when it has so many steps. */
const MAX_STATES = 64
const MAX_STEPS = 512

/** States from which nobody wants to know how it goes on. */
export type IsFinal = (state: Int32Array) => boolean

export class Expander<S> {
  readonly #engine: Engine<S>
  readonly #space: StateSpace
  readonly #findings: Findings<S>
  readonly #batch: Batch<S>
  readonly #dispatch: Dispatch<S>
  readonly #isFinal: IsFinal | null
  /** Every step is looked at in full: it is normalised, or a property judges it. */
  readonly #isThorough: boolean
  /** Rows before each state of the batch, and after the last. */
  readonly ends: number[] = []
  /** The state at hand, unpacked and packed. */
  readonly #vector: Int32Array
  readonly #after: Int32Array
  /** Is `#after` equal to `#vector`, but for the step at hand? */
  #isCopied = false
  #words = new Int32Array(1)
  #hash = 0
  #index = 0
  #level = 0
  readonly #changed: number[] = []

  constructor(
    engine: Engine<S>,
    space: StateSpace,
    findings: Findings<S>,
    batch: Batch<S>,
    rules: readonly number[],
    isFinal: IsFinal | null,
  ) {
    this.#engine = engine
    this.#space = space
    this.#findings = findings
    this.#batch = batch
    this.#dispatch = new Dispatch(engine, rules)
    this.#isFinal = isFinal
    this.#isThorough = engine.machine.normalise !== undefined || findings.judgesSteps
    this.#vector = new Int32Array(space.width)
    this.#after = new Int32Array(space.width)
  }

  /** Answers were forgotten. */
  forget(): void {
    this.#dispatch.forget()
  }

  /**
   * Fills the batch with the steps out of the states from `from` to before `to`, as far as it
   * goes; the state at which it stopped. It stops early where values were met that do not fit into
   * the layout: there must be a wider one before it goes on.
   */
  fill(from: number, to: number, level: number): number {
    const batch = this.#batch
    const last = Math.min(to, from + MAX_STATES)
    this.#level = level
    batch.clear(this.#space.layout.words)
    if (this.#words.length !== this.#space.layout.words) {
      this.#words = new Int32Array(this.#space.layout.words)
    }
    this.ends.length = 0
    this.ends.push(0)
    for (let index = from; index < last; index += 1) {
      const asked = this.#engine.asked
      this.#expand(index)
      if (this.#engine.asked !== asked && this.#space.isTight) {
        batch.count = this.ends.at(-1) ?? 0
        return index
      }
      this.ends.push(batch.count)
      if (batch.count >= MAX_STEPS) return index + 1
    }
    return last
  }

  #expand(index: number): void {
    const vector = this.#vector
    const dispatch = this.#dispatch
    this.#index = index
    this.#isCopied = false
    this.#space.copy(index, this.#words)
    this.#hash = this.#space.layout.unpackAndHash(this.#words, vector, this.#engine.values)
    if (this.#isFinal?.(vector) === true) return
    if (!dispatch.isReady) dispatch.prepare(vector)
    const { groups } = dispatch
    for (let group = 0; group < groups.length; group += GROUP_INTS) {
      const slot = groups[group] ?? 0
      if (slot < 0) this.#ask(-1 - slot)
      else this.#visit(group, dispatch.list(group, vector))
    }
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
  #visit(group: number, list: number): void {
    const { memo } = this.#engine
    const { items } = this.#dispatch
    const vector = this.#vector
    const end = list + 1 + 2 * (items[list] ?? 0)
    for (let at = list + 1; at < end; at += 2) {
      const leaf = memo.leaf(items[at + 1] ?? 0, vector)
      const known = leaf < 0 ? -1 : memo.answerAt(leaf)
      this.#offer(known >= 0 ? known : this.#learn(group, items[at] ?? 0, items[at + 1] ?? 0))
    }
  }

  /** Asks a rule of a group, of which a node of the memo stands for the value of its first slot. */
  #learn(group: number, rule: number, node: number): number {
    const answer = this.#engine.answer(rule, this.#vector)
    const { memo, steps } = this.#engine
    if (steps.isEmpty(memo.answerAt(node))) this.#dispatch.outdate(group, this.#vector)
    return answer
  }

  /** All steps of a remembered answer. */
  #offer(answer: number): void {
    const { steps } = this.#engine
    const first = steps.spans[2 * answer] ?? 0
    const end = first + (steps.spans[2 * answer + 1] ?? 0)
    const words = this.#words
    const size = STEP_INTS + words.length
    for (let step = first; step < end; step += 1) {
      const { compiled } = steps
      const at = step * size
      if (this.#isThorough || compiled[at] === 0) {
        this.#take(steps.step(step), step)
        continue
      }
      const row = this.#batch.next()
      const { rows } = this.#batch
      rows[row + FROM] = this.#index
      rows[row + STEP] = step
      rows[row + HASH] = this.#hash ^ (compiled[at + 1] ?? 0)
      for (let i = 0; i < words.length; i += 1) {
        rows[row + WORDS + i] = (words[i] ?? 0) ^ (compiled[at + STEP_INTS + i] ?? 0)
      }
    }
  }

  /** A step whose writes depend on the state, or that has to be looked at in full. */
  #take(successor: Successor, step: number): void {
    const before = this.#vector
    const after = this.#after
    if (!this.#isCopied) after.set(before)
    this.#isCopied = true
    const changed = this.#changed
    changed.length = 0
    for (let i = 0; i < successor.slots.length; i += 1) {
      const slot = successor.slots[i] ?? 0
      const old = before[slot] ?? 0
      const id = this.#engine.steps.idAfter(successor, i, old)
      if (id === old) continue
      after[slot] = id
      changed.push(slot)
    }
    if (this.#isThorough) {
      const broken = this.#findings.onStep(this.#index, before, after, successor.action, changed, this.#level)
      if (broken.length > 0) this.#batch.broken.set(this.#batch.count, broken)
    }
    this.#write(step, this.#engine.normalise(after))
    if (this.#engine.machine.normalise !== undefined) after.set(before)
    else for (const slot of changed) after[slot] = before[slot] ?? 0
  }

  /** Writes `#after` as a row; where it was not normalised only `#changed` is different. */
  #write(step: number, isNormalised: boolean): void {
    const row = this.#batch.next()
    const { rows } = this.#batch
    const { layout } = this.#space
    rows[row + FROM] = this.#index
    rows[row + STEP] = step
    if (isNormalised) {
      layout.pack(this.#after, rows, row + WORDS)
      rows[row + HASH] = this.#space.hashOf(this.#after)
      return
    }
    let hash = this.#hash
    rows.set(this.#words, row + WORDS)
    for (const slot of this.#changed) {
      const [old, id] = [this.#vector[slot] ?? 0, this.#after[slot] ?? 0]
      const { hashes } = this.#engine.values[slot] ?? { hashes: this.#words }
      hash ^= (hashes[old] ?? 0) ^ (hashes[id] ?? 0)
      const word = row + WORDS + (layout.wordOf[slot] ?? 0)
      rows[word] = (rows[word] ?? 0) ^ layout.difference(slot, old, id)
    }
    rows[row + HASH] = hash
  }
}
