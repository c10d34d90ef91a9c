/** Draws diagrams as Mermaid flowcharts. */
import type { Diagram, DiagramEdge, DiagramNode, Subgraph } from './diagram.ts'
import { architectureDiagram, protocolDiagram } from './diagram.ts'

const indent = (line: string): string => `    ${line}`

const nodeLine = ({ id, label }: DiagramNode): string => `${id}[${label}]`

const edgeLine = ({ from, to }: Omit<DiagramEdge, 'clause'>): string => `${from} --> ${to}`

const subgraphLines = ({ id, label, direction, nodes, edges, subgraphs }: Subgraph): string[] => [
  `subgraph ${id}${label === undefined ? '' : `["${label}"]`}`,
  ...[
    ...(direction === undefined ? [] : [`direction ${direction}`]),
    ...subgraphs.flatMap(subgraphLines),
    ...nodes.map(nodeLine),
    ...edges.map(edgeLine),
  ].map(indent),
  'end',
]

export const mermaid = ({ direction, subgraphs, edges }: Diagram): string =>
  [
    `flowchart ${direction}`,
    ...[...subgraphs.flatMap(subgraphLines), ...edges.map(edgeLine)].map(indent),
  ].join('\n')

/** Master and worker nodes, and who is said to talk to whom. */
export const architectureMermaid = (): string => mermaid(architectureDiagram)

/** How a pod comes to be: steps A to J. */
export const protocolMermaid = (): string => mermaid(protocolDiagram)
