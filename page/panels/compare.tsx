/** Two runs side by side: what they share stands in one row, what only one has is marked; the longer original is ghosted. */
import type { JSX } from 'preact'
import { useEffect, useMemo, useState } from 'preact/hooks'
import type { StepView } from '../../reports/result.ts'
import type { Row } from '../../story/align.ts'
import { align } from '../../story/align.ts'
import type { Runs } from '../model/runs.ts'
import { clock } from '../view/words.ts'
import type { PanelProps } from './context.ts'

interface Props extends PanelProps {
  readonly runs: Runs
}

/** The run as it was found, before it was made small; asked for by this name. */
const ORIGINAL = -1

const keyOf = ({ fault, title, events }: StepView): string =>
  fault ?? `${title} ${events.map(({ from, to, label }) => `${from}>${to} ${label}`).join(' ')}`

export const Compare = (props: Props): JSX.Element => {
  const { entry, index, runs } = props
  const hasOriginal = entry.listed?.run.execution?.original !== undefined
  const usual = runs.entries.findIndex(({ listed }) => listed?.kind === 'nominal')
  const [chosen, choose] = useState<number | null>(null)
  const other = chosen ?? (hasOriginal ? ORIGINAL : usual === index || usual === -1 ? 0 : usual)
  const original = useOriginal(props, hasOriginal && other === ORIGINAL)
  const steps = other === ORIGINAL ? original : (runs.entries[other]?.run.steps ?? null)
  return (
    <>
      <label>
        Beside{' '}
        <select value={other} onChange={(event) => choose(Number(event.currentTarget.value))}>
          {hasOriginal && <option value={ORIGINAL}>the run as it was found, before it was made small</option>}
          {runs.entries.map(({ title }, i) => (
            <option key={i} value={i} disabled={i === index}>{`${i + 1}: ${title}`}</option>
          ))}
        </select>
      </label>
      {steps === null ? (
        <p class="muted">That run is being executed…</p>
      ) : (
        <SideBySide {...props} left={entry.run.steps} right={steps} isOriginal={other === ORIGINAL} />
      )}
    </>
  )
}

/** Executes the original when it is first asked for. */
const useOriginal = ({ index, runs }: Props, isWanted: boolean): readonly StepView[] | null => {
  const [steps, setSteps] = useState<{ readonly of: number; readonly steps: readonly StepView[] } | null>(null)
  useEffect(() => {
    if (isWanted) runs.executeOriginal(index, (found) => setSteps({ of: index, steps: found }))
  }, [index, isWanted])
  return steps?.of === index ? steps.steps : null
}

interface Sides extends Props {
  readonly left: readonly StepView[]
  readonly right: readonly StepView[]
  readonly isOriginal: boolean
}

const summaryOf = (rows: readonly Row[], { right, isOriginal }: Sides): string => {
  const [here, there] = [
    rows.filter((row) => row.right === null).length,
    rows.filter((row) => row.left === null).length,
  ]
  if (here + there === 0) return 'Both go the same way throughout.'
  if (isOriginal) return `${there} of ${right.length} steps were not needed.`
  return `${here} steps are only in this run, ${there} only in the other.`
}

const SideBySide = (sides: Sides): JSX.Element => {
  const { left, right, isOriginal, entry } = sides
  const rows = useMemo(() => align(left.map(keyOf), right.map(keyOf)), [left, right])
  const shown = useMemo(() => rowsNear(rows), [rows])
  return (
    <>
      <p class="muted">{summaryOf(rows, sides)}</p>
      <div class="wide" tabIndex={0} role="region" aria-label="Two runs side by side">
        <table class="sides">
          <thead>
            <tr>
              <th scope="col">{entry.title}</th>
              <th scope="col">{isOriginal ? 'As it was found' : 'The other run'}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((row, i) => (
              <Pair key={i} {...sides} row={row} />
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

const Pair = ({ row, left, right, isOriginal, step, onStep }: Sides & { readonly row: Row | null }): JSX.Element => {
  const viewIn = (steps: readonly StepView[], at: number | null) => (at === null ? undefined : steps[at])
  if (row === null) {
    return (
      <tr>
        <td colSpan={2} class="muted">
          … the same in both …
        </td>
      </tr>
    )
  }
  return (
    <tr class={row.left === step ? 'current' : ''}>
      <Side view={viewIn(left, row.left)} isAlone={row.right === null} onStep={onStep} />
      <Side view={viewIn(right, row.right)} isAlone={row.left === null} isGhost={isOriginal} />
    </tr>
  )
}

const NEAR = 2
const MOST = 600

/** Differences with a little of what is around them; null stands for what is left out. */
const rowsNear = (rows: readonly Row[]): readonly (Row | null)[] => {
  const differs = rows.map(({ left, right }) => left === null || right === null)
  const isNear = (at: number): boolean => differs.slice(Math.max(0, at - NEAR), at + NEAR + 1).includes(true)
  const near = rows.flatMap((row, i): readonly (Row | null)[] =>
    isNear(i) ? [row] : i === 0 || isNear(i - 1) ? [null] : [],
  )
  return near.slice(0, MOST)
}

interface SideProps {
  readonly view: StepView | undefined
  readonly isAlone: boolean
  readonly isGhost?: boolean
  readonly onStep?: (step: number) => void
}

const Side = ({ view, isAlone, isGhost = false, onStep }: SideProps): JSX.Element => {
  if (view === undefined) return <td class="muted">–</td>
  const text = view.fault === null ? view.title : `✗ ${view.fault}`
  const place = `${view.index} · ${clock(view.seconds)}`
  return (
    <td class={isAlone ? (isGhost ? 'ghost' : 'alone') : ''}>
      {onStep === undefined ? (
        <span class="clock">{place}</span>
      ) : (
        <button type="button" onClick={() => onStep(view.index)}>
          {place}
        </button>
      )}{' '}
      {text}
    </td>
  )
}
