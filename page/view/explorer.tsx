/** A run, step by step: what it is, where one is in it, and all that can be asked of a step. */
import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import { pictureOf } from '../../story/picture.ts'
import type { Entry, Runs } from '../model/runs.ts'
import type { Navigation } from '../navigation.ts'
import { executedAt } from '../panels/context.ts'
import { Ask } from '../panels/ask.tsx'
import { Belief } from '../panels/belief.tsx'
import { Changes } from '../panels/changes.tsx'
import { Compare } from '../panels/compare.tsx'
import { Possible } from '../panels/possible.tsx'
import { Sequence } from '../panels/sequence.tsx'
import { Waiting } from '../panels/waiting.tsx'
import { Why } from '../panels/why.tsx'
import type { Panel, View } from '../state.ts'
import { ClusterPicture } from './picture.tsx'
import { RunHead } from './run-head.tsx'
import { StepList } from './step-list.tsx'
import { Stepper } from './stepper.tsx'
import { Strip } from './strip.tsx'
import { Tabs } from './tabs.tsx'
import { plural } from './words.ts'

export interface ExplorerProps extends Navigation {
  readonly runs: Runs
}

export const Explorer = (props: ExplorerProps): JSX.Element | null => {
  const { runs, view } = props
  const entry = runs.entries[view.run]
  return entry === undefined ? null : <Looked {...props} entry={entry} />
}

const Looked = (props: ExplorerProps & { readonly entry: Entry }): JSX.Element => {
  const { entry, runs, view, onView, onRun, onMove, onCopy } = props
  const { steps } = entry.run
  const onStep = (step: number): void => onView({ step })
  const brokenAt = entry.listed?.kind === 'broken' ? entry.run.brokenAt : null
  const judged = useMemo(() => judgedIn(entry), [entry])
  return (
    <section class="explorer" aria-label="Step through a run">
      <h2>Runs, step by step</h2>
      <RunHead entries={runs.entries} index={view.run} onRun={onRun} onCopy={onCopy} />
      <Stepper steps={steps} step={view.step} brokenAt={brokenAt} onStep={onStep} onMove={onMove} />
      <Strip
        steps={steps}
        step={view.step}
        first={entry.listed?.property?.name ?? null}
        judged={judged}
        onStep={onStep}
      />
      <Drawn entry={entry} view={view} onView={onView} />
      <div class="columns-2">
        <Steps {...props} entry={entry} brokenAt={brokenAt} />
        <div class="about">
          <Tabs panel={view.panel} onPanel={(panel) => onView({ panel })} />
          <div id="panel" role="tabpanel" aria-labelledby={`tab-${view.panel}`} tabIndex={0}>
            <PanelOf {...props} entry={entry} panel={view.panel} />
          </div>
        </div>
      </div>
    </section>
  )
}

/** By name: is it about what comes about in the end? */
const judgedIn = ({ listed, trail }: Entry): ReadonlyMap<string, boolean> => {
  const all = listed?.result.properties ?? trail?.session.judged ?? []
  const claims = all.filter(({ kind }) => kind !== 'sometimes')
  return new Map(claims.map(({ name, kind }) => [name, kind === 'eventually' || kind === 'leadsTo']))
}

interface Drawing {
  readonly entry: Entry
  readonly view: View
  readonly onView: ExplorerProps['onView']
}

const Drawn = ({ entry, view, onView }: Drawing): JSX.Element => {
  const executed = executedAt(entry, view.step)
  const picture = useMemo(
    () => (executed === null ? null : pictureOf(executed.trail.session.truth, executed.after)),
    [executed?.after],
  )
  const step = entry.run.steps[view.step]
  const touched = useMemo(() => {
    const objects = step?.changes.map(({ object }) => object) ?? []
    const actors = step?.events.map(({ to }) => to) ?? []
    return new Set([...objects, ...actors])
  }, [step])
  if (picture === null) return <Waiting entry={entry} />
  return <ClusterPicture picture={picture} touched={touched} onOpen={(object) => onView({ filter: object })} />
}

const Steps = ({
  entry,
  view,
  shown,
  brokenAt,
  onView,
}: ExplorerProps & { readonly entry: Entry; readonly brokenAt: number | null }): JSX.Element => (
  <div class="list">
    <p class="search" role="search">
      <label>
        Search{' '}
        <input
          id="search"
          type="search"
          value={view.filter}
          placeholder="component, object or field"
          onInput={(event) => onView({ filter: event.currentTarget.value })}
        />
      </label>
      <label>
        <input
          type="checkbox"
          checked={view.only}
          onChange={(event) => onView({ only: event.currentTarget.checked })}
        />{' '}
        only changes
      </label>
      <span class="muted" role="status">
        {plural(shown.length, 'step')}
      </span>
    </p>
    <StepList
      steps={entry.run.steps}
      shown={shown}
      step={view.step}
      brokenAt={brokenAt}
      loopStart={entry.run.loopStart}
      checks={entry.trail?.checks ?? []}
      onStep={(step) => onView({ step })}
    />
  </div>
)

const PanelOf = ({
  entry,
  view,
  runs,
  panel,
  onView,
  onTake,
  onRunOn,
}: ExplorerProps & { readonly entry: Entry; readonly panel: Panel }): JSX.Element => {
  const common = { entry, index: view.run, step: view.step, onStep: (step: number) => onView({ step }) }
  switch (panel) {
    case 'changes':
      return <Changes {...common} />
    case 'sequence':
      return <Sequence {...common} />
    case 'why':
      return <Why {...common} />
    case 'possible':
      return <Possible {...common} onTake={onTake} onRunOn={onRunOn} />
    case 'belief':
      return <Belief {...common} />
    case 'ask':
      return <Ask {...common} />
    case 'compare':
      return <Compare {...common} runs={runs} />
  }
}
