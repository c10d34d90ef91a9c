/** The node controller. */
import type { Clause } from '../clause.ts'

export const NODES = [
  {
    id: 'NODE-1',
    text: 'A node whose kubelet reports is Ready and not tainted.',
    source: {
      kind: 'upstream',
      url: 'https://kubernetes.io/docs/concepts/architecture/nodes/#condition',
    },
    modelled: 'Judged when a run settles.',
    status: 'modelled',
  },
  {
    id: 'NODE-2',
    text: 'A node that is silent for the grace period becomes Ready=Unknown.',
    source: {
      kind: 'upstream',
      url: 'https://kubernetes.io/docs/concepts/architecture/nodes/#node-heartbeats',
    },
    modelled: '40 s (up to v1.31) from the last renewal.',
    status: 'modelled',
  },
  {
    id: 'NODE-3',
    text: 'A node that is Unknown is tainted unreachable.',
    source: {
      kind: 'upstream',
      url: 'https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/#taint-based-evictions',
    },
    modelled: 'NoSchedule at once, NoExecute one monitor period later.',
    status: 'modelled',
  },
  {
    id: 'NODE-4',
    text: 'Pods on a tainted node are evicted when their toleration is over.',
    source: {
      kind: 'upstream',
      url: 'https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/#taint-based-evictions',
    },
    modelled: '300 s by default, by admission.',
    status: 'modelled',
  },
  {
    id: 'NODE-5',
    text: 'When every node is silent nothing is evicted.',
    source: {
      kind: 'upstream',
      url: 'https://kubernetes.io/docs/concepts/architecture/nodes/#node-controller',
    },
    modelled: 'Zone states in model/node-lifecycle.',
    status: 'modelled',
  },
  {
    id: 'NODE-6',
    text: 'Evictions are limited to one node in ten seconds per zone.',
    source: {
      kind: 'upstream',
      url: 'https://kubernetes.io/docs/concepts/architecture/nodes/#rate-limits-on-eviction',
    },
    modelled: 'model/node-lifecycle.',
    status: 'modelled',
  },
  {
    id: 'NODE-7',
    text: 'The pods of a node that becomes Unknown become unready in the same moment.',
    source: {
      kind: 'upstream',
      url: 'https://github.com/kubernetes/kubernetes/blob/v1.31.0/pkg/controller/nodelifecycle/node_lifecycle_controller.go',
    },
    modelled: 'model/node-lifecycle.',
    status: 'modelled',
  },
] as const satisfies readonly Clause[]
