/**
 * Every arrow of the notes' two diagrams: what is sent along it, or what is modelled in its place.
 */
import type { ClauseForm } from '../clause.ts'
import { notes } from '../clause.ts'

const CLUSTER = 'Mermaid Diagram'
const FLOW = 'Simple flow of pod creation via kubectl'

const PROXY_DIFFERS =
  'A kubelet does not drive kube-proxy: they share a node and nothing else. Modelled instead: ' +
  'the ' +
  'kubelet drives the runtime, kube-proxy watches the API server.'
const RUNTIME_DIFFERS =
  'kube-proxy does not drive the runtime; the kubelet does. Modelled instead: cri/... between ' +
  'kubelet and runtime.'
const MASTER_DIFFERS =
  'The master calls nobody on a worker: kubelet and kube-proxy connect to the API server and are ' +
  'answered. (Logs and exec, which it does call for, are left out.)'

export const edges = [
  {
    id: 'EDGE-1',
    text: 'API server and scheduler talk.',
    source: notes(CLUSTER, 'API --> Scheduler'),
    modelled: 'API servers send answers and watch events to schedulers that asked for them.',
    differs: 'The scheduler opens the connection; the arrow shows the flow of events only.',
    status: 'modelled',
  },
  {
    id: 'EDGE-2',
    text: 'API server and controller manager talk.',
    source: notes(CLUSTER, 'API --> Controller_Manager'),
    modelled: 'API servers send answers and watch events to each controller.',
    differs: 'The controllers open the connections; each has its own watches and cache.',
    status: 'modelled',
  },
  {
    id: 'EDGE-3',
    text: 'The API server stores in etcd and watches it.',
    source: notes(CLUSTER, 'API --> ETCD'),
    modelled: 'API servers send etcd/request and etcd/watch; etcd members answer.',
    status: 'modelled',
  },
  {
    id: 'EDGE-4',
    text: 'On the first worker, kubelet and kube-proxy belong together.',
    source: notes(CLUSTER, 'Kubelet_1 --> Proxy_1'),
    modelled: 'No message: they share the fate of their machine.',
    differs: PROXY_DIFFERS,
    status: 'modelled',
  },
  {
    id: 'EDGE-5',
    text: 'On the first worker, kube-proxy and runtime belong together.',
    source: notes(CLUSTER, 'Proxy_1 --> Runtime_1'),
    modelled:
      'No message: packets that kube-proxy leads to a pod reach a container of the runtime.',
    differs: RUNTIME_DIFFERS,
    status: 'modelled',
  },
  {
    id: 'EDGE-6',
    text: 'On the second worker, kubelet and kube-proxy belong together.',
    source: notes(CLUSTER, 'Kubelet_2 --> Proxy_2'),
    modelled: 'As EDGE-4, for any number of workers.',
    differs: PROXY_DIFFERS,
    status: 'modelled',
  },
  {
    id: 'EDGE-7',
    text: 'On the second worker, kube-proxy and runtime belong together.',
    source: notes(CLUSTER, 'Proxy_2 --> Runtime_2'),
    modelled: 'As EDGE-5, for any number of workers.',
    differs: RUNTIME_DIFFERS,
    status: 'modelled',
  },
  {
    id: 'EDGE-8',
    text: 'The master directs the first worker.',
    source: notes(CLUSTER, 'Master_Node --> Worker_Node_1'),
    modelled: 'API servers send answers and watch events to the kubelet and kube-proxy of n1.',
    differs: MASTER_DIFFERS,
    status: 'modelled',
  },
  {
    id: 'EDGE-9',
    text: 'The master directs the second worker.',
    source: notes(CLUSTER, 'Master_Node --> Worker_Node_2'),
    modelled: 'As EDGE-8, for n2 and all others.',
    differs: MASTER_DIFFERS,
    status: 'modelled',
  },
  {
    id: 'EDGE-10',
    text: 'The request reaches the API server.',
    source: notes(FLOW, 'A --> B'),
    modelled: 'A `request` message from kubectl or a controller to an API server.',
    status: 'modelled',
  },
  {
    id: 'EDGE-11',
    text: 'A request that was received is checked.',
    source: notes(FLOW, 'B --> C'),
    modelled: 'Inside the API server, in the same event that receives the request.',
    status: 'modelled',
  },
  {
    id: 'EDGE-12',
    text: 'Only what passed the checks is stored.',
    source: notes(FLOW, 'C --> D'),
    modelled: 'The `etcd/request` of an API server after its last check.',
    status: 'modelled',
  },
  {
    id: 'EDGE-13',
    text: 'What is stored reaches the scheduler.',
    source: notes(FLOW, 'D --> E'),
    modelled: '`etcd/events` to the API server, then `event` to the scheduler.',
    differs: 'The way leads through the watch cache of an API server (API-3).',
    status: 'modelled',
  },
  {
    id: 'EDGE-14',
    text: 'A pod that the scheduler knows is assigned.',
    source: notes(FLOW, 'E --> F'),
    modelled: 'Inside the scheduler: its queue, its filters, its score.',
    status: 'modelled',
  },
  {
    id: 'EDGE-15',
    text: 'An assignment is stored.',
    source: notes(FLOW, 'F --> G'),
    modelled: 'A binding `request` to the API server, then its `etcd/request`.',
    differs: 'It goes through the API server and its checks like any other request.',
    status: 'modelled',
  },
  {
    id: 'EDGE-16',
    text: 'A stored assignment comes back to the API server.',
    source: notes(FLOW, 'G --> B'),
    modelled: '`etcd/events` to the watch cache of each API server.',
    status: 'modelled',
  },
  {
    id: 'EDGE-17',
    text: 'The API server tells the kubelet of the node.',
    source: notes(FLOW, 'B --> H'),
    modelled: 'An `event` on the watch that the kubelet opened for its node name.',
    status: 'modelled',
  },
  {
    id: 'EDGE-18',
    text: 'A kubelet that was told provisions the pod.',
    source: notes(FLOW, 'H --> I'),
    modelled: 'Inside the kubelet, then `cri/start` to its runtime.',
    status: 'modelled',
  },
  {
    id: 'EDGE-19',
    text: 'What was provisioned is reported.',
    source: notes(FLOW, 'I --> J'),
    modelled: '`cri/started` from the runtime, then a status `request` of the kubelet.',
    differs: 'A kubelet also reports before (waiting, or refused): J may precede I.',
    status: 'modelled',
  },
  {
    id: 'EDGE-20',
    text: 'The report reaches the API server.',
    source: notes(FLOW, 'J --> B'),
    modelled: 'The status `request` arrives, is checked, and is stored like any other.',
    status: 'modelled',
  },
] as const satisfies readonly ClauseForm[]
