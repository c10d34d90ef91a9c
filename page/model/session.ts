/** The model in the page: a scenario built again, to execute runs of it step by step. */
import { Digest } from '../../checker/digest.ts'
import type { Action } from '../../checker/machine.ts'
import { PlainMachine } from '../../checker/plain.ts'
import type { Offer } from '../../checker/plain.ts'
import type { Property } from '../../checker/property.ts'
import type { TraceStep } from '../../checker/verdict.ts'
import { FAULT_KINDS } from '../../model/fault-kinds.ts'
import type { ClusterState } from '../../model/state.ts'
import type { Truth } from '../../model/truth.ts'
import { truth } from '../../model/truth.ts'
import type { ResultFile } from '../../reports/result.ts'
import type { Built, World } from '../../scenarios/scenario.ts'
import { build, settingsOf } from '../../scenarios/scenario.ts'

export type State = ClusterState

export class Session {
  /** As the file has it; faults beyond those that were allowed there are offered all the same. */
  readonly world: World
  readonly version: string
  readonly built: Built
  readonly plain: PlainMachine<State>
  readonly truth: Truth
  readonly judged: readonly Property<State>[]
  readonly #digest = new Digest()

  constructor({ scenario, properties, version }: Pick<ResultFile, 'scenario' | 'properties' | 'version'>) {
    this.world = scenario as unknown as World
    this.version = version
    this.built = build({ ...this.world, allow: FAULT_KINDS })
    this.plain = new PlainMachine<State>(this.built.machine)
    this.truth = truth(settingsOf(this.world))
    const names = new Set(properties.map(({ name }) => name))
    this.judged = this.built.properties.filter(({ name }) => names.has(name))
  }

  get start(): State {
    return this.plain.start()
  }

  fingerprint(state: State): string {
    return this.#digest.of(state)
  }

  /** The step that an action means in a state; null: it is not possible there. */
  find(state: State, action: Action): Offer<State> | null {
    return this.plain.find(state, action) ?? null
  }

  /** What may happen without a fault: in nominal order one thing, or nothing once all is settled. */
  free(state: State): readonly Offer<State>[] {
    return this.plain.offers(state, false)
  }

  taken(state: State, offer: Offer<State>, before: number): TraceStep<State> {
    return {
      action: this.plain.labelled(state, offer),
      rule: offer.rule,
      fault: offer.fault,
      time: before + offer.duration,
      state: this.plain.settled(offer.raw),
    }
  }
}
