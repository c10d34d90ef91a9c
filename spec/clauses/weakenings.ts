/** What Kubernetes allows by design. */
import type { Clause } from '../clause.ts'

export const WEAKENINGS = [
  {
    id: 'WEAK-1',
    text: 'A ReplicaSet pod may run twice while its node is cut off.',
    source: { kind: 'upstream', url: 'https://kubernetes.io/docs/concepts/architecture/nodes/' },
    modelled: 'Its replacement is made when the old one is marked deleted.',
    status: 'modelled',
  },
  {
    id: 'WEAK-2',
    text: 'A container may be started twice around a kubelet crash.',
    source: {
      kind: 'upstream',
      url: 'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/',
    },
    modelled: 'At least once, not exactly once.',
    status: 'modelled',
  },
  {
    id: 'WEAK-3',
    text: 'Two racing updates need not both win.',
    source: {
      kind: 'upstream',
      url: 'https://kubernetes.io/docs/reference/using-api/api-concepts/',
    },
    modelled: '409 and retry.',
    status: 'modelled',
  },
  {
    id: 'WEAK-4',
    text: 'The pods of a Deployment may be more than replicas + maxSurge for moments.',
    source: {
      kind: 'upstream',
      url: 'https://kubernetes.io/docs/concepts/workloads/controllers/deployment/',
    },
    modelled: 'See DEPLOY-3.',
    status: 'modelled',
  },
  {
    id: 'WEAK-5',
    text: 'A force-deleted pod is gone from the store before its container is.',
    source: {
      kind: 'upstream',
      url: 'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination-forced',
    },
    modelled: 'Grace 0 removes the object at once.',
    status: 'modelled',
  },
] as const satisfies readonly Clause[]
