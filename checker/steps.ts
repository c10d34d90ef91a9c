/**
 * Remembered transitions, with what each does to a packed state worked out ahead: where the old values of all slots
 * that it writes are known, taking it is one xor per word and one for the hash. A step that writes one slot of few
 * values without knowing what it held becomes one step for each; what else depends on the state is rewritten there.
 */
import { atLeast, plain } from './int-array.ts'
import type { Layout } from './layout.ts'
import type { Action } from './machine.ts'
import type { Allocate } from './int-array.ts'
import type { SlotValues } from './slot-values.ts'
import type { Updates } from './updates.ts'

/** A transition as ids: which slots it writes. */
export interface Successor {
  readonly action: Action
  /** Number of the action's type, for counting. */
  readonly type: number
  readonly rule: number
  /** Which of the rule's transitions. */
  readonly transition: number
  readonly slots: readonly number[]
  /** New values; -1 - n: what update n makes of the old value. */
  readonly ids: readonly number[]
  readonly duration: number
}

/** Answers, and steps, that are kept at most: they are objects, and collecting garbage among 350 MB took half a second. */
const MAX_ANSWERS = 1 << 18
const MAX_STEPS = 1 << 20

/** Integers per step before the words: the change of the hash. */
export const STEP_INTS = 1
/** Integers per rewrite: a slot, and what is written there (as in `Successor.ids`). */
export const REWRITE_INTS = 2
/** Values of an open slot that have a step each. */
const MAX_FORMS = 16
/** Old value of a slot that depends on the state. */
const ANY = -1

export class Steps {
  readonly #values: readonly SlotValues[]
  readonly #updates: Updates
  #all: Successor[] = []
  /** Old values of the slots that steps write, and by step where its own begin. */
  #olds: Int32Array = new Int32Array(16)
  #oldsOf: Int32Array = new Int32Array(16)
  #oldCount = 0
  #answers: (readonly Successor[])[] = []
  /** By answer, two by two: its first step, and how many there are. */
  spans: Int32Array = new Int32Array(16)
  /** By step: where in `rewrites` it stands how many it has, and behind that which; 0: it has none; negative: it changes nothing. */
  open: Int32Array = new Int32Array(16)
  /** By step: number of its action's type. */
  types: Int32Array = new Int32Array(16)
  /** By step: the rule that offers it. */
  rules: Int32Array = new Int32Array(16)
  /** By step: the answer to which it belongs; and the rule again, if that offers no other step (else -1). */
  answers: Int32Array = new Int32Array(16)
  loners: Int32Array = new Int32Array(16)
  /** By step: what it does in the layout that it was worked out for. */
  compiled: Int32Array = new Int32Array(64)
  /** Writes to slots whose old value depends on the state, step by step. */
  rewrites: Int32Array = new Int32Array(64)
  #rewritten = 1
  /** By step: where the steps stand in `#forms` that it becomes, by what its open slot holds; 0: nowhere. */
  #formsOf: Int32Array = new Int32Array(0)
  #forms: Int32Array = new Int32Array(0)
  #formCount = 1
  #allocate: Allocate = plain
  #layout: Layout | null = null

  constructor(values: readonly SlotValues[], updates: Updates) {
    this.#values = values
    this.#updates = updates
  }

  get bytes(): number {
    return this.compiled.byteLength + this.rewrites.byteLength + this.#forms.byteLength
  }

  get isFull(): boolean {
    return this.#answers.length >= MAX_ANSWERS || this.#all.length >= MAX_STEPS
  }

  /** Lets what steps do stand in memory of another kind. */
  moveTo(allocate: Allocate): void {
    this.#allocate = allocate
    const moved = allocate(this.compiled.length)
    moved.set(this.compiled)
    this.compiled = moved
  }

  /** Numbers of steps and answers begin anew. */
  forget(): void {
    this.#all = []
    this.#oldCount = 0
    this.#answers = []
    this.#formsOf.fill(0)
    this.#forms.fill(0)
    this.#formCount = 1
    this.#rewritten = 1
  }

  step(number: number): Successor {
    const step = this.#all[number]
    if (step === undefined) throw new Error(`internal error: there is no step ${number}`)
    return step
  }

  /** The transitions of an answer. */
  of(answer: number): readonly Successor[] {
    return this.#answers[answer] ?? []
  }

  /** Does an answer offer nothing? A number that is no answer does not. */
  isEmpty(answer: number): boolean {
    return answer >= 0 && this.spans[2 * answer + 1] === 0
  }

  /** Adds the answer that was given for a state; its number. */
  add(
    successors: readonly Successor[],
    vector: Int32Array,
    wasRead: (slot: number) => boolean,
  ): number {
    const answer = this.#answers.push(successors) - 1
    this.spans = atLeast(this.spans, 2 * answer + 2)
    this.spans[2 * answer] = this.#all.length
    this.spans[2 * answer + 1] = successors.length
    for (const successor of successors) {
      const { slots, ids } = successor
      this.#add(answer, successor, slots.map((slot, i) => (wasRead(slot) && (ids[i] ?? 0) >= 0 ? (vector[slot] ?? 0) : ANY)))
    }
    return answer
  }

