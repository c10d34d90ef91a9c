/**
 * What Kubernetes promises, who may talk to whom, and how a pod comes to be. Data and pure
 * functions.
 */
export type { ClauseForm, Source, Status } from './clause.ts'
export type { Clause, ClauseId } from './clauses.ts'
export { clauses, findClause, isWeakening } from './clauses.ts'
export type { Edge, Kind } from './architecture.ts'
export {
  COMPONENT_KINDS,
  CONTROLLER_KINDS,
  WORLD,
  edgeFor,
  edges,
  isAllowed,
} from './architecture.ts'
export type { Diagram, DiagramEdge, DiagramNode, Subgraph } from './diagram.ts'
export { architectureDiagram, protocolDiagram } from './diagram.ts'
export type { ProtocolEdge, Step, StepId } from './protocol.ts'
export { STEP_IDS, protocol, protocolEdges } from './protocol.ts'
export { breachOf, follows, isComplete, missingBefore } from './follows.ts'
export { architectureMermaid, mermaid, protocolMermaid } from './mermaid.ts'
