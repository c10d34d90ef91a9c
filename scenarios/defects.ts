/**
 * The smallest circumstance in which each historic defect shows: with it the property breaks, without it the
 * same scenario holds.
 */
import type { Defect } from '../model/defects.ts'
import type { FaultKind } from '../model/fault-kinds.ts'
import { node } from '../model/settings.ts'
import { apply, pod, podSpec, replicaSet, service, wait } from './objects.ts'
import type { World } from './scenario.ts'

export interface DefectScenario {
  readonly defect: Defect
  /** The property that must break. */
  readonly property: string
  readonly faults: number
  readonly world: Omit<World, 'allow' | 'defects'>
  readonly allow: readonly FaultKind[]
}

const oneNode = { nodes: [node(1)], etcd: 1 }
const twoNodes = { nodes: [node(1), node(2)], etcd: 1 }
const FOREVER = [{ operator: 'Exists' }] as const
const bigPod = podSpec('3')

export const DEFECT_SCENARIOS: readonly DefectScenario[] = [
  {
    defect: 'stale-kubelet-restart',
    property: 'pod-name-runs-in-one-place',
    faults: 2,
    allow: ['stale-apiserver-cache', 'crash-kubelet'],
    world: {
      cluster: { ...twoNodes, apiservers: 2 },
      script: [
        apply(pod('db')),
        wait(30),
        { do: 'delete', resource: 'pods', key: 'default/db' },
        { do: 'cordon', node: 'n1' },
        wait(60),
        apply(pod('db')),
      ],
    },
  },
  {
    defect: 'lost-node-delete',
    property: 'pod-is-bound-to-a-live-node',
    faults: 1,
    allow: ['break-watch-compacted'],
    world: {
      cluster: twoNodes,
      script: [
        apply(pod('other', podSpec('2', { nodeSelector: { 'kubernetes.io/hostname': 'n2' } }))),
        wait(10),
        { do: 'delete', resource: 'nodes', key: 'n1' },
        apply(replicaSet('web', 1)),
      ],
    },
  },
  {
    defect: 'assumed-pod-expiry',
    property: 'pods-fit-on-their-node',
    faults: 1,
    allow: ['delay-message'],
    // A bind that takes 1 s against an expiry of 0.5 s stands for one that takes a minute against 30 s.
    world: {
      cluster: oneNode,
      timing: { assumedPodExpiry: 500 },
      script: [apply(pod('a', bigPod)), wait(0.7), apply(pod('b', bigPod))],
    },
  },
  {
    defect: 'expired-expectations',
    property: 'replica-set-creates-no-surplus',
    faults: 1,
    allow: ['stall-watch'],
    world: { cluster: oneNode, script: [apply(replicaSet('web', 2))] },
  },
  {
    defect: 'swallowed-create-timeout',
    property: 'replica-count-is-reached',
    faults: 1,
    allow: ['drop-request'],
    world: { cluster: oneNode, script: [apply(replicaSet('web', 2))] },
  },
  {
    defect: 'timeout-though-created',
    property: 'surplus-pods-are-deleted',
    faults: 1,
    allow: ['drop-answer'],
    world: { cluster: oneNode, script: [apply(replicaSet('web', 2))] },
  },
  {
    defect: 'restore-without-bump',
    property: 'client-caches-converge',
    faults: 1,
    allow: ['restore-etcd-snapshot'],
    world: { cluster: oneNode, script: [apply(replicaSet('web', 1)), wait(2), apply(service('web'))] },
  },
  {
    defect: 'restore-keeps-cache',
    property: 'watch-caches-converge',
    faults: 1,
    allow: ['restore-etcd-snapshot'],
    world: { cluster: oneNode, script: [apply(replicaSet('web', 1)), wait(2), apply(service('web'))] },
  },
  {
    defect: 'no-relist-on-410',
    property: 'client-caches-converge',
    faults: 1,
    allow: ['break-watch-compacted'],
    world: { cluster: oneNode, script: [apply(replicaSet('web', 1)), apply(service('web'))] },
  },
  {
    defect: 'kubelet-stale-node',
    property: 'running-pod-survives-kubelet-restart',
    faults: 1,
    allow: ['crash-kubelet'],
    world: {
      cluster: oneNode,
      script: [apply(pod('a', podSpec('1', { nodeSelector: { 'topology.kubernetes.io/zone': 'z1' } })))],
    },
  },
  {
    defect: 'index-before-data',
    property: 'etcd-members-agree',
    faults: 1,
    allow: ['crash-etcd-member'],
    world: { cluster: { nodes: [node(1)], etcd: 3 }, script: [apply(pod('a'))] },
  },
  {
    defect: 'ack-before-fsync',
    property: 'acknowledged-writes-survive',
    faults: 1,
    allow: ['crash-etcd-member'],
    world: { cluster: oneNode, script: [apply(pod('a'))] },
  },
  {
    defect: 'early-terminal-phase',
    property: 'kubelet-refuses-no-bound-pod',
    faults: 1,
    allow: ['exit-container'],
    world: {
      cluster: oneNode,
      script: [apply(pod('a', podSpec('3', { restartPolicy: 'Never' }))), wait(10), apply(pod('b', bigPod))],
    },
  },
  {
    defect: 'never-started-twice',
    property: 'never-pod-starts-once',
    faults: 2,
    allow: ['crash-kubelet', 'exit-container'],
    world: { cluster: oneNode, script: [apply(pod('a', podSpec('1', { restartPolicy: 'Never' })))] },
  },
  {
    defect: 'terminal-phase-changes',
    property: 'terminal-phase-is-final',
    faults: 1,
    allow: ['exit-container', 'delay-message'],
    world: {
      cluster: oneNode,
      script: [
        apply(pod('a', podSpec('1', { restartPolicy: 'Never' }))),
        wait(10),
        { do: 'delete', resource: 'pods', key: 'default/a' },
      ],
    },
  },
  {
    defect: 'missed-wakeup',
    property: 'schedulable-pod-is-bound',
    faults: 0,
    allow: [],
    // The room becomes free while the scheduler decides about a pod: it takes 2 ms.
    world: {
      cluster: oneNode,
      script: [
        apply(pod('a', bigPod)),
        wait(10),
        apply(replicaSet('web', 1, bigPod)),
        wait(0.001),
        { do: 'delete', resource: 'pods', key: 'default/a', gracePeriodSeconds: 0 },
      ],
    },
  },
  {
    defect: 'mass-eviction',
    property: 'all-silent-nodes-evict-nothing',
    faults: 1,
    allow: ['power-off-node'],
    world: { cluster: oneNode, script: [apply(replicaSet('web', 1))] },
  },
  {
    defect: 'ready-never-rewritten',
    property: 'ready-pod-is-an-endpoint',
    faults: 1,
    allow: ['cut-off-node'],
    world: {
      cluster: twoNodes,
      script: [apply(replicaSet('web', 2, podSpec('1', { tolerations: [...FOREVER] }))), apply(service('web'))],
    },
  },
  {
    defect: 'unknown-half-done',
    property: 'unreachable-pod-is-no-endpoint',
    faults: 2,
    allow: ['power-off-node', 'crash-controller-manager'],
    world: {
      cluster: twoNodes,
      script: [apply(replicaSet('web', 2, podSpec('1', { tolerations: [...FOREVER] }))), apply(service('web'))],
    },
  },
  {
    defect: 'bound-to-deleted-node',
    property: 'pods-of-missing-nodes-go',
    faults: 0,
    allow: [],
    world: {
      cluster: twoNodes,
      script: [apply(replicaSet('web', 2)), wait(10), { do: 'delete', resource: 'nodes', key: 'n1' }],
    },
  },
  {
    defect: 'ready-while-terminating',
    property: 'terminating-pod-is-no-endpoint',
    faults: 0,
    allow: [],
    world: {
      cluster: oneNode,
      script: [
        apply(pod('web', podSpec('1'))),
        apply(service('web')),
        wait(10),
        { do: 'delete', resource: 'pods', key: 'default/web' },
      ],
    },
  },
  {
    defect: 'udp-black-hole',
    property: 'packet-reaches-a-ready-pod',
    faults: 1,
    allow: ['exit-container'],
    world: { cluster: oneNode, script: [apply(replicaSet('dns', 1)), apply(service('dns', 'UDP'))] },
  },
  {
    defect: 'two-leaders',
    property: 'at-most-one-leader-acts',
    faults: 0,
    allow: [],
    world: { cluster: { ...oneNode, schedulers: 2 }, script: [apply(pod('a'))] },
  },
]
