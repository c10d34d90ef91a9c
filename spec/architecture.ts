/**
 * Who may send what to whom. Anything else that crosses the network of the model is a defect:
 * there is no edge from a scheduler to etcd, from a controller to a kubelet, or from one node to
 * the runtime of another.
 */
import type { ClauseId } from './clauses.ts'

export const CONTROLLER_KINDS = [
  'node-lifecycle',
  'replicaset',
  'deployment',
  'endpoints',
  'namespace',
  'garbage-collector',
  'pod-gc',
] as const

export const COMPONENT_KINDS = [
  'kubectl',
  'apiserver',
  'etcd',
  'scheduler',
  'controller-manager',
  ...CONTROLLER_KINDS,
  'kubelet',
  'runtime',
  'kube-proxy',
] as const

export type Kind = (typeof COMPONENT_KINDS)[number]

export interface Edge {
  readonly from: Kind
  readonly to: Kind
  /** Message types. One that ends in `/` stands for all types that begin so. */
  readonly messages: readonly string[]
  readonly clause: ClauseId
  /** Only between components of one place: `kubelet/n1` and `runtime/n1`. */
  readonly samePlace?: true
}

/** The API server answers and informs; clients open the connections. */
const API_CLIENTS = [
  { kind: 'kubectl', asks: 'KUBECTL-1', told: 'API-1' },
  { kind: 'scheduler', asks: 'PROTO-4', told: 'EDGE-1' },
  { kind: 'controller-manager', asks: 'KCM-2', told: 'EDGE-2' },
  { kind: 'node-lifecycle', asks: 'NODE-1', told: 'EDGE-2' },
  { kind: 'replicaset', asks: 'REPL-1', told: 'EDGE-2' },
  { kind: 'deployment', asks: 'DEPLOY-1', told: 'EDGE-2' },
  { kind: 'endpoints', asks: 'SVC-1', told: 'EDGE-2' },
  { kind: 'namespace', asks: 'NS-2', told: 'EDGE-2' },
  { kind: 'garbage-collector', asks: 'GC-1', told: 'EDGE-2' },
  { kind: 'pod-gc', asks: 'GC-4', told: 'EDGE-2' },
  { kind: 'kubelet', asks: 'KUBELET-5', told: 'EDGE-8' },
  { kind: 'kube-proxy', asks: 'PROXY-1', told: 'EDGE-8' },
] as const satisfies readonly { kind: Kind; asks: ClauseId; told: ClauseId }[]

const withApiServer = API_CLIENTS.flatMap(({ kind, asks, told }): readonly Edge[] => [
  { from: kind, to: 'apiserver', messages: ['request', 'watch'], clause: asks },
  {
    from: 'apiserver',
    to: kind,
    messages: ['response', 'snapshot', 'event', 'gone'],
    clause: told,
  },
])

const withEtcd: readonly Edge[] = [
  {
    from: 'apiserver',
    to: 'etcd',
    messages: ['etcd/request', 'etcd/watch'],
    clause: 'API-3',
  },
  {
    from: 'etcd',
    to: 'apiserver',
    messages: ['etcd/response', 'etcd/events', 'etcd/canceled'],
    clause: 'EDGE-3',
  },
  { from: 'etcd', to: 'etcd', messages: ['raft/'], clause: 'ETCD-19' },
]

const withinNode: readonly Edge[] = [
  { from: 'kubelet', to: 'runtime', messages: ['cri/'], clause: 'RUNTIME-6', samePlace: true },
  { from: 'runtime', to: 'kubelet', messages: ['cri/'], clause: 'RUNTIME-6', samePlace: true },
]

/**
 * Inside one process, not on the network: the controller manager tells its controllers that it
 * leads.
 */
const withinManager = CONTROLLER_KINDS.map((kind): Edge => ({
  from: 'controller-manager',
  to: kind,
  messages: ['lead'],
  clause: 'KCM-2',
  samePlace: true,
}))

export const edges: readonly Edge[] = [
  ...withApiServer,
  ...withEtcd,
  ...withinNode,
  ...withinManager,
]

/** The environment: starts, clocks and broken connections. It may tell anybody anything. */
export const WORLD = 'world'

const kindOf = (address: string): string =>
  address.includes('/') ? address.slice(0, address.indexOf('/')) : address

/** What follows the kind; none for a bare kind, which then stands for any place. */
const placeOf = (address: string): string | null =>
  address.includes('/') ? address.slice(address.indexOf('/') + 1) : null

const carries = ({ messages }: Edge, type: string): boolean =>
  messages.some((known) => (known.endsWith('/') ? type.startsWith(known) : type === known))

const isSamePlace = (from: string, to: string): boolean =>
  placeOf(from) === null || placeOf(to) === null || placeOf(from) === placeOf(to)

/** The edges from each kind to each other: looked up for every message of every run. */
const byEnds = new Map<string, readonly Edge[]>()
for (const edge of edges) {
  const ends = `${edge.from}>${edge.to}`
  byEnds.set(ends, [...(byEnds.get(ends) ?? []), edge])
}

/**
 * The edge that a message goes along; undefined: it must not be sent. Takes addresses or bare
 * kinds.
 */
export const edgeFor = (from: string, to: string, messageType: string): Edge | undefined =>
  byEnds
    .get(`${kindOf(from)}>${kindOf(to)}`)
    ?.find((edge) => carries(edge, messageType) && (!edge.samePlace || isSamePlace(from, to)))

/** `isAllowed('scheduler/1', 'etcd/1', 'etcd/request')` is false: see API-3. */
export const isAllowed = (from: string, to: string, messageType: string): boolean =>
  from === WORLD || edgeFor(from, to, messageType) !== undefined
