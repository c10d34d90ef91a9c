/** ReplicaSets and ReplicationControllers: the right number of pods. */
import type { ClauseForm } from '../clause.ts'
import { code, docs, notes } from '../clause.ts'

const REPLICASET = 'concepts/workloads/controllers/replicaset/'
const REPLICA_SET = 'pkg/controller/replicaset/replica_set.go'
const UTILS = 'pkg/controller/controller_utils.go'

export const replication = [
  {
    id: 'REPL-1',
    text: 'There are as many pods as replicas are asked for, in the end and again after faults.',
    source: notes(
      'Controller Manager',
      '**Replication Controller:** Ensures the correct number of pod replicas are running.',
    ),
    modelled: 'The replicaset controller creates or deletes the difference that its cache shows.',
    differs: 'It counts pods that are not finished, running or not; readiness is not its business.',
    status: 'modelled',
  },
  {
    id: 'REPL-2',
    text: 'ReplicationControllers and ReplicaSets follow the same rules.',
    source: docs('concepts/workloads/controllers/replicationcontroller/'),
    modelled: 'One replicaset controller serves both kinds.',
    status: 'modelled',
  },
  {
    id: 'REPL-3',
    text: 'Pods that failed or succeeded, or are being deleted, do not count as replicas.',
    source: code(UTILS, 'IsPodActive'),
    modelled: 'The replicaset controller counts active pods of its cache only.',
    status: 'modelled',
  },
  {
    id: 'REPL-4',
    text: 'Expectations: a set is not counted again before its own creates and deletes were seen.',
    source: code(UTILS, 'ControllerExpectations'),
    modelled: 'The replicaset controller keeps counters per key and waits until they are met.',
    status: 'modelled',
  },
  {
    id: 'REPL-5',
    text: 'Expectations expire after 5 minutes.',
    source: code(UTILS, 'ExpectationsTimeout'),
    modelled: 'A timer of the replicaset controller; what its cache then shows counts (WEAK-10).',
    status: 'modelled',
  },
  {
    id: 'REPL-6',
    text: 'Expected deletes are tracked by uid: each is counted once.',
    source: code(UTILS, 'UIDTrackingControllerExpectations'),
    modelled: 'The replicaset controller remembers the uids that it asked to delete.',
    status: 'modelled',
  },
  {
    id: 'REPL-7',
    text: 'A create that failed lowers the expectation; one that timed out may have been stored.',
    source: code(REPLICA_SET, 'ReplicaSetController.manageReplicas'),
    modelled: 'The replicaset controller lowers on a refusal and retries with back-off.',
    status: 'modelled',
  },
  {
    id: 'REPL-8',
    text: 'Pods are created in batches of 1, 2, 4, ...; the first error ends the sync.',
    source: code(REPLICA_SET, 'slowStartBatch'),
    modelled: 'The replicaset controller sends the next batch when the last one was answered.',
    status: 'modelled',
  },
  {
    id: 'REPL-9',
    text: 'Surplus pods: first those unassigned, pending, unready, doubled on a node, or newer.',
    source: code(UTILS, 'ActivePodsWithRanks'),
    modelled: 'The replicaset controller ranks its victims by these rules.',
    status: 'partly',
    reason:
      'How long a pod has been ready, and rounding of ages, need a clock that the model lacks.',
  },
  {
    id: 'REPL-10',
    text: 'A pod has at most one controller: orphans that match are adopted, others are released.',
    source: docs(`${REPLICASET}#how-a-replicaset-works`),
    modelled: 'The replicaset controller claims pods by owner reference and selector.',
    status: 'modelled',
  },
  {
    id: 'REPL-11',
    text: 'The status tells the truth about replicas, in the end.',
    source: code('pkg/controller/replicaset/replica_set_utils.go', 'updateReplicaSetStatus'),
    modelled: 'The replicaset controller writes its count with the generation that it looked at.',
    status: 'modelled',
  },
  {
    id: 'REPL-12',
    text: 'A pod is never healed by moving it: what is lost is replaced by a new pod, a new uid.',
    source: docs('concepts/workloads/pods/pod-lifecycle/#pod-fault-recovery'),
    modelled:
      'The replicaset controller creates pods with generated names; the scheduler binds them.',
    status: 'modelled',
  },
  {
    id: 'REPL-13',
    text: 'The pinned pod loop: a template whose nodeName refuses its pods makes them for ever.',
    source: docs('concepts/scheduling-eviction/assign-pod-node/#nodename'),
    modelled:
      'Kubelet or node controller fails the pod, the replicaset controller makes the next one.',
    differs:
      'Upstream promises nothing here; that no such loop goes on is what a user expects, and a ' +
      'lasso ' +
      'in the run is shown to them.',
    status: 'modelled',
  },
] as const satisfies readonly ClauseForm[]
