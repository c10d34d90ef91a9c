/** The page: which run and step are looked at, in the address too; what keys do; and all runs executed again. */
import type { JSX } from 'preact'
import { useEffect, useMemo, useState } from 'preact/hooks'
import type { Action } from '../checker/machine.ts'
import type { StepView } from '../reports/result.ts'
import { pressedIn } from './focus.ts'
import type { Command } from './keys.ts'
import { commandFor } from './keys.ts'
import type { Entry, Runs } from './model/runs.ts'
import type { View } from './state.ts'
import { START, hashOf, placeIn, stepTo } from './state.ts'
import { Confirm } from './view/confirm.tsx'
import { Explorer } from './view/explorer.tsx'
import { Help } from './view/help.tsx'
import { replayCommand } from './view/run-head.tsx'

/** Opens where the promise breaks, or at the first fault. */
const opening = ({ run, listed }: Entry): number => {
  if (listed?.kind === 'broken' && run.brokenAt !== null) return run.brokenAt
  return Math.max(0, run.steps.findIndex(({ fault }) => fault !== null))
}

/** All that a step says, for searching; made once. */
const texts = new WeakMap<StepView, string>()

const textOf = (step: StepView): string => {
  const known = texts.get(step)
  if (known !== undefined) return known
  const { fault, title, events, changes } = step
  const parts = [fault ?? '', title, ...events.map(({ from, to, label }) => `${from} ${to} ${label}`), ...changes.map((c) => `${c.object} ${c.path} ${c.before ?? ''} ${c.after ?? ''}`)]
  const text = parts.join('\n').toLowerCase()
  texts.set(step, text)
  return text
}

const shownIn = (steps: readonly StepView[], { filter, only }: View): readonly number[] => {
  const wanted = filter.toLowerCase()
  const isShown = (step: StepView): boolean =>
    (!only || step.changes.length > 0 || step.fault !== null) && (wanted === '' || textOf(step).includes(wanted))
  return steps.flatMap((step, i) => (isShown(step) ? [i] : []))
}

const placeAt = (runs: Runs, hash: string): Partial<View> => {
  const place = placeIn(hash)
  const run = runs.entries[place?.run ?? 0] === undefined ? 0 : (place?.run ?? 0)
  const entry = runs.entries[run]
  if (entry === undefined) return {}
  const step = place?.step ?? opening(entry)
  return { run, step: Math.max(-1, Math.min(entry.run.steps.length - 1, step)) }
}

export const App = ({ runs, version }: { readonly runs: Runs; readonly version: number }): JSX.Element => {
  const [view, setView] = useState<View>(() => ({ ...START, ...placeAt(runs, location.hash) }))
  const change = (changes: Partial<View>): void => setView((now) => ({ ...now, ...changes }))
  const entry = runs.entries[view.run]
  const steps = entry?.run.steps ?? []
  const shown = useMemo(() => shownIn(steps, view), [steps, view.filter, view.only])
  const onRun = (run: number): void => {
    const next = runs.entries[run]
    if (next !== undefined) change({ run, step: opening(next), filter: '' })
  }
  const onMove = (by: number): void => change({ step: by < 0 && view.step <= (shown[0] ?? 0) ? -1 : stepTo(shown, view.step, by) })
  const onTake = (action: Action): void => {
    const run = runs.fork(view.run, view.step, action)
    if (run !== null) change({ run, step: (runs.entries[run]?.run.steps.length ?? 1) - 1, filter: '', only: false })
  }
  const onRunOn = (): void => {
    const trail = entry?.trail ?? null
    const [next] = trail === null ? [] : trail.session.free(trail.trace.steps[view.step]?.state ?? trail.trace.initial)
    const run = next === undefined ? null : runs.fork(view.run, view.step, next.action)
    if (run !== null) runs.runOn(run, () => change({ run, step: (runs.entries[run]?.run.steps.length ?? 1) - 1 }))
  }
  const onCopy = (text: string): void => void navigator.clipboard.writeText(text)
  useEffect(() => {
    history.replaceState(null, '', hashOf(view))
    runs.prefer(view.run)
  }, [view.run, view.step])
  useEffect(() => {
    const onHash = (): void => change(placeAt(runs, location.hash))
    addEventListener('hashchange', onHash)
    return () => removeEventListener('hashchange', onHash)
  }, [runs])
  useKeys((command) => obey(command, { runs, view, steps, change, onRun, onMove, onCopy }))
  return (
    <div data-version={version}>
      <Confirm runs={runs} onOpen={(run, step) => change({ run, step })} />
      <Explorer runs={runs} view={view} shown={shown} onView={change} onRun={onRun} onMove={onMove} onTake={onTake} onRunOn={onRunOn} onCopy={onCopy} />
      <Help isOpen={view.isHelpOpen} onClose={() => change({ isHelpOpen: false })} />
    </div>
  )
}

const useKeys = (onCommand: (command: Command) => void): void => {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const command = commandFor(pressedIn(event))
      if (command === null) return
      event.preventDefault()
      onCommand(command)
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  })
}

interface Controls {
  readonly runs: Runs
  readonly view: View
  readonly steps: readonly StepView[]
  readonly change: (changes: Partial<View>) => void
  readonly onRun: (run: number) => void
  readonly onMove: (by: number) => void
  readonly onCopy: (text: string) => void
}

const obey = (command: Command, { runs, view, steps, change, onRun, onMove, onCopy }: Controls): void => {
  const entry = runs.entries[view.run]
  switch (command.do) {
    case 'move':
      return onMove(command.by)
    case 'first':
      return change({ step: -1 })
    case 'last':
      return change({ step: steps.length - 1 })
    case 'fault': {
      const faults = steps.flatMap(({ fault, index }) => (fault === null ? [] : [index]))
      return change({ step: faults.find((index) => index > view.step) ?? faults[0] ?? view.step })
    }
    case 'broken':
      return change({ step: entry?.run.brokenAt ?? view.step })
    case 'run':
      return onRun((view.run + command.by + runs.entries.length) % runs.entries.length)
    case 'panel':
      return change({ panel: command.panel })
    case 'search':
      return document.getElementById('search')?.focus()
    case 'help':
      return change({ isHelpOpen: true })
    case 'copy': {
      const text = entry === undefined ? null : replayCommand(entry)
      return text === null ? undefined : onCopy(text)
    }
    case 'leave':
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
      return change({ isHelpOpen: false, filter: '' })
  }
}
