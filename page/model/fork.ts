/** Runs of the reader's own: what a run was up to some step, and then something else. */
import { explain, isBrokenBy } from '../../checker/explain.ts'
import type { Action } from '../../checker/machine.ts'
import type { Property } from '../../checker/property.ts'
import type { CounterexampleFile } from '../../checker/verdict.ts'
import { FAULT_KINDS, actionTypeOf } from '../../model/fault-kinds.ts'
import type { RunView } from '../../reports/result.ts'
import { counterexampleFile } from '../../story/counterexample.ts'
import { faultSentence } from '../../story/sentences.ts'
import type { State } from './session.ts'
import type { Trail } from './trail.ts'
import { stateAt, viewOf } from './trail.ts'

/** A run up to and including a step. */
export const cutAt = ({ session, trace, views }: Trail, step: number): Trail => ({
  session,
  trace: { initial: trace.initial, steps: trace.steps.slice(0, step + 1) },
  views: views.slice(0, step + 1),
  checks: [],
  startsSame: true,
})

/** One step more; null: that is not possible. */
export const goOn = (trail: Trail, action: Action): Trail | null => {
  const { session, trace, views } = trail
  const last = trace.steps.length - 1
  const state = stateAt(trail, last)
  const offer = session.find(state, action)
  if (offer === null) return null
  const step = session.taken(state, offer, trace.steps.at(-1)?.time ?? 0)
  const view = viewOf(session, state, step, last + 1)
  return { ...trail, trace: { ...trace, steps: [...trace.steps, step] }, views: [...views, view] }
}

/** A run that is not over by then is left as it is. */
const MAX_MORE = 5_000

/** Goes on without faults until nothing is due or everything repeats itself; yields after every step. */
export function* runOn(trail: Trail): Generator<void, Trail> {
  const { session } = trail
  const steps = [...trail.trace.steps]
  const views = [...trail.views]
  const lastFault = steps.findLastIndex(({ fault }) => fault)
  const met = new Map(steps.slice(lastFault + 1).map(({ state }, i) => [session.fingerprint(state), lastFault + 1 + i]))
  let state = stateAt(trail, steps.length - 1)
  const ended = (loopStart?: number): Trail => ({
    ...trail,
    trace: { initial: trail.trace.initial, steps, ...(loopStart === undefined ? {} : { loopStart }) },
    views,
  })
  for (let more = 0; more < MAX_MORE; more += 1) {
    const [offer] = session.free(state)
    if (offer === undefined) break
    const step = session.taken(state, offer, steps.at(-1)?.time ?? 0)
    views.push(viewOf(session, state, step, steps.length))
    steps.push(step)
    state = step.state
    const before = met.get(session.fingerprint(state))
    if (before !== undefined) return ended(before + 1)
    met.set(session.fingerprint(state), steps.length - 1)
    yield
  }
  return ended()
}

/** Nothing is due any more, or the run goes round for ever: only then can be said what never comes about. */
export const isOver = ({ session, trace }: Trail): boolean =>
  trace.loopStart !== undefined || session.free(trace.steps.at(-1)?.state ?? trace.initial).length === 0

const isLiveness = ({ kind }: Property<State>): boolean => kind === 'eventually' || kind === 'leadsTo'

/** Properties that a run breaks; those about what should come about in the end only when it is over. */
export const brokenBy = (trail: Trail): readonly string[] => {
  const { session, trace, views } = trail
  const along = new Set(views.flatMap(({ broken }) => broken))
  const over = isOver(trail)
  return session.judged
    .filter((p) => (isLiveness(p) ? over && isBrokenBy(p, trace) : p.kind !== 'sometimes' && along.has(p.name)))
    .map(({ name }) => name)
}

export const runViewOf = ({ trace, views }: Trail): RunView => ({
  faults: trace.steps.flatMap(({ fault, action }) => (fault ? [faultSentence(action)] : [])),
  steps: [...views],
  loopStart: trace.loopStart ?? null,
  brokenAt: null,
})

/** The file that `kubeproof replay` takes: the faults that happened are allowed in it. */
export const fileOf = ({ session, trace }: Trail, property: string): CounterexampleFile => {
  const { world, version, built } = session
  const struck = new Set(trace.steps.flatMap(({ fault, action }) => (fault ? [action.type] : [])))
  const allow = FAULT_KINDS.filter((kind) => world.allow.includes(kind) || struck.has(actionTypeOf(kind)))
  const claim = session.judged.find(({ name }) => name === property)
  const verdict = {
    name: property,
    clause: claim?.clause ?? '',
    explanation: claim === undefined ? [] : explain(claim, trace),
  }
  return counterexampleFile({ world: { ...world, allow }, version }, built, verdict, trace)
}
