/**
 * A machine executed as it is written: rules are called one by one, nothing is remembered. Replays
 * and traces use it, so that what is shown never depends on the clever engine.
 */
import { MachineError, blame } from './errors.ts'
import { Interner } from './intern.ts'
import { plainAction } from './json.ts'
import type { LastStep } from './explain.ts'
import type { Action, Machine, Rule, Transition } from './machine.ts'
import { afterWrites } from './projection.ts'
import type { Trace } from './verdict.ts'

/** Tells equal actions with different effects apart in a trace: which one of them, from 0. */
const WHICH = '@which'

/** The action as the rule gave it. */
export const unlabelled = (action: Action): Action => {
  const { [WHICH]: _which, ...own } = action
  return own as Action
}

/** Something that may happen in a state. */
export interface Offer<S> {
  readonly rule: string
  readonly fault: boolean
  readonly action: Action
  readonly duration: number
  /** The successor before normalising: what step properties see. */
  readonly raw: S
}

export class PlainMachine<S> {
  readonly machine: Machine<S>
  readonly #interner: Interner

  constructor(machine: Machine<S>, interner = new Interner()) {
    this.machine = machine
    this.#interner = interner
  }

  /**
   * The same content with canonical references, as user code that remembers by reference wants it.
   */
  canonical(state: S): S {
    const record: { [slot: string]: unknown } = {}
    for (const slot of Object.keys(Object(state)).sort()) {
      record[slot] = this.#interner.canonical(Reflect.get(Object(state), slot))
    }
    return Object.freeze(record) as S
  }

  /** The representative that is stored for a successor. */
  settled(raw: S): S {
    const { normalise } = this.machine
    if (normalise === undefined) return raw
    const next = normalise(raw)
    return next === raw ? raw : this.canonical(next)
  }

  offersOf(rule: Rule<S>, state: S): readonly Offer<S>[] {
    return this.#offersLike(rule, state, () => true)
  }

  /** Successors are worked out only for wanted actions. */
  #offersLike(rule: Rule<S>, state: S, isWanted: (action: Action) => boolean): readonly Offer<S>[] {
    let transitions: readonly Transition<S>[]
    try {
      transitions = rule.next(state)
    } catch (error) {
      throw blame(`rule ${rule.name}`, error)
    }
    return transitions
      .filter(({ action }) => isWanted(action))
      .map(({ action, writes, duration = 0 }) => ({
        rule: rule.name,
        fault: rule.fault ?? false,
        action: plainAction(action) as Action,
        duration,
        raw: this.canonical(afterWrites(state, writes)),
      }))
  }

  /** What may happen without a fault, or by one. */
  offers(state: S, fault: boolean): readonly Offer<S>[] {
    return this.#rules(fault).flatMap((rule) => this.offersOf(rule, state))
  }

  #rules(fault: boolean): readonly Rule<S>[] {
    return this.machine.rules.filter((rule) => (rule.fault ?? false) === fault)
  }

  isSameAction(a: Action, b: Action): boolean {
    if (a.type !== b.type) return false
    return this.#interner.idOf(plainAction(a)) === this.#interner.idOf(plainAction(b))
  }

  /** States that came from here are equal if and only if their slots are the same objects. */
  isSameState(a: S, b: S): boolean {
    const [left, right]: readonly object[] = [Object(a), Object(b)]
    if (left === undefined || right === undefined) return false
    return Object.keys(left).every((slot) => Reflect.get(left, slot) === Reflect.get(right, slot))
  }

  /**
   * The action as a trace shows it: with a number where the same action could have led elsewhere.
   */
  labelled(state: S, offer: Offer<S>): Action {
    const equal = this.#withAction(state, offer.action, offer.fault)
    const first = equal[0]
    if (first === undefined) throw new Error('internal error: an offer is not among the offers')
    const isOne = equal.every((o) => o.fault === offer.fault && this.isSameState(o.raw, first.raw))
    if (isOne) return offer.action
    const which = equal.findIndex(
      (o) => o.fault === offer.fault && this.isSameState(o.raw, offer.raw),
    )
    return { ...offer.action, [WHICH]: which }
  }

  /** Free offers come first; faults are asked for only if need be: there may be many. */
  #withAction(state: S, action: Action, faultsToo: boolean): readonly Offer<S>[] {
    const fits = (other: Action): boolean => this.isSameAction(other, action)
    const rules = faultsToo ? [...this.#rules(false), ...this.#rules(true)] : this.#rules(false)
    return rules.flatMap((rule) => this.#offersLike(rule, state, fits))
  }

  /** The offer that an action of a trace means; undefined: it is not possible here. */
  find(state: S, wanted: Action): Offer<S> | undefined {
    const action = unlabelled(wanted)
    const number = Number(wanted[WHICH] ?? 0)
    return (
      this.#withAction(state, action, false)[number] ??
      this.#withAction(state, action, true)[number]
    )
  }

  /**
   * The last step of a trace, with the successor as it was before normalising; null: there is
   * none.
   */
  lastStep({ initial, steps }: Trace<S>): LastStep<S> | null {
    const step = steps.at(-1)
    const before = steps.at(-2)?.state ?? initial
    const offer = step === undefined ? undefined : this.find(this.canonical(before), step.action)
    return offer === undefined ? null : { before, after: offer.raw, action: offer.action }
  }

  start(initial: S | undefined = this.machine.initial[0]): S {
    if (initial === undefined) {
      throw new MachineError(`${this.machine.name} has no initial state: give at least one`)
    }
    return this.settled(this.canonical(initial))
  }
}
