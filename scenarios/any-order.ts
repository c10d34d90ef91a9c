/**
 * The pod-creation protocol in any order: a proof in a small world, with every fault that few enough orders are left of.
 * Left out are faults after which many clients list and watch anew at once, each at any revision (a controller manager
 * that dies or loses its leadership, an etcd that loses its disk), and those that find every watcher behind by any number
 * of events (pauses, an API server or its machine that is gone).
 */
import type { FaultKind } from '../model/fault-kinds.ts'
import { node } from '../model/settings.ts'
import { apply, pod } from './objects.ts'
import type { Scenario } from './scenario.ts'

const KINDS: readonly FaultKind[] = [
  'delay-message',
  'drop-request',
  'drop-answer',
  'late-answer',
  'break-watch',
  'break-watch-compacted',
  'stall-watch',
  'stale-apiserver-cache',
  'crash-kubectl',
  'crash-scheduler',
  'crash-kube-proxy',
  'crash-kubelet',
  'crash-etcd-member',
  'crash-runtime',
  'exit-container',
  'fail-image-pull',
  'cut-off-node',
  'power-off-node',
]

/** `npm run any-order` explores it: too long for every run of the tests. */
export const ANY_ORDER: Scenario & { readonly states: number } = {
  name: 'pod-creation-in-any-order',
  title: 'A pod is created on one of two nodes, in any order, and one thing goes wrong at any moment',
  faults: 1,
  states: 43_104,
  world: {
    cluster: { nodes: [node(1), node(2)], etcd: 1 },
    script: [apply(pod('web'))],
    order: 'any',
    allow: KINDS,
  },
}
