/** Walking one run at a time: what sampling and minimising share. */
import { Engine } from './engine.ts'
import type { Successor } from './engine.ts'
import { internalError } from './errors.ts'
import { StateJudge } from './judge.ts'
import type { Action, Machine } from './machine.ts'
import { Profiles } from './profiles.ts'
import type { Eventually, LeadsTo, OnEveryStep, Property } from './property.ts'
import { StepJudge } from './step-judge.ts'
import { FREE, WalkedStates } from './walked-states.ts'
import type { EdgeKind } from './walked-states.ts'

const NONE: readonly never[] = []

/**
 * A machine to walk on; interned values, remembered answers and walked states are shared by all its runs. States and
 * edges are numbers, which hold until `forgetIfFull`.
 */
export class Walker<S> {
  readonly engine: Engine<S>
  readonly properties: readonly Property<S>[]
  /** Those that are judged at the end of a run. */
  readonly liveness: readonly (Eventually<S> | LeadsTo<S>)[]
  readonly #profiles: Profiles<S>
  readonly #goals: ReadonlyMap<Property<S>, StateJudge<S>>
  readonly #onSteps: readonly { readonly property: OnEveryStep<S>; readonly judge: StepJudge<S> }[]
  readonly #states: WalkedStates
  /** Steps of rules whose answers are not remembered: edge step -1 - n means the n-th. */
  #offers: Successor[] = []
  /** By edge: properties that the step breaks. */
  readonly #broken = new Map<number, readonly Property<S>[]>()
  readonly #actionIds = new WeakMap<Action, number>()
  readonly #before: Int32Array
  readonly #after: Int32Array
  readonly #changed: number[] = []

