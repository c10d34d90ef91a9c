/** The pod-creation protocol. */
import type { Clause } from '../clause.ts'

export const PROTOCOL = [
  {
    id: 'PROTO-A',
    text: 'kubectl / API Call',
    source: { kind: 'notes', quote: 'A[kubectl / API Call]' },
    modelled: 'kubectl or a controller sends the request.',
    status: 'modelled',
  },
  {
    id: 'PROTO-B',
    text: 'Receive Request from kubectl',
    source: { kind: 'notes', quote: 'B[Receive Request from kubectl]' },
    modelled: 'model/apiserver/server.ts.',
    status: 'modelled',
  },
  {
    id: 'PROTO-C',
    text: 'Authenticate User and Validate Request',
    source: { kind: 'notes', quote: 'C[Authenticate User and Validate Request]' },
    modelled: 'authentication, authorization, admission, validation.',
    status: 'modelled',
  },
  {
    id: 'PROTO-D',
    text: 'Store Desired Pod Spec',
    source: { kind: 'notes', quote: 'D[Store Desired Pod Spec]' },
    modelled: 'a transaction on etcd.',
    status: 'modelled',
  },
  {
    id: 'PROTO-E',
    text: 'Watch ETCD for Unscheduled Pods',
    source: { kind: 'notes', quote: 'E[Watch ETCD for Unscheduled Pods]' },
    modelled: 'the scheduler sees the pod by its watch on the API server.',
    differs:
      'Upstream, only the API server watches etcd; the scheduler watches the API server, and so does the model.',
    status: 'modelled',
  },
  {
    id: 'PROTO-F',
    text: 'Assign Node to Pod',
    source: { kind: 'notes', quote: 'F[Assign Node to Pod]' },
    modelled: 'filter, score, assume; a binding request.',
    status: 'modelled',
  },
  {
    id: 'PROTO-G',
    text: 'Update Pod Specification with Node Assignment',
    source: { kind: 'notes', quote: 'G[Update Pod Specification with Node Assignment]' },
    modelled: 'a transaction sets spec.nodeName.',
    differs:
      'Upstream, the scheduler posts a binding to the API server, which stores it; so does the model.',
    status: 'modelled',
  },
  {
    id: 'PROTO-H',
    text: 'Notify Target Node\'s Kubelet',
    source: { kind: 'notes', quote: 'H[Notify Target Node\'s Kubelet]' },
    modelled: 'a watch event to the kubelet of that node.',
    status: 'modelled',
  },
  {
    id: 'PROTO-I',
    text: 'Kubelet Provisions Pod',
    source: { kind: 'notes', quote: 'I[Kubelet Provisions Pod]' },
    modelled: 'cri/start.',
    status: 'modelled',
  },
  {
    id: 'PROTO-J',
    text: 'Kubelet Updates Pod Status',
    source: { kind: 'notes', quote: 'J[Kubelet Updates Pod Status]' },
    modelled: 'an update of pods/status.',
    status: 'modelled',
  },
  {
    id: 'DESC-1',
    text: 'A request to create a pod is sent by the user or system.',
    source: { kind: 'notes', quote: 'A request to create a pod is sent by the user or system.' },
    modelled: 'As the steps A to J.',
    status: 'modelled',
  },
  {
    id: 'DESC-2',
    text: 'The API server handles the request and authenticates/validates it.',
    source: {
      kind: 'notes',
      quote: 'The API server handles the request and authenticates/validates it.',
    },
    modelled: 'As the steps A to J.',
    status: 'modelled',
  },
  {
    id: 'DESC-3',
    text: 'Stores the desired state of the pod.',
    source: { kind: 'notes', quote: 'Stores the desired state of the pod.' },
    modelled: 'As the steps A to J.',
    status: 'modelled',
  },
  {
    id: 'DESC-4',
    text:
      'Monitors ETCD for pods without node assignments, schedules them to a suitable node, and updates the ETCD.',
    source: {
      kind: 'notes',
      quote: 'Monitors ETCD for pods without node assignments, schedules them to a suitable node, and updates the ETCD.',
    },
    modelled: 'As the steps A to J.',
    differs: 'It does so through the API server.',
    status: 'modelled',
  },
  {
    id: 'DESC-5',
    text:
      'On the selected node, provisions the pod, and updates its status back to ETCD through the API Server.',
    source: {
      kind: 'notes',
      quote: 'On the selected node, provisions the pod, and updates its status back to ETCD through the API Server.',
    },
    modelled: 'As the steps A to J.',
    status: 'modelled',
  },
] as const satisfies readonly Clause[]
