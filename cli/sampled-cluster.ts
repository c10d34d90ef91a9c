/** What the other threads of a check sample: the same as its own. */
import type { ClusterState } from '../model/state.ts'
import type { World } from '../scenarios/scenario.ts'
import { build } from '../scenarios/scenario.ts'
import type { Subject } from '../threads/index.ts'
import { selected } from './selected.ts'

/** What has to be sent to a thread. */
export interface SampledCluster {
  readonly world: World
  /** Names of properties, as in a job. */
  readonly properties: readonly string[] | null
}

export const subject = ({ world, properties }: SampledCluster): Subject<ClusterState> => {
  const built = build(world)
  return { machine: built.machine, properties: selected(built.properties, properties) }
}
