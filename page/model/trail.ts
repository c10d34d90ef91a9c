/** A run as it was executed in the page: its states, how each step is told, and whether the file says the same. */
import { canonicalJson } from '../../checker/json.ts'
import type { Action } from '../../checker/machine.ts'
import type { Trace, TraceStep } from '../../checker/verdict.ts'
import type { RunView, StepView } from '../../reports/result.ts'
import { stepView } from '../../story/story.ts'
import type { Session, State } from './session.ts'

/** What the file says of a step, held against the model. */
export type Check = 'same' | 'other state' | 'told otherwise' | 'not possible'

export interface Trail {
  readonly session: Session
  readonly trace: Trace<State>
  readonly views: readonly StepView[]
  /** One per step, and one more for a step that is not possible; empty for a run of the reader's own. */
  readonly checks: readonly Check[]
  /** Is the state before the first step the one of the file? */
  readonly startsSame: boolean
}

export const stateAt = ({ trace }: Trail, step: number): State =>
  step < 0 ? trace.initial : (trace.steps[step]?.state ?? trace.initial)

const contextOf = ({ built, truth, judged }: Session) => ({ machine: built.machine, truth, judged })

export const viewOf = (session: Session, before: State, step: TraceStep<State>, index: number): StepView =>
  stepView(before, step, index, contextOf(session))

const isTold = (told: StepView | undefined, view: StepView): boolean =>
  told !== undefined && canonicalJson(told) === canonicalJson(view)

/** Executes a run of the file; yields after every step, so that the page can breathe. */
export function* execute(session: Session, run: RunView): Generator<void, Trail> {
  const actions = (run.execution?.actions ?? []) as readonly Action[]
  const known = run.execution?.states ?? []
  const steps: TraceStep<State>[] = []
  const views: StepView[] = []
  const checks: Check[] = []
  const { start } = session
  const loop = run.loopStart === null ? {} : { loopStart: run.loopStart }
  const startsSame = session.fingerprint(start) === known[0]
  let state = start
  for (const [index, action] of actions.entries()) {
    const offer = session.find(state, action)
    if (offer === null) {
      checks.push('not possible')
      break
    }
    const step = session.taken(state, offer, steps.at(-1)?.time ?? 0)
    const view = viewOf(session, state, step, index)
    const isSame = session.fingerprint(step.state) === known[index + 1]
    checks.push(isSame ? (isTold(run.steps[index], view) ? 'same' : 'told otherwise') : 'other state')
    steps.push(step)
    views.push(view)
    state = step.state
    yield
  }
  return { session, trace: { initial: start, steps, ...loop }, views, checks, startsSame }
}

export const isConfirmed = ({ checks, startsSame }: Trail, { steps }: RunView): boolean =>
  startsSame && checks.length === steps.length && checks.every((check) => check === 'same')

/** The first step of the file that the model does not confirm; -1: the start; null: it confirms all. */
export const firstDoubt = ({ checks, startsSame }: Trail, { steps }: RunView): number | null => {
  if (!startsSame) return -1
  const at = checks.findIndex((check) => check !== 'same')
  if (at !== -1) return at
  return checks.length === steps.length ? null : checks.length
}
