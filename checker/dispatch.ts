/**
 * Which rules are worth asking in a state. Rules that read the same slot first are a group; for
 * each value of that slot there is a list of the rules that are not off because of it alone. What
 * a pure function reads first never changes, so neither do the groups. Where the order of rules
 * matters only neighbours are put together.
 */
import type { Engine } from './engine.ts'
import { atLeast } from './int-array.ts'

/**
 * Per group: the slot that its rules read first, where its lists stand in `lists`, and for how
 * many values. A rule that is asked in every state is a group of its own: it is not remembered, or
 * reads nothing; its slot is -1 - rule.
 */
export const GROUP_INTS = 3
const BASE = 1
const CAPACITY = 2

export class Dispatch<S> {
  groups: Int32Array = new Int32Array(0)
  /** Lists: how many pairs follow; rule, and -1 - its answer or a node of the memo, pair by pair. */
  items: Int32Array = new Int32Array(64)
  #used = 1
  /** By group and value: where the list begins; 0: it is not made yet, or no longer right. */
  lists: Int32Array = new Int32Array(0)
  #rulesOf: (readonly number[])[] = []
  /** By rule: the input that it reads first. */
  readonly #inputs: number[] = []
  readonly #engine: Engine<S>
  readonly #rules: readonly number[]
  readonly #keepsOrder: boolean

  constructor(engine: Engine<S>, rules: readonly number[], keepsOrder: boolean) {
    this.#engine = engine
    this.#rules = rules
    this.#keepsOrder = keepsOrder
  }

  get isReady(): boolean {
    return this.groups.length > 0 || this.#rules.length === 0
  }

  /** Makes the groups, by asking every rule once. */
  prepare(vector: Int32Array): void {
    const slots: number[] = []
    const rulesOf: number[][] = []
    for (const rule of this.#rules) {
      const slot = this.#firstRead(rule, vector)
      const group = slot < 0 ? -1 : slots.lastIndexOf(slot)
      if (group >= 0 && (!this.#keepsOrder || group === slots.length - 1)) {
        rulesOf[group]?.push(rule)
      } else {
        slots.push(slot < 0 ? -1 - rule : slot)
        rulesOf.push([rule])
      }
    }
    this.#rulesOf = rulesOf
    this.groups = Int32Array.from(slots.flatMap((slot) => [slot, 0, 0]))
    this.#widen()
  }

  /** The slot that a rule reads first; negative: it has to be asked in every state. */
  #firstRead(rule: number, vector: Int32Array): number {
    if (this.#engine.rule(rule).remember === 'never') return -1
    this.#engine.answer(rule, vector)
    const root = this.#engine.root(rule)
    this.#inputs[rule] = this.#engine.memo.inputOf(root)
    return this.#engine.memo.slotOf(root)
  }

  /** Answers were forgotten: the lists are made again. */
  forget(): void {
    this.lists.fill(0)
    this.#used = 1
  }

  /** Room for the lists of all values that were seen. */
  #widen(): void {
    const { groups } = this
    let base = 0
    for (let g = 0; g < groups.length; g += GROUP_INTS) {
      const size = this.#engine.values[groups[g] ?? 0]?.size ?? 0
      const capacity = (groups[g] ?? 0) < 0 ? 0 : size * 2
      groups[g + BASE] = base
      groups[g + CAPACITY] = capacity
      base += capacity
    }
    this.lists = new Int32Array(base)
    this.#used = 1
  }

  /** Where the list of a group for a value begins; 0: it is not made yet. */
  known(group: number, value: number): number {
    const { groups } = this
    if (value >= (groups[group + CAPACITY] ?? 0)) return 0
    return this.lists[(groups[group + BASE] ?? 0) + value] ?? 0
  }

  /** Where the list of a group for a value begins; it is made if need be. */
  list(group: number, value: number): number {
    const { groups } = this
    if (value >= (groups[group + CAPACITY] ?? 0)) this.#widen()
    const at = (groups[group + BASE] ?? 0) + value
    const known = this.lists[at] ?? 0
    if (known !== 0) return known
    const made = this.#make(this.#rulesOf[group / GROUP_INTS] ?? [], value)
    this.lists[at] = made
    return made
  }

  /**
   * All rules that are not known to be off for this value. Nobody is asked: in which order values are met must not
   * depend on what is still remembered.
   */
  #make(rules: readonly number[], value: number): number {
    const { memo } = this.#engine
    const list = this.#used
    this.items = atLeast(this.items, list + 1 + 2 * rules.length)
    rules.forEach((rule, i) => {
      const root = this.#engine.root(rule)
      memo.expect(root, this.#inputs[rule] ?? 0)
      this.items[list + 1 + 2 * i] = rule
      this.items[list + 2 + 2 * i] = memo.childOrNew(root, value)
    })
    this.items[list] = rules.length
    this.#used = list + 1 + 2 * rules.length
    this.settle(list)
    return list
  }

  /** Puts in the answers that turned out to be settled by the value alone, and takes out the rules that are off. */
  settle(list: number): void {
    const { memo, steps } = this.#engine
    const { items } = this
    const end = list + 1 + 2 * (items[list] ?? 0)
    let kept = list + 1
    for (let at = list + 1; at < end; at += 2) {
      const node = items[at + 1] ?? 0
      const answer = node < 0 ? -1 - node : memo.answerAt(node)
      if (steps.isEmpty(answer)) continue
      items[kept] = items[at] ?? 0
      items[kept + 1] = answer < 0 ? node : -1 - answer
      kept += 2
    }
    items[list] = (kept - list - 1) / 2
    if (end === this.#used) this.#used = kept
  }
}
