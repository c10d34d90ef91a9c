/**
 * What rules and properties were seen to read and to write, and who may therefore be in whose way.
 * Nobody declares it: each answer that is remembered tells. What was seen only grows, and is kept
 * over all passes of a search.
 */
import { BitRows } from './bit-rows.ts'
import type { Counterparts } from './counterparts.ts'
import type { Inputs } from './inputs.ts'
import type { Successor } from './steps.ts'
import type { Tracker } from './view.ts'

/** A write of a slot; `old` BLIND: whatever it held. */
interface Write {
  readonly rule: number
  readonly slot: number
  readonly old: number
  readonly now: number
}

const BLIND = -1

/** One answer of a rule: what it follows from, and what its steps write. */
interface Footprint {
  readonly rule: number
  readonly reads: Int32Array
  readonly writes: readonly Write[]
}

export class Footprints {
  /** Changes whenever something is seen that was not seen before. */
  version = 0
  /** Rules come first, then properties. */
  readonly rules: number
  /** By answer: who must be reckoned with where a rule gives it; right where `#stamps` is the present version. */
  readonly rows: BitRows
  readonly #inputs: Inputs
  /** By input: rules that may change what it reads; rules and properties that may read it. */
  readonly #changers: BitRows
  readonly #readers: BitRows
  /** By slot: rules that may write it. */
  readonly #writers: BitRows
  /** Rules of members that are alike; null: no members are. */
  readonly counterparts: Counterparts | null
  readonly #writes: Write[][]
  readonly #inputsOf: number[][]
  #met = 0
  #stamps: number[] = []
  #answers: (Footprint | undefined)[] = []
  /** By step property: the slots that it looks at. */
  readonly #watched: number[][] = []

  constructor(rules: number, properties: number, inputs: Inputs, counterparts: Counterparts | null) {
    this.rules = rules
    this.#inputs = inputs
    const size = rules + properties
    this.rows = new BitRows(size)
    this.#changers = new BitRows(size)
    this.#readers = new BitRows(size)
    this.#writers = new BitRows(size)
    this.counterparts = counterparts
    this.#writes = inputs.slots.map(() => [])
    this.#inputsOf = inputs.slots.map(() => [])
  }

  /** Numbers of answers begin anew. */
  forget(): void {
    this.#answers = []
    this.#stamps = []
  }

  /** Takes in an answer that a rule gave for the first time. */
  learn(rule: number, answer: number, successors: readonly Successor[], vector: Int32Array, tracker: Tracker): void {
    this.#meetInputs()
    const reads = tracker.reads.slice(0, tracker.count)
    for (const input of reads) if (this.#readers.add(input, rule)) this.version += 1
    const writes = successors.flatMap(({ slots, ids }) =>
      slots.map((slot, i): Write => {
        const now = ids[i] ?? 0
        const isSeen = tracker.wasRead(slot) && now >= 0
        return { rule, slot, old: isSeen ? (vector[slot] ?? 0) : BLIND, now }
      }),
    )
    const real = writes.filter(({ old, now }) => old === BLIND || old !== now)
    for (const write of real) this.#learnWrite(write)
    this.#answers[answer] = { rule, reads, writes: real }
    this.counterparts?.note(rule, vector)
  }

  #learnWrite(write: Write): void {
    const { rule, slot } = write
    this.#writes[slot]?.push(write)
    if (this.#writers.add(slot, rule)) this.version += 1
    for (const input of this.#inputsOf[slot] ?? []) this.#learnChange(write, input)
  }

  #learnChange(write: Write, input: number): void {
    if (this.#changes(write, input) && this.#changers.add(input, write.rule)) this.version += 1
  }

  /** May a write change what an input of its slot reads? */
  #changes({ slot, old, now }: Write, input: number): boolean {
    return old === BLIND || input === slot || this.#inputs.read(input, old) !== this.#inputs.read(input, now)
  }

  /** Projections that were first read since. */
  #meetInputs(): void {
    for (; this.#met < this.#inputs.size; this.#met += 1) {
      const input = this.#met
      const slot = this.#inputs.slotOf(input)
      this.#changers.reach(input)
      this.#readers.reach(input)
      this.#inputsOf[slot]?.push(input)
      for (const write of this.#writes[slot] ?? []) this.#learnChange(write, input)
    }
  }

  /** A property of states was seen to read these. */
  learnReads(property: number, inputs: readonly number[]): void {
    this.#meetInputs()
    for (const input of inputs) this.#learnRead(property, input)
  }

  /** What is read of a member is read of all that are alike: a property says the same whoever is who. */
  #learnRead(property: number, input: number): void {
    if (!this.#readers.add(input, this.rules + property)) return
    this.version += 1
    for (const { slotFor } of this.counterparts?.swaps ?? []) {
      this.#learnRead(property, this.#inputs.moved(input, slotFor(this.#inputs.slotOf(input))))
    }
  }

  /** A property of steps was seen to look at these slots. */
  learnWatched(property: number, slots: readonly number[]): void {
    const known = this.#watched[property] ?? []
    this.#watched[property] = known
    // The list grows under the loop: what is watched of a member is watched of all that are alike.
    const images = this.counterparts?.swaps.map(({ slotFor }) => slotFor) ?? []
    for (const slot of slots) this.#watch(known, slot)
    for (const slot of known) for (const image of images) this.#watch(known, image(slot))
  }

  #watch(known: number[], slot: number): void {
    if (known.includes(slot)) return
    known.push(slot)
    this.version += 1
  }

  /** Where in `rows` it stands who must be reckoned with where a rule gives an answer. */
  rowOf(answer: number): number {
    if (this.#stamps[answer] !== this.version) this.#work(answer)
    return answer * this.rows.words
  }

  /**
   * Whoever may change what it follows from. And if it offers steps: whoever may write what they
   * write, or read what they change; where a property of steps watches what they change, whoever
   * changes anything that this property watches.
   */
  #work(answer: number): void {
    const footprint = this.#answers[answer]
    if (footprint === undefined) throw new Error(`internal error: answer ${answer} was not watched`)
    this.#meetInputs()
    this.rows.reach(answer)
    const { bits, words } = this.rows
    const at = answer * words
    bits.fill(0, at, at + words)
    for (const input of footprint.reads) this.#changers.join(input, bits, at)
    for (const write of footprint.writes) this.#joinWrite(write, bits, at)
    this.#stamps[answer] = this.version
  }

  #joinWrite(write: Write, bits: Int32Array, at: number): void {
    const { slot, old } = write
    // Where the old value was read, whoever writes the slot was joined as one who changes it.
    if (old === BLIND) this.#writers.join(slot, bits, at)
    for (const input of this.#inputsOf[slot] ?? []) {
      if (this.#changes(write, input)) this.#readers.join(input, bits, at)
    }
    for (const slots of this.#watched) {
      if (slots?.includes(slot) !== true) continue
      for (const watched of slots) this.#changers.join(watched, bits, at)
    }
  }

  /** Adds who may change any of these inputs to the set that begins at a place. */
  joinChangers(reads: readonly number[], into: Int32Array, at: number): void {
    for (const input of reads) this.#changers.join(input, into, at)
  }
}
