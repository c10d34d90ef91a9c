/** The run in which nothing goes wrong: what it shows of the protocol, and where faults could strike it. */
import { Digest } from '../checker/digest.ts'
import { PlainMachine } from '../checker/plain.ts'
import type { Trace, TraceStep } from '../checker/verdict.ts'
import { FAULT_KINDS, actionTypeOf } from '../model/fault-kinds.ts'
import type { ClusterState } from '../model/state.ts'
import type { Built } from '../scenarios/scenario.ts'
import { protocol } from '../spec/index.ts'
import { eventsOf } from './story.ts'

type State = ClusterState

/** A run that is not over by then will hardly be read to its end. */
const MAX_STEPS = 20_000

/**
 * From a state (absent: the beginning) until nothing is due or a state comes back; null: in this order of events there
 * is more than one such run.
 */
export const nominalTrace = (
  { machine }: Built,
  from?: Pick<TraceStep<State>, 'state' | 'time'>,
): Trace<State> | null => {
  const rule = machine.rules.find(({ fault }) => !fault)
  if (machine.order !== 'nominal' || rule === undefined) return null
  const plain = new PlainMachine<State>(machine)
  const digest = new Digest()
  const initial = from === undefined ? plain.start() : plain.canonical(from.state)
  const met = new Map([[digest.of(initial), 0]])
  const steps: TraceStep<State>[] = []
  let state = initial
  let time = from?.time ?? 0
  while (steps.length < MAX_STEPS) {
    const [next] = plain.offersOf(rule, state)
    if (next === undefined) break
    state = plain.settled(next.raw)
    time += next.duration
    steps.push({ action: next.action, rule: next.rule, fault: false, time, state })
    const key = digest.of(state)
    const loopStart = met.get(key)
    if (loopStart !== undefined) return { initial, steps, loopStart }
    met.set(key, steps.length)
  }
  return { initial, steps }
}

const statesOf = ({ initial, steps }: Trace<State>): readonly State[] => [initial, ...steps.map(({ state }) => state)]

/** Steps of the protocol that each step of the run performs. */
const performed = (trace: Trace<State>, { machine }: Built): readonly (readonly string[])[] => {
  const states = statesOf(trace)
  return trace.steps.map(({ action }, i) => {
    const before = states[i]
    const events = before === undefined ? [] : eventsOf(before, action, machine)
    return events.flatMap(({ protocol: id }) => (id === null ? [] : [id]))
  })
}

export interface ProtocolCount {
  readonly step: string
  readonly name: string
  readonly taken: number
}

/** How often each step A-J of the protocol happens in it. */
export const protocolCounts = (trace: Trace<State> | null, built: Built): ProtocolCount[] => {
  const all = trace === null ? [] : performed(trace, built).flat()
  return protocol.map(({ id, name }) => ({ step: id, name, taken: all.filter((done) => done === id).length }))
}

export interface Strike {
  readonly fault: string
  /** Step of the protocol that is about to happen when it strikes; empty: none. */
  readonly step: string
  readonly count: number
}

/** Where the first fault of a run can strike, by kind and by the step of the protocol that is about to happen. */
export const strikesOn = (trace: Trace<State>, built: Built): Strike[] => {
  const rules = built.machine.rules.filter(({ fault }) => fault)
  const about = performed(trace, built)
  const counts = new Map<string, Map<string, number>>()
  for (const [i, state] of statesOf(trace).entries()) {
    const steps = [...new Set(about[i] ?? [])]
    for (const { action } of rules.flatMap((rule) => rule.next(state))) {
      const byStep = counts.get(action.type) ?? new Map<string, number>()
      for (const step of steps.length === 0 ? [''] : steps) byStep.set(step, (byStep.get(step) ?? 0) + 1)
      counts.set(action.type, byStep)
    }
  }
  return FAULT_KINDS.flatMap((fault) =>
    [...(counts.get(actionTypeOf(fault)) ?? [])].sort().map(([step, count]) => ({ fault, step, count })),
  )
}
