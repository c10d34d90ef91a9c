/**
 * Circumstances in which every promise of Kubernetes is judged; what must come out is pinned in pinned.json
 * (`npm run pin` writes it anew, and a reviewer reads the difference).
 */
import type { FaultKind } from '../model/fault-kinds.ts'
import { FAULTS, FAULT_KINDS } from '../model/fault-kinds.ts'
import type { Command } from '../model/kubectl.ts'
import type { TopologySpreadConstraint } from '../model/scheduling-terms.ts'
import { node } from '../model/settings.ts'
import { apply, deployment, namespace, pod, podSpec, replicaSet, replicationController, service, wait } from './objects.ts'
import type { Scenario, World } from './scenario.ts'

const oneNode = { nodes: [node(1)], etcd: 1 }
const twoNodes = { nodes: [node(1), node(2)], etcd: 1 }

/** With three members where a fault is about one of them. */
const clusterFor = (kind: FaultKind) =>
  kind === 'crash-etcd-member' || kind === 'lose-etcd-disk' || kind === 'lose-leadership'
    ? { ...twoNodes, etcd: 3 }
    : twoNodes

const createdUnder = (kind: FaultKind): Scenario => ({
  name: `pod-creation-under-${kind}`,
  title: `A pod is created, and: ${FAULTS[kind]}`,
  faults: 1,
  world: { cluster: clusterFor(kind), script: [apply(pod('web'))], allow: [kind] },
})

const scenario = (
  name: string,
  title: string,
  script: readonly Command[],
  more: Partial<Omit<World, 'script'>> & { readonly faults?: number } = {},
): Scenario => {
  const { faults = 0, ...world } = more
  return { name, title, faults, world: { cluster: twoNodes, allow: [], ...world, script } }
}

const threeNodes = { nodes: [node(1), node(2), node(3)], etcd: 1 }

const BY_NODE: TopologySpreadConstraint = {
  maxSkew: 1,
  topologyKey: 'kubernetes.io/hostname',
  whenUnsatisfiable: 'DoNotSchedule',
  labelSelector: { matchLabels: { app: 'web' } },
}

const rolledOut = (topologySpreadConstraints: readonly TopologySpreadConstraint[]): readonly Command[] => [
  apply(deployment('web', 3, podSpec('100m', { topologySpreadConstraints }))),
  wait(10),
  { do: 'set-image', resource: 'deployments', key: 'default/web', image: 'app:2' },
]

const FOREVER = [{ operator: 'Exists' }] as const

