/**
 * Which rule does for a member what another rule does for one that is alike to it. Nobody declares it: of each answer
 * that a rule gave for the first time, two members change places, and whoever reads and offers then what it read and
 * offered, up to who is who, may be its counterpart.
 */
import type { Canon } from './canon.ts'
import type { Engine } from './engine.ts'
import type { Inputs } from './inputs.ts'
import { swapped, swapsOf } from './swaps.ts'
import type { Swap } from './swaps.ts'

interface Answered {
  readonly rule: number
  readonly vector: Int32Array
}

/** What is asked of an engine here. */
type Answering = Pick<Engine<unknown>, 'answer' | 'root' | 'steps' | 'memo' | 'inputs' | 'free' | 'faults'>

export class Counterparts {
  readonly swaps: readonly Swap[]
  /** Why partial order and symmetry cannot be used together; null: they can. */
  objection: string | null = null
  readonly #engine: Answering
  readonly #names: readonly string[]
  /** By swap, and by rule: who may be its counterpart. */
  readonly #candidates: readonly (readonly Set<number>[])[]
  readonly #answered: Answered[] = []

  /** Rules by their names. */
  constructor(engine: Answering, names: readonly string[], canon: Canon) {
    this.#engine = engine
    this.#names = names
    this.swaps = swapsOf(canon)
    const alike = (rule: number): Set<number> => new Set(engine.faults.includes(rule) ? engine.faults : engine.free)
    this.#candidates = this.swaps.map(() => [...names.keys()].map(alike))
  }

  /** Are there answers of which it was not found out yet who gives them for others? */
  get isPuzzled(): boolean {
    return this.#answered.length > 0
  }

  /** A rule gave an answer for the first time. */
  note(rule: number, vector: Int32Array): void {
    this.#answered.push({ rule, vector: vector.slice() })
  }

  /** Asks the candidates for all that was noted, and for what they answer for the first time. */
  findOut(): void {
    for (let next = this.#answered.pop(); next !== undefined; next = this.#answered.pop()) {
      const { rule, vector } = next
      for (const [number, swap] of this.swaps.entries()) this.#compare(number, rule, vector, swap)
    }
  }

  #compare(number: number, rule: number, vector: Int32Array, swap: Swap): void {
    const there = swapped(vector, swap)
    const wanted = this.#answerOf(rule, vector, swap)
    const candidates = this.#candidates[number]?.[rule] ?? new Set<number>()
    for (const other of candidates) {
      if (this.#answerOf(other, there, null) === wanted) continue
      candidates.delete(other)
      // Who changes places twice stands where it stood.
      this.#candidates[number]?.[other]?.delete(rule)
    }
    if (candidates.size > 0) return
    this.objection ??= `no rule does for others what ${this.#names[rule]} does (${swap.what})`
  }

  /** What a rule reads, and all states to which it leads; with members in other places, if they are to change them. */
  #answerOf(rule: number, vector: Int32Array, swap: Swap | null): string {
    const { steps, inputs, memo } = this.#engine
    const answer = this.#engine.answer(rule, vector)
    const reads = memo
      .path(this.#engine.root(rule), vector)
      .map((input) => (swap === null ? input : inputs.moved(input, swap.slotFor(inputs.slotOf(input)))))
      .sort((a, b) => a - b)
    const offers = steps
      .of(answer)
      .map((successor) => {
        const after = vector.slice()
        successor.slots.forEach((slot, i) => {
          after[slot] = steps.idAfter(successor, i, vector[slot] ?? 0)
        })
        return `${(swap === null ? after : swapped(after, swap)).join()} ${successor.duration}`
      })
      .sort()
    return `${reads.join()} ${offers.join(';')}`
  }

  /** Parts of slots that two values have in common must be common to them still when members have changed places. */
  checkProjections(inputs: Inputs): void {
    const width = inputs.slots.length
    for (let input = width; input < inputs.size; input += 1) {
      for (const swap of this.swaps) {
        if (this.#isKept(inputs, input, swap)) continue
        const slot = inputs.slots[inputs.slotOf(input)]?.name
        this.objection ??= `a part of the slot ${slot} tells members apart (${swap.what})`
      }
    }
  }

  #isKept(inputs: Inputs, input: number, swap: Swap): boolean {
    const slot = inputs.slotOf(input)
    const to = swap.slotFor(slot)
    const moved = inputs.moved(input, to)
    const vector = new Int32Array(inputs.slots.length)
    const images = new Map<number, number>()
    const size = inputs.slots[slot]?.size ?? 0
    for (let id = 0; id < size; id += 1) {
      vector[slot] = id
      const part = inputs.read(input, id)
      const image = inputs.read(moved, swapped(vector, swap)[to] ?? 0)
      if ((images.get(part) ?? image) !== image) return false
      images.set(part, image)
    }
    return true
  }
}
