/** The pod-creation protocol of the notes: steps A to J, who takes them, and which follows which. */

export const protocol = [
  { id: 'A', name: 'kubectl / API Call', actor: 'kubectl' },
  { id: 'B', name: 'Receive Request from kubectl', actor: 'API_Server' },
  { id: 'C', name: 'Authenticate User and Validate Request', actor: 'API_Server' },
  { id: 'D', name: 'Store Desired Pod Spec', actor: 'ETCD' },
  { id: 'E', name: 'Watch ETCD for Unscheduled Pods', actor: 'Scheduler' },
  { id: 'F', name: 'Assign Node to Pod', actor: 'Scheduler' },
  { id: 'G', name: 'Update Pod Specification with Node Assignment', actor: 'ETCD' },
  { id: 'H', name: "Notify Target Node's Kubelet", actor: 'API_Server' },
  { id: 'I', name: 'Kubelet Provisions Pod', actor: 'Worker_Node' },
  { id: 'J', name: 'Kubelet Updates Pod Status', actor: 'Worker_Node' },
] as const

export type StepId = (typeof protocol)[number]['id']

/** Arrows between steps, as the notes draw them. */
export const protocolEdges: readonly (readonly [StepId, StepId])[] = [
  ['A', 'B'],
  ['B', 'C'],
  ['C', 'D'],
  ['D', 'E'],
  ['E', 'F'],
  ['F', 'G'],
  ['G', 'B'],
  ['B', 'H'],
  ['H', 'I'],
  ['I', 'J'],
  ['J', 'B'],
]

/**
 * What must have happened to a pod before a step. The request passes the API server (B, C) before it is
 * stored; the way back through B is an answer and needs nothing of its own.
 */
export const prerequisites: { readonly [step in StepId]: readonly StepId[] } = {
  A: [],
  B: ['A'],
  C: ['B'],
  D: ['C'],
  E: ['D'],
  F: ['E'],
  G: ['F'],
  H: ['G'],
  I: ['H'],
  J: ['H'],
}

/** Steps that are missing before this one; empty: it may happen now. Repeats are always allowed. */
export const missingBefore = (done: readonly StepId[], step: StepId): readonly StepId[] =>
  prerequisites[step].filter((needed) => !done.includes(needed))
