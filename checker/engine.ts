/**
 * A machine over interned slots: states are vectors of value ids; the answer of a rule is remembered per
 * values of the slots that it read, in a trie that follows the order of its reads.
 */
import { Interner, NotPlainData } from './intern.ts'
import type { Action, Json, Machine, Rule } from './machine.ts'
import { makeView } from './view.ts'
import type { View } from './view.ts'

/** A successor as ids: which slots it writes. */
export interface Successor {
  readonly action: Action
  readonly slots: readonly number[]
  readonly ids: readonly number[]
  readonly duration: number
}

interface TrieNode {
  /** Slot that is read next; -1: the answer is known. */
  slot: number
  answer: readonly Successor[] | null
  readonly children: Map<number, TrieNode>
}

const newNode = (): TrieNode => ({ slot: -1, answer: null, children: new Map() })

export class Engine<S> {
  readonly machine: Machine<S>
  readonly slots: readonly string[]
  readonly interner = new Interner()
  readonly #slotOf: ReadonlyMap<string, number>
  readonly #tries: readonly TrieNode[]
  readonly #view: View

  constructor(machine: Machine<S>) {
    this.machine = machine
    const first = machine.initial[0]
    if (first === undefined) throw new Error(`${machine.name} has no initial state; give at least one`)
    this.slots = Object.keys(Object(first)).sort()
    this.#slotOf = new Map(this.slots.map((slot, i) => [slot, i]))
    this.#tries = machine.rules.map(newNode)
    this.#view = makeView(this.slots, this.interner)
  }

  /** A view of its own for somebody who keeps it longer than a call. */
  newView(): View {
    return makeView(this.slots, this.interner)
  }

  encode(state: S): Int32Array {
    const record = Object(state)
    const extra = Object.keys(record).filter((slot) => !this.#slotOf.has(slot))
    if (extra.length > 0) throw new Error(`a state has a slot ${extra[0]} that the first initial state lacks`)
    return Int32Array.from(this.slots, (slot) => this.#intern(Reflect.get(record, slot), slot, 'a state'))
  }

  #intern(value: unknown, slot: string, who: string): number {
    try {
      return this.interner.idOf(value)
    } catch (error) {
      if (error instanceof NotPlainData) throw new Error(`${who}, slot ${slot}: ${error.message}`)
      throw error
    }
  }

  /** The full state of a vector, as plain data. */
  decode(vector: Int32Array): S {
    const record: { [slot: string]: Json } = {}
    this.slots.forEach((slot, i) => {
      record[slot] = this.interner.valueOf(vector[i] ?? 0)
    })
    return record as S
  }

  successors(rule: number, vector: Int32Array): readonly Successor[] {
    const definition = this.machine.rules[rule]
    if (definition === undefined) throw new Error(`internal error: no rule ${rule}`)
    if (definition.remember === 'never') return this.#evaluate(definition, vector)
    let node = this.#tries[rule]
    while (node !== undefined && node.slot >= 0) node = node.children.get(vector[node.slot] ?? 0)
    if (node?.answer) return node.answer
    const answer = this.#evaluate(definition, vector)
    this.#rememberAnswer(rule, vector, this.#view.reads(), answer)
    return answer
  }

  #rememberAnswer(
    rule: number,
    vector: Int32Array,
    reads: readonly number[],
    answer: readonly Successor[],
  ): void {
    let node = this.#tries[rule] ?? newNode()
    for (const slot of reads) {
      if (node.slot === -1 && node.answer === null) node.slot = slot
      if (node.slot !== slot) {
        const { name } = this.machine.rules[rule] ?? { name: '?' }
        throw new Error(`rule ${name} reads slots in another order for the same values: it is not pure`)
      }
      const id = vector[slot] ?? 0
      let next = node.children.get(id)
      if (next === undefined) node.children.set(id, (next = newNode()))
      node = next
    }
    node.answer = answer
  }

  #evaluate(rule: Rule<S>, vector: Int32Array): readonly Successor[] {
    this.#view.show(vector)
    try {
      return rule.next(this.#view.state as S).map(({ action, writes, duration = 0 }) => {
        const entries = Object.entries(Object(writes))
        const slots = entries.map(([slot]) => this.#slotNumber(slot, rule.name))
        const ids = entries.map(([slot, value]) => this.#intern(value, slot, `rule ${rule.name}`))
        return { action, slots, ids, duration }
      })
    } catch (error) {
      if (error instanceof TypeError && /read only|not extensible|object is not extensible|frozen/i.test(error.message)) {
        throw new Error(`rule ${rule.name} changes a value of the state: return a new value instead (${error.message})`)
      }
      throw error
    }
  }

  #slotNumber(slot: string, rule: string): number {
    const number = this.#slotOf.get(slot)
    if (number === undefined) throw new Error(`rule ${rule} writes slot ${slot}, which no initial state has`)
    return number
  }

  /** Puts a successor into a vector. */
  apply(from: Int32Array, { slots, ids }: Successor, into: Int32Array): void {
    into.set(from)
    for (let i = 0; i < slots.length; i += 1) into[slots[i] ?? 0] = ids[i] ?? 0
  }

  /** The representative of a vector's class, in place. */
  normalise(vector: Int32Array): void {
    const { normalise } = this.machine
    if (normalise === undefined) return
    this.#view.show(vector)
    const state = this.#view.state as S
    const next = normalise(state)
    if (next !== state) vector.set(this.encode(next))
  }
}
