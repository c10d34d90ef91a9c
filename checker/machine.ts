/**
 * A machine is what the checker checks: initial states, and rules that say what may happen next.
 * It knows nothing of Kubernetes. A state is a flat record of slots; each slot holds plain immutable
 * JSON-like data. The engine interns every slot value, so a state is a short vector of integers, and
 * the value that a rule reads is always the same object for the same content (usable as a WeakMap key).
 */

import type { Update } from './projection.ts'
import type { Symmetry } from './symmetry.ts'

/** Plain data: no Map, Set, Date, class instance, function, undefined, NaN or Infinity. */
export type Json =
  null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** What happened, as plain data: enough to find the same transition again in a replay. */
export interface Action {
  /** `component/verbObject`, such as `fault/crashKubelet`, or `nominal/step`. */
  readonly type: string
  readonly [detail: string]: Json | undefined
}

/** New values of some slots, or how to make them of the old ones. */
export type Writes<S> = { readonly [K in keyof S]?: S[K] | Update<S[K]> }

/** One way on from a state. Slots that are not written keep their value. */
export interface Transition<S> {
  readonly action: Action
  readonly writes: Writes<S>
  /** Time that passes, in milliseconds of modelled time; absent: none. */
  readonly duration?: number
}

/** How often a rule that stays enabled must be taken in a run that counts for liveness. */
export type Fairness = 'none' | 'weak' | 'strong'

/** A pure function from a state to its successors. The engine watches which slots it reads. */
export interface Rule<S> {
  readonly name: string
  /** True: each transition of this rule costs 1 of the fault budget. Absent: free. */
  readonly fault?: boolean
  /** Only for free rules; absent: 'weak'. */
  readonly fairness?: Fairness
  /**
   * 'reads' (default): answers are remembered per distinct values of the slots that were read.
   * 'never': always evaluated; for rules that read a slot which is different in nearly every state.
   */
  readonly remember?: 'reads' | 'never'
  readonly next: (state: S) => readonly Transition<S>[]
  /**
   * Steps out of `next` that suffice, because every other order of the same steps comes to the same: a persistent set
   * that may hold no step which a property sees together with others, and no time passes while none of them was taken.
   * `isLast`: no fault will strike any more; before that faults strike in every state that is kept. Taken instead of
   * `next` by searches reduced by 'partial-order'.
   */
  readonly enough?: (state: S, isLast: boolean) => readonly Transition<S>[]
}

export interface Machine<S> {
  readonly name: string
  /** Every initial state has the same slots; successors may not add or remove slots. */
  readonly initial: readonly S[]
  readonly rules: readonly Rule<S>[]
  /**
   * Maps a state to the representative of its class (renumbered revisions, for instance). Must be a
   * bisimulation for rules and properties. Applied to each successor before it is stored; step
   * properties see the successor as it was before. Returns the same object when nothing changes.
   */
  readonly normalise?: (state: S) => S
  /** Members that are alike: exploring keeps one state of those that differ only in who is who. */
  readonly symmetry?: readonly Symmetry<S>[]
}
