/**
 * A machine over interned slots: states are vectors of value ids; the answer of a rule is
 * remembered per values of what it read.
 */
import { alikeOf } from './alike.ts'
import { Canon } from './canon.ts'
import { Clashes } from './clashes.ts'
import { MachineError, blame, impure } from './errors.ts'
import type { Footprints } from './footprints.ts'
import { Inputs } from './inputs.ts'
import { Interner } from './intern.ts'
import { NotPlainData, plainAction } from './json.ts'
import type { Action, Json, Machine, Rule, Transition } from './machine.ts'
import { Memo } from './memo.ts'
import { Update } from './projection.ts'
import { TRIED, isSameAnswer, withoutChance } from './purity.ts'
import { SlotValues } from './slot-values.ts'
import { Steps } from './steps.ts'
import type { Successor } from './steps.ts'
import { Updates } from './updates.ts'
import { Tracker, makeView } from './view.ts'
import type { View } from './view.ts'

export type { Successor } from './steps.ts'

/** What was seen up to some moment. */
export interface Seen {
  /** By rule: did it ever offer a step? */
  readonly offered: Uint8Array
  /** By slot: how many values it held. */
  readonly sizes: readonly number[]
}

export class Engine<S> {
  readonly machine: Machine<S>
  readonly slots: readonly string[]
  readonly interner = new Interner()
  /** By slot: the values that it was seen to hold. */
  readonly values: readonly SlotValues[]
  readonly inputs: Inputs
  /** Numbers of the free rules and of the fault rules. */
  readonly free: readonly number[]
  readonly faults: readonly number[]
  /** Action types by number. */
  readonly types: string[] = []
  readonly memo: Memo
  readonly steps: Steps
  readonly clashes: Clashes
  /** Rules are asked for no more steps than suffice; is this the last level? null: for all steps. */
  enough: { readonly isLast: boolean } | null = null
  /** How often user code was asked, so that slots may have got new values. */
  asked = 0
  /** By rule: did it ever offer a step? */
  readonly offered: Uint8Array
  /** By rule: how many of its answers were tried for purity. */
  readonly #tried: Uint8Array
  /** Who is who is forgotten; null: no members are alike, or it matters who is who. */
  readonly canon: Canon | null
  readonly #typeOf = new Map<string, number>()
  readonly #slotOf: ReadonlyMap<string, number>
  /** By rule: where its answers begin in the memo. */
  #roots: readonly number[]
  /** Is told of every answer that is remembered; null: nobody wants to know. */
  watcher: Footprints | null = null
  readonly #updates: Updates
  readonly #tracker: Tracker
  readonly #view: View

