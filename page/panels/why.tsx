/** Why a step came about: the chain of messages, timers and faults that leads to it, the newest first. */
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { Link } from '../../story/chain.ts'
import { chainOf, telling } from '../../story/chain.ts'
import type { Origin } from '../../story/origins.ts'
import { originsOf } from '../../story/origins.ts'
import { reasonForTimer } from '../../story/reasons.ts'
import type { Trail } from '../model/trail.ts'
import { clock } from '../view/words.ts'
import type { PanelProps } from './context.ts'
import { executedAt, stepOf } from './context.ts'
import { Waiting } from './waiting.tsx'

const known = new WeakMap<Trail, readonly (readonly Origin[])[]>()

/** Worked out once per run: it takes the whole run to know where a message came from. */
const originsIn = (trail: Trail): readonly (readonly Origin[])[] => {
  const found = known.get(trail) ?? originsOf(trail.trace, trail.session.built.machine)
  known.set(trail, found)
  return found
}

export const Why = ({ entry, step, onStep }: PanelProps): JSX.Element => {
  const [chosen, choose] = useState<{ readonly step: number; readonly event: number } | null>(null)
  const view = stepOf(entry, step)
  const executed = executedAt(entry, step)
  if (view === null) return <p class="muted">Nothing comes before the first step.</p>
  if (executed === null) return <Waiting entry={entry} />
  const event = chosen?.step === step ? chosen.event : telling(view)
  const links = chainOf(entry.run.steps, originsIn(executed.trail), step, event)
  return (
    <>
      {view.events.length > 1 && (
        <label>
          Explain{' '}
          <select value={event} onChange={(change) => choose({ step, event: Number(change.currentTarget.value) })}>
            {view.events.map(({ to, label }, i) => (
              <option key={i} value={i}>{`${to}: ${label}`}</option>
            ))}
          </select>
        </label>
      )}
      <ol class="chain">
        {links.map((link, i) => (
          <Item key={i} link={link} seconds={entry.run.steps[link.step]?.seconds ?? 0} onStep={onStep} />
        ))}
      </ol>
      <p class="muted">
        {links.at(-1)?.role === 'fault'
          ? 'That fault began it.'
          : 'Nothing that happened before set this off: it was due when the run began, or the world did it.'}
      </p>
    </>
  )
}

const ROLES: { readonly [role in Link['role']]: string } = {
  request: 'asks',
  answer: 'answers',
  refusal: 'refuses ✗',
  watch: 'tells (watch)',
  store: 'etcd',
  timer: 'timer',
  world: 'world',
  fault: 'fault ✗',
}

const Item = ({
  link,
  seconds,
  onStep,
}: {
  readonly link: Link
  readonly seconds: number
  readonly onStep: (step: number) => void
}): JSX.Element => {
  const { step, event, fault, role } = link
  const what =
    event === null
      ? (fault ?? 'this step')
      : event.from === event.to
        ? `${event.to}: ${event.label}`
        : `${event.from} → ${event.to}: ${event.label}`
  const reason = event?.kind === 'timer' ? reasonForTimer(event.to, event.label) : ''
  return (
    <li class={`link ${role}`}>
      <button type="button" onClick={() => onStep(step)}>
        {step} · {clock(seconds)}
      </button>
      <span class="role">{ROLES[role]}</span> {what}
      {reason !== '' && <em> — {reason}</em>}
    </li>
  )
}
