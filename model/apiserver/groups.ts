/** API groups: which a resource belongs to. The model has one version of each. */
import type { Resource } from '../objects.ts'

const GROUPS: { readonly [resource in Resource]?: string } = {
  deployments: 'apps',
  replicasets: 'apps',
  leases: 'coordination.k8s.io',
  poddisruptionbudgets: 'policy',
}

/** Empty: the core group. */
export const groupOf = (resource: Resource): string => GROUPS[resource] ?? ''
