/**
 * Chooses in a state which rules are enough for now: a stubborn set.
 *
 * Where rules are in nobody's way, the order in which they are taken makes no difference; one order is enough. A set T
 * of rules and properties is chosen that holds a free rule which offers a step, and with each member
 *   - whoever may change what the member's present answer follows from. So whatever others do, as long as only they
 *     move, the member answers the same: one that offers nothing goes on to offer nothing;
 *   - if it offers steps, whoever may write what they write, or read what they change. So it may as well go first.
 * A property of states stands for a rule that offers a step, which changes nothing, where the property tells: a broken
 * `always`, a `sometimes` that is reached. Then no step of T makes or unmakes it, unless all who can are in T too (the
 * attractor sets of Kristensen and Valmari). A property of steps tells by what it sees before and after: those who
 * change anything that it looks at are in each other's way. Only free steps of T are taken, and at least one of them
 * must lead to a state that comes later in the queue; else all are taken, so nobody is put off for ever.
 *
 * Why that finds everything. Let `run` be any run from a state s that was looked at, to a state in which a property
 * tells, with no more faults than are left. If a step of it is by a member of T, take the first such step: those before
 * it are by others, so it can be taken at once, and they after it. What remains is shorter. If there is none, every
 * step of T leads to a state from which the same run can be gone: take the one to a state that comes later in the
 * queue.
 * Neither can go on for ever, and at the end stands a state that was looked at and in which the property tells. Faults
 * are all taken, in every state that has some left, and are members like others there; taking one earlier leaves the
 * number of faults on a run as it is: the budget is in nobody's way, and each property is found with its least number.
 *
 * "May" is what was seen so far (`footprints.ts`). That is enough, if it is so at the end of the search for each
 * choice: by the same induction every rule answers in every state of `run`, looked at or not, only what it was seen to
 * answer. In the second case, with a step t of T: a rule that is not in T reads nothing that t changes, so it answers
 * as after t; one that is in T answers as in s. Hence a search that has learnt something after its first choice begins
 * again, with all that it knows.
 *
 * Where members are alike the search keeps one state of each class, so `run` goes on from another member of it, by the
 * counterparts of its rules (`counterparts.ts`). These are asked whatever a rule is asked, so they are seen to do alike.
 *
 * Sources: Valmari, "Stubborn sets for reduced state space generation" (1991); Godefroid, LNCS 1032 (1996); Kristensen,
 * Valmari, "Improved question-guided stubborn set methods for state properties" (2000); Bosnacki, Leue, Lluch Lafuente,
 * "Partial-order reduction for general state exploring algorithms" (2009) for the queue.
 */
import { addBit, hasBit, lowestBit } from './bit-rows.ts'
import type { Engine } from './engine.ts'
import type { Finding, Findings } from './findings.ts'
import type { Footprints } from './footprints.ts'
import type { Offering } from './offering.ts'

/**
 * In so many states in a row one of so many rules must be left out; else some states are passed by, each time twice as
 * many as the time before, until it is given up. Choosing takes about as long as taking the steps, so less than half is
 * of no use: one in eight, on pod creation L7 with symmetry, takes half as long again for a hundredth of the states.
 */
const WINDOW = 64
const WORTHWHILE = 2
const MAX_PASSED = 16_384

export class Stubborn<S> {
  /** Integers per set. */
  readonly words: number
  /** The set that was chosen last; its free rules are enough. */
  readonly chosen: Int32Array
  /** States in which fewer steps were enough. */
  reduced = 0
  /** False: it was of so little use that all steps are taken from now on. */
  isActive = true
  /** Why the reduction cannot be used; null: it can. */
  objection: string | null = null
  readonly #engine: Engine<S>
  readonly #footprints: Footprints
  readonly #findings: readonly Finding<S>[]
  /** Who can matter in the states at hand. */
  readonly #present: Int32Array
  readonly #tried: Int32Array
  readonly #todo: Int32Array
  /** Seeds whose set was made; it is the one that was chosen, or no smaller. */
  readonly #rejected: Int32Array
  readonly #row: Int32Array
  /** By rule: its answer in the state at hand; -1: not asked yet. */
  readonly #answers: Int32Array
  #vector: Int32Array = new Int32Array(0)
  /** What was known when the first choice was made; -1: none was. */
  #since = -1
  /** States that were tried in this window, rules that offered a step there, and those that were left out. */
  #looked = 0
  #offered = 0
  #leftOut = 0
  /** States that are passed by between windows, and how many of them are still to come. */
  #passing = 0
  #toPass = 0

  constructor(engine: Engine<S>, footprints: Footprints, findings: Findings<S>) {
    this.#engine = engine
    this.#footprints = footprints
    this.#findings = findings.all
    this.words = footprints.rows.words
    const set = (): Int32Array => new Int32Array(this.words)
    this.chosen = set()
    this.#present = set()
    this.#tried = set()
    this.#todo = set()
    this.#rejected = set()
    this.#row = set()
    this.#answers = new Int32Array(footprints.rules)
  }

  /** Was something learnt since the first choice? Then choices may have been wrong. */
  get isStale(): boolean {
    this.#learnReads()
    return this.#since >= 0 && this.#since !== this.#footprints.version
  }

