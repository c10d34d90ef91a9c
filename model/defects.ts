/**
 * Historic bugs of Kubernetes and etcd, each a switch that gives one component its old behaviour. What they
 * break, and where, is told in properties/defects.ts.
 */
export const DEFECTS = [
  'stale-kubelet-restart',
  'lost-node-delete',
  'assumed-pod-expiry',
  'expired-expectations',
  'swallowed-create-timeout',
  'timeout-though-created',
  'restore-without-bump',
  'restore-keeps-cache',
  'no-relist-on-410',
  'kubelet-stale-node',
  'index-before-data',
  'ack-before-fsync',
  'watch-misses-delete',
  'early-terminal-phase',
  'never-started-twice',
  'terminal-phase-changes',
  'missed-wakeup',
  'mass-eviction',
  'ready-never-rewritten',
  'unknown-half-done',
  'bound-to-deleted-node',
  'ready-while-terminating',
  'udp-black-hole',
  'two-leaders',
] as const

export type Defect = (typeof DEFECTS)[number]
