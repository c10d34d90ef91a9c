/** What it takes to execute a run again and to see that it is the same: its actions, and a fingerprint per state. */
import type { Digest } from '../checker/digest.ts'
import type { Action } from '../checker/machine.ts'
import type { Trace } from '../checker/verdict.ts'
import type { ClusterState } from '../model/state.ts'
import type { RunView } from '../reports/result.ts'

type Execution = NonNullable<RunView['execution']>

const plain = ({ type, ...details }: Action): Execution['actions'][number] => ({ type, ...details })

export const executionOf = (
  { initial, steps }: Trace<ClusterState>,
  digest: Digest,
  original?: Trace<ClusterState>,
): Execution => ({
  actions: steps.map(({ action }) => plain(action)),
  states: [initial, ...steps.map(({ state }) => state)].map((state) => digest.of(state)),
  ...(original === undefined ? {} : { original: original.steps.map(({ action }) => plain(action)) }),
})
