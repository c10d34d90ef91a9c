/** Masters, workers and who runs where. */
import type { Clause } from '../clause.ts'

export const ARCHITECTURE = [
  {
    id: 'ARCH-1',
    text:
      'Exposes Kubernetes APIs and manages communication between other master components and worker nodes.',
    source: {
      kind: 'notes',
      quote: 'Exposes Kubernetes APIs and manages communication between other master components and worker nodes.',
    },
    modelled:
      'Only model/apiserver talks to etcd; every message is checked against spec/architecture.ts.',
    status: 'modelled',
  },
  {
    id: 'ARCH-2',
    text: 'Kubernetes follows a **Master-Worker architecture**.',
    source: { kind: 'notes', quote: 'Kubernetes follows a **Master-Worker architecture**.' },
    modelled: 'Machines m1.. run the control plane, n1.. the workers (model/topology.ts).',
    status: 'modelled',
  },
  {
    id: 'ARCH-3',
    text:
      'The **Master Node** manages the cluster by scheduling, monitoring, and orchestrating containers.',
    source: {
      kind: 'notes',
      quote: 'The **Master Node** manages the cluster by scheduling, monitoring, and orchestrating containers.',
    },
    modelled: 'Scheduler, controller manager and API server run on the masters.',
    status: 'modelled',
  },
  {
    id: 'ARCH-4',
    text: 'The **Worker Nodes** host and run application containers.',
    source: { kind: 'notes', quote: 'The **Worker Nodes** host and run application containers.' },
    modelled: 'Each worker has a kubelet, a runtime and a kube-proxy.',
    status: 'modelled',
  },
  {
    id: 'ARCH-5',
    text: 'The main entry point for all administrative tasks.',
    source: { kind: 'notes', quote: 'The main entry point for all administrative tasks.' },
    modelled: 'kubectl talks to the API server and to nothing else.',
    status: 'modelled',
  },
  {
    id: 'ARCH-6',
    text: 'The **kube-apiserver** can be deployed as a container on the master node.',
    source: {
      kind: 'notes',
      quote: 'The **kube-apiserver** can be deployed as a container on the master node.',
    },
    modelled: '--control-plane containers: the process lives in the runtime of its master.',
    status: 'modelled',
  },
  {
    id: 'ARCH-7',
    text: 'On the **Master Node**, the following can run as containers:',
    source: {
      kind: 'notes',
      quote: 'On the **Master Node**, the following can run as containers:',
    },
    modelled: '--control-plane containers; a crash of Docker takes them down.',
    status: 'modelled',
  },
  {
    id: 'ARCH-8',
    text: 'The kube-apiserver can run as a container on the master.',
    source: { kind: 'notes', quote: '**kube-apiserver**' },
    modelled: '--control-plane containers.',
    status: 'modelled',
  },
  {
    id: 'ARCH-9',
    text: 'The kube-scheduler can run as a container on the master.',
    source: { kind: 'notes', quote: '**kube-scheduler**' },
    modelled: '--control-plane containers.',
    status: 'modelled',
  },
  {
    id: 'ARCH-10',
    text: 'The controller manager can run as a container on the master.',
    source: { kind: 'notes', quote: '**controller manager**' },
    modelled: '--control-plane containers.',
    status: 'modelled',
  },
  {
    id: 'ARCH-11',
    text: 'On the **Worker Nodes**, the following can be containerized:',
    source: {
      kind: 'notes',
      quote: 'On the **Worker Nodes**, the following can be containerized:',
    },
    modelled: 'nodeAgents: containers in the topology.',
    status: 'modelled',
  },
  {
    id: 'ARCH-12',
    text: 'The kubelet can be containerised on a worker.',
    source: { kind: 'notes', quote: '**kubelet**' },
    modelled: 'nodeAgents: containers in the topology.',
    status: 'modelled',
  },
  {
    id: 'ARCH-13',
    text: 'The kube-proxy can be containerised on a worker.',
    source: { kind: 'notes', quote: '**kube-proxy**' },
    modelled: 'nodeAgents: containers in the topology.',
    status: 'modelled',
  },
] as const satisfies readonly Clause[]
