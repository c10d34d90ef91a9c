/** The space-time diagram around a step. Drawn from the same layout as the one in the static part. */
import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { DrawnRow } from '../../reports/html/sequence-layout.ts'
import { LEFT, TOP, drawingOf } from '../../reports/html/sequence-layout.ts'
import type { PanelProps } from './context.ts'

/** Steps that are drawn before and after the current one. */
const BEFORE = 12
const AFTER = 20

export const Sequence = ({ entry, step, onStep }: PanelProps): JSX.Element => {
  const from = Math.max(0, step - BEFORE)
  const { width, height, lanes, rows } = drawingOf(entry.run.steps.slice(from, step + AFTER))
  const box = useRef<HTMLDivElement>(null)
  const current = rows.find((row) => row.step === step)
  useEffect(() => {
    if (box.current !== null && current !== undefined)
      box.current.scrollTop = current.y - TOP - box.current.clientHeight / 3
  }, [step])
  return (
    <div class="diagram" ref={box} tabIndex={0} role="region" aria-label="Sequence diagram around this step">
      <svg class="lanes" width={width} height={28} aria-hidden="true">
        {lanes.map(({ name, x }) => (
          <text key={name} class="lane-name" x={x} y={18} text-anchor="middle">
            {name}
          </text>
        ))}
      </svg>
      <svg
        width={width}
        height={height - TOP}
        viewBox={`0 ${TOP} ${width} ${height - TOP}`}
        role="img"
        aria-label="Who said what to whom"
      >
        <defs>
          <marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
            <path d="M0 0 8 4 0 8z" class="head" />
          </marker>
        </defs>
        {lanes.map(({ name, x }) => (
          <line key={name} class="lane" x1={x} x2={x} y1={TOP} y2={height} />
        ))}
        {rows.map((row, i) => (
          <Row key={i} row={row} width={width} isCurrent={row.step === step} onStep={onStep} />
        ))}
      </svg>
    </div>
  )
}

interface RowProps {
  readonly row: DrawnRow
  readonly width: number
  readonly isCurrent: boolean
  readonly onStep: (step: number) => void
}

const Row = ({ row, width, isCurrent, onStep }: RowProps): JSX.Element => {
  const { kind, from, to, y, label, full, clock } = row
  const isArrow = kind === 'message' || kind === 'refused'
  const middle = (from + to) / 2
  const x = isArrow ? Math.min(from, to) + 8 : kind === 'local' ? to + 8 : LEFT + 8
  return (
    <g class={`${kind}${isCurrent ? ' current' : ''}`} onClick={() => onStep(row.step)}>
      <title>{full}</title>
      <rect class="row" x={0} y={y - 18} width={width} height={26} />
      {kind === 'fault' && <rect class="band" x={from} y={y - 15} width={to - from} height={21} />}
      <text class="clock" x={4} y={y}>
        {clock}
      </text>
      {isArrow && <line x1={from} y1={y - 3} x2={to > from ? to - 5 : to + 5} y2={y - 3} marker-end="url(#head)" />}
      {kind === 'refused' && <path class="cross" d={`M${middle - 5} ${y - 8}l10 10m0-10l-10 10`} />}
      {kind === 'local' && <circle cx={to} cy={y - 4} r={3.5} />}
      <text x={x} y={isArrow ? y - 8 : y}>
        {label}
      </text>
    </g>
  )
}
