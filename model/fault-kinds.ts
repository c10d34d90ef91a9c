/**
 * Every fault that can be injected: what it means, how long it lasts, and which promise of Kubernetes is about
 * it. Each costs 1 of the budget. The order is from everyday to catastrophic: among equally short
 * counterexamples the minimiser prefers the earlier kind.
 */
export const FAULTS = {
  'delay-message': 'A message (or a watch stream) arrives 1 s late, behind everything of its moment.',
  'drop-request': 'A request to the API server is lost; its client gives up after 30 s. Not applied.',
  'drop-answer': 'The answer to a request is lost; its client gives up after 30 s. Applied all the same.',
  'late-answer': 'The answer comes after its client gave up (30 s). Applied, and answered too late.',
  'break-watch': 'The connection of one client to its API server breaks; it connects again and resumes.',
  'break-watch-compacted': 'The watch of an API server on etcd is late, history is compacted, the watch breaks: it gets 410 and lists again.',
  'stall-watch': 'The watch streams of one client deliver nothing for 400 s (longer than every timer).',
  'crash-kubectl': 'kubectl dies; the user runs the same command again 1 s later.',
  'crash-scheduler': 'The scheduler dies, is restarted after 1 s, and waits for its old lease.',
  'crash-controller-manager': 'The controller manager dies, is restarted after 1 s, and waits for its old lease.',
  'crash-kube-proxy': 'A kube-proxy dies and is restarted after 10 s; the rules in its node stay.',
  'crash-kubelet': 'A kubelet dies and is restarted after 10 s; its containers run on.',
  'crash-apiserver': 'An API server dies with its watch cache and is restarted after 5 s.',
  'crash-etcd-member': 'An etcd member dies and is restarted after 5 s with its disk.',
  'crash-runtime': 'A container runtime dies and is restarted after 5 s (Docker takes its containers along).',
  'exit-container': 'A container exits by itself with code 1.',
  'fail-image-pull': 'A node cannot pull images for 120 s.',
  'lose-leadership': 'A leader (etcd, scheduler or controller manager) loses its leadership.',
  'pause-process': 'A process is stopped for 20 s (longer than a leader lease) and goes on as if nothing was.',
  'stale-apiserver-cache': 'The watch of an API server on etcd delivers nothing for 400 s: its cache is stale.',
  'reboot-node': 'A machine loses power and is back after 120 s.',
  'cut-off-node': 'A machine and the control plane cannot talk for 400 s (longer than detection and eviction).',
  'isolate-node': 'A machine can talk to no other machine for 400 s.',
  'power-off-node': 'A worker node loses power for good.',
  'lose-etcd-disk': 'An etcd member loses its disk; a replacement with an empty disk joins after 30 s.',
  'restore-etcd-snapshot': 'All etcd disks are lost; after 60 s the cluster is restored from its last backup.',
  'lose-etcd-cluster': 'All etcd disks are lost and there is no backup; after 60 s etcd starts empty, and all else is restarted.',
} as const

export type FaultKind = keyof typeof FAULTS

export const FAULT_KINDS: readonly FaultKind[] = Object.keys(FAULTS).filter(
  (kind): kind is FaultKind => Object.hasOwn(FAULTS, kind),
)

/** Durations in ms that the texts above name. */
export const FAULT_MS = {
  reconnect: 10,
  delay: 1_000,
  compaction: 1_000,
  stall: 400_000,
  pause: 20_000,
  reboot: 120_000,
  cut: 400_000,
  registry: 120_000,
  replaceDisk: 30_000,
  restore: 60_000,
} as const

/** `fault/crashKubelet` for `crash-kubelet`: the action type under which it appears in runs. */
export const actionTypeOf = (kind: FaultKind): string =>
  `fault/${kind.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())}`
