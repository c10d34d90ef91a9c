/** Which rules offer a step in a state, and their answers. */
import { GROUP_INTS } from './dispatch.ts'
import type { Dispatch } from './dispatch.ts'
import type { Engine } from './engine.ts'

export class Offering<S> {
  readonly rules: Int32Array
  readonly answers: Int32Array
  count = 0
  readonly #engine: Engine<S>
  readonly #dispatch: Dispatch<S>

  constructor(engine: Engine<S>, dispatch: Dispatch<S>) {
    this.#engine = engine
    this.#dispatch = dispatch
    this.rules = new Int32Array(engine.machine.rules.length)
    this.answers = new Int32Array(engine.machine.rules.length)
  }

  /** Asks all rules of the dispatch, which are all remembered. */
  gather(vector: Int32Array): void {
    const { groups } = this.#dispatch
    this.count = 0
    for (let group = 0; group < groups.length; group += GROUP_INTS) {
      const slot = groups[group] ?? 0
      if (slot < 0) this.#note(-1 - slot, this.#engine.answer(-1 - slot, vector))
      else this.#visit(group, slot, vector)
    }
  }

  #visit(group: number, slot: number, vector: Int32Array): void {
    const { memo } = this.#engine
    const dispatch = this.#dispatch
    const list = dispatch.known(group, vector[slot] ?? 0) || dispatch.list(group, vector[slot] ?? 0)
    const { items } = dispatch
    const end = list + 1 + 2 * (items[list] ?? 0)
    let isOutdated = false
    for (let at = list + 1; at < end; at += 2) {
      const node = items[at + 1] ?? 0
      const rule = items[at] ?? 0
      const known = node < 0 ? -1 - node : memo.find(node, vector)
      this.#note(rule, known >= 0 ? known : this.#engine.answer(rule, vector))
      if (known < 0 && memo.answerAt(node) >= 0) isOutdated = true
    }
    if (isOutdated) dispatch.settle(list)
  }

  #note(rule: number, answer: number): void {
    if (this.#engine.steps.isEmpty(answer)) return
    this.rules[this.count] = rule
    this.answers[this.count] = answer
    this.count += 1
  }
}
