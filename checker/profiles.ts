/**
 * What predicates say of a state, as one number: few combinations occur, and most steps change none. A predicate is
 * asked again only when a step changes a slot that it looks at. The goal of an `eventually` matters at the end of a
 * run, and is not among them.
 */
import type { Engine } from './engine.ts'
import { StateJudge } from './judge.ts'
import type { Property } from './property.ts'

interface Predicate<S> {
  readonly property: Property<S>
  readonly judge: StateJudge<S>
}

interface Profile<S> {
  /** By predicate. */
  readonly says: Uint8Array
  /** `always` properties that such a state breaks. */
  readonly broken: readonly Property<S>[]
  /** Names of `sometimes` properties that it fulfils. */
  readonly reached: readonly string[]
}

export class Profiles<S> {
  readonly #predicates: readonly Predicate<S>[]
  /** Where the predicate of a property stands; where an obligation begins stands just after it. */
  readonly #indexes = new Map<Property<S>, number>()
  readonly #all: Profile<S>[] = []
  readonly #numbers = new Map<string, number>()
  /** The profile that is being made. */
  readonly #says: Uint8Array

  constructor(engine: Engine<S>, properties: readonly Property<S>[]) {
    const predicates: Predicate<S>[] = []
    for (const property of properties) {
      if (property.kind === 'onEveryStep' || property.kind === 'eventually') continue
      const judgeOf = (holds: (state: S) => boolean): StateJudge<S> => new StateJudge(engine, property.name, holds)
      const judge = judgeOf((s) => property.holds(s))
      this.#indexes.set(property, predicates.push({ property, judge }) - 1)
      if (property.kind !== 'leadsTo') continue
      predicates.push({ property, judge: judgeOf((s) => property.from(s)) })
    }
    this.#predicates = predicates
    this.#says = new Uint8Array(predicates.length)
  }

  /** The profile of a state of which nothing is known. */
  first(vector: Int32Array): number {
    this.#predicates.forEach(({ judge }, i) => {
      this.#says[i] = judge.holds(vector) ? 1 : 0
    })
    return this.#number()
  }

  /** The profile of the state after a step that changed these slots of a state with this profile. */
  after(before: number, vector: Int32Array, changed: readonly number[]): number {
    const { says } = this.#of(before)
    let isSame = true
    for (let i = 0; i < says.length; i += 1) {
      const judge = this.#predicates[i]?.judge
      if (judge?.isTouchedBy(changed) !== true) continue
      const now = judge.holds(vector) ? 1 : 0
      if (now === says[i]) continue
      if (isSame) this.#says.set(says)
      isSame = false
      this.#says[i] = now
    }
    return isSame ? before : this.#number()
  }

  /** The number of what the scratch says. */
  #number(): number {
    const key = this.#says.join('')
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    const says = this.#says.slice()
    const broken = this.#saying('always', 0)
    const reached = this.#saying('sometimes', 1).map(({ name }) => name)
    const number = this.#all.push({ says, broken, reached }) - 1
    this.#numbers.set(key, number)
    return number
  }

  /** Properties of a kind whose predicate says so. */
  #saying(kind: Property<S>['kind'], what: 0 | 1): readonly Property<S>[] {
    return this.#predicates.flatMap(({ property }, i) =>
      property.kind === kind && this.#says[i] === what ? [property] : [],
    )
  }

  #of(profile: number): Profile<S> {
    const known = this.#all[profile]
    if (known === undefined) throw new Error(`internal error: there is no profile ${profile}`)
    return known
  }

  broken(profile: number): readonly Property<S>[] {
    return this.#of(profile).broken
  }

  reached(profile: number): readonly string[] {
    return this.#of(profile).reached
  }

  /** Does the predicate of a property hold? */
  holds(profile: number, property: Property<S>): boolean {
    return this.#of(profile).says[this.#indexes.get(property) ?? 0] === 1
  }

  /** Does the obligation of a `leadsTo` begin? */
  isObliged(profile: number, property: Property<S>): boolean {
    return this.#of(profile).says[(this.#indexes.get(property) ?? 0) + 1] === 1
  }
}
