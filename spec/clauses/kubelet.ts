/** Kubelet and container runtimes. */
import type { Clause } from '../clause.ts'

export const KUBELET = [
  {
    id: 'KUBELET-0',
    text: 'An agent that runs on each worker node.',
    source: { kind: 'notes', quote: 'An agent that runs on each worker node.' },
    modelled: 'kubelet/<node>.',
    status: 'modelled',
  },
  {
    id: 'KUBELET-0A',
    text:
      'Listens to the API server and executes instructions such as starting/stopping containers.',
    source: {
      kind: 'notes',
      quote: 'Listens to the API server and executes instructions such as starting/stopping containers.',
    },
    modelled: 'It watches the pods of its node and drives the runtime.',
    status: 'modelled',
  },
  {
    id: 'KUBELET-0B',
    text: 'Sends periodic status reports back to the API server.',
    source: { kind: 'notes', quote: 'Sends periodic status reports back to the API server.' },
    modelled: 'Statuses are sent on change; heartbeats are modelled by their absence.',
    differs: 'Periodic reports that change nothing are not sent in the model.',
    status: 'modelled',
  },
  {
    id: 'KUBELET-0C',
    text:
      'Kubelet periodically reports the node\'s health and running container statuses to the kube-apiserver.',
    source: {
      kind: 'notes',
      quote: 'Kubelet periodically reports the node\'s health and running container statuses to the kube-apiserver.',
    },
    modelled: 'Node conditions and pod statuses are sent on change.',
    differs: 'Periodic reports that change nothing are not sent in the model.',
    status: 'modelled',
  },
  {
    id: 'KUBELET-1',
    text: 'A kubelet admits what the scheduler bound, since both see the same room.',
    source: {
      kind: 'upstream',
      url: 'https://kubernetes.io/docs/concepts/scheduling-eviction/kube-scheduler/',
    },
    modelled: 'No pod is refused for room.',
    status: 'modelled',
  },
  {
    id: 'KUBELET-2',
    text: 'A restart of the kubelet never kills a running pod.',
    source: {
      kind: 'upstream',
      url: 'https://kubernetes.io/docs/reference/command-line-tools-reference/kubelet/',
    },
    modelled: 'Restart recovery from the API server and the runtime.',
    status: 'modelled',
  },
  {
    id: 'KUBELET-3',
    text: 'With restartPolicy Always a container that exits is started again, with back-off.',
    source: {
      kind: 'upstream',
      url: 'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy',
    },
    modelled: '10 s doubling up to 300 s.',
    status: 'modelled',
  },
  {
    id: 'RUNTIME-0',
    text: 'Runs containers using a runtime such as:',
    source: { kind: 'notes', quote: 'Runs containers using a runtime such as:' },
    modelled: 'model/runtime.',
    status: 'modelled',
  },
  {
    id: 'RUNTIME-1',
    text: 'Docker is a container runtime: a daemon.',
    source: { kind: 'notes', quote: '**Docker**' },
    modelled: '--runtime docker: containers die with the daemon.',
    status: 'modelled',
  },
  {
    id: 'RUNTIME-2',
    text: 'rkt is a container runtime without a daemon.',
    source: { kind: 'notes', quote: '**Rocket (rkt)**' },
    modelled: '--runtime rkt: containers survive it.',
    status: 'modelled',
  },
] as const satisfies readonly Clause[]
