/**
 * The pod-creation protocol in any order: a proof in a small world. A run with one fault has a fault of one kind, so a
 * search per kind makes the proof, and in each only orders matter that this kind of fault could tell apart.
 *
 * A pause strikes one process, so there is a search for each. The crash of an API server, a pause of it or of the
 * controller manager, or the isolation of their machine finds every watcher behind by any number of events: those who
 * only listen are observed in turn.
 *
 * Left out is an etcd that is restored, where clients list anew while others write.
 */
import type { FaultKind } from '../model/fault-kinds.ts'
import type { Address } from '../model/messages.ts'
import { node } from '../model/settings.ts'
import { apply, pod } from './objects.ts'
import type { World } from './scenario.ts'

/** By kind of fault: how many states there are in all its searches, with none and with one of it. */
export const STATES_IN_ANY_ORDER: { readonly [kind in FaultKind]?: number } = {
  'delay-message': 2_843,
  'drop-request': 382,
  'drop-answer': 334,
  'late-answer': 328,
  'break-watch': 3_401,
  'break-watch-compacted': 403,
  'stall-watch': 5_087,
  'stale-apiserver-cache': 302,
  'crash-kubectl': 593,
  'crash-scheduler': 597,
  'crash-controller-manager': 991,
  'crash-kube-proxy': 840,
  'crash-kubelet': 3_580,
  'crash-apiserver': 757_448,
  'crash-etcd-member': 1_799,
  'lose-etcd-disk': 5_071,
  'crash-runtime': 914,
  'exit-container': 266,
  'fail-image-pull': 661,
  'lose-leadership': 1_989,
  'pause-process': 1_093_215,
  'cut-off-node': 11_547,
  'isolate-node': 4_290_391,
  'reboot-node': 28_071,
  'power-off-node': 2_330,
}

/** By kind of fault: claims that it breaks; all others hold. Whoever loses the only disk loses all that was stored. */
export const BROKEN_IN_ANY_ORDER: { readonly [kind in FaultKind]?: readonly string[] } = {
  'lose-etcd-disk': [
    'acknowledged-writes-survive',
    'client-caches-converge',
    'gone-pod-has-no-container',
    'reporting-node-is-ready',
    'revision-never-goes-back',
    'watch-caches-converge',
  ],
}

/** Clients that only listen, whatever process is paused, and when the API server crashes. */
const BYSTANDERS: readonly Address[] = [
  'kube-proxy/n1',
  'kube-proxy/n2',
  'kubelet/n2',
  'endpoints/1',
  'deployment/1',
  'replicaset/1',
  'pod-gc/1',
  'namespace/1',
  'garbage-collector/1',
  'node-lifecycle/1',
]

/** Where nodes fall silent and come back, their kubelets and the node controller have something to write. */
const STILL_BYSTANDERS = BYSTANDERS.filter((client) => client !== 'kubelet/n2' && client !== 'node-lifecycle/1')

/** What one search of a kind looks at: faults of this target, and who hears late. */
type Part = Pick<World, 'target' | 'bystanders'>

const targets = (...names: readonly string[]): readonly Part[] => names.map((target) => ({ target }))

const inTurn = (all: readonly Address[], target: string): readonly Part[] =>
  all.map((client) => ({ target, bystanders: { all, observed: [client] } }))

/** While the API server rests, the few who have much to hear are observed alone. */
const WHILE_SERVER_RESTS: readonly (readonly Address[])[] = [
  ['kube-proxy/n1', 'kube-proxy/n2', 'kubelet/n2', 'endpoints/1', 'deployment/1', 'pod-gc/1'],
  ['replicaset/1', 'garbage-collector/1'],
  ['namespace/1'],
  ['node-lifecycle/1'],
]

/** Kinds of which one search would be too large: it is made in parts, which between them look at all that it would. */
const PARTS: { readonly [kind in FaultKind]?: readonly Part[] } = {
  'crash-apiserver': inTurn(BYSTANDERS, 'apiserver/1'),
  'pause-process': [
    ...targets('etcd/1', 'scheduler/1', 'kubelet/n1', 'kubelet/n2'),
    ...targets('runtime/n1', 'runtime/n2', 'kube-proxy/n1', 'kube-proxy/n2'),
    ...inTurn(BYSTANDERS, 'controller-manager/1'),
    ...WHILE_SERVER_RESTS.map((observed) => ({ target: 'apiserver/1', bystanders: { all: BYSTANDERS, observed } })),
  ],
  'isolate-node': [...targets('n1', 'n2'), ...inTurn(STILL_BYSTANDERS, 'm1')],
}

/** `npm run any-order` explores these for each kind: too long for every run of the tests. */
export const worldsInAnyOrder = (kind: FaultKind): readonly World[] =>
  (PARTS[kind] ?? [{}]).map((part) => ({
    cluster: { nodes: [node(1), node(2)], etcd: 1 },
    script: [apply(pod('web'))],
    order: 'any',
    allow: [kind],
    ...part,
  }))
