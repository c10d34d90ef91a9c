/**
 * What Kubernetes allows by design although a newcomer would not expect it. A property about one
 * of these is off by default and never counts as a defect.
 */
import type { ClauseForm } from '../clause.ts'
import { code, docs, etcdDocs } from '../clause.ts'

const TERMINATION = 'concepts/workloads/pods/pod-lifecycle/#pod-termination'
const ELECTION = 'staging/src/k8s.io/client-go/tools/leaderelection/leaderelection.go'

export const weakenings = [
  {
    id: 'WEAK-1',
    text: 'A pod of a ReplicaSet may run beside its replacement while its node is cut off.',
    source: docs('reference/node/node-status/#condition'),
    modelled: 'The kubelet of a cut-off node runs on; the replicaset controller replaces its pods.',
    status: 'modelled',
  },
  {
    id: 'WEAK-2',
    text: 'A container may be started twice around a crash of its kubelet.',
    source: code('pkg/kubelet/pod_workers.go', 'podWorkers.SyncKnownPods'),
    modelled: 'A kubelet that crashes between start and report knows only what its runtime lists.',
    status: 'modelled',
  },
  {
    id: 'WEAK-3',
    text: 'Of two updates that race on a resourceVersion one may lose every time.',
    source: docs('reference/using-api/api-concepts/#resource-versions'),
    modelled: 'API servers are fair to nobody: under an unfair order a client gets 409 for ever.',
    status: 'modelled',
  },
  {
    id: 'WEAK-4',
    text: 'There may be more pods than replicas + maxSurge for a moment.',
    source: docs('concepts/workloads/controllers/deployment/#max-surge'),
    modelled:
      'Deployment and replicaset controllers act on caches of their own, one after another.',
    differs: 'Documentation bounds pods; recordings of 1.26.5 show 6 of at most 5.',
    status: 'modelled',
  },
  {
    id: 'WEAK-5',
    text: 'An object that is deleted by force is gone before its container is.',
    source: docs('concepts/workloads/pods/pod-lifecycle/#pod-termination-forced'),
    modelled: 'The API server removes it at once; the kubelet stops the container when it learns.',
    status: 'modelled',
  },
  {
    id: 'WEAK-6',
    text: 'A write that was answered with an error may take effect later, its author dead by then.',
    source: etcdDocs('learning/api_guarantees/#operation-completed'),
    modelled: 'An entry in the log of some etcd member commits when there is a majority again.',
    status: 'modelled',
  },
  {
    id: 'WEAK-7',
    text: 'Two processes may believe for a while that they lead.',
    source: code(ELECTION, 'package documentation'),
    modelled: 'A paused leader resumes and acts until it notices; requests in flight arrive.',
    status: 'modelled',
  },
  {
    id: 'WEAK-8',
    text:
      'Spread holds when pods are bound; afterwards, as after a rollout, the skew may be ' +
      'larger.',
    source: docs('concepts/scheduling-eviction/topology-spread-constraints/#known-limitations'),
    modelled: 'The scheduler never moves a pod; deletions take place without regard to spread.',
    status: 'modelled',
  },
  {
    id: 'WEAK-9',
    text: 'A restarted kubelet admits its pods anew, and probed pods are unready for a moment.',
    source: code('pkg/kubelet/lifecycle/predicate.go', 'predicateAdmitHandler.Admit'),
    modelled: 'The kubelet judges pods by the labels its node has now, and probes from the start.',
    status: 'modelled',
  },
  {
    id: 'WEAK-10',
    text:
      'When pod events are late by 5 minutes, a ReplicaSet may create too many pods for a ' +
      'while.',
    source: code('pkg/controller/controller_utils.go', 'ExpectationsTimeout'),
    modelled: 'The replicaset controller counts expired expectations as met, with its old cache.',
    status: 'modelled',
  },
  {
    id: 'WEAK-11',
    text: 'A restored etcd has forgotten what was written after its snapshot.',
    source: etcdDocs('op-guide/recovery/#revision-difference'),
    modelled: 'The fault restore-etcd-snapshot goes back to the last backup.',
    status: 'modelled',
  },
  {
    id: 'WEAK-12',
    text: 'A pod on a silent node may stay Terminating for ever, and so may its namespace.',
    source: docs(TERMINATION),
    modelled: 'Nobody confirms that it stopped; it ends when the node returns or is deleted.',
    status: 'modelled',
  },
] as const satisfies readonly ClauseForm[]
