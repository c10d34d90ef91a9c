/** What a step changed: field by field, and object by object as `kubectl diff` shows it. */
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { plainWords } from '../../reports/plain-words.ts'
import type { ChangeView, StepView } from '../../reports/result.ts'
import { yamlDiff } from '../../story/yaml.ts'
import type { Executed, PanelProps } from './context.ts'
import { executedAt, stepOf } from './context.ts'

export const Changes = ({ entry, step }: PanelProps): JSX.Element => {
  const [isYaml, setYaml] = useState(false)
  const view = stepOf(entry, step)
  const executed = executedAt(entry, step)
  if (view === null) return <p class="muted">The cluster is up and settled; the user is about to begin.</p>
  return (
    <>
      <h3>{view.fault === null ? plainWords(view.changes).join('; ') || view.title : `✗ ${view.fault}`}</h3>
      <Events view={view} />
      {view.changes.length === 0 && <p class="muted">Nothing changed that a user would see.</p>}
      {view.changes.length > 0 && (
        <p class="switch">
          <button type="button" aria-pressed={!isYaml} onClick={() => setYaml(false)}>
            Fields
          </button>
          <button type="button" aria-pressed={isYaml} disabled={executed === null} onClick={() => setYaml(true)}>
            YAML
          </button>
        </p>
      )}
      {isYaml && executed !== null ? (
        <YamlChanges view={view} executed={executed} />
      ) : (
        <FieldChanges changes={view.changes} />
      )}
      <Broken view={view} />
    </>
  )
}

const Events = ({ view }: { readonly view: StepView }): JSX.Element | null =>
  view.events.length === 0 ? null : (
    <ul class="events">
      {view.events.map(({ from, to, label, protocol }, i) => (
        <li key={i}>
          <code>{from === to ? to : `${from} → ${to}`}</code> {label}
          {protocol !== null && (
            <span class="tag" title="step of the pod-creation protocol">
              step {protocol}
            </span>
          )}
        </li>
      ))}
    </ul>
  )

/** Grouped by object, so that a path stands once. */
const FieldChanges = ({ changes }: { readonly changes: readonly ChangeView[] }): JSX.Element => {
  const objects = [...new Set(changes.map(({ object }) => object))]
  return (
    <dl class="fields">
      {objects.map((object) => [
        <dt key={object}>
          <code>{object}</code>
        </dt>,
        ...changes
          .filter((change) => change.object === object)
          .map((change, i) => <Field key={`${object} ${i}`} change={change} />),
      ])}
    </dl>
  )
}

const Field = ({ change: { path, before, after } }: { readonly change: ChangeView }): JSX.Element => {
  const kind = before === null ? 'added' : after === null ? 'removed' : 'changed'
  return (
    <dd class={kind}>
      <span class="sign">{before === null ? '+' : after === null ? '−' : '~'}</span>
      {path !== '' && <code>{path}</code>} {before !== null && <del>{before}</del>}{' '}
      {after !== null && <ins>{after}</ins>}
    </dd>
  )
}

const YamlChanges = ({ view, executed }: { readonly view: StepView; readonly executed: Executed }): JSX.Element => {
  const { truth } = executed.trail.session
  const [was, is] = [truth.objects(executed.before).byKey, truth.objects(executed.after).byKey]
  const objects = [...new Set(view.changes.map(({ object }) => object))].filter((name) => was.has(name) || is.has(name))
  if (objects.length === 0) return <p class="muted">No stored object changed; see the fields.</p>
  return (
    <>
      {objects.map((name) => (
        <figure key={name} class="yaml">
          <figcaption>{name}</figcaption>
          <pre tabIndex={0} aria-label={`Difference of ${name}`}>
            {yamlDiff(was.get(name), is.get(name)).map(({ sign, text }, i) => (
              <div key={i} class={sign === '+' ? 'plus' : sign === '-' ? 'minus' : ''}>
                {sign} {text}
              </div>
            ))}
          </pre>
        </figure>
      ))}
    </>
  )
}

const Broken = ({ view: { broken } }: { readonly view: StepView }): JSX.Element => (
  <p class={broken.length === 0 ? 'muted' : ''}>
    {broken.length === 0
      ? 'Every property holds here.'
      : `Broken here, or not yet as it should be in the end: ${broken.join(', ')}.`}
  </p>
)
