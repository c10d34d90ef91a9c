/** Who may send what to whom. Every message of every run is checked against this table. */

export interface Edge {
  readonly from: string
  readonly to: string
  /** Message types; one that ends in a slash allows all that begin with it. */
  readonly messages: readonly string[]
  readonly clause: string
}

const CONTROLLERS = [
  'node-lifecycle',
  'replicaset',
  'deployment',
  'endpoints',
  'namespace',
  'garbage-collector',
  'pod-gc',
] as const

/** Everything that talks to the API server. */
const CLIENTS = ['kubectl', 'scheduler', 'controller-manager', ...CONTROLLERS, 'kubelet', 'kube-proxy']

const TO_API = ['request', 'watch'] as const
const FROM_API = ['response', 'snapshot', 'event', 'gone'] as const

export const edges: readonly Edge[] = [
  ...CLIENTS.map((from): Edge => ({ from, to: 'apiserver', messages: TO_API, clause: 'ARCH-1' })),
  ...CLIENTS.map((to): Edge => ({ from: 'apiserver', to, messages: FROM_API, clause: 'ARCH-1' })),
  { from: 'apiserver', to: 'etcd', messages: ['etcd/request', 'etcd/watch'], clause: 'EDGE-3' },
  {
    from: 'etcd',
    to: 'apiserver',
    messages: ['etcd/response', 'etcd/events', 'etcd/canceled'],
    clause: 'EDGE-3',
  },
  { from: 'etcd', to: 'etcd', messages: ['raft/'], clause: 'ETCD-4' },
  ...CONTROLLERS.map(
    (to): Edge => ({ from: 'controller-manager', to, messages: ['lead'], clause: 'KCM-2' }),
  ),
  { from: 'kubelet', to: 'runtime', messages: ['cri/'], clause: 'RUNTIME-0' },
  { from: 'runtime', to: 'kubelet', messages: ['cri/'], clause: 'RUNTIME-0' },
]

const kindOf = (address: string): string => address.split('/')[0] ?? address

/** May this component send such a message to that one? The world may tell everybody anything. */
export const isAllowed = (from: string, to: string, message: string): boolean =>
  from === 'world' ||
  edges.some(
    (edge) =>
      edge.from === kindOf(from) &&
      edge.to === kindOf(to) &&
      edge.messages.some((m) => (m.endsWith('/') ? message.startsWith(m) : m === message)),
  )
