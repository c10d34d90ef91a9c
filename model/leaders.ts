/** Which processes believe that they lead. For properties. */
import type { Address } from './messages.ts'
import type { Settings } from './settings.ts'
import type { ClusterState } from './state.ts'
import { isLeading } from './state.ts'
import { addressesOf } from './topology.ts'

export const leadersOf = (
  settings: Settings,
  state: ClusterState,
  kind: 'etcd' | 'scheduler' | 'controller-manager',
): readonly Address[] =>
  addressesOf(settings, kind).filter((address) => isLeading({ get: (slot) => state[slot] }, address))
