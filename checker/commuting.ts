/**
 * Which two rules lead to the same state in either order although one touches what the other does, such as two that add
 * to one set. It is found out once for each pair of their answers, from what else is remembered: nobody is asked. It
 * holds wherever both answer so, if all that is read on the way, and all that is written at last, follows from what
 * these answers were given for.
 */
import { atLeast } from './int-array.ts'
import type { Engine } from './engine.ts'
import type { Successor } from './steps.ts'

/** What is asked of an engine here. */
export type Remembering = Pick<Engine<unknown>, 'memo' | 'inputs' | 'steps' | 'root'>

/** Low bits of an answer that are known from where a pair stands, and the greatest answer for which the others have room. */
const PLACE_BITS = 8
const MAX_ANSWER = (1 << 18) - 1

/** Pairs for which there is room; who comes later takes the place of another. */
const FIRST_PAIRS = 1 << PLACE_BITS
const MAX_PAIRS = 1 << 18
/** After so many pairs it is given up if most were met for the first time. */
const TRIED = 1 << 14

/** What was found out about a pair: nothing, as something was not asked yet, or whether the same comes of both. */
const UNKNOWN = 0
const NO = 1
const YES = 2

/** Answers that are none. */
const NOT_ASKED = -1
const UNDETERMINED = -2

export class Commuting {
  readonly #engine: Remembering
  /**
   * What was found out, and for which pair: the other answer and the high bits of the one. The low ones follow from the
   * place.
   */
  #pairs: Int32Array = new Int32Array(FIRST_PAIRS)
  #asked = 0
  #found = 0
  /** The state at hand, and how it is after one of two steps. */
  readonly #before: Int32Array
  readonly #between: Int32Array
  /** By input: the last of all pairs for which it was read to get one of both answers. */
  #readFor: Int32Array = new Int32Array(0)

  constructor(engine: Remembering) {
    this.#engine = engine
    this.#before = new Int32Array(engine.inputs.slots.length)
    this.#between = new Int32Array(engine.inputs.slots.length)
  }

  get bytes(): number {
    return this.#pairs.byteLength
  }

  /** Answers begin anew. */
  forget(): void {
    this.#pairs.fill(0)
  }

  /**
   * Two rules gave these answers in a state, which `read` writes out. Do both offer one step, and does the same come of
   * both in either order? False: no, or nobody knows.
   */
  holds(one: number, other: number, read: (into: Int32Array) => void): boolean {
    if ((this.#found >= TRIED && 2 * this.#found > this.#asked) || ((one | other) & ~MAX_ANSWER) !== 0) return false
    this.#asked += 1
    const known = (this.#pairs[this.#placeOf(one, other)] ?? 0) ^ keyOf(one, other)
    return (known === NO || known === YES ? known : this.#findOut(one, other, read)) === YES
  }

  #placeOf(one: number, other: number): number {
    const hash = Math.imul(other, 0x9e3779b1)
    return (one ^ hash ^ (hash >>> 15)) & (this.#pairs.length - 1)
  }

  #findOut(one: number, other: number, read: (into: Int32Array) => void): number {
    this.#found += 1
    // What was known is found out again.
    const size = this.#pairs.length
    if (this.#found > size && size < MAX_PAIRS) this.#pairs = new Int32Array(2 * size)
    read(this.#before)
    const found = this.#find(one, other)
    this.#pairs[this.#placeOf(one, other)] = keyOf(one, other) | found
    return found
  }

  #find(one: number, other: number): number {
    const [step, otherStep] = [this.#onlyStep(one), this.#onlyStep(other)]
    if (step === null || otherStep === null) return NO
    this.#readFor = atLeast(this.#readFor, this.#engine.inputs.size)
    this.#noteReads(step.rule)
    this.#noteReads(otherStep.rule)
    const [last, otherLast] = [this.#answerAfter(otherStep, step.rule), this.#answerAfter(step, otherStep.rule)]
    if (last === UNDETERMINED || otherLast === UNDETERMINED) return NO
    if (last === NOT_ASKED || otherLast === NOT_ASKED) return UNKNOWN
    const [lastStep, otherLastStep] = [this.#onlyStep(last), this.#onlyStep(otherLast)]
    if (lastStep === null || otherLastStep === null) return NO
    return this.#isSame(otherStep, lastStep, step, otherLastStep) && this.#isSame(step, otherLastStep, otherStep, lastStep) ? YES : NO
  }

  /** The only step of an answer, if it writes values that are known; else null. */
  #onlyStep(answer: number): Successor | null {
    const steps = this.#engine.steps.of(answer)
    const step = steps[0]
    if (step === undefined || steps.length > 1) return null
    for (let i = 0; i < step.ids.length; i += 1) if ((step.ids[i] ?? 0) < 0) return null
    return step
  }

  /** What a rule read in the state at hand. */
  #noteReads(rule: number): void {
    for (const input of this.#engine.memo.path(this.#engine.root(rule), this.#before)) this.#readFor[input] = this.#found
  }

  #wasRead(input: number): boolean {
    return this.#readFor[input] === this.#found
  }

  /** The answer of a rule after a step, as far as it follows from what is known. */
  #answerAfter({ slots, ids }: Successor, rule: number): number {
    const { memo } = this.#engine
    const vector = this.#between
    vector.set(this.#before)
    for (let i = 0; i < slots.length; i += 1) vector[slots[i] ?? 0] = ids[i] ?? 0
    let node = this.#engine.root(rule)
    for (let slot = memo.slotOf(node); slot >= 0; slot = memo.slotOf(node)) {
      if (!(slots.includes(slot) || this.#wasRead(slot) || this.#wasRead(memo.inputOf(node)))) return UNDETERMINED
      node = memo.linked(node, vector[slot] ?? 0)
      if (node === 0) return NOT_ASKED
    }
    return memo.answerAt(node)
  }

  /** Do two ways of two steps each agree in all that the first one writes? What only one writes must be left as it was. */
  #isSame(first: Successor, second: Successor, otherFirst: Successor, otherSecond: Successor): boolean {
    for (const { slots } of [first, second]) {
      for (let i = 0; i < slots.length; i += 1) {
        const slot = slots[i] ?? 0
        const value = this.#valueAfter(first, second, slot)
        if (value < 0 || value !== this.#valueAfter(otherFirst, otherSecond, slot)) return false
      }
    }
    return true
  }

  /** What a slot holds after two steps; -1: nobody knows. */
  #valueAfter(first: Successor, second: Successor, slot: number): number {
    const later = second.slots.indexOf(slot)
    if (later >= 0) return second.ids[later] ?? -1
    const before = first.slots.indexOf(slot)
    if (before >= 0) return first.ids[before] ?? -1
    return this.#wasRead(slot) ? (this.#before[slot] ?? 0) : -1
  }
}

const keyOf = (one: number, other: number): number => (other << 12) | ((one >>> PLACE_BITS) << 2)
