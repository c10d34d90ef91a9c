/** From step to step: buttons, a slider, and where one is. */
import type { JSX } from 'preact'
import type { StepView } from '../../reports/result.ts'
import { clock } from './words.ts'

interface Props {
  readonly steps: readonly StepView[]
  readonly step: number
  /** Step at which the promise breaks; null: none. */
  readonly brokenAt: number | null
  readonly onStep: (step: number) => void
  readonly onMove: (by: number) => void
}

export const Stepper = ({ steps, step, brokenAt, onStep, onMove }: Props): JSX.Element => {
  const last = steps.length - 1
  const faults = steps.filter(({ fault }) => fault !== null).map(({ index }) => index)
  const nextFault = faults.find((index) => index > step) ?? faults[0]
  const at = steps[step]
  const where = step < 0 ? 'before the first step' : `step ${step} of ${last} · ${clock(at?.seconds ?? 0)}`
  return (
    <div class="stepper" role="group" aria-label="Steps of this run">
      <button type="button" aria-label="First step" onClick={() => onStep(-1)}>
        |◀
      </button>
      <button type="button" aria-label="Previous step" onClick={() => onMove(-1)}>
        ◀
      </button>
      <button type="button" aria-label="Next step" onClick={() => onMove(1)}>
        ▶
      </button>
      <button type="button" aria-label="Last step" onClick={() => onStep(last)}>
        ▶|
      </button>
      <input
        type="range"
        min={-1}
        max={last}
        value={step}
        aria-label="Step"
        aria-valuetext={where}
        onInput={(event) => onStep(Number(event.currentTarget.value))}
      />
      <output aria-live="polite">{where}</output>
      {nextFault !== undefined && (
        <button type="button" onClick={() => onStep(nextFault)}>
          Fault
        </button>
      )}
      {brokenAt !== null && (
        <button type="button" onClick={() => onStep(brokenAt)}>
          Where it breaks
        </button>
      )}
    </div>
  )
}
