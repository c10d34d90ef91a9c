/** What the user's own workload needs. */
import type { Clause } from '../clause.ts'

export const USER = [
  {
    id: 'USER-1',
    text: 'Each service keeps a ready endpoint.',
    source: { kind: 'user' },
    modelled: 'properties/promises.ts, derived from the manifests.',
    status: 'modelled',
  },
  {
    id: 'USER-2',
    text: 'Each workload keeps enough pods ready: replicas - maxUnavailable.',
    source: { kind: 'user' },
    modelled: 'properties/promises.ts, derived from the manifests.',
    status: 'modelled',
  },
  {
    id: 'USER-3',
    text: 'The pods of a workload are not all on one node.',
    source: { kind: 'user' },
    modelled: 'properties/promises.ts, derived from the manifests.',
    status: 'modelled',
  },
  {
    id: 'USER-4',
    text: 'All pods of a workload are ready again in the end; how long does it take at worst?',
    source: { kind: 'user' },
    modelled: 'properties/promises.ts, derived from the manifests.',
    status: 'modelled',
  },
  {
    id: 'USER-5',
    text: 'Promises stated in kubeproof.config.yaml.',
    source: { kind: 'user' },
    modelled: 'properties/promises.ts, derived from the manifests.',
    status: 'modelled',
  },
] as const satisfies readonly Clause[]