  constructor(machine: Machine<S>, usesSymmetry = false) {
    this.machine = machine
    const first = machine.initial[0]
    if (first === undefined) {
      throw new MachineError(`${machine.name} has no initial state: give at least one`)
    }
    this.slots = Object.keys(Object(first)).sort()
    this.#slotOf = new Map(this.slots.map((slot, i) => [slot, i]))
    this.values = this.slots.map((name, i) => new SlotValues(i, name, this.interner))
    const { symmetry = [] } = machine
    const alike = usesSymmetry ? symmetry.map((one) => alikeOf(one, this.slots)) : []
    this.canon = alike.length > 0 ? new Canon(alike, this.values, () => (this.asked += 1)) : null
    this.inputs = new Inputs(this.values, this.interner)
    this.memo = new Memo(this.inputs)
    this.clashes = new Clashes(machine.rules.length, this.slots.length)
    this.offered = new Uint8Array(machine.rules.length)
    this.#tried = new Uint8Array(machine.rules.length)
    this.#roots = machine.rules.map(() => this.memo.root())
    this.#updates = new Updates((value, slot) => {
      this.asked += 1
      return this.#intern(value, slot, 'an update')
    })
    this.steps = new Steps(this.values, this.#updates)
    this.#tracker = new Tracker(this.inputs)
    this.#view = makeView(this.slots, this.#tracker)
    const numbers = machine.rules.map((_, i) => i)
    this.free = numbers.filter((i) => machine.rules[i]?.fault !== true)
    this.faults = numbers.filter((i) => machine.rules[i]?.fault === true)
  }

  rule(number: number): Rule<S> {
    const rule = this.machine.rules[number]
    if (rule === undefined) throw new Error(`internal error: no rule ${number}`)
    return rule
  }

  root(rule: number): number {
    return this.#roots[rule] ?? 0
  }

  /** What was seen so far. */
  seen(): Seen {
    return { offered: this.offered.slice(), sizes: this.values.map(({ size }) => size) }
  }

  /** Are there so many answers that it is time to forget them? */
  get isFull(): boolean {
    return this.memo.isFull || this.steps.isFull
  }

  /** Forgets all answers. */
  forget(): void {
    this.memo.forget()
    this.steps.forget()
    this.watcher?.forget()
    this.#roots = this.machine.rules.map(() => this.memo.root())
  }

  /** `likely` has the values that most slots have. */
  encode(state: S, who = 'a state', likely?: Int32Array): Int32Array {
    const record: object = Object(state)
    const extra = Object.keys(record).find((slot) => !this.#slotOf.has(slot))
    if (extra !== undefined) {
      throw new MachineError(`${who} has a slot ${extra}, which the first initial state lacks`)
    }
    return Int32Array.from(this.values, (values, i) => {
      if (!Object.hasOwn(record, values.name)) {
        throw new MachineError(`${who} lacks the slot ${values.name}`)
      }
      const value: unknown = Reflect.get(record, values.name)
      return likely && values.values[likely[i] ?? 0] === value ? (likely[i] ?? 0) : this.#intern(value, values, who)
    })
  }

  #intern(value: unknown, slot: SlotValues, who: string): number {
    try {
      return slot.idOf(value)
    } catch (error) {
      if (!(error instanceof NotPlainData)) throw error
      throw new MachineError(`${who}, slot ${slot.name}: ${error.message}`, error)
    }
  }

  /** The full state of a vector, as plain data; its values are canonical. */
  decode(vector: Int32Array): S {
    const record: { [slot: string]: Json } = {}
    this.values.forEach((values, i) => {
      record[values.name] = values.valueOf(vector[i] ?? 0)
    })
    return Object.freeze(record) as S
  }

  /** What a rule offers in a state. */
  successors(number: number, vector: Int32Array): readonly Successor[] {
    if (this.rule(number).remember === 'never') return this.ask(number, vector)
    return this.steps.of(this.answer(number, vector))
  }

  /** The number of the answer of a rule in a state; it is remembered. */
  answer(number: number, vector: Int32Array): number {
    const known = this.memo.find(this.root(number), vector)
    if (known >= 0) return known
    const successors = this.ask(number, vector)
    const { reads, count } = this.#tracker
    const answer = this.steps.add(successors, vector, (slot) => this.#tracker.wasRead(slot))
    if (!this.memo.remember(this.root(number), vector, reads, count, answer)) {
      throw impure(`rule ${this.rule(number).name}`, this.#tracker)
    }
    this.clashes.learn(number, successors, this.#tracker)
    this.watcher?.learn(number, answer, successors, vector, this.#tracker)
    return answer
  }

  /** Asks a rule what it offers in a state, and remembers nothing. */
  ask(number: number, vector: Int32Array): readonly Successor[] {
    this.asked += 1
    this.#tracker.begin()
    this.#view.show(vector)
    const offers = this.#call(number)
    if (offers.length > 0) this.offered[number] = 1
    const tried = this.#tried[number] ?? TRIED
    if (tried >= TRIED) return offers
    this.#tried[number] = tried + 1
    if (!isSameAnswer(offers, this.#call(number))) {
      throw new MachineError(
        `rule ${this.rule(number).name} answers otherwise when it is asked again about the same state: ` +
          'it depends on more than the state, or on an order that is not fixed',
      )
    }
    return offers
  }

  /** What a rule offers in the state that is shown. */
  #call(number: number): readonly Successor[] {
    const rule = this.rule(number)
    const state = this.#view.state as S
    const { enough } = this
    const next = (): readonly Transition<S>[] =>
      enough === null || rule.enough === undefined ? rule.next(state) : rule.enough(state, enough.isLast)
    let transitions: readonly Transition<S>[]
    try {
      transitions = (this.#tried[number] ?? TRIED) < TRIED ? withoutChance(next) : next()
    } catch (error) {
      throw blame(`rule ${rule.name}`, error)
    }
    if (!Array.isArray(transitions)) {
      throw new MachineError(`rule ${rule.name} returns no list of transitions: return an array`)
    }
    return transitions.map((transition: Transition<S>, i) => this.#encodeStep(number, i, transition))
  }

  #encodeStep(rule: number, transition: number, step: Transition<S>): Successor {
    const { action, writes, duration = 0 } = step
    const who = `rule ${this.rule(rule).name}`
    if (typeof action?.type !== 'string') {
      throw new MachineError(`${who} returns a transition without action.type: name what happened`)
    }
    if (!(Number.isFinite(duration) && duration >= 0)) {
      throw new MachineError(
        `${who}, ${action.type}: duration ${duration} is no number of ms from 0`,
      )
    }
    const record: { readonly [slot: string]: unknown } = Object(writes)
    const slots: number[] = []
    const ids: number[] = []
    for (const name of Object.keys(record)) {
      const slot = this.#slotNumber(name, who)
      slots.push(slot)
      ids.push(this.#writeId(slot, record[name], who))
    }
    return { action, type: this.typeNumber(action.type), rule, transition, slots, ids, duration }
  }

  /** The id of the value written; -1 - n: what update n makes of the old one. */
  #writeId(slot: number, write: unknown, who: string): number {
    const values = this.values[slot]
    if (values === undefined) throw new Error(`internal error: there is no slot ${slot}`)
    if (write instanceof Update) return -1 - this.#updates.numberOf(values, write.change)
    return this.#intern(write, values, who)
  }

  #slotNumber(slot: string, who: string): number {
    const number = this.#slotOf.get(slot)
    if (number === undefined) {
      throw new MachineError(`${who} writes the slot ${slot}, which no initial state has`)
    }
    return number
  }

  /** The number of an action type; types are numbered as they come. */
  typeNumber(type: string): number {
    const known = this.#typeOf.get(type)
    if (known !== undefined) return known
    this.#typeOf.set(type, this.types.length)
    return this.types.push(type) - 1
  }

  /** Id of an action; equal actions have equal ids. */
  actionId(action: Action): number {
    return this.interner.idOf(plainAction(action))
  }

  /** Is what is stored another state than what a rule makes? */
  get normalises(): boolean {
    return this.machine.normalise !== undefined || this.canon !== null
  }

  /** Replaces a vector by the representative of its class; false: it was that already. `changed` is as for `Canon`. */
  normalise(vector: Int32Array, changed: readonly number[] | null = null): boolean {
    const isNormalised = this.#normalise(vector)
    if (this.canon === null) return isNormalised
    return this.canon.apply(vector, isNormalised ? null : changed) || isNormalised
  }

  #normalise(vector: Int32Array): boolean {
    const { normalise } = this.machine
    if (normalise === undefined) return false
    this.asked += 1
    this.#view.show(vector)
    const state = this.#view.state as S
    let next: S
    try {
      next = normalise(state)
    } catch (error) {
      throw blame('normalise', error)
    }
    if (next === state) return false
    vector.set(this.encode(next, 'normalise returns a state that', vector))
    return true
  }
}