  #add(answer: number, successor: Successor, olds: readonly number[]): number {
    const number = this.#all.push(successor) - 1
    this.#keepOlds(number, olds)
    this.types = atLeast(this.types, number + 1)
    this.open = atLeast(this.open, number + 1)
    this.types[number] = successor.type
    this.rules = atLeast(this.rules, number + 1)
    this.rules[number] = successor.rule
    this.answers = atLeast(this.answers, number + 1)
    this.answers[number] = answer
    this.loners = atLeast(this.loners, number + 1)
    this.loners[number] = this.spans[2 * answer + 1] === 1 ? successor.rule : -1
    this.#compile(number)
    return number
  }

  #keepOlds(step: number, olds: readonly number[]): void {
    this.#oldsOf = atLeast(this.#oldsOf, step + 1)
    this.#oldsOf[step] = this.#oldCount
    this.#olds = atLeast(this.#olds, this.#oldCount + olds.length)
    this.#olds.set(olds, this.#oldCount)
    this.#oldCount += olds.length
  }

  /** What an open step does in a state, as a step that is not open; -1: it has to be rewritten. */
  closed(step: number, vector: Int32Array): number {
    const { rewrites } = this
    const at = this.open[step] ?? 0
    const slot = rewrites[at + 1] ?? 0
    const old = vector[slot] ?? 0
    if (rewrites[at] !== 1 || old >= MAX_FORMS) return -1
    const base = this.#formsOf[step] ?? 0
    return (base === 0 ? 0 : (this.#forms[base + old] ?? 0)) || this.#close(step, slot, old)
  }

  #close(step: number, slot: number, old: number): number {
    const successor = this.step(step)
    const begin = this.#oldsOf[step] ?? 0
    const olds = successor.slots.map((other, i) => (other === slot ? old : (this.#olds[begin + i] ?? ANY)))
    const closed = this.#add(this.answers[step] ?? 0, successor, olds)
    this.#formsOf = atLeast(this.#formsOf, step + 1)
    const base = this.#formsOf[step] || this.#formCount
    if (this.#formsOf[step] === 0) this.#formCount += MAX_FORMS
    this.#forms = atLeast(this.#forms, this.#formCount)
    this.#formsOf[step] = base
    this.#forms[base + old] = closed
    return closed
  }

  /** Works everything out again for another layout. */
  compileFor(layout: Layout): void {
    this.#layout = layout
    this.#rewritten = 1
    for (let step = 0; step < this.#all.length; step += 1) this.#compile(step)
  }

  #compile(number: number): void {
    const layout = this.#layout
    if (layout === null) return
    const size = STEP_INTS + layout.words
    const at = number * size
    this.compiled = atLeast(this.compiled, at + size, this.#allocate)
    const { compiled } = this
    compiled.fill(0, at, at + size)
    this.open[number] = 0
    const { slots, ids } = this.step(number)
    const begin = this.#oldsOf[number] ?? 0
    slots.forEach((slot, i) => {
      const old = this.#olds[begin + i] ?? ANY
      const write = ids[i] ?? 0
      if (old === ANY) {
        this.#addRewrite(number, slot, write)
        return
      }
      const id = this.idOf(write, old)
      const hashes = this.#values[slot]?.hashes
      const word = at + STEP_INTS + (layout.wordOf[slot] ?? 0)
      compiled[at] = (compiled[at] ?? 0) ^ (hashes?.[old] ?? 0) ^ (hashes?.[id] ?? 0)
      compiled[word] = (compiled[word] ?? 0) ^ layout.difference(slot, old, id)
    })
    if (this.open[number] === 0 && compiled.subarray(at, at + size).every((change) => change === 0)) this.open[number] = -1
  }

  #addRewrite(step: number, slot: number, write: number): void {
    this.rewrites = atLeast(this.rewrites, this.#rewritten + 1 + REWRITE_INTS)
    const begin = this.open[step] || this.#rewritten
    if (this.open[step] === 0) this.rewrites[this.#rewritten++] = 0
    this.open[step] = begin
    this.rewrites[begin] = (this.rewrites[begin] ?? 0) + 1
    this.rewrites[this.#rewritten++] = slot
    this.rewrites[this.#rewritten++] = write
  }

  /** The id that a slot holds after `write`, an id or -1 - n, if it held `old`. */
  idOf(write: number, old: number): number {
    return write >= 0 ? write : this.#updates.apply(-1 - write, old)
  }

  /** The value that a step's i-th write gives to its slot, which holds `old`. */
  idAfter({ ids }: Successor, i: number, old: number): number {
    return this.idOf(ids[i] ?? 0, old)
  }
}
