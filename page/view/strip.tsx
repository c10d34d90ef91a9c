/** All properties by all steps: a row per property that ever breaks, marked where it does; faults above. A click jumps. */
import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import type { StepView } from '../../reports/result.ts'

interface Stretch {
  readonly from: number
  readonly to: number
}

/** Steps at which a property is broken, neighbours joined. */
export const stretchesOf = (steps: readonly StepView[]): ReadonlyMap<string, readonly Stretch[]> => {
  const found = new Map<string, Stretch[]>()
  for (const { index, broken } of steps) {
    for (const name of broken) {
      const known = found.get(name) ?? []
      const last = known.at(-1)
      if (last !== undefined && last.to === index - 1) known[known.length - 1] = { ...last, to: index }
      else known.push({ from: index, to: index })
      found.set(name, known)
    }
  }
  return found
}

interface Props {
  readonly steps: readonly StepView[]
  readonly step: number
  /** The property that the run is about, on top. */
  readonly first: string | null
  /** All that were judged, and whether each is about what comes about in the end; those that never break are counted. */
  readonly judged: ReadonlyMap<string, boolean>
  readonly onStep: (step: number) => void
}

type Stretches = ReturnType<typeof stretchesOf>

export const Strip = (props: Props): JSX.Element => {
  const { steps, first, judged, onStep } = props
  const stretches = useMemo(() => stretchesOf(steps), [steps])
  const rank = (name: string): number => (name === first ? 0 : judged.get(name) === true ? 2 : 1)
  const names = [...stretches.keys()].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
  return (
    <section class="strip" aria-label="Properties by step">
      <p class="muted">
        {judged.size - names.length} of {judged.size} properties hold throughout; the others:{' '}
        <span class="key lost">broken</span> <span class="key awaited">not yet as it should be in the end</span>
      </p>
      <ul class="strip-names">
        <li class="muted">faults</li>
        {names.map((name) => (
          <li key={name} class={name === first ? 'first' : ''}>
            <button
              type="button"
              title={`Go to where ${name} first breaks`}
              onClick={() => onStep(stretches.get(name)?.[0]?.from ?? 0)}
            >
              {name}
            </button>
          </li>
        ))}
      </ul>
      <Chart {...props} names={names} stretches={stretches} />
    </section>
  )
}

const ROW = 16

interface ChartProps extends Props {
  readonly names: readonly string[]
  readonly stretches: Stretches
}

const Chart = ({ steps, step, first, judged, names, stretches, onStep }: ChartProps): JSX.Element => {
  const count = Math.max(1, steps.length)
  const faults = useMemo(() => steps.filter(({ fault }) => fault !== null), [steps])
  const height = (names.length + 1) * ROW
  const jump = (event: JSX.TargetedMouseEvent<SVGSVGElement>): void => {
    const { left, width } = event.currentTarget.getBoundingClientRect()
    onStep(Math.min(count - 1, Math.max(0, Math.floor(((event.clientX - left) / width) * count))))
  }
  const told = `${names.length} properties do not hold at some step; the list beside names them`
  const view = { height, viewBox: `0 0 ${count} ${height}`, preserveAspectRatio: 'none' }
  return (
    <svg class="strip-chart" {...view} onClick={jump} role="img" aria-label={told}>
      {names.map((name, row) => (
        <g key={name}>
          <rect class="kept" x={0} y={(row + 1) * ROW + 4} width={count} height={ROW - 8} />
          {stretches.get(name)?.map(({ from, to }) => (
            <rect
              key={from}
              class={judged.get(name) === true && name !== first ? 'awaited' : 'lost'}
              x={from}
              y={(row + 1) * ROW + 2}
              width={to - from + 1}
              height={ROW - 4}
            />
          ))}
        </g>
      ))}
      {faults.map(({ index }) => (
        <rect key={index} class="fault" x={index} y={1} width={Math.max(1, count / 200)} height={ROW - 2} />
      ))}
      <rect class="cursor" x={Math.max(0, step)} y={0} width={Math.max(1, count / 400)} height={height} />
    </svg>
  )
}
