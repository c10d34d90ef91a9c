/** What Kubernetes promises: clauses, the architecture, and the pod-creation protocol, as data. */
export type { Clause, Source } from './clause.ts'
export { clauses } from './clauses.ts'
export type { ClauseId } from './clauses.ts'
export { edges, isAllowed } from './architecture.ts'
export type { Edge } from './architecture.ts'
export { missingBefore, prerequisites, protocol, protocolEdges } from './protocol.ts'
export type { StepId } from './protocol.ts'
export { architectureEdges, architectureMermaid, protocolMermaid } from './mermaid.ts'
