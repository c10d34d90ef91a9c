/**
 * Steps of which it is known beforehand that they lead to a known state, so that nobody has to look it up: most are one
 * of two steps that are in nobody's way, taken in the other order. Say that a state offers steps of the rules a and b,
 * that neither reads nor writes what the other writes, and that a led to a known state before b led to a new one. The
 * state behind a is expanded before the one behind b. It still offers b, which leads from there to where a leads from
 * the state behind b; that is known, then, when it is a's turn. Nothing is left out: all states are found, and all
 * steps counted.
 */
import type { Clashes } from './clashes.ts'
import type { Engine } from './engine.ts'
import { isLive } from './findings.ts'
import type { Findings } from './findings.ts'

/** States for which there is room at first. */
const FIRST_ROOM = 1 << 10

export class Diamonds {
  readonly #clashes: Clashes
  readonly #words: number
  /** By state, from the one that was expanded last: rules whose steps lead to known states. */
  #sets: Int32Array
  #expanded = 0
  readonly #set: Int32Array

  constructor(clashes: Clashes) {
    this.#clashes = clashes
    this.#words = clashes.words
    this.#sets = new Int32Array(roundUp(this.#words * FIRST_ROOM))
    this.#set = new Int32Array(this.#words)
  }

  get bytes(): number {
    return this.#sets.byteLength
  }

  /** A new state was found by a step of a rule, after steps of others out of the same state had led to known ones. */
  note(state: number, rule: number, before: Int32Array): void {
    while ((state - this.#expanded + 1) * this.#words > this.#sets.length) this.#grow(state)
    this.#clashes.without(rule, before, this.#set)
    const mask = this.#sets.length - 1
    for (let w = 0; w < this.#words; w += 1) this.#sets[(state * this.#words + w) & mask] = this.#set[w] ?? 0
  }

  /** Takes out the rules whose steps lead from a state to known ones; false: there are none. States come in order. */
  take(state: number, into: Int32Array): boolean {
    this.#expanded = state
    const mask = this.#sets.length - 1
    let all = 0
    for (let w = 0; w < this.#words; w += 1) {
      const at = (state * this.#words + w) & mask
      into[w] = this.#sets[at] ?? 0
      all |= into[w] ?? 0
      this.#sets[at] = 0
    }
    return all !== 0
  }

  #grow(end: number): void {
    const old = this.#sets
    this.#sets = new Int32Array(2 * old.length)
    for (let at = this.#expanded * this.#words; at < end * this.#words; at += 1) {
      this.#sets[at & (this.#sets.length - 1)] = old[at & (old.length - 1)] ?? 0
    }
  }
}

const roundUp = (size: number): number => 1 << (32 - Math.clz32(size - 1))

/**
 * For a search that takes all steps of all states, stores states as they are, and need not know to which known state a
 * step leads; null: that may not be so.
 */
export const diamondsFor = <S>({ machine, normalises, clashes }: Engine<S>, findings: Findings<S>): Diamonds | null => {
  const isPlain = !normalises && machine.rules.every(({ enough }) => enough === undefined)
  const looksFurther = findings.judgesSteps || findings.all.some(({ property }) => isLive(property.kind))
  return isPlain && !looksFurther ? new Diamonds(clashes) : null
}
