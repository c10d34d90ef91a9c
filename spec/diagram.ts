/**
 * The notes' two diagrams as data. Not what is modelled (see architecture.ts): what the notes
 * draw. Each edge names the clause that says how honest it is.
 */
import type { ClauseId } from './clauses.ts'
import type { Step } from './protocol.ts'
import { protocol, protocolEdges } from './protocol.ts'

export interface DiagramNode {
  readonly id: string
  readonly label: string
}

export interface DiagramEdge {
  readonly from: string
  readonly to: string
  readonly clause: ClauseId
}

export interface Subgraph {
  readonly id: string
  /** Absent: the id is shown. */
  readonly label?: string
  readonly direction?: 'TB'
  readonly nodes: readonly DiagramNode[]
  /** Edges that are drawn inside. */
  readonly edges: readonly DiagramEdge[]
  readonly subgraphs: readonly Subgraph[]
}

export interface Diagram {
  readonly direction: 'TD'
  readonly subgraphs: readonly Subgraph[]
  readonly edges: readonly DiagramEdge[]
}

const master: Subgraph = {
  id: 'Master_Node',
  label: 'Master Node',
  direction: 'TB',
  nodes: [
    { id: 'ETCD', label: 'ETCD Cluster' },
    { id: 'API', label: 'Kube-API Server' },
    { id: 'Scheduler', label: 'Kube-Scheduler' },
    { id: 'Controller_Manager', label: 'Kube Controller Manager' },
  ],
  edges: [
    { from: 'API', to: 'Scheduler', clause: 'EDGE-1' },
    { from: 'API', to: 'Controller_Manager', clause: 'EDGE-2' },
    { from: 'API', to: 'ETCD', clause: 'EDGE-3' },
  ],
  subgraphs: [],
}

const worker = (index: number, kubeletToProxy: ClauseId, proxyToRuntime: ClauseId): Subgraph => ({
  id: `Worker_Node_${index}`,
  label: 'Worker Node',
  direction: 'TB',
  nodes: [
    { id: `Kubelet_${index}`, label: 'Kubelet' },
    { id: `Proxy_${index}`, label: 'Kube-Proxy' },
    { id: `Runtime_${index}`, label: 'Container Runtime: Docker or rkt' },
  ],
  edges: [
    { from: `Kubelet_${index}`, to: `Proxy_${index}`, clause: kubeletToProxy },
    { from: `Proxy_${index}`, to: `Runtime_${index}`, clause: proxyToRuntime },
  ],
  subgraphs: [],
})

export const architectureDiagram: Diagram = {
  direction: 'TD',
  subgraphs: [master, worker(1, 'EDGE-4', 'EDGE-5'), worker(2, 'EDGE-6', 'EDGE-7')],
  edges: [
    { from: 'Master_Node', to: 'Worker_Node_1', clause: 'EDGE-8' },
    { from: 'Master_Node', to: 'Worker_Node_2', clause: 'EDGE-9' },
  ],
}

type Actor = Step['actor']

const stepsOf = (actor: Actor): readonly DiagramNode[] =>
  protocol.filter((step) => step.actor === actor).map(({ id, name }) => ({ id, label: name }))

const lane = (actor: Actor): Subgraph => ({
  id: actor,
  nodes: stepsOf(actor),
  edges: [],
  subgraphs: [],
})

/** The notes' second diagram: one box for each actor, the control plane's within the master. */
export const protocolDiagram: Diagram = {
  direction: 'TD',
  subgraphs: [
    lane('kubectl'),
    {
      id: 'Master_Node',
      nodes: [],
      edges: [],
      subgraphs: [lane('API_Server'), lane('ETCD'), lane('Scheduler')],
    },
    lane('Worker_Node'),
  ],
  edges: protocolEdges,
}
