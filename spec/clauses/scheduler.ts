/** The scheduler. */
import type { Clause } from '../clause.ts'

export const SCHEDULER = [
  {
    id: 'SCHED-0',
    text:
      'Responsible for placing containers on worker nodes based on scheduling policies (e.g., resource requirements).',
    source: {
      kind: 'notes',
      quote: 'Responsible for placing containers on worker nodes based on scheduling policies (e.g., resource requirements).',
    },
    modelled: 'model/scheduler: queue, filters, scores, binding.',
    status: 'modelled',
  },
  {
    id: 'SCHED-1',
    text: 'A pod that fits on a node is scheduled.',
    source: {
      kind: 'upstream',
      url: 'https://kubernetes.io/docs/concepts/scheduling-eviction/kube-scheduler/',
    },
    modelled: 'Judged when a run settles, with the scheduler\'s own filters on the true store.',
    status: 'modelled',
  },
  {
    id: 'SCHED-2',
    text: 'A pod is bound once and never moves.',
    source: {
      kind: 'upstream',
      url: 'https://kubernetes.io/docs/reference/generated/kubernetes-api/v1.31/#binding-v1-core',
    },
    modelled: 'The API server refuses a second binding with 409.',
    status: 'modelled',
  },
  {
    id: 'SCHED-3',
    text: 'A pod is bound to a node that exists.',
    source: {
      kind: 'upstream',
      url: 'https://kubernetes.io/docs/concepts/scheduling-eviction/kube-scheduler/',
    },
    modelled: 'Judged when a run settles: a cache may lag.',
    status: 'modelled',
  },
  {
    id: 'SCHED-4',
    text: 'What the pods of a node request is never more than the node can allocate.',
    source: {
      kind: 'upstream',
      url: 'https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#how-pods-with-resource-requests-are-scheduled',
    },
    modelled: 'Assumed pods count before their binding is confirmed.',
    status: 'modelled',
  },
  {
    id: 'SCHED-5',
    text: 'nodeSelector and required node affinity restrict the nodes.',
    source: {
      kind: 'upstream',
      url: 'https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/',
    },
    modelled: 'Filter NodeAffinity.',
    status: 'modelled',
  },
  {
    id: 'SCHED-6',
    text: 'Taints keep pods away that do not tolerate them.',
    source: {
      kind: 'upstream',
      url: 'https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/',
    },
    modelled: 'Filter TaintToleration.',
    status: 'modelled',
  },
  {
    id: 'SCHED-7',
    text: 'An unschedulable node gets no new pods.',
    source: {
      kind: 'upstream',
      url: 'https://kubernetes.io/docs/concepts/architecture/nodes/#manual-node-administration',
    },
    modelled: 'Filter NodeUnschedulable.',
    status: 'modelled',
  },
  {
    id: 'SCHED-8',
    text: 'Two pods with one host port are not on one node.',
    source: {
      kind: 'upstream',
      url: 'https://kubernetes.io/docs/concepts/configuration/overview/',
    },
    modelled: 'Filter NodePorts.',
    status: 'modelled',
  },
  {
    id: 'SCHED-9',
    text: 'topologySpreadConstraints bound the skew at scheduling time.',
    source: {
      kind: 'upstream',
      url: 'https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/',
    },
    modelled: 'Filter and score PodTopologySpread.',
    status: 'modelled',
  },
  {
    id: 'SCHED-10',
    text: 'Required pod affinity and anti-affinity restrict the nodes.',
    source: {
      kind: 'upstream',
      url: 'https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#inter-pod-affinity-and-anti-affinity',
    },
    modelled: 'Filter InterPodAffinity.',
    status: 'modelled',
  },
  {
    id: 'SCHED-11',
    text:
      'Unschedulable pods are tried again on relevant events and after five minutes at the latest.',
    source: {
      kind: 'upstream',
      url: 'https://kubernetes.io/docs/concepts/scheduling-eviction/scheduling-framework/',
    },
    modelled: 'Queue with back-off.',
    status: 'modelled',
  },
] as const satisfies readonly Clause[]
