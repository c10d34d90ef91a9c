/** The steps of a run. Only those in sight are drawn: a run may have ten thousand. */
import type { JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { plainWords } from '../../reports/plain-words.ts'
import type { StepView } from '../../reports/result.ts'
import type { Check } from '../model/trail.ts'
import { lowerBound } from '../state.ts'
import { clock, plural } from './words.ts'

interface Props {
  readonly steps: readonly StepView[]
  /** Indexes of the steps that the filter leaves, in order. */
  readonly shown: readonly number[]
  readonly step: number
  readonly brokenAt: number | null
  readonly loopStart: number | null
  readonly checks: readonly Check[]
  readonly onStep: (step: number) => void
}

const ROW = 46
const SPARE = 6

export const StepList = (props: Props): JSX.Element => {
  const { shown, step, steps } = props
  const box = useRef<HTMLDivElement>(null)
  const [top, setTop] = useState(0)
  const height = box.current?.clientHeight ?? 480
  const at = lowerBound(shown, step)
  useEffect(() => {
    const element = box.current
    if (element === null) return
    const y = at * ROW
    const isInSight = y >= element.scrollTop && y + ROW <= element.scrollTop + element.clientHeight
    if (!isInSight) element.scrollTop = y - element.clientHeight / 3
  }, [at, shown])
  const from = Math.max(0, Math.floor(top / ROW) - SPARE)
  const until = Math.min(shown.length, Math.ceil((top + height) / ROW) + SPARE)
  const active = shown[at] === step ? `step-${step}` : undefined
  return (
    <div
      class="steps"
      ref={box}
      tabIndex={0}
      role="listbox"
      aria-label={`${plural(shown.length, 'step')}`}
      aria-activedescendant={active}
      onScroll={(event) => setTop(event.currentTarget.scrollTop)}
    >
      <div class="steps-space" role="presentation" style={{ height: `${shown.length * ROW}px` }}>
        {shown.slice(from, until).map((index, i) => {
          const view = steps[index]
          return view === undefined ? null : <Row key={index} {...props} view={view} position={from + i} />
        })}
      </div>
    </div>
  )
}

const MARKS: { readonly [check in Check]: string } = {
  same: '✓',
  'other state': '≠ another state than the file says',
  'told otherwise': '≠ the file tells it otherwise',
  'not possible': '≠ not possible in this model',
}

interface RowProps extends Props {
  readonly view: StepView
  readonly position: number
}

const Row = ({ view, position, shown, step, brokenAt, loopStart, checks, onStep }: RowProps): JSX.Element => {
  const { index, fault, seconds, changes } = view
  const kind = `${index === step ? ' current' : ''}${fault === null ? '' : ' fault'}${index === brokenAt ? ' broken' : ''}`
  const check = checks[index]
  return (
    <div
      class={`step${kind}`}
      id={`step-${index}`}
      role="option"
      aria-selected={index === step}
      aria-posinset={position + 1}
      aria-setsize={shown.length}
      style={{ transform: `translateY(${position * ROW}px)` }}
      onClick={() => onStep(index)}
    >
      <span class="clock">
        {index} · {clock(seconds)}
      </span>
      {check !== undefined && (
        <span
          class={check === 'same' ? 'check same' : 'check differs'}
          title={check === 'same' ? 'executed again in this page: the same state' : MARKS[check]}
        >
          {MARKS[check]}
        </span>
      )}
      {changes.length > 0 && <span class="count">{plural(changes.length, 'change')}</span>}
      <span class="what">
        {fault === null ? <Told view={view} /> : `✗ ${fault}`}
        {index === brokenAt && ' — here the promise is broken'}
        {index === loopStart && ' — from here it repeats for ever'}
      </span>
    </div>
  )
}

/** What it comes to for a user, else who said what to whom. */
const Told = ({ view: { title, changes } }: { readonly view: StepView }): JSX.Element => {
  const words = plainWords(changes)
  return words.length === 0 ? <span class="muted">{title}</span> : <>{words.join('; ')}</>
}
