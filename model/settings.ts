/** The cluster that is checked: how many of what, on which machines, with which timers. */
import type { Labels, Resource, ResourceList, Taint } from './objects.ts'
import type { Defect } from './defects.ts'
import type { Profile } from './scheduler/profile.ts'
import { defaultProfile } from './scheduler/profile.ts'

export interface NodeShape {
  readonly name: string
  readonly labels: Labels
  readonly allocatable: ResourceList
  readonly taints?: readonly Taint[]
}

export interface Topology {
  /** Worker nodes. */
  readonly nodes: readonly NodeShape[]
  /** Machines of the control plane: m1, m2, ... */
  readonly masters: number
  /** 1, 3 or 5 members. They sit on the masters when there are as many masters, else on machines e1, e2, ... */
  readonly etcd: number
  readonly apiservers: number
  readonly schedulers: number
  readonly controllerManagers: number
  readonly runtime: 'docker' | 'rkt'
  /** Docker only: containers outlive their daemon. */
  readonly liveRestore: boolean
  /** containers: API server, scheduler and controller manager are static pods of a kubelet on each master. */
  readonly controlPlane: 'host' | 'containers'
  /** containers: kubelet and kube-proxy of each worker run in its container runtime. */
  readonly nodeAgents: 'host' | 'containers'
}

/** All in milliseconds. Defaults are Kubernetes' own (release named where it changed). */
export interface Timing {
  /** node-monitor-grace-period: 40 s up to v1.31, 50 s from v1.32. */
  readonly nodeMonitorGrace: number
  readonly nodeMonitorPeriod: number
  /** default-not-ready-toleration-seconds and its twin: 300 s. */
  readonly defaultToleration: number
  readonly leaseDuration: number
  readonly renewDeadline: number
  readonly expectationsTimeout: number
  readonly assumedPodExpiry: number
  readonly schedulerBackoffInitial: number
  readonly schedulerBackoffMax: number
  /** Unschedulable pods are tried again after this at the latest. */
  readonly unschedulableRetry: number
  readonly containerBackoffInitial: number
  readonly containerBackoffMax: number
  readonly containerBackoffReset: number
  readonly containerStart: number
  readonly podGcPeriod: number
  readonly podGcQuarantine: number
  /** How often a kubelet compares and re-posts statuses that somebody else changed. */
  readonly kubeletSync: number
  readonly electionTimeout: number
  readonly etcdRequestTimeout: number
  readonly clientTimeout: number
  /** Seconds between evictions of nodes in one zone (rate 0.1/s), in ms. */
  readonly evictionInterval: number
  readonly namespaceDeletionDelay: number
}

export const defaultTiming: Timing = {
  nodeMonitorGrace: 40_000,
  nodeMonitorPeriod: 5_000,
  defaultToleration: 300_000,
  leaseDuration: 15_000,
  renewDeadline: 10_000,
  expectationsTimeout: 300_000,
  assumedPodExpiry: 30_000,
  schedulerBackoffInitial: 1_000,
  schedulerBackoffMax: 10_000,
  unschedulableRetry: 300_000,
  containerBackoffInitial: 10_000,
  containerBackoffMax: 300_000,
  containerBackoffReset: 600_000,
  containerStart: 1_000,
  podGcPeriod: 20_000,
  podGcQuarantine: 40_000,
  kubeletSync: 10_000,
  electionTimeout: 1_000,
  etcdRequestTimeout: 7_000,
  clientTimeout: 30_000,
  evictionInterval: 10_000,
  namespaceDeletionDelay: 5_000,
}

export interface Settings {
  readonly topology: Topology
  readonly timing: Timing
  readonly scheduling: Profile
  /** Historic bugs that are switched on. Empty: Kubernetes as it is meant to be. */
  readonly defects: readonly Defect[]
  /** Kinds that no component looks at and that are stored all the same: they go with their namespace. */
  readonly served?: readonly Resource[]
}

/** Default worker: 4 cores, 8 GiB, 110 pods, spread over `zones` zones. */
export const node = (index: number, zones = 1): NodeShape => ({
  name: `n${index}`,
  labels: {
    'kubernetes.io/hostname': `n${index}`,
    'topology.kubernetes.io/zone': `z${((index - 1) % zones) + 1}`,
  },
  allocatable: { cpu: '4', memory: '8Gi', pods: '110' },
})

export const defaultTopology: Topology = {
  nodes: [node(1), node(2), node(3)],
  masters: 1,
  etcd: 3,
  apiservers: 1,
  schedulers: 1,
  controllerManagers: 1,
  runtime: 'docker',
  liveRestore: false,
  controlPlane: 'host',
  nodeAgents: 'host',
}

export const defaultSettings: Settings = {
  topology: defaultTopology,
  timing: defaultTiming,
  scheduling: defaultProfile,
  defects: [],
}
