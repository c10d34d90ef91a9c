/**
 * The pod-creation protocol: steps A to J, and the check that the history of a pod is one that they allow.
 *
 * A step counts when it took effect: a request that was refused, or a transaction whose compare failed, is none.
 */
import type { Kind } from './architecture.ts'
import type { ClauseId } from './clauses.ts'
import type { Diagram, DiagramEdge } from './diagram.ts'

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
  /** Steps that must have happened before, in the model. */
  readonly precondition: readonly StepId[]
  /** Steps after which it must not happen any more. */
  readonly neverAfter: readonly StepId[]
  /** Why it may happen again; null: it happens once. */
  readonly repeats: string | null
}

type StepText = Omit<Step, 'quote' | 'clause' | 'neverAfter'> & Partial<Pick<Step, 'neverAfter'>>

const step = (text: StepText): Step => ({
  neverAfter: [],
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
    repeats: 'once for each arrow that leads here: the request, the assignment, each status',
  }),
  step({
    id: 'C',
    name: 'Authenticate User and Validate Request',
    actor: 'API_Server',
    component: 'apiserver',
    precondition: ['A', 'B'],
    repeats: 'each request is checked: the binding and each status as well',
  }),
  step({
    id: 'D',
    name: 'Store Desired Pod Spec',
    actor: 'ETCD',
    component: 'etcd',
    precondition: ['A', 'B', 'C'],
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
    precondition: ['G', 'B'],
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
    // The notes draw I before J; a kubelet also reports that a pod waits, or that it refuses it (EDGE-19).
    precondition: ['G', 'H'],
    repeats: 'each change is reported',
  }),
]

export const STEP_IDS: readonly StepId[] = protocol.map(({ id }) => id)

const arrow = (from: StepId, to: StepId, clause: ClauseId): DiagramEdge & ProtocolEdge => ({
  from,
  to,
  clause,
})

export interface ProtocolEdge {
  readonly from: StepId
  readonly to: StepId
  readonly clause: ClauseId
}

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
