/** Both diagrams of the notes, drawn from the data. */
import { protocol, protocolEdges } from './protocol.ts'

interface Box {
  readonly id: string
  readonly label: string
}

const MASTER: readonly Box[] = [
  { id: 'ETCD', label: 'ETCD Cluster' },
  { id: 'API', label: 'Kube-API Server' },
  { id: 'Scheduler', label: 'Kube-Scheduler' },
  { id: 'Controller_Manager', label: 'Kube Controller Manager' },
]

const worker = (n: number): readonly Box[] => [
  { id: `Kubelet_${n}`, label: 'Kubelet' },
  { id: `Proxy_${n}`, label: 'Kube-Proxy' },
  { id: `Runtime_${n}`, label: 'Container Runtime: Docker or rkt' },
]

/** Edges as the notes draw them; `differs` of the clauses EDGE-4 to EDGE-7 tells where upstream is otherwise. */
export const architectureEdges: readonly (readonly [string, string])[] = [
  ['API', 'Scheduler'],
  ['API', 'Controller_Manager'],
  ['API', 'ETCD'],
  ['Kubelet_1', 'Proxy_1'],
  ['Proxy_1', 'Runtime_1'],
  ['Kubelet_2', 'Proxy_2'],
  ['Proxy_2', 'Runtime_2'],
  ['Master_Node', 'Worker_Node_1'],
  ['Master_Node', 'Worker_Node_2'],
]

const subgraph = (id: string, title: string, boxes: readonly Box[]): readonly string[] => [
  `    subgraph ${id}["${title}"]`,
  ...boxes.map((box) => `        ${box.id}[${box.label}]`),
  '    end',
]

const arrows = (edges: readonly (readonly [string, string])[]): readonly string[] =>
  edges.map(([from, to]) => `    ${from} --> ${to}`)

export const architectureMermaid = (): string =>
  [
    'flowchart TD',
    ...subgraph('Master_Node', 'Master Node', MASTER),
    ...subgraph('Worker_Node_1', 'Worker Node', worker(1)),
    ...subgraph('Worker_Node_2', 'Worker Node', worker(2)),
    ...arrows(architectureEdges),
  ].join('\n')

export const protocolMermaid = (): string => {
  const actors = [...new Set(protocol.map(({ actor }) => actor))]
  const boxes = actors.flatMap((actor) =>
    subgraph(
      actor,
      actor.replace('_', ' '),
      protocol.filter((s) => s.actor === actor).map(({ id, name }) => ({ id, label: name })),
    ),
  )
  return ['flowchart TD', ...boxes, ...arrows(protocolEdges)].join('\n')
}