  /** `room`: values of slots that walked states may take before they are forgotten. */
  constructor(machine: Machine<S>, properties: readonly Property<S>[], room?: number) {
    this.engine = new Engine(machine)
    this.properties = properties
    this.#profiles = new Profiles(this.engine, properties)
    this.#goals = new Map(
      properties.flatMap((property) =>
        property.kind === 'eventually'
          ? [[property, new StateJudge(this.engine, property.name, (s: S) => property.holds(s))]]
          : [],
      ),
    )
    this.liveness = properties.filter((p) => p.kind === 'eventually' || p.kind === 'leadsTo')
    this.#onSteps = properties.flatMap((property) =>
      property.kind === 'onEveryStep' ? [{ property, judge: new StepJudge(this.engine, property) }] : [],
    )
    const width = this.engine.slots.length
    this.#states = new WalkedStates(width, room)
    this.#before = new Int32Array(width)
    this.#after = new Int32Array(width)
  }

  /** Forgets states and edges, if there are too many; nobody may hold a walk. */
  forgetIfFull(): void {
    const { engine } = this
    if (!engine.isFull && !this.#states.isFull) return
    // Edges name steps by number, and those begin anew too.
    if (engine.isFull) engine.forget()
    this.#states.forget()
    this.#offers = []
    this.#broken.clear()
  }

  /** The initial state of a run that begins. */
  start(initial: number): number {
    const state = this.engine.machine.initial[initial]
    if (state === undefined) throw internalError(`there is no initial state ${initial}`)
    const vector = this.engine.encode(state, 'an initial state')
    this.engine.normalise(vector)
    const hash = this.#hashOf(vector)
    const known = this.#states.find(vector, hash)
    return known >= 0 ? known : this.#states.add(vector, hash, this.#profiles.first(vector))
  }

  #hashOf(vector: Int32Array): number {
    const { values } = this.engine
    let hash = 0
    for (let slot = 0; slot < vector.length; slot += 1) hash ^= values[slot]?.hashes[vector[slot] ?? 0] ?? 0
    return hash
  }

  /** How many free steps, or faults, are possible in a state: edges from `firstEdge` on. */
  countEdges(state: number, kind: EdgeKind): number {
    if (!this.#states.isListed(state, kind)) this.#list(state, kind)
    return this.#states.edgeCount(state, kind)
  }

  firstEdge(state: number, kind: EdgeKind): number {
    return this.#states.firstEdge(state, kind)
  }

  /** The edges of a list. */
  edges(state: number, kind: EdgeKind): readonly number[] {
    return Array.from({ length: this.countEdges(state, kind) }, (_, i) => this.firstEdge(state, kind) + i)
  }

  #list(state: number, kind: EdgeKind): void {
    const { engine } = this
    const rules = kind === FREE ? engine.free : engine.faults
    this.#states.read(state, this.#before)
    this.#states.beginList(state, kind)
    for (const rule of rules) {
      if (engine.rule(rule).remember === 'never') {
        for (const offer of engine.ask(rule, this.#before)) {
          this.#states.addEdge(state, kind, -this.#offers.push(offer))
        }
        continue
      }
      const answer = engine.answer(rule, this.#before)
      const first = engine.steps.spans[2 * answer] ?? 0
      const end = first + (engine.steps.spans[2 * answer + 1] ?? 0)
      for (let step = first; step < end; step += 1) this.#states.addEdge(state, kind, step)
    }
  }

  successor(edge: number): Successor {
    const step = this.#states.stepOf(edge)
    if (step >= 0) return this.engine.steps.step(step)
    const offer = this.#offers[-1 - step]
    if (offer === undefined) throw internalError('an offer was lost')
    return offer
  }

  isFault(edge: number): boolean {
    return this.engine.rule(this.successor(edge).rule).fault === true
  }

  /** Equal actions have equal ids. */
  actionId(action: Action): number {
    const known = this.#actionIds.get(action)
    if (known !== undefined) return known
    const id = this.engine.actionId(action)
    this.#actionIds.set(action, id)
    return id
  }

  /** The state to which an edge of a state leads. */
  take(state: number, edge: number): number {
    const known = this.#states.target(edge)
    return known >= 0 ? known : this.#step(state, edge)
  }

  #step(state: number, edge: number): number {
    const { engine } = this
    const after = this.#after
    const successor = this.successor(edge)
    this.#states.read(state, this.#before)
    after.set(this.#before)
    for (let i = 0; i < successor.slots.length; i += 1) {
      const slot = successor.slots[i] ?? 0
      after[slot] = engine.steps.idAfter(successor, i, after[slot] ?? 0)
    }
    this.#judgeStep(edge, successor.action)
    engine.normalise(after)
    const hash = this.#hashOf(after)
    const known = this.#states.find(after, hash)
    const to = known >= 0 ? known : this.#states.add(after, hash, this.#profileAfter(state))
    this.#states.lead(edge, to)
    return to
  }

  #judgeStep(edge: number, action: Action): void {
    for (const { judge, property } of this.#onSteps) {
      if (judge.holds(this.#before, this.#after, action)) continue
      this.#broken.set(edge, [...this.brokenBy(edge), property])
    }
  }

  #profileAfter(before: number): number {
    const changed = this.#changed
    changed.length = 0
    for (let slot = 0; slot < this.#after.length; slot += 1) {
      if (this.#after[slot] !== this.#before[slot]) changed.push(slot)
    }
    return this.#profiles.after(this.profileOf(before), this.#after, changed)
  }

  /** What the predicates say of a state, as a number that is never forgotten. */
  profileOf(state: number): number {
    return this.#states.profileOf(state)
  }

  /** `onEveryStep` properties that a step breaks. */
  brokenBy(edge: number): readonly Property<S>[] {
    return this.#broken.size === 0 ? NONE : (this.#broken.get(edge) ?? NONE)
  }

  /** `always` properties that a state breaks. */
  brokenIn(state: number): readonly Property<S>[] {
    return this.#profiles.broken(this.profileOf(state))
  }

  /** Names of `sometimes` properties that a state of this profile fulfils. */
  reachedBy(profile: number): readonly string[] {
    return this.#profiles.reached(profile)
  }

  /** Does the predicate of a property hold in a state? */
  holds(property: Eventually<S> | LeadsTo<S>, state: number): boolean {
    const goal = this.#goals.get(property)
    if (goal === undefined) return this.#profiles.holds(this.profileOf(state), property)
    this.#states.read(state, this.#before)
    return goal.holds(this.#before)
  }

  isObliged(property: LeadsTo<S>, state: number): boolean {
    return this.#profiles.isObliged(this.profileOf(state), property)
  }

  decode(state: number): S {
    this.#states.read(state, this.#before)
    return this.engine.decode(this.#before)
  }
}
