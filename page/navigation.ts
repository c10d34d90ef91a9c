/** Where the reader is, kept in the address of the page as well, and every way to get elsewhere. */
import { useEffect, useMemo, useState } from 'preact/hooks'
import type { Action } from '../checker/machine.ts'
import type { StepView } from '../reports/result.ts'
import type { Command } from './keys.ts'
import type { Entry, Runs } from './model/runs.ts'
import { shownIn } from './search.ts'
import type { View } from './state.ts'
import { START, hashOf, placeIn, stepTo } from './state.ts'
import { replayCommand } from './view/run-head.tsx'

export interface Navigation {
  readonly view: View
  /** Indexes of the steps that search and filter leave. */
  readonly shown: readonly number[]
  readonly onView: (change: Partial<View>) => void
  readonly onRun: (run: number) => void
  readonly onMove: (by: number) => void
  /** Forks the run after the current step. */
  readonly onTake: (action: Action) => void
  /** Forks it with what comes without a fault, until it is over. */
  readonly onRunOn: () => void
  readonly onCopy: (text: string) => void
}

/** Opens where the promise breaks, where a witness is reached, or at the first fault. */
const opening = ({ run, listed }: Entry): number => {
  if (listed?.kind === 'reached') return run.steps.length - 1
  if (listed?.kind === 'broken' && run.brokenAt !== null) return run.brokenAt
  return Math.max(
    0,
    run.steps.findIndex(({ fault }) => fault !== null),
  )
}

const placeAt = (runs: Runs, hash: string): Partial<View> => {
  const place = placeIn(hash)
  const run = runs.entries[place?.run ?? 0] === undefined ? 0 : (place?.run ?? 0)
  const entry = runs.entries[run]
  if (entry === undefined) return {}
  const step = place?.step ?? opening(entry)
  return { run, step: Math.max(-1, Math.min(entry.run.steps.length - 1, step)) }
}

const moved = (shown: readonly number[], step: number, by: number): number =>
  by < 0 && step <= (shown[0] ?? 0) ? -1 : stepTo(shown, step, by)

const NONE: readonly StepView[] = []

export const useNavigation = (runs: Runs): Navigation => {
  const [view, setView] = useState<View>(() => ({ ...START, ...placeAt(runs, location.hash) }))
  const onView = (change: Partial<View>): void => setView((now) => ({ ...now, ...change }))
  const steps = runs.entries[view.run]?.run.steps ?? NONE
  const shown = useMemo(() => shownIn(steps, view), [steps, view.filter, view.only])
  useEffect(() => {
    history.replaceState(null, '', hashOf(view))
    runs.prefer(view.run)
  }, [view.run, view.step])
  useEffect(() => {
    const onHash = (): void => onView(placeAt(runs, location.hash))
    addEventListener('hashchange', onHash)
    return () => removeEventListener('hashchange', onHash)
  }, [runs])
  return {
    view,
    shown,
    onView,
    onRun: (run) => {
      const next = runs.entries[run]
      if (next !== undefined) onView({ run, step: opening(next), filter: '' })
    },
    // From where the reader is by now: keys may come faster than the page is drawn.
    onMove: (by) => setView((now) => ({ ...now, step: moved(shown, now.step, by) })),
    onCopy: (text) => void navigator.clipboard.writeText(text),
    ...forking(runs, view, onView),
  }
}

const forking = (runs: Runs, view: View, onView: Navigation['onView']): Pick<Navigation, 'onTake' | 'onRunOn'> => {
  const goTo = (run: number): void =>
    onView({ run, step: (runs.entries[run]?.run.steps.length ?? 1) - 1, filter: '', only: false })
  return {
    onTake: (action) => {
      const run = runs.fork(view.run, view.step, action)
      if (run !== null) goTo(run)
    },
    onRunOn: () => {
      const trail = runs.entries[view.run]?.trail ?? null
      const state = trail?.trace.steps[view.step]?.state ?? trail?.trace.initial
      const [next] = trail === null || state === undefined ? [] : trail.session.free(state)
      const run = next === undefined ? null : runs.fork(view.run, view.step, next.action)
      if (run !== null) runs.runOn(run, () => goTo(run))
    },
  }
}

/** Does what a key asks for. */
export const obey = (command: Command, runs: Runs, { view, onView, onRun, onMove, onCopy }: Navigation): void => {
  const entry = runs.entries[view.run]
  const steps = entry?.run.steps ?? NONE
  switch (command.do) {
    case 'move':
      return onMove(command.by)
    case 'first':
      return onView({ step: -1 })
    case 'last':
      return onView({ step: steps.length - 1 })
    case 'fault': {
      const faults = steps.flatMap(({ fault, index }) => (fault === null ? [] : [index]))
      return onView({ step: faults.find((index) => index > view.step) ?? faults[0] ?? view.step })
    }
    case 'broken':
      return onView({ step: entry?.run.brokenAt ?? view.step })
    case 'run':
      return onRun((view.run + command.by + runs.entries.length) % runs.entries.length)
    case 'panel':
      return onView({ panel: command.panel })
    case 'search':
      return document.getElementById('search')?.focus()
    case 'help':
      return onView({ isHelpOpen: true })
    case 'copy': {
      const text = entry === undefined ? null : replayCommand(entry)
      return text === null ? undefined : onCopy(text)
    }
    case 'leave':
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
      return onView({ isHelpOpen: false, filter: '' })
  }
}