  #learnReads(): void {
    this.#findings.forEach(({ judge, step }, i) => {
      if (judge !== null) this.#footprints.learnReads(i, judge.inputs)
      if (step !== null) this.#footprints.learnWatched(i, step.slots)
    })
  }

  /** To be called before states are looked at: may a run that goes through them still meet a fault? */
  begin(hasFaultsLeft: boolean): void {
    this.#learnReads()
    this.#present.fill(0)
    for (const rule of this.#engine.free) addBit(this.#present, rule)
    if (hasFaultsLeft) for (const rule of this.#engine.faults) addBit(this.#present, rule)
    this.#findings.forEach(({ judge, isReached, ways }, i) => {
      if (judge !== null && !isReached && ways.length === 0) addBit(this.#present, this.#footprints.rules + i)
    })
  }

  /** To be asked of each state first: may fewer steps be enough? If not, all are to be taken. */
  isPromising(vector: Int32Array): boolean {
    this.#vector = vector
    this.#checkSteps()
    if (this.objection !== null || !this.isActive) return false
    // Who is in whose way is not known before it is known who does for others what was done.
    if (this.#footprints.counterparts?.isPuzzled === true) return false
    if (this.#toPass === 0) return true
    this.#toPass -= 1
    return false
  }

  /** Chooses among the free rules that offer a step in that state; false: all are needed. */
  choose({ rules, answers, count }: Offering<S>): boolean {
    this.#answers.fill(-1)
    for (let i = 0; i < count; i += 1) this.#answers[rules[i] ?? 0] = answers[i] ?? 0
    const enough = count > 1 ? this.#search(rules, count) : count
    this.#noteUse(count, enough)
    return enough < count
  }

  /** Where a reduction is of little use, only some states are tried: taking all steps is right anywhere. */
  #noteUse(count: number, enough: number): void {
    if (enough < count) this.reduced += 1
    this.#looked += 1
    this.#offered += count
    this.#leftOut += count - enough
    if (this.#looked < WINDOW) return
    const isUseful = this.#leftOut * WORTHWHILE >= this.#offered
    this.#passing = isUseful ? 0 : Math.min(MAX_PASSED, Math.max(WINDOW, 2 * this.#passing))
    this.#toPass = this.#passing
    this.isActive = this.#passing < MAX_PASSED
    this.#looked = this.#offered = this.#leftOut = 0
  }

  /** Who steps without being seen may step anywhere: a property of steps must not tell there. */
  #checkSteps(): void {
    for (const { step, ways, property } of this.#findings) {
      if (step === null || ways.length > 0) continue
      const isKept = step.holdsStill(this.#vector)
      if (isKept === null) this.objection = `${property.name} looks at actions`
      else if (!isKept) this.objection = `${property.name} is broken by steps that it does not look at`
    }
  }

  /** How many of the rules are enough; which, if they are fewer, is in `chosen`. */
  #search(rules: Int32Array, count: number): number {
    const { version } = this.#footprints
    let least = count
    this.#rejected.fill(0)
    for (let i = 0; i < count && least > 1; i += 1) {
      const seed = rules[i] ?? 0
      if (!this.#close(seed)) continue
      const size = this.#countChosen(rules, count)
      if (size >= least) continue
      least = size
      this.chosen.set(this.#tried)
    }
    // Somebody was asked for the first time, and did what nobody reckoned with.
    if (this.#footprints.version !== version) return this.#search(rules, count)
    if (least < count && this.#since < 0) this.#since = version
    return least
  }

  #countChosen(rules: Int32Array, count: number): number {
    let size = 0
    for (let i = 0; i < count; i += 1) if (hasBit(this.#tried, 0, rules[i] ?? 0)) size += 1
    return size
  }

  /**
   * Makes the set that must come along with a rule. False: it holds a rule whose set was made
   * before, so it is no smaller than that.
   */
  #close(seed: number): boolean {
    const [tried, todo, rejected, present] = [this.#tried, this.#todo, this.#rejected, this.#present]
    tried.fill(0)
    todo.fill(0)
    addBit(todo, seed)
    for (let member = lowestBit(todo); member >= 0; member = lowestBit(todo)) {
      if (hasBit(rejected, 0, member)) {
        addBit(rejected, seed)
        return false
      }
      addBit(tried, member)
      const at = this.#rowOf(member)
      const bits = member < this.#footprints.rules ? this.#footprints.rows.bits : this.#row
      for (let w = 0; w < this.words; w += 1) {
        todo[w] = ((todo[w] ?? 0) | ((bits[at + w] ?? 0) & (present[w] ?? 0))) & ~(tried[w] ?? 0)
      }
    }
    addBit(rejected, seed)
    return true
  }

  /** Where it stands who must come along with a rule, or in `#row` with a property. */
  #rowOf(member: number): number {
    const { rules } = this.#footprints
    if (member < rules) {
      const known = this.#answers[member] ?? -1
      const answer = known >= 0 ? known : this.#engine.answer(member, this.#vector)
      this.#answers[member] = answer
      return this.#footprints.rowOf(answer)
    }
    this.#row.fill(0)
    const judge = this.#findings[member - rules]?.judge
    if (judge) this.#footprints.joinChangers(judge.readsFor(this.#vector), this.#row, 0)
    return 0
  }
}
