/** Executes a recorded list of actions again through the plain rules: no generator, no random number. */
import { Interner } from './intern.ts'
import type { Action, Machine } from './machine.ts'
import type { Property } from './property.ts'
import { offers } from './trace.ts'
import type { Offer } from './trace.ts'
import type { Trace, TraceStep } from './verdict.ts'

export interface Misfit {
  /** Index of the action that is not possible. */
  readonly at: number
  readonly wanted: Action
  /** What was possible instead. */
  readonly enabled: readonly Action[]
}

export interface Replay<S> {
  /** The run as far as it fitted. */
  readonly trace: Trace<S>
  readonly misfit: Misfit | null
}

/** Compares actions by content. */
export const sameAction = (interner: Interner, a: Action, b: Action): boolean =>
  interner.idOf(a) === interner.idOf(b)

/** States with canonical references, so that user code that remembers by reference stays fast. */
export const canonicalState = <S>(interner: Interner, state: S): S => {
  const slots = Object.entries(Object(state)).map(([slot, value]) => [
    slot,
    interner.valueOf(interner.idOf(value)),
  ])
  return Object.fromEntries(slots) as S
}

export const replay = <S>(
  machine: Machine<S>,
  actions: readonly Action[],
  initial: S | undefined = machine.initial[0],
): Replay<S> => {
  if (initial === undefined) throw new Error(`${machine.name} has no initial state; give at least one`)
  const interner = new Interner()
  const settle = (state: S): S => {
    const canonical = canonicalState(interner, state)
    return machine.normalise === undefined
      ? canonical
      : canonicalState(interner, machine.normalise(canonical))
  }
  const first = settle(initial)
  const steps: TraceStep<S>[] = []
  let state = first
  let time = 0
  for (const [at, wanted] of actions.entries()) {
    const enabled: readonly Offer<S>[] = offers(machine, state)
    const chosen = enabled.find(({ action }) => sameAction(interner, action, wanted))
    if (chosen === undefined) {
      const misfit = { at, wanted, enabled: enabled.map(({ action }) => action) }
      return { trace: { initial: first, steps }, misfit }
    }
    state = settle(chosen.after)
    time += chosen.duration
    steps.push({ action: chosen.action, rule: chosen.rule, fault: chosen.fault, time, state })
  }
  return { trace: { initial: first, steps }, misfit: null }
}

/** The first step after which (state properties) or in which (step properties) a property is broken; null: none. */
export const firstBroken = <S>(property: Property<S>, { initial, steps }: Trace<S>): number | null => {
  const index = steps.findIndex(({ state, action }, i) => {
    switch (property.kind) {
      case 'always':
        return !property.holds(state)
      case 'onEveryStep':
        return !property.holds(steps[i - 1]?.state ?? initial, state, action)
      case 'eventually':
      case 'leadsTo':
      case 'sometimes':
        return false
    }
  })
  return index === -1 ? null : index
}
