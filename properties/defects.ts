/** What each historic defect was: its upstream issue, and what happens. scenarios/defects.ts shows each. */
import type { Defect } from '../model/defects.ts'

export interface DefectStory {
  /** Upstream issue: k = kubernetes/kubernetes, e = etcd-io/etcd. */
  readonly source: string
  readonly story: string
}

export const DEFECT_STORIES: { readonly [defect in Defect]: DefectStory } = {
  'stale-kubelet-restart': { source: 'k59848', story: 'A restarted kubelet lists its pods from a stale API server and starts one that was deleted.' },
  'lost-node-delete': { source: 'k56261, k94437', story: 'The scheduler misses the deletion of a node and assigns pods to it for ever.' },
  'assumed-pod-expiry': { source: 'k106361', story: 'An assumed pod expires while its binding is under way; its room is given away.' },
  'expired-expectations': { source: 'k129795', story: 'Pod events are late by five minutes; expectations expire and count as satisfied.' },
  'swallowed-create-timeout': { source: 'k67662', story: 'A create that timed out is swallowed; the expectation never ends.' },
  'timeout-though-created': { source: 'k49915', story: 'A create times out although it was stored; another pod is created and kept.' },
  'restore-without-bump': { source: 'k107457, e16028', story: 'etcd is restored and revisions go back; watchers resume in the future and miss events.' },
  'restore-keeps-cache': { source: 'k95958', story: 'etcd is restored under a running API server, whose cache stays ahead for ever.' },
  'no-relist-on-410': { source: 'k3216', story: 'kube-proxy is told 410 Gone and does not list again.' },
  'kubelet-stale-node': { source: 'k93338, k129463', story: 'A restarted kubelet judges its pods by an empty node object and kills one.' },
  'index-before-data': { source: 'e13766', story: 'etcd persists the applied index before the data; a crash between skips the entry.' },
  'ack-before-fsync': { source: 'e14370', story: 'A single etcd member acknowledges a write before it is on disk.' },
  'watch-misses-delete': { source: 'e18089, e19179', story: 'A watch opened at the compaction revision of a delete misses it.' },
  'early-terminal-phase': { source: 'k106884', story: 'A kubelet reports a terminal phase while it still holds the room, and refuses the next pod.' },
  'never-started-twice': { source: 'k83705', story: 'A restarted kubelet starts a container a second time although the policy is Never.' },
  'terminal-phase-changes': { source: 'k88440', story: 'A pod that Failed reports Succeeded when it is deleted.' },
  'missed-wakeup': { source: 'k72122', story: 'Room becomes free during the cycle of a pod; the pod is parked and nobody wakes it.' },
  'mass-eviction': { source: 'k24200, k28832', story: 'Every node is silent at once and everything is evicted.' },
  'ready-never-rewritten': { source: 'k80968', story: 'A node was Unknown for a while; nobody writes the Ready condition of its pods again.' },
  'unknown-half-done': { source: 'k48681, k135205', story: 'The controller crashes after marking a node Unknown; the next leader skips its pods.' },
  'bound-to-deleted-node': { source: 'k12545', story: 'Nobody collects the pods of a node that was deleted.' },
  'ready-while-terminating': { source: 'k54723', story: 'A terminating pod stays a ready address.' },
  'udp-black-hole': { source: 'k103857, k126468', story: 'A flow entry made while a UDP service had no endpoint is never cleaned.' },
  'two-leaders': { source: 'k89466', story: 'Two candidates share an identity and both believe that they lead.' },
}
