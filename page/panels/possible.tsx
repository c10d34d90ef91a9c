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

const Options = ({ executed, onTake, onRunOn }: PanelProps & Forking & { readonly executed: Executed }): JSX.Element => {
  const { session } = executed.trail
  const { cluster } = session.built.machine
  const state = executed.after
  const free = useMemo(() => session.free(state), [state])
  const due = useMemo(() => dueIn(cluster, state), [state])
  return (
    <>
      <h3>Next, without bad luck</h3>
      {free.length === 0 ? (
        <p>Nothing is due: the cluster is settled.</p>
      ) : (
        <p class="switch">
          {free.map(({ action }, i) => <button key={i} type="button" onClick={() => onTake(action)}>{free.length === 1 ? 'Take the next step' : `${action.type} ${String(action.message ?? action.timer ?? '')} → ${String(action.to ?? action.of ?? '')}`}</button>)}
          <button type="button" onClick={onRunOn}>Run on to the end</button>
        </p>
      )}
      <ul class="doing">
        {doingNext(cluster, state).map(({ component, takes, does }) => (
          <li key={component}><code>{component}</code> takes {takes.join('; ')}{does.length > 0 ? <span class="muted"> and {does.join('; ')}</span> : <span class="muted"> and only remembers it</span>}</li>
        ))}
      </ul>
      <Later due={due} />
      <Faults state={state} guards={useMemo(() => guardsIn(cluster, state), [state])} allowed={session.world.allow} onTake={onTake} />
    </>
  )
}

const MOST = 30

const Later = ({ due }: { readonly due: readonly Due[] }): JSX.Element => (
  <details>
    <summary>What is under way: {due.length}</summary>
    <table>
      <thead><tr><th scope="col">In</th><th scope="col">For</th><th scope="col">What</th><th scope="col">Why then</th></tr></thead>
      <tbody>
        {due.slice(0, MOST).map((item, i) => <tr key={i}><td>{clock(item.in)}</td><td><code>{item.to}</code></td><td>{item.what}</td><td>{item.why}</td></tr>)}
      </tbody>
    </table>
    {due.length > MOST && <p class="muted">and {due.length - MOST} more</p>}
  </details>
)

interface FaultsProps {
  readonly state: unknown
  readonly guards: readonly Guard[]
  readonly allowed: readonly string[]
  readonly onTake: (action: Action) => void
}

const Faults = ({ guards, allowed, onTake }: FaultsProps): JSX.Element => {
  const [text, setText] = useState('')
  const fits = ({ kind, what, why }: Guard): boolean => `${kind} ${what} ${why}`.toLowerCase().includes(text.toLowerCase())
  const open = guards.filter((guard) => guard.action !== null && fits(guard))
  const closed = guards.filter((guard) => guard.action === null && fits(guard))
  return (
    <>
      <h3>Bad luck that could strike here</h3>
      <p><label>Filter <input type="search" value={text} onInput={(event) => setText(event.currentTarget.value)} placeholder="kind, machine, reason" /></label> <span class="muted">Each starts a run of your own from this step.</span></p>
      <ul class="guards">
        {open.map(({ kind, what, why, action }, i) => (
          <li key={i}>
            <button type="button" onClick={() => action !== null && onTake(action)}>✗ {what}</button>
            <span class="muted"> {why}{allowed.includes(kind) ? '' : '; not among the faults of this check'}</span>
          </li>
        ))}
      </ul>
      {open.length === 0 && <p class="muted">None that fits.</p>}
      <details>
        <summary>{closed.length} that could not, and why</summary>
        <ul class="guards">{closed.map(({ kind, what, why }, i) => <li key={i}><code>{kind}</code> {what} <span class="muted">— {why}</span></li>)}</ul>
      </details>
    </>
  )
}
