/** The reader's own expression, evaluated over every state of the run. Read by a small parser; nothing is executed. */
import type { JSX } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import { evaluate, isTrue, rootOf } from '../../story/query/evaluate.ts'
import { QueryError, parseQuery } from '../../story/query/parse.ts'
import type { Trail } from '../model/trail.ts'
import { stateAt } from '../model/trail.ts'
import type { PanelProps } from './context.ts'
import { Waiting } from './waiting.tsx'

const EXAMPLES: readonly string[] = [
  'count(pods[status.phase == "Running"])',
  'nodes[*].status.conditions[type == "Ready"].status contains "Unknown"',
  'endpoints[*].ready[*].pod',
  'count(containers)',
  'outages.off',
]

interface Stretch {
  readonly from: number
  readonly to: number
  readonly text: string
  readonly isTrue: boolean
}

type Answer = { readonly trouble: string } | { readonly stretches: readonly Stretch[] }

const MAX_TEXT = 200

/** Its value from step to step, equal neighbours joined. */
const answerTo = (source: string, trail: Trail): Answer => {
  try {
    const query = parseQuery(source)
    const stretches: Stretch[] = []
    for (let step = -1; step < trail.trace.steps.length; step += 1) {
      const seconds = (trail.trace.steps[step]?.time ?? 0) / 1000
      const values = evaluate(query, rootOf(trail.session.truth, stateAt(trail, step), seconds))
      const text = (values.length === 0 ? 'nothing' : values.map((value) => JSON.stringify(value)).join(', ')).slice(
        0,
        MAX_TEXT,
      )
      const last = stretches.at(-1)
      if (last?.text === text) stretches[stretches.length - 1] = { ...last, to: step }
      else stretches.push({ from: step, to: step, text, isTrue: isTrue(values) })
    }
    return { stretches }
  } catch (error) {
    if (error instanceof QueryError) return { trouble: error.message }
    throw error
  }
}

export const Ask = ({ entry, step, onStep }: PanelProps): JSX.Element => {
  const [source, setSource] = useState(EXAMPLES[0] ?? '')
  const { trail } = entry
  const answer = useMemo(() => (trail === null ? null : answerTo(source, trail)), [source, trail])
  if (answer === null) return <Waiting entry={entry} />
  return (
    <>
      <label class="ask">
        Expression{' '}
        <input
          type="text"
          spellcheck={false}
          value={source}
          aria-invalid={'trouble' in answer}
          aria-describedby="ask-says"
          onInput={(event) => setSource(event.currentTarget.value)}
        />
      </label>
      <p id="ask-says" class={'trouble' in answer ? 'trouble' : 'muted'} role="status">
        {'trouble' in answer
          ? answer.trouble
          : 'pods, nodes, services, endpoints, … by name; containers, outages, memory, revision, time. Filters in [ ], count( ), ==, <, contains, and, or, not.'}
      </p>
      <p class="switch">
        {EXAMPLES.map((example) => (
          <button key={example} type="button" onClick={() => setSource(example)}>
            <code>{example}</code>
          </button>
        ))}
      </p>
      {'stretches' in answer && <Values stretches={answer.stretches} step={step} onStep={onStep} />}
    </>
  )
}

/** More changes than these nobody reads. */
const MOST = 400

const Values = ({
  stretches,
  step,
  onStep,
}: {
  readonly stretches: readonly Stretch[]
  readonly step: number
  readonly onStep: (step: number) => void
}): JSX.Element => (
  <>
    <ol class="values">
      {stretches.slice(0, MOST).map(({ from, to, text, isTrue: yes }) => (
        <li key={from} class={`${yes ? 'yes' : 'no'}${step >= from && step <= to ? ' current' : ''}`}>
          <button type="button" onClick={() => onStep(from)}>
            {from < 0 ? 'start' : `step ${from}`}
            {to > from && ` – ${to}`}
          </button>{' '}
          <code>{text}</code>
        </li>
      ))}
    </ol>
    {stretches.length > MOST && <p class="muted">and {stretches.length - MOST} more changes</p>}
  </>
)
