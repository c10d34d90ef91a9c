/**
 * A machine over interned slots: states are vectors of value ids; the answer of a rule is
 * remembered per values of the slots that it read.
 */
import { MachineError, blame } from './errors.ts'
import { Interner } from './intern.ts'
import { NotPlainData, plainAction } from './json.ts'
import type { Action, Json, Machine, Rule, Transition } from './machine.ts'
import { Trie } from './trie.ts'
import { Tracker, makeView } from './view.ts'
import type { View } from './view.ts'

/** A successor as ids: which slots it writes. */
export interface Successor {
  readonly action: Action
  /** Number of the action's type, for counting. */
  readonly type: number
  readonly slots: readonly number[]
  readonly ids: readonly number[]
  readonly duration: number
}

type Answers = readonly Successor[]

export class Engine<S> {
  readonly machine: Machine<S>
  readonly slots: readonly string[]
  readonly interner = new Interner()
  /** Numbers of the free rules and of the fault rules. */
  readonly free: readonly number[]
  readonly faults: readonly number[]
  /** Action types by number. */
  readonly types: string[] = []
  readonly #typeOf = new Map<string, number>()
  readonly #slotOf: ReadonlyMap<string, number>
  readonly #tries: readonly Trie<Answers>[]
  readonly #tracker: Tracker
  readonly #view: View

  constructor(machine: Machine<S>) {
    this.machine = machine
    const first = machine.initial[0]
    if (first === undefined) {
      throw new MachineError(`${machine.name} has no initial state: give at least one`)
    }
    this.slots = Object.keys(Object(first)).sort()
    this.#slotOf = new Map(this.slots.map((slot, i) => [slot, i]))
    this.#tries = machine.rules.map(() => new Trie<Answers>())
    this.#tracker = new Tracker(this.slots.length)
    this.#view = makeView(this.slots, this.interner, this.#tracker)
    const numbers = machine.rules.map((_, i) => i)
    this.free = numbers.filter((i) => machine.rules[i]?.fault !== true)
    this.faults = numbers.filter((i) => machine.rules[i]?.fault === true)
  }

  rule(number: number): Rule<S> {
    const rule = this.machine.rules[number]
    if (rule === undefined) throw new Error(`internal error: no rule ${number}`)
    return rule
  }

  encode(state: S, who = 'a state'): Int32Array {
    const record: object = Object(state)
    const extra = Object.keys(record).find((slot) => !this.#slotOf.has(slot))
    if (extra !== undefined) {
      throw new MachineError(`${who} has a slot ${extra}, which the first initial state lacks`)
    }
    return Int32Array.from(this.slots, (slot) => {
      if (!Object.hasOwn(record, slot)) throw new MachineError(`${who} lacks the slot ${slot}`)
      return this.#intern(Reflect.get(record, slot), slot, who)
    })
  }

  #intern(value: unknown, slot: string, who: string): number {
    try {
      return this.interner.idOf(value)
    } catch (error) {
      if (!(error instanceof NotPlainData)) throw error
      throw new MachineError(`${who}, slot ${slot}: ${error.message}`, error)
    }
  }

  /** The full state of a vector, as plain data; its values are canonical. */
  decode(vector: Int32Array): S {
    const record: { [slot: string]: Json } = {}
    this.slots.forEach((slot, i) => {
      record[slot] = this.interner.valueOf(vector[i] ?? 0)
    })
    return Object.freeze(record) as S
  }

  /** What a rule offers in a state. */
  successors(number: number, vector: Int32Array): Answers {
    const rule = this.rule(number)
    if (rule.remember === 'never') return this.#evaluate(rule, vector)
    const trie = this.#tries[number]
    const known = trie?.find(vector)
    if (known !== undefined) return known
    const answers = this.#evaluate(rule, vector)
    const { reads, count } = this.#tracker
    if (trie?.remember(vector, reads, count, answers) === false) {
      throw new MachineError(
        `rule ${rule.name} reads other slots for the same values: it is not a pure function`,
      )
    }
    return answers
  }

  #evaluate(rule: Rule<S>, vector: Int32Array): Answers {
    this.#tracker.begin()
    this.#view.show(vector)
    let transitions: readonly Transition<S>[]
    try {
      transitions = rule.next(this.#view.state as S)
    } catch (error) {
      throw blame(`rule ${rule.name}`, error)
    }
    if (!Array.isArray(transitions)) {
      throw new MachineError(`rule ${rule.name} returns no list of transitions: return an array`)
    }
    return transitions.map((transition: Transition<S>) => this.#encodeStep(rule, transition))
  }

  #encodeStep(rule: Rule<S>, { action, writes, duration = 0 }: Transition<S>): Successor {
    const who = `rule ${rule.name}`
    if (typeof action?.type !== 'string') {
      throw new MachineError(`${who} returns a transition without action.type: name what happened`)
    }
    if (!(Number.isFinite(duration) && duration >= 0)) {
      throw new MachineError(
        `${who}, ${action.type}: duration ${duration} is no number of ms from 0`,
      )
    }
    const record: object = Object(writes)
    const names = Object.keys(record)
    const slots = names.map((slot) => this.#slotNumber(slot, who))
    const ids = names.map((slot) => this.#intern(Reflect.get(record, slot), slot, who))
    return { action, type: this.#typeNumber(action.type), slots, ids, duration }
  }

  #slotNumber(slot: string, who: string): number {
    const number = this.#slotOf.get(slot)
    if (number === undefined) {
      throw new MachineError(`${who} writes the slot ${slot}, which no initial state has`)
    }
    return number
  }

  #typeNumber(type: string): number {
    const known = this.#typeOf.get(type)
    if (known !== undefined) return known
    this.#typeOf.set(type, this.types.length)
    return this.types.push(type) - 1
  }

  /** Id of an action; equal actions have equal ids. */
  actionId(action: Action): number {
    return this.interner.idOf(plainAction(action))
  }

  /** Replaces a vector by the representative of its class; false: it was that already. */
  normalise(vector: Int32Array): boolean {
    const { normalise } = this.machine
    if (normalise === undefined) return false
    this.#view.show(vector)
    const state = this.#view.state as S
    let next: S
    try {
      next = normalise(state)
    } catch (error) {
      throw blame('normalise', error)
    }
    if (next === state) return false
    vector.set(this.encode(next, 'normalise returns a state that'))
    return true
  }
}
