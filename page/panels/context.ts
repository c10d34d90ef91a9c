/** What every panel is given: the run, the step, and what the model in the page knows of it. */
import type { StepView } from '../../reports/result.ts'
import type { Entry } from '../model/runs.ts'
import type { State } from '../model/session.ts'
import type { Trail } from '../model/trail.ts'
import { stateAt } from '../model/trail.ts'

export interface PanelProps {
  readonly entry: Entry
  readonly index: number
  readonly step: number
  readonly onStep: (step: number) => void
}

export interface Executed {
  readonly trail: Trail
  readonly before: State
  readonly after: State
}

/** States around a step; null: that step was not executed (yet). */
export const executedAt = ({ trail }: Entry, step: number): Executed | null =>
  trail === null || step >= trail.trace.steps.length
    ? null
    : { trail, before: stateAt(trail, step - 1), after: stateAt(trail, step) }

export const stepOf = ({ run }: Entry, step: number): StepView | null => run.steps[step] ?? null
