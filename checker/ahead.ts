/**
 * Somebody else works out ahead what a search is going to ask: successors, which follow from a state alone. He explores by
 * himself, in the same order but not everything, and tells what he found as numbers. Whoever searches takes his answers
 * instead of asking, and decides all the rest: what is found, in which order and how far is the same without him.
 */
import type { WrittenValues } from './intern.ts'
import type { Action } from './machine.ts'

/** A step, apart from what it does. */
export interface Label {
  readonly action: Action
  readonly rule: number
  /** Which of the rule's transitions. */
  readonly transition: number
  readonly duration: number
}

/** What was found since the last block. */
export interface Block {
  readonly values: WrittenValues
  /** Values that slots were seen to hold: slot and id of the value, two by two. */
  readonly held: Int32Array
  readonly labels: readonly Label[]
  /**
   * Per state: `keyOf` it, where the next state begins, number of steps, or UNFOLLOWED; per step: its label, the number
   * of the state to which it leads, what it writes, and what normalising changes then: each as a number of pairs, and that
   * many slots and values.
   */
  readonly answers: Int32Array
}

/** Stands for the steps of a state that are left to the search. */
export const UNFOLLOWED = -1

/** States are numbered as they are found; each is asked twice, for free steps and for faults. */
export const keyOf = (state: number, isFault: boolean): number => 2 * state + (isFault ? 1 : 0)

export interface Scout {
  /**
   * The first state without faults of which he looks at faults; Infinity: he has not begun. States are numbered alike up to
   * there. `position`: the state of which faults are looked at now.
   */
  begins(position: number): number
  /** What he found next, waited for; null: there will be nothing any more. */
  next(): Block | null
  /** Nobody wants to know any more. */
  end(): void
}

/** Somebody who can be sent ahead. */
export interface Scouts {
  /** It is worth while once so many states were looked at. */
  readonly from: number
  begin(): Scout
}
