/**
 * Departures where the order of events is free: at any moment, of every process, machine and connection, and of the
 * oldest message of each channel. Nothing needs to strike between two events of one moment: a state lies between them.
 */
import type { Delivery } from './agenda.ts'
import { isDelivery } from './agenda.ts'
import { arrange, choicesOf } from './any-order.ts'
import { Draft } from './draft.ts'
import type { FaultKind } from './fault-kinds.ts'
import type { FaultStep } from './faults.ts'
import { actionOf, distinct, everywhere } from './faults.ts'
import { messageFaults } from './message-faults.ts'
import type { ClusterState } from './state.ts'
import type { Cluster } from './world.ts'

export const anyOrderFaults = (
  cluster: Cluster,
  state: ClusterState,
  allow: ReadonlySet<FaultKind>,
): readonly FaultStep[] => {
  const here = new Draft(state)
  const messages = choicesOf(cluster, state, 'any')
    .map(({ entry }) => entry)
    .filter((entry): entry is Delivery => isDelivery(entry) && entry.from !== 'world')
  const always = everywhere({ cluster, allow, injection: 'everywhere', spared: new Set() }, here)
  const now = messages.flatMap((entry) => messageFaults(cluster, here, entry))
  return [...distinct(now, always), ...always]
    .filter(({ kind }) => allow.has(kind))
    .map((departure) => {
      const draft = new Draft(state)
      departure.apply(draft)
      arrange(cluster, draft)
      return { action: actionOf(departure, {}), draft, duration: 0 }
    })
}
