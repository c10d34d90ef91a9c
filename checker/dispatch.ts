/**
 * Which rules are worth asking in a state. Neighbouring rules that read the same slot first are a
 * group; for each value of that slot there is a list of the rules that are not off because of it
 * alone. What a pure function reads first never changes, so neither do the groups; what is offered
 * stays in the order of the rules.
 */
import type { Engine } from './engine.ts'
import { MachineError } from './errors.ts'

/** A rule that is asked in every state, and is a group of its own: not remembered, or it reads nothing. */
const EVERY_STATE = -1
/** A list that is not made yet, or no longer right. */
export const NO_LIST = -1

interface Group {
  /** The slot that its rules read first; or EVERY_STATE. */
  readonly slot: number
  readonly rules: number[]
  /** By value of the slot: where its list begins. */
  readonly lists: number[]
}

export class Dispatch<S> {
  /** Lists: how many pairs follow; rule and node of the memo, pair by pair. */
  items: number[] = []
  #groups: readonly Group[] | null = null
  readonly #engine: Engine<S>
  readonly #rules: readonly number[]

  constructor(engine: Engine<S>, rules: readonly number[]) {
    this.#engine = engine
    this.#rules = rules
  }

  /** Made at the first state that is seen. */
  groups(vector: Int32Array): readonly Group[] {
    this.#groups ??= this.#group(vector)
    return this.#groups
  }

  #group(vector: Int32Array): readonly Group[] {
    const groups: Group[] = []
    for (const rule of this.#rules) {
      const slot = this.#firstRead(rule, vector)
      const last = groups.at(-1)
      if (last?.slot === slot && slot !== EVERY_STATE) last.rules.push(rule)
      else groups.push({ slot, rules: [rule], lists: [] })
    }
    return groups
  }

  #firstRead(rule: number, vector: Int32Array): number {
    if (this.#engine.rule(rule).remember === 'never') return EVERY_STATE
    this.#engine.answer(rule, vector)
    return Math.max(EVERY_STATE, this.#engine.memo.slotOf(this.#engine.root(rule)))
  }

  /** Answers were forgotten: the lists are made again. */
  forget(): void {
    this.items = []
    for (const { lists } of this.#groups ?? []) lists.length = 0
  }

  /** Where the list begins of the rules of a group that may be on in a state. */
  list({ slot, rules, lists }: Group, vector: Int32Array): number {
    const value = vector[slot] ?? 0
    const known = lists[value] ?? NO_LIST
    if (known !== NO_LIST) return known
    while (lists.length < value) lists.push(NO_LIST)
    const made = this.#make(slot, rules, vector)
    lists[value] = made
    return made
  }

  #make(slot: number, rules: readonly number[], vector: Int32Array): number {
    const { memo, steps } = this.#engine
    const pairs: number[] = []
    for (const rule of rules) {
      if (this.#firstRead(rule, vector) !== slot) {
        throw new MachineError(
          `rule ${this.#engine.rule(rule).name} does not always read the same slot first: it is not a pure function`,
        )
      }
      const node = memo.childOrNew(this.#engine.root(rule), vector[slot] ?? 0)
      const answer = -2 - memo.slotOf(node)
      if (answer < 0 || steps.counts[answer] !== 0) pairs.push(rule, node)
    }
    return this.items.push(pairs.length / 2, ...pairs) - 1 - pairs.length
  }
}
