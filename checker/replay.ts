/**
 * Executes a recorded list of actions again through the plain rules: no generator, no random
 * number.
 */
import type { Action, Machine } from './machine.ts'
import { PlainMachine } from './plain.ts'
import type { Offer } from './plain.ts'
import type { Property } from './property.ts'
import type { Trace, TraceStep } from './verdict.ts'

export interface Misfit {
  /** Index of the action that is not possible. */
  readonly at: number
  readonly wanted: Action
  /** What was possible instead. */
  readonly enabled: readonly Action[]
}

export interface ReplayedStep {
  /** Slots that this step changed. */
  readonly changed: readonly string[]
  /** `always` and `onEveryStep` properties that are broken after or in this step. */
  readonly broken: readonly string[]
  /** Of the other properties: those whose goal holds after this step. */
  readonly reached: readonly string[]
}

export interface Replay<S> {
  /** The run as far as it fitted. */
  readonly trace: Trace<S>
  readonly misfit: Misfit | null
  /** One entry per step of the trace. */
  readonly steps: readonly ReplayedStep[]
  /** What is broken before the first step. */
  readonly initiallyBroken: readonly string[]
}

/** Replays without judging. */
export function replay<S>(machine: Machine<S>, actions: readonly Action[]): Replay<S>
/**
 * Replays and judges each step; from the first initial state that all actions fit, unless one is
 * given.
 */
export function replay<S>(
  machine: Machine<S>,
  properties: readonly Property<S>[],
  actions: readonly Action[],
  initial?: S,
): Replay<S>
export function replay<S>(
  machine: Machine<S>,
  second: readonly Property<S>[] | readonly Action[],
  third?: readonly Action[],
  initial?: S,
): Replay<S> {
  const plain = new PlainMachine(machine)
  const properties = third === undefined ? [] : (second as readonly Property<S>[])
  const actions = third ?? (second as readonly Action[])
  const possible = machine.initial.length === 0 ? [undefined] : machine.initial
  const starts = (initial === undefined ? possible : [initial]).map((state) => plain.start(state))
  let best: Replay<S> | null = null
  for (const start of starts) {
    const next = replayFrom(plain, properties, start, actions)
    if (next.misfit === null) return next
    if (best === null || next.trace.steps.length > best.trace.steps.length) best = next
  }
  if (best === null) throw new Error('internal error: nothing was replayed')
  return best
}

const replayFrom = <S>(
  plain: PlainMachine<S>,
  properties: readonly Property<S>[],
  initial: S,
  actions: readonly Action[],
): Replay<S> => {
  const steps: TraceStep<S>[] = []
  const judged: ReplayedStep[] = []
  const initiallyBroken = namesOf(properties, (p) => p.kind === 'always' && !p.holds(initial))
  const result = (misfit: Misfit | null): Replay<S> => ({
    trace: { initial, steps },
    misfit,
    steps: judged,
    initiallyBroken,
  })
  let state = initial
  let time = 0
  for (const [at, wanted] of actions.entries()) {
    const offer = plain.find(state, wanted)
    if (offer === undefined) return result({ at, wanted, enabled: enabledIn(plain, state) })
    const { rule, fault } = offer
    const next = plain.settled(offer.raw)
    time += offer.duration
    judged.push(judge(properties, state, next, offer))
    steps.push({ action: plain.labelled(state, offer), rule, fault, time, state: next })
    state = next
  }
  return result(null)
}

const enabledIn = <S>(plain: PlainMachine<S>, state: S): readonly Action[] =>
  [...plain.offers(state, false), ...plain.offers(state, true)].map(({ action }) => action)

const namesOf = <S>(
  properties: readonly Property<S>[],
  isWanted: (property: Property<S>) => boolean,
): readonly string[] => properties.filter(isWanted).map(({ name }) => name)

const judge = <S>(
  properties: readonly Property<S>[],
  before: S,
  after: S,
  { raw, action }: Offer<S>,
): ReplayedStep => ({
  changed: Object.keys(Object(after)).filter(
    (slot) => Reflect.get(Object(before), slot) !== Reflect.get(Object(after), slot),
  ),
  broken: namesOf(properties, (p) =>
    p.kind === 'onEveryStep'
      ? !p.holds(before, raw, action)
      : p.kind === 'always' && !p.holds(after),
  ),
  reached: namesOf(
    properties,
    (p) => p.kind !== 'onEveryStep' && p.kind !== 'always' && p.holds(after),
  ),
})

/**
 * The first step after which (state properties) or in which (step properties) a property is
 * broken, -1 if the initial state breaks it; null: none, or a property that no single step breaks.
 * Step properties are judged on what the trace holds; where a machine normalises, `replay` judges
 * what was there before.
 */
export const firstBroken = <S>(
  property: Property<S>,
  { initial, steps }: Trace<S>,
): number | null => {
  if (property.kind === 'always' && !property.holds(initial)) return -1
  const index = steps.findIndex(({ state, action }, i) => {
    if (property.kind === 'always') return !property.holds(state)
    if (property.kind !== 'onEveryStep') return false
    return !property.holds(steps[i - 1]?.state ?? initial, state, action)
  })
  return index === -1 ? null : index
}
