/** The panels beside the steps, as tabs: one has the focus, arrows move it. */
import type { JSX } from 'preact'
import type { Panel } from '../state.ts'
import { PANELS } from '../state.ts'

const NAMES: { readonly [panel in Panel]: string } = {
  changes: 'Changes',
  sequence: 'Sequence',
  why: 'Why',
  possible: 'What else?',
  belief: 'Truth & belief',
  ask: 'Ask',
  compare: 'Compare',
}

export const Tabs = ({
  panel,
  onPanel,
}: {
  readonly panel: Panel
  readonly onPanel: (panel: Panel) => void
}): JSX.Element => {
  const move = (event: KeyboardEvent): void => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    const next = PANELS[(PANELS.indexOf(panel) + by + PANELS.length) % PANELS.length]
    if (by === 0 || next === undefined) return
    onPanel(next)
    event.preventDefault()
    document.getElementById(`tab-${next}`)?.focus()
  }
  return (
    <div class="tabs" role="tablist" aria-label="About this step" onKeyDown={move}>
      {PANELS.map((name, i) => (
        <button
          key={name}
          id={`tab-${name}`}
          type="button"
          role="tab"
          aria-selected={name === panel}
          aria-controls="panel"
          tabIndex={name === panel ? 0 : -1}
          title={`key ${i + 1}`}
          onClick={() => onPanel(name)}
        >
          {NAMES[name]}
        </button>
      ))}
    </div>
  )
}
