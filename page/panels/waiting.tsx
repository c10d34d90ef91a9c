import type { JSX } from 'preact'
import type { Entry } from '../model/runs.ts'

/** In place of what needs the states of a run, as long as there are none. */
export const Waiting = ({ entry }: { readonly entry: Entry }): JSX.Element => (
  <p class="muted">
    {entry.trouble ??
      (entry.trail === null
        ? 'This run is being executed…'
        : 'The model does not get to this step: the file says more than it does.')}
  </p>
)
