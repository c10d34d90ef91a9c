/**
 * How a pod comes to be: the steps A to J of the notes' second diagram, and its five descriptions.
 */
import type { ClauseForm } from '../clause.ts'
import { notes } from '../clause.ts'

const FLOW = 'Simple flow of pod creation via kubectl'
const DESCRIPTIONS = 'Descriptions:'

export const protocol = [
  {
    id: 'PROTO-A',
    text: 'Creation of a pod begins with a request; every pod then goes through A to J in order.',
    source: notes(FLOW, 'A[kubectl / API Call]'),
    modelled: 'kubectl, or a replicaset controller, sends a create request for a pod.',
    status: 'modelled',
  },
  {
    id: 'PROTO-B',
    text: 'The API server receives each request, and later hears of assignment and status.',
    source: notes(FLOW, 'B[Receive Request from kubectl]'),
    modelled:
      'A request, the watch event of the binding, or a status update reaches an API server.',
    differs:
      'Only the first pass is a request of kubectl. All three are told apart by their cause.',
    status: 'modelled',
  },
  {
    id: 'PROTO-C',
    text: 'User and request are checked before anything is stored.',
    source: notes(FLOW, 'C[Authenticate User and Validate Request]'),
    modelled:
      'The API server runs authentication, authorization, admission and validation in order.',
    status: 'modelled',
  },
  {
    id: 'PROTO-D',
    text: 'The desired pod is stored, without a node.',
    source: notes(FLOW, 'D[Store Desired Pod Spec]'),
    modelled: 'The API server puts the pod into etcd by a transaction that wants the key absent.',
    status: 'modelled',
  },
  {
    id: 'PROTO-E',
    text: 'The scheduler learns of pods without a node by watching.',
    source: notes(FLOW, 'E[Watch ETCD for Unscheduled Pods]'),
    modelled: 'The scheduler gets the pod from its watch on an API server.',
    differs: 'It watches the API server, never etcd, to which only API servers talk (API-3).',
    status: 'modelled',
  },
  {
    id: 'PROTO-F',
    text: 'The scheduler decides on a node for the pod.',
    source: notes(FLOW, 'F[Assign Node to Pod]'),
    modelled: 'The scheduler assumes the pod on a node and sends a binding.',
    status: 'modelled',
  },
  {
    id: 'PROTO-G',
    text: 'The assignment is stored in the pod.',
    source: notes(FLOW, 'G[Update Pod Specification with Node Assignment]'),
    modelled: 'The API server sets spec.nodeName by a transaction on the revision that it read.',
    status: 'modelled',
  },
  {
    id: 'PROTO-H',
    text: 'The kubelet of that node learns of the pod.',
    source: notes(FLOW, "H[Notify Target Node's Kubelet]"),
    modelled: 'The API server sends an event, or a list, on the watch of that kubelet.',
    differs: 'The kubelet has asked for it by its watch; nobody calls it.',
    status: 'modelled',
  },
  {
    id: 'PROTO-I',
    text: 'The kubelet provides what the pod needs and starts its containers.',
    source: notes(FLOW, 'I[Kubelet Provisions Pod]'),
    modelled: 'The kubelet admits the pod and sends cri/start to its runtime.',
    status: 'partly',
    reason: 'Volumes, sandboxes and networks of a pod are left out: starting takes 1 s as a whole.',
  },
  {
    id: 'PROTO-J',
    text: 'The kubelet reports the status of the pod, which completes its creation.',
    source: notes(FLOW, 'J[Kubelet Updates Pod Status]'),
    modelled: 'The kubelet sends status updates to an API server, again with each change.',
    status: 'modelled',
  },
  {
    id: 'PROTO-1',
    text: 'A user or the system asks for the pod.',
    source: notes(
      DESCRIPTIONS,
      '**kubectl / API Call**: A request to create a pod is sent by the user or system.',
    ),
    modelled: 'Step A: of kubectl for a bare pod, of a replicaset controller for all others.',
    status: 'modelled',
  },
  {
    id: 'PROTO-2',
    text: 'The API server takes the request, and lets only authentic and valid ones through.',
    source: notes(
      DESCRIPTIONS,
      '**API Server**: The API server handles the request and authenticates/validates it.',
    ),
    modelled: 'Steps B and C: stages of the API server, in the order of API-4 to API-7.',
    status: 'modelled',
  },
  {
    id: 'PROTO-3',
    text: 'The desired state is kept in etcd.',
    source: notes(DESCRIPTIONS, '**ETCD**: Stores the desired state of the pod.'),
    modelled: 'Steps D and G: transactions that etcd members agree on.',
    differs: 'The observed state of the pod (its status) is kept there too.',
    status: 'modelled',
  },
  {
    id: 'PROTO-4',
    text: 'The scheduler finds pods without a node, chooses one that suits, and has it stored.',
    source: notes(
      DESCRIPTIONS,
      '**Scheduler**: Monitors ETCD for pods without node assignments, schedules them to a ' +
        'suitable node, and updates the ETCD.',
    ),
    modelled: 'Steps E, F and G: the scheduler watches and binds through the API server.',
    differs: 'It neither monitors nor updates etcd itself (API-3).',
    status: 'modelled',
  },
  {
    id: 'PROTO-5',
    text: 'The kubelet of that node provides the pod and reports through the API server.',
    source: notes(
      DESCRIPTIONS,
      '**Kubelet**: On the selected node, provisions the pod, and updates its status back to ' +
        'ETCD ' +
        'through the API Server.',
    ),
    modelled: 'Steps H, I and J: the kubelet watches, starts containers, and updates the status.',
    status: 'modelled',
  },
] as const satisfies readonly ClauseForm[]
