/** Runs, rebuilt by executing the recorded choices again through the plain rules. */
import type { Engine } from './engine.ts'
import type { Action, Machine } from './machine.ts'
import type { StateSpace } from './state-space.ts'
import type { Trace, TraceStep } from './verdict.ts'

/** Indexes of the states on the way to a state, an initial one first. */
export const pathTo = (space: StateSpace, index: number): readonly number[] => {
  const path: number[] = []
  for (let at = index; at >= 0; at = space.parents.get(at) - 1) path.push(at)
  return path.reverse()
}

/** Plain step: what the rules offer, without interning. */
export interface Offer<S> {
  readonly rule: string
  readonly fault: boolean
  readonly action: Action
  readonly duration: number
  readonly after: S
}

export const offers = <S>(machine: Machine<S>, state: S): readonly Offer<S>[] =>
  machine.rules.flatMap((rule) =>
    rule.next(state).map(({ action, writes, duration = 0 }) => ({
      rule: rule.name,
      fault: rule.fault ?? false,
      action,
      duration,
      after: { ...state, ...writes },
    })),
  )

/** The trace along a path of states, each the successor of the one before it. */
export const traceAlong = <S>(
  engine: Engine<S>,
  space: StateSpace,
  path: readonly number[],
  loopStart?: number,
): Trace<S> => {
  const vector = new Int32Array(space.width)
  const decode = (index: number): S => {
    space.read(index, vector)
    return engine.decode(vector)
  }
  const first = path[0]
  if (first === undefined) throw new Error('internal error: a trace needs a state')
  let time = 0
  const steps = path.slice(1).map((index, i): TraceStep<S> => {
    const step = edge(engine, space, path[i] ?? 0, index)
    time += step.duration
    return { action: step.action, rule: step.rule, fault: step.fault, time, state: decode(index) }
  })
  return { initial: decode(first), steps, ...(loopStart === undefined ? {} : { loopStart }) }
}

interface Edge {
  readonly action: Action
  readonly rule: string
  readonly fault: boolean
  readonly duration: number
}

/** The recorded transition between two states, or (for edges that found a known state) one that leads there. */
export const edge = <S>(engine: Engine<S>, space: StateSpace, from: number, to: number): Edge => {
  const vector = new Int32Array(space.width)
  const after = new Int32Array(space.width)
  space.read(from, vector)
  const target = new Int32Array(space.width)
  space.read(to, target)
  const isRecorded = space.parents.get(to) - 1 === from
  for (const [number, rule] of engine.machine.rules.entries()) {
    if (isRecorded && space.rules.get(to) !== number) continue
    const successors = engine.successors(number, vector)
    for (const [i, successor] of successors.entries()) {
      if (isRecorded && space.transitions.get(to) !== i) continue
      engine.apply(vector, successor, after)
      engine.normalise(after)
      if (!after.every((id, slot) => id === target[slot])) continue
      const { action, duration } = successor
      return { action, duration, rule: rule.name, fault: rule.fault ?? false }
    }
  }
  throw new Error(`internal error: no transition leads from state ${from} to state ${to}; is a rule not pure?`)
}
