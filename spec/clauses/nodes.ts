/** The node controller: who is silent, what that costs, and when to do nothing. */
import type { ClauseForm } from '../clause.ts'
import { code, docs, notes } from '../clause.ts'

const NODES = 'concepts/architecture/nodes/'
const STATUS = 'reference/node/node-status/'
const TAINTS = 'concepts/scheduling-eviction/taint-and-toleration/#taint-based-evictions'
const LIFECYCLE = 'pkg/controller/nodelifecycle/node_lifecycle_controller.go'

export const nodes = [
  {
    id: 'NODE-1',
    text: 'Nodes join, report and leave; one that reports is ready.',
    source: notes(
      'Controller Manager',
      '**Node Controller:** Handles node lifecycle events, such as onboarding new nodes.',
    ),
    modelled:
      'The kubelet registers its node and reports; node-lifecycle sets conditions and taints.',
    differs: 'A node registers itself; the controller only takes its first taint away.',
    status: 'modelled',
  },
  {
    id: 'NODE-2',
    text: 'A node that is silent for the grace period (40 s) becomes Ready=Unknown.',
    source: docs(`${STATUS}#condition`),
    modelled: 'node-lifecycle starts a clock when a lease is no longer renewed; 50 s from v1.32.',
    status: 'modelled',
  },
  {
    id: 'NODE-3',
    text: 'A silent node is tainted: NoSchedule at once, NoExecute soon after.',
    source: docs(TAINTS),
    modelled: 'node-lifecycle writes both taints, the second by the rate of its zone.',
    status: 'modelled',
  },
  {
    id: 'NODE-4',
    text: 'Pods on a node with a NoExecute taint are evicted when their toleration is over.',
    source: docs(TAINTS),
    modelled: 'node-lifecycle arms a timer per pod and deletes the pod when it fires.',
    differs:
      'From v1.29 on a controller of its own (tainteviction) does this; here it is one reducer.',
    status: 'modelled',
  },
  {
    id: 'NODE-5',
    text: 'When all nodes are silent nothing is evicted: the controller distrusts itself.',
    source: docs(`${NODES}#node-controller`),
    modelled:
      'node-lifecycle takes NoExecute taints away and sets none while every zone is silent.',
    status: 'modelled',
  },
  {
    id: 'NODE-6',
    text: 'A kubelet renews its lease every 10 s, and its node status on change or in 5 min.',
    source: docs(`${NODES}#heartbeats`),
    modelled:
      'Leases are modelled by their absence: the kernel tells when one goes stale or fresh.',
    status: 'modelled',
  },
  {
    id: 'NODE-7',
    text: 'Nodes of a zone are given up at 0.1 per second.',
    source: docs(`${NODES}#node-controller`),
    modelled: 'node-lifecycle taints one node per 10 s and zone with NoExecute.',
    status: 'modelled',
  },
  {
    id: 'NODE-8',
    text: 'A zone with 55 % or more unhealthy nodes is slowed down, a small one stopped.',
    source: docs(`${NODES}#node-controller`),
    modelled: 'node-lifecycle computes the state of each zone; an unhealthy zone stops.',
    status: 'partly',
    reason:
      'The slow rate (0.01 per second) of zones with more than 50 nodes is left out: they stop ' +
      'too.',
  },
  {
    id: 'NODE-9',
    text: 'When a node becomes Unknown its pods become unready in the same moment.',
    source: code('pkg/controller/util/node/controller_utils.go', 'MarkPodsNotReady'),
    modelled: 'node-lifecycle writes the Ready condition of each pod of the node.',
    status: 'modelled',
  },
  {
    id: 'NODE-10',
    text: 'Evicted pods of a silent node stay Terminating until it returns or its object goes.',
    source: docs(`${STATUS}#condition`),
    modelled: 'Only the kubelet of the node, or pod-gc, deletes such a pod for good.',
    status: 'modelled',
  },
  {
    id: 'NODE-11',
    text: 'A node that returns is ready again: taints go, pending evictions are called off.',
    source: code(LIFECYCLE, 'Controller.processTaintBaseEviction'),
    modelled:
      'node-lifecycle takes the taints away and disarms the timers of pods not yet deleted, once ' +
      'the kubelet has posted Ready; a renewed lease alone does not bring a node back.',
    status: 'modelled',
  },
  {
    id: 'NODE-12',
    text: 'A toleration without seconds keeps a pod for ever, none at all not a moment.',
    source: docs(TAINTS),
    modelled: 'node-lifecycle takes the shortest toleration that matches each NoExecute taint.',
    status: 'modelled',
  },
  {
    id: 'NODE-13',
    text: 'A new node takes no pods until it was seen ready.',
    source: docs('reference/access-authn-authz/admission-controllers/#taintnodesbycondition'),
    modelled: 'Admission of the API server taints a new node; node-lifecycle takes the taint away.',
    status: 'modelled',
  },
  {
    id: 'NODE-14',
    text: 'Pods are never told dead unless that is certain: no force delete for a silent node.',
    source: docs('tasks/run-application/force-delete-stateful-set-pod/'),
    modelled: 'node-lifecycle deletes gracefully; only a user, or pod-gc without a node, forces.',
    status: 'modelled',
  },
] as const satisfies readonly ClauseForm[]
