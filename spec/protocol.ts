/** The pod-creation protocol as the notes draw it: steps A to J and the arrows between them. */
import type { Kind } from './architecture.ts'
import type { ClauseId } from './clauses.ts'

export type StepId = 'A' | 'B' | 'C' | 'D' | 'E' | 'F' | 'G' | 'H' | 'I' | 'J'

export interface Step {
  readonly id: StepId
  /** As the notes' diagram labels it. */
  readonly name: string
  /** Where the notes draw it. */
  readonly actor: 'kubectl' | 'API_Server' | 'ETCD' | 'Scheduler' | 'Worker_Node'
  /** Which component of the model takes it. */
  readonly component: Kind
  readonly quote: string
  readonly clause: ClauseId
  /** Steps that must have happened before, each at least once. */
  readonly precondition: readonly StepId[]
  /** It happens at most as often as these together: each time it follows one of them. */
  readonly causes?: readonly StepId[]
  /** `step` must have happened after the first `since`: the second pass through B. */
  readonly freshAfter?: { readonly step: StepId; readonly since: StepId }
  /** Steps after which it must not happen any more. */
  readonly neverAfter?: readonly StepId[]
  /** Why it may happen again. */
  readonly repeats: string
}

const step = (text: Omit<Step, 'quote' | 'clause'>): Step => ({
  ...text,
  quote: `${text.id}[${text.name}]`,
  clause: `PROTO-${text.id}`,
})

export const protocol: readonly Step[] = [
  step({
    id: 'A',
    name: 'kubectl / API Call',
    actor: 'kubectl',
    component: 'kubectl',
    precondition: [],
    repeats: 'whoever asked does not know the outcome and asks again',
  }),
  step({
    id: 'B',
    name: 'Receive Request from kubectl',
    actor: 'API_Server',
    component: 'apiserver',
    precondition: ['A'],
    causes: ['A', 'G', 'J'],
    repeats: 'once for each arrow that leads here: the request, the assignment, each status',
  }),
  step({
    id: 'C',
    name: 'Authenticate User and Validate Request',
    actor: 'API_Server',
    component: 'apiserver',
    precondition: ['A', 'B'],
    causes: ['B'],
    repeats: 'each request is checked: the binding and each status as well',
  }),
  step({
    id: 'D',
    name: 'Store Desired Pod Spec',
    actor: 'ETCD',
    component: 'etcd',
    precondition: ['A', 'B', 'C'],
    causes: ['C'],
    neverAfter: ['G'],
    repeats: 'the pod may change while it waits for a node; a bound pod is never unbound',
  }),
  step({
    id: 'E',
    name: 'Watch ETCD for Unscheduled Pods',
    actor: 'Scheduler',
    component: 'scheduler',
    precondition: ['D'],
    repeats: 'a scheduler that restarted lists again, and there may be two of them',
  }),
  step({
    id: 'F',
    name: 'Assign Node to Pod',
    actor: 'Scheduler',
    component: 'scheduler',
    precondition: ['D', 'E'],
    repeats: 'a binding that failed or was lost is tried again; the store keeps the first',
  }),
  step({
    id: 'G',
    name: 'Update Pod Specification with Node Assignment',
    actor: 'ETCD',
    component: 'etcd',
    precondition: ['D', 'E', 'F'],
    repeats: 'later writes keep the node; that it never changes is SCHED-2',
  }),
  step({
    id: 'H',
    name: "Notify Target Node's Kubelet",
    actor: 'API_Server',
    component: 'apiserver',
    precondition: ['G'],
    freshAfter: { step: 'B', since: 'G' },
    repeats: 'a kubelet that restarted, or whose watch broke, lists again',
  }),
  step({
    id: 'I',
    name: 'Kubelet Provisions Pod',
    actor: 'Worker_Node',
    component: 'kubelet',
    precondition: ['G', 'H'],
    repeats: 'containers that ended are started again',
  }),
  step({
    id: 'J',
    name: 'Kubelet Updates Pod Status',
    actor: 'Worker_Node',
    component: 'kubelet',
    // The notes draw I before J; a kubelet also reports that a pod waits, or that it refuses it
    // (EDGE-19).
    precondition: ['G', 'H'],
    repeats: 'each change is reported',
  }),
]

export const STEP_IDS: readonly StepId[] = protocol.map(({ id }) => id)

export interface ProtocolEdge {
  readonly from: StepId
  readonly to: StepId
  readonly clause: ClauseId
}

const arrow = (from: StepId, to: StepId, clause: ClauseId): ProtocolEdge => ({ from, to, clause })

/** The arrows as the notes draw them. */
export const protocolEdges: readonly ProtocolEdge[] = [
  arrow('A', 'B', 'EDGE-10'),
  arrow('B', 'C', 'EDGE-11'),
  arrow('C', 'D', 'EDGE-12'),
  arrow('D', 'E', 'EDGE-13'),
  arrow('E', 'F', 'EDGE-14'),
  arrow('F', 'G', 'EDGE-15'),
  arrow('G', 'B', 'EDGE-16'),
  arrow('B', 'H', 'EDGE-17'),
  arrow('H', 'I', 'EDGE-18'),
  arrow('I', 'J', 'EDGE-19'),
  arrow('J', 'B', 'EDGE-20'),
]
