/** Replication, deployments, leader election. */
import type { Clause } from '../clause.ts'

export const CONTROLLERS = [
  {
    id: 'KCM-1',
    text: 'Manages control loops to ensure the desired state is maintained.',
    source: {
      kind: 'notes',
      quote: 'Manages control loops to ensure the desired state is maintained.',
    },
    modelled: 'Each controller is a reducer of its own with a work queue.',
    status: 'modelled',
  },
  {
    id: 'KCM-2',
    text:
      'One controller manager and one scheduler lead at a time, by a lease; there is no fencing.',
    source: {
      kind: 'upstream',
      url: 'https://kubernetes.io/docs/concepts/architecture/leases/#leader-election',
    },
    modelled: 'model/leader-election.ts.',
    status: 'modelled',
  },
  {
    id: 'KCM-3',
    text: 'request scheduler to create a container if the container failes',
    source: {
      kind: 'notes',
      quote: 'request scheduler to create a container if the container failes',
    },
    modelled:
      'The kubelet restarts a failed container; a failed pod is replaced by its ReplicaSet and scheduled anew.',
    differs:
      'The controller manager asks nobody: it creates a pod object, which the scheduler sees by its watch.',
    status: 'modelled',
  },
  {
    id: 'NODE-0',
    text: '**Node Controller:** Handles node lifecycle events, such as onboarding new nodes.',
    source: {
      kind: 'notes',
      quote: '**Node Controller:** Handles node lifecycle events, such as onboarding new nodes.',
    },
    modelled: 'model/node-lifecycle; kubelets register their nodes.',
    status: 'modelled',
  },
  {
    id: 'REPL-0',
    text: '**Replication Controller:** Ensures the correct number of pod replicas are running.',
    source: {
      kind: 'notes',
      quote: '**Replication Controller:** Ensures the correct number of pod replicas are running.',
    },
    modelled: 'model/replicaset serves ReplicaSets and ReplicationControllers.',
    status: 'modelled',
  },
  {
    id: 'REPL-1',
    text: 'A ReplicaSet has as many pods as it asks for, no more and no fewer, in the end.',
    source: {
      kind: 'upstream',
      url: 'https://kubernetes.io/docs/concepts/workloads/controllers/replicaset/',
    },
    modelled: 'Judged when a run settles.',
    status: 'modelled',
  },
  {
    id: 'REPL-2',
    text:
      'Expectations keep a controller from acting twice on one cause; they expire after five minutes.',
    source: {
      kind: 'upstream',
      url: 'https://github.com/kubernetes/kubernetes/blob/v1.31.0/pkg/controller/controller_utils.go',
    },
    modelled: 'model/replicaset/expectations.ts.',
    status: 'modelled',
  },
  {
    id: 'REPL-3',
    text: 'A pod that Failed or Succeeded does not count as a replica.',
    source: {
      kind: 'upstream',
      url: 'https://kubernetes.io/docs/concepts/workloads/controllers/replicaset/',
    },
    modelled: 'isActive in model/pod.ts.',
    status: 'modelled',
  },
  {
    id: 'REPL-4',
    text: 'Pods are adopted and released by labels.',
    source: {
      kind: 'upstream',
      url: 'https://kubernetes.io/docs/concepts/workloads/controllers/replicaset/#non-template-pod-acquisitions',
    },
    modelled: 'model/claim.ts.',
    status: 'modelled',
  },
  {
    id: 'DEPLOY-1',
    text: 'A Deployment ends with its current template only.',
    source: {
      kind: 'upstream',
      url: 'https://kubernetes.io/docs/concepts/workloads/controllers/deployment/',
    },
    modelled: 'model/deployment.',
    status: 'modelled',
  },
  {
    id: 'DEPLOY-2',
    text: 'A Deployment has one ReplicaSet per template hash.',
    source: {
      kind: 'upstream',
      url: 'https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#pod-template-hash-label',
    },
    modelled: 'model/deployment/template-hash.ts.',
    status: 'modelled',
  },
  {
    id: 'DEPLOY-3',
    text: 'maxSurge bounds the sum of the replicas of a Deployment\'s ReplicaSets.',
    source: {
      kind: 'upstream',
      url: 'https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#max-surge',
    },
    modelled: 'Judged on every step.',
    differs:
      'The documentation speaks of pods; recordings show that pods may be more for milliseconds.',
    status: 'modelled',
  },
  {
    id: 'DEPLOY-4',
    text: 'maxUnavailable bounds how many pods may be unready during a rollout.',
    source: {
      kind: 'upstream',
      url: 'https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#max-unavailable',
    },
    modelled: 'Judged while two ReplicaSets have replicas.',
    status: 'modelled',
  },
] as const satisfies readonly Clause[]
