/** Every property that is judged by default, and to which family it belongs. */
import type { Property } from '../checker/property.ts'
import type { ClusterState } from '../model/state.ts'
import { ASSIGNMENT } from './assignment.ts'
import type { Claim } from './claim.ts'
import { NAMESPACES } from './namespaces.ts'
import { NODES } from './nodes.ts'
import { PODS } from './pods.ts'
import { PROTOCOL } from './protocol.ts'
import { REPLICAS } from './replicas.ts'
import { ROLLOUTS } from './rollouts.ts'
import { SERVICES } from './services.ts'
import { STORE } from './store.ts'
import { WEAKENINGS } from './weakenings.ts'

export const claims: readonly Claim[] = [
  ...REPLICAS,
  ...ROLLOUTS,
  ...ASSIGNMENT,
  ...PODS,
  ...NODES,
  ...SERVICES,
  ...STORE,
  ...PROTOCOL,
  ...NAMESPACES,
]

/** What Kubernetes allows by design: judged only when asked for by name, never counted as broken. */
export const weakenings: readonly Claim[] = WEAKENINGS

export type Family = 'user' | 'kubernetes' | 'weakening'

export const familyOf = ({ clause }: Pick<Property<ClusterState>, 'clause'>): Family =>
  clause.startsWith('USER-') ? 'user' : clause.startsWith('WEAK-') ? 'weakening' : 'kubernetes'
