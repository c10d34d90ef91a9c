/** Says what the page has found out by itself: it executed the runs of the file again. */
import type { JSX } from 'preact'
import type { Runs } from '../model/runs.ts'
import { firstDoubt } from '../model/trail.ts'
import { plural } from './words.ts'

export const Confirm = ({
  runs,
  onOpen,
}: {
  readonly runs: Runs
  readonly onOpen: (run: number, step: number) => void
}): JSX.Element => {
  const { runs: all, confirmed, doubted, states } = runs.confirmation
  const isDone = confirmed + doubted === all
  const doubts = runs.entries.flatMap(({ listed, trail, run, title, trouble }, index) => {
    const at = trail === null || listed === null ? null : firstDoubt(trail, run)
    return at === null && trouble === null ? [] : [{ index, at, title, trouble }]
  })
  return (
    <div class={`confirm ${doubted > 0 ? 'doubted' : isDone ? 'confirmed' : ''}`} role="status">
      {doubted === 0 &&
        isDone &&
        `✓ Executed again in this page: ${plural(confirmed, 'run')}, ${plural(states, 'state')}, each the same as in the file.`}
      {doubted === 0 && !isDone && `Executing the runs again in this page: ${confirmed} of ${all}…`}
      {doubted > 0 && (
        <>
          <strong>✗ {plural(doubted, 'run')} of this file cannot be confirmed.</strong>
          <ul>
            {doubts.map(({ index, at, title, trouble }) => (
              <li key={index}>
                {title}:{' '}
                {trouble ?? (
                  <button type="button" onClick={() => onOpen(index, at ?? 0)}>
                    {at === -1 ? 'another start' : `step ${at} is not what the model does`}
                  </button>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}
