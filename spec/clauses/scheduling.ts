/** Scheduling: which pod goes where, once. */
import type { ClauseForm } from '../clause.ts'
import { code, docs, notes } from '../clause.ts'

const KUBE_SCHEDULER = 'concepts/scheduling-eviction/kube-scheduler/'
const ASSIGN = 'concepts/scheduling-eviction/assign-pod-node/'
const SPREAD = 'concepts/scheduling-eviction/topology-spread-constraints/'
const PLUGINS = 'reference/scheduling/config/#scheduling-plugins'
const SCHEDULE_ONE = 'pkg/scheduler/schedule_one.go'
const POD_LIFETIME = 'concepts/workloads/pods/pod-lifecycle/#pod-lifetime'

export const scheduling = [
  {
    id: 'SCHED-1',
    text: 'Each pod that some node can take is placed on a node, by policies.',
    source: notes(
      'Kube-Scheduler',
      'Responsible for placing containers on worker nodes based on scheduling policies (e.g., ' +
        'resource requirements).',
    ),
    modelled: 'The scheduler queues each unbound pod, filters and scores nodes, and binds it.',
    differs: 'It places pods, and only decides: the kubelet starts the containers.',
    status: 'modelled',
  },
  {
    id: 'SCHED-2',
    text: 'A pod is bound once and never moves.',
    source: docs(POD_LIFETIME),
    modelled: 'The binding subresource of the API server refuses a pod that has a node.',
    status: 'modelled',
  },
  {
    id: 'SCHED-3',
    text: 'A pod is bound to a node that exists, or does not stay bound to none for ever.',
    source: docs(KUBE_SCHEDULER),
    modelled: 'The scheduler binds to nodes of its cache; pod-gc removes pods of missing nodes.',
    status: 'modelled',
  },
  {
    id: 'SCHED-4',
    text: 'The pods of a node fit on it: all filters held and there was room at binding.',
    source: docs('concepts/architecture/nodes/#node-capacity'),
    modelled: 'The scheduler counts bound and assumed pods of its cache against allocatable.',
    status: 'modelled',
  },
  {
    id: 'SCHED-5',
    text: 'Room: requests of all pods of a node, assumed ones too, stay within allocatable.',
    source: docs(PLUGINS),
    modelled:
      'The NodeResourcesFit filter of the scheduler, cpu, memory, pods and extended resources.',
    status: 'modelled',
  },
  {
    id: 'SCHED-6',
    text: 'nodeSelector and required node affinity hold when a pod is bound, not later on.',
    source: docs(`${ASSIGN}#node-affinity`),
    modelled: 'The NodeAffinity filter of the scheduler; a kubelet that restarts looks again.',
    status: 'modelled',
  },
  {
    id: 'SCHED-7',
    text: 'A pod goes to no node with a NoSchedule or NoExecute taint that it does not tolerate.',
    source: docs('concepts/scheduling-eviction/taint-and-toleration/#concepts'),
    modelled: 'The TaintToleration filter of the scheduler.',
    status: 'modelled',
  },
  {
    id: 'SCHED-8',
    text: 'A cordoned node takes no new pods and keeps those that it has.',
    source: docs('concepts/architecture/nodes/#manual-node-administration'),
    modelled: 'The NodeUnschedulable filter of the scheduler.',
    status: 'modelled',
  },
  {
    id: 'SCHED-9',
    text:
      'A pod that names its node is not scheduled: the kubelet of that node takes or refuses ' +
      'it.',
    source: docs(`${ASSIGN}#nodename`),
    modelled: 'The scheduler queues only pods without nodeName; the API server stores it as given.',
    status: 'modelled',
  },
  {
    id: 'SCHED-10',
    text: 'No two pods of a node use the same host port.',
    source: docs(PLUGINS),
    modelled: 'The NodePorts filter of the scheduler.',
    status: 'modelled',
  },
  {
    id: 'SCHED-11',
    text: 'Spread: a DoNotSchedule constraint keeps the skew of domains within maxSkew.',
    source: docs(SPREAD),
    modelled: 'The PodTopologySpread filter of the scheduler.',
    status: 'modelled',
  },
  {
    id: 'SCHED-12',
    text: 'Required pod affinity and anti-affinity hold when a pod is bound.',
    source: docs(`${ASSIGN}#inter-pod-affinity-and-anti-affinity`),
    modelled: 'The InterPodAffinity filter of the scheduler; preferred terms only change the score.',
    status: 'modelled',
  },
  {
    id: 'SCHED-13',
    text: 'Of the nodes that fit, one with the highest score is taken, ties at random.',
    source: docs(`${KUBE_SCHEDULER}#kube-scheduler-implementation`),
    modelled:
      'The scheduler scores by free room and its balance, soft taints, preferred affinities, spread ' +
      'and images.',
    differs: 'Ties go to the first node by name, or where a seed says: a run without faults is one run.',
    status: 'modelled',
  },
  {
    id: 'SCHED-14',
    text: 'A pod that was decided on counts as placed (assumed) before its binding is confirmed.',
    source: code(SCHEDULE_ONE, 'Scheduler.assume'),
    modelled: 'The scheduler keeps assumed pods in its memory beside its cache.',
    status: 'modelled',
  },
  {
    id: 'SCHED-15',
    text: 'Binding is asynchronous: other pods are scheduled meanwhile.',
    source: code(SCHEDULE_ONE, 'Scheduler.bindingCycle'),
    modelled: 'The scheduler sends the binding request and takes the next pod.',
    status: 'modelled',
  },
  {
    id: 'SCHED-16',
    text:
      'A failed binding is forgotten: its room is free again and the pod is queued with back-' +
      'off.',
    source: code(SCHEDULE_ONE, 'Scheduler.handleBindingCycleError'),
    modelled:
      'The scheduler drops the assumption, wakes the waiting pods and arms a back-off timer.',
    status: 'modelled',
  },
  {
    id: 'SCHED-17',
    text: 'An unschedulable pod is tried again on helpful events, at the latest after 5 min.',
    source: code(
      'pkg/scheduler/internal/queue/scheduling_queue.go',
      'DefaultPodMaxInUnschedulablePodsDuration',
    ),
    modelled: 'The scheduler moves parked pods to its queue on cluster events and by a timer.',
    status: 'modelled',
  },
  {
    id: 'SCHED-18',
    text: 'A pod that is being deleted, or is assumed already, is not scheduled.',
    source: code(SCHEDULE_ONE, 'Scheduler.skipPodSchedule'),
    modelled: 'The scheduler looks at its cache when it takes a pod from the queue.',
    status: 'modelled',
  },
  {
    id: 'SCHED-19',
    text: 'The scheduler decides by its own cache, which may be behind.',
    source: code('pkg/scheduler/internal/cache/cache.go', 'cacheImpl.AssumePod'),
    modelled:
      'The scheduler reads what its watches brought, never the store; the API server is judge.',
    status: 'modelled',
  },
  {
    id: 'SCHED-20',
    text: 'A pod of higher priority may drive out pods of lower priority.',
    source: docs('concepts/scheduling-eviction/pod-priority-preemption/'),
    modelled: 'The scheduler marks and deletes the fewest that matter least, and nominates the pod.',
    status: 'partly',
    reason: 'PodDisruptionBudgets are not modelled, nor are evictions by a kubelet.',
  },
  {
    id: 'SCHED-21',
    text: 'Pending pods wait for room: quotas, autoscalers and gates may hold them up as well.',
    source: docs('concepts/scheduling-eviction/pod-scheduling-readiness/'),
    modelled: 'Not at all: a pod without a node is ready to be scheduled.',
    status: 'out-of-scope',
    reason:
      'Gates, quotas and node autoscalers are other actors; manifests with them are warned about.',
  },
] as const satisfies readonly ClauseForm[]
