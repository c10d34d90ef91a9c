/** What could happen after a step, and why or why not; any of it can be tried: the run forks there. */
import type { JSX } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import type { Action } from '../../checker/machine.ts'
import { doingNext, dueIn } from '../../story/due.ts'
import type { Due } from '../../story/due.ts'
import type { Guard } from '../../story/guards.ts'
import { guardsIn } from '../../story/guards.ts'
import { clock } from '../view/words.ts'
import type { Executed, PanelProps } from './context.ts'
import { executedAt } from './context.ts'
import { Waiting } from './waiting.tsx'

export interface Forking {
  readonly onTake: (action: Action) => void
  /** The next step without a fault, and then all that follow. */
  readonly onRunOn: () => void
}

export const Possible = (props: PanelProps & Forking): JSX.Element => {
  const executed = executedAt(props.entry, props.step)
  return executed === null ? <Waiting entry={props.entry} /> : <Options {...props} executed={executed} />
}

type OptionsProps = Forking & { readonly executed: Executed }

const Options = ({ executed, onTake, onRunOn }: OptionsProps): JSX.Element => {
  const { session } = executed.trail
  const { cluster } = session.built.machine
  const state = executed.after
  const [free, due, doing, guards] = useMemo(
    () => [session.free(state), dueIn(cluster, state), doingNext(cluster, state), guardsIn(cluster, state)] as const,
    [state],
  )
  return (
    <>
      <h3>Next, without bad luck</h3>
      <Next free={free.map(({ action }) => action)} onTake={onTake} onRunOn={onRunOn} />
      <ul class="doing">
        {doing.map(({ component, takes, does }) => (
          <li key={component}>
            <code>{component}</code> takes {takes.join('; ')}{' '}
            <span class="muted">and {does.length > 0 ? does.join('; ') : 'only remembers it'}</span>
          </li>
        ))}
      </ul>
      <Later due={due} />
      <h3>Bad luck that could strike here</h3>
      <Faults guards={guards} allowed={session.world.allow} onTake={onTake} />
    </>
  )
}

/** In nominal order there is one next step; in others each message and timer may be the next. */
const nameOf = ({ type, message, timer, to, of }: Action): string =>
  `${type} ${String(message ?? timer ?? '')} → ${String(to ?? of ?? '')}`

const Next = ({ free, onTake, onRunOn }: Forking & { readonly free: readonly Action[] }): JSX.Element => {
  if (free.length === 0) return <p>Nothing is due: the cluster is settled.</p>
  return (
    <p class="switch">
      {free.map((action, i) => (
        <button key={i} type="button" onClick={() => onTake(action)}>
          {free.length === 1 ? 'Take the next step' : nameOf(action)}
        </button>
      ))}
      <button type="button" onClick={onRunOn}>
        Run on to the end
      </button>
    </p>
  )
}

const MOST = 30

const Later = ({ due }: { readonly due: readonly Due[] }): JSX.Element => (
  <details>
    <summary>What is under way: {due.length}</summary>
    <table>
      <thead>
        <tr>
          <th scope="col">In</th>
          <th scope="col">For</th>
          <th scope="col">What</th>
          <th scope="col">Why then</th>
        </tr>
      </thead>
      <tbody>
        {due.slice(0, MOST).map((item, i) => (
          <tr key={i}>
            <td>{clock(item.in)}</td>
            <td>
              <code>{item.to}</code>
            </td>
            <td>{item.what}</td>
            <td>{item.why}</td>
          </tr>
        ))}
      </tbody>
    </table>
    {due.length > MOST && <p class="muted">and {due.length - MOST} more</p>}
  </details>
)

interface FaultsProps {
  readonly guards: readonly Guard[]
  readonly allowed: readonly string[]
  readonly onTake: (action: Action) => void
}

const Faults = ({ guards, allowed, onTake }: FaultsProps): JSX.Element => {
  const [text, setText] = useState('')
  const fits = ({ kind, what, why }: Guard): boolean =>
    `${kind} ${what} ${why}`.toLowerCase().includes(text.toLowerCase())
  const open = guards.filter((guard) => guard.action !== null && fits(guard))
  const closed = guards.filter((guard) => guard.action === null && fits(guard))
  return (
    <>
      <p>
        <label>
          Filter <input type="search" value={text} onInput={(event) => setText(event.currentTarget.value)} />
        </label>{' '}
        <span class="muted">Each starts a run of your own from this step.</span>
      </p>
      <ul class="guards">
        {open.map((guard, i) => (
          <Open key={i} guard={guard} isAllowed={allowed.includes(guard.kind)} onTake={onTake} />
        ))}
      </ul>
      {open.length === 0 && <p class="muted">None that fits.</p>}
      <details>
        <summary>{closed.length} that could not, and why</summary>
        <ul class="guards">
          {closed.map(({ kind, what, why }, i) => (
            <li key={i}>
              <code>{kind}</code> {what} <span class="muted">— {why}</span>
            </li>
          ))}
        </ul>
      </details>
    </>
  )
}

interface OpenProps extends Pick<FaultsProps, 'onTake'> {
  readonly guard: Guard
  readonly isAllowed: boolean
}

const Open = ({ guard: { what, why, action }, isAllowed, onTake }: OpenProps): JSX.Element => (
  <li>
    <button type="button" onClick={() => action !== null && onTake(action)}>
      ✗ {what}
    </button>{' '}
    <span class="muted">
      {why}
      {isAllowed ? '' : '; not among the faults of this check'}
    </span>
  </li>
)