const OTHERS: readonly Scenario[] = [
  scenario(
    'rolling-update',
    'A deployment gets a new image while the controller manager may crash',
    [
      apply(deployment('web', 2)),
      wait(10),
      { do: 'set-image', resource: 'deployments', key: 'default/web', image: 'app:2' },
    ],
    { faults: 1, allow: ['crash-controller-manager'] },
  ),
  scenario(
    'rollout-spoils-spread',
    'A rollout with surge: new pods are placed evenly beside old ones, which then go (kubernetes#98215, #105661)',
    rolledOut([{ ...BY_NODE }]),
    { cluster: threeNodes },
  ),
  scenario(
    'rollout-spread-by-revision',
    'The same rollout, spread with matchLabelKeys: only pods of the same revision are counted',
    rolledOut([{ ...BY_NODE, matchLabelKeys: ['pod-template-hash'] }]),
    { cluster: threeNodes },
  ),
  scenario(
    'scale-down',
    'A ReplicaSet is scaled down while a watch may break',
    [
      apply(replicaSet('web', 3)),
      wait(10),
      { do: 'scale', resource: 'replicasets', key: 'default/web', replicas: 1 },
    ],
    { faults: 1, allow: ['break-watch'] },
  ),
  scenario(
    'scale-up-with-unknown-outcome',
    'A ReplicaSet is scaled up, and an answer may be lost or come too late',
    [
      apply(replicaSet('web', 1)),
      wait(10),
      { do: 'scale', resource: 'replicasets', key: 'default/web', replicas: 2 },
    ],
    { faults: 1, allow: ['drop-answer', 'late-answer'] },
  ),
  scenario(
    'namespace-deletion',
    'A namespace with a workload is deleted while the API server may crash',
    [
      apply(namespace('shop')),
      apply(pod('web', podSpec(), 'shop')),
      wait(10),
      { do: 'delete', resource: 'namespaces', key: 'shop' },
    ],
    { faults: 1, allow: ['crash-apiserver'], cluster: oneNode },
  ),
  scenario(
    'owner-deletion',
    'A deployment is deleted, and the garbage collector may crash before its dependents are gone',
    [
      apply(deployment('web', 1)),
      wait(10),
      { do: 'delete', resource: 'deployments', key: 'default/web', propagationPolicy: 'Background' },
    ],
    { faults: 1, allow: ['crash-controller-manager'], cluster: oneNode },
  ),
  scenario(
    'replication-controller-heals',
    'A container of a ReplicationController exits',
    [apply(replicationController('web', 2)), apply(service('web'))],
    { faults: 1, allow: ['exit-container'] },
  ),
  scenario(
    'stale-second-apiserver',
    'One of two API servers falls behind',
    [apply(replicaSet('web', 1))],
    { faults: 1, allow: ['stale-apiserver-cache'], cluster: { ...twoNodes, apiservers: 2, masters: 2 } },
  ),
  scenario(
    'docker-daemon-crash',
    'The Docker daemon dies and takes its containers along',
    [apply(replicaSet('web', 1)), apply(service('web'))],
    { faults: 1, allow: ['crash-runtime'], cluster: { ...oneNode, runtime: 'docker' } },
  ),
  scenario(
    'rkt-crash',
    'rkt dies and its containers live on',
    [apply(replicaSet('web', 1)), apply(service('web'))],
    { faults: 1, allow: ['crash-runtime'], cluster: { ...oneNode, runtime: 'rkt' } },
  ),
  scenario(
    'control-plane-in-containers',
    'The control plane runs as containers on the master, whose runtime dies',
    [apply(replicaSet('web', 1))],
    { faults: 1, allow: ['crash-runtime'], cluster: { ...oneNode, controlPlane: 'containers' } },
  ),
  scenario(
    'all-nodes-silent',
    'The only node loses power for good',
    [apply(replicaSet('web', 1))],
    { faults: 1, allow: ['power-off-node'], cluster: oneNode },
  ),
  scenario(
    'one-node-lost',
    'One of two nodes loses power for good, with a service before its pods',
    [apply(deployment('web', 2)), apply(service('web'))],
    { faults: 1, allow: ['power-off-node'] },
  ),
  scenario(
    'tolerates-forever',
    'A pod that tolerates everything stays on its dead node',
    [apply(pod('web', podSpec('1', { tolerations: [...FOREVER] })))],
    { faults: 1, allow: ['power-off-node'] },
  ),
  scenario('drain', 'A node is cordoned and its pods are deleted one by one', [
    apply(replicaSet('web', 2)),
    wait(10),
    { do: 'cordon', node: 'n1' },
    { do: 'delete', resource: 'pods', key: 'default/web-1' },
    wait(60),
    { do: 'uncordon', node: 'n1' },
  ]),
  scenario('no-room', 'A pod fits on no node until another one goes', [
    apply(pod('big', podSpec('3'))),
    wait(10),
    apply(pod('late', podSpec('3'))),
    wait(10),
    { do: 'delete', resource: 'pods', key: 'default/big' },
  ], { cluster: oneNode }),
  scenario(
    'preemption',
    'A pod that matters more comes to a full node, and the scheduler crashes or is not heard',
    [apply(pod('low', podSpec('3'))), wait(10), apply(pod('high', podSpec('3', { priority: 10 })))],
    { faults: 1, allow: ['crash-scheduler', 'drop-request', 'drop-answer', 'late-answer', 'break-watch'], cluster: oneNode },
  ),
  scenario(
    'two-schedulers-elect',
    'The leading scheduler of two dies or is paused beyond its lease',
    [apply(pod('web'))],
    { faults: 1, allow: ['crash-scheduler', 'pause-process'], cluster: { ...oneNode, schedulers: 2 } },
  ),
  scenario(
    'canary',
    'A defect is switched on: if nothing breaks here, the checker is blind',
    [apply(replicaSet('web', 2))],
    { faults: 1, allow: ['drop-answer'], defects: ['timeout-though-created'], cluster: oneNode },
  ),
]

export const SCENARIOS: readonly Scenario[] = [...FAULT_KINDS.map(createdUnder), ...OTHERS]
