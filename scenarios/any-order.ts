/**
 * The pod-creation protocol in any order: a proof in a small world. A run with one fault has a fault of one kind, so a
 * search per kind makes the proof, and in each only orders matter that this kind of fault could tell apart.
 *
 * Left out are a pause and the isolation of a machine, after which many writes meet; an etcd that is restored, where
 * clients list anew while others write; and the crash of an API server, which finds every watcher behind by any number
 * of events.
 */
import type { FaultKind } from '../model/fault-kinds.ts'
import { node } from '../model/settings.ts'
import { apply, pod } from './objects.ts'
import type { World } from './scenario.ts'

/** By kind of fault: how many states there are, with none and with one of it. */
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
  'crash-etcd-member': 1_799,
  'lose-etcd-disk': 5_071,
  'crash-runtime': 914,
  'exit-container': 266,
  'fail-image-pull': 661,
  'lose-leadership': 1_989,
  'cut-off-node': 11_547,
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

/** `npm run any-order` explores one of these for each kind: too long for every run of the tests. */
export const worldInAnyOrder = (kind: FaultKind): World => ({
  cluster: { nodes: [node(1), node(2)], etcd: 1 },
  script: [apply(pod('web'))],
  order: 'any',
  allow: [kind],
})
