/** The page: what it found out by itself, the run that is looked at, and the help. */
import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { pressedIn } from './focus.ts'
import type { Command } from './keys.ts'
import { commandFor } from './keys.ts'
import type { Runs } from './model/runs.ts'
import { obey, useNavigation } from './navigation.ts'
import { Confirm } from './view/confirm.tsx'
import { Explorer } from './view/explorer.tsx'
import { Help } from './view/help.tsx'

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

/** Drawn anew whenever a run was executed: `version` counts that. */
export const App = ({ runs }: { readonly runs: Runs; readonly version: number }): JSX.Element => {
  const navigation = useNavigation(runs)
  const { view, onView } = navigation
  useKeys((command) => obey(command, runs, navigation))
  return (
    <>
      <Confirm runs={runs} onOpen={(run, step) => onView({ run, step })} />
      <Explorer runs={runs} {...navigation} />
      <Help isOpen={view.isHelpOpen} onClose={() => onView({ isHelpOpen: false })} />
    </>
  )
}
