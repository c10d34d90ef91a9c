/**
 * The filters, in the order in which the scheduler runs them. Each says why a node does not do, in Kubernetes'
 * own words; null: it does. Source: pkg/scheduler/framework/plugins at v1.31.0.
 */
import type { ContainerPort, Node, Pod } from '../objects.ts'
import { isTolerated } from '../tolerations.ts'
import { matchesNodeAffinity } from './affinity.ts'
import { interPodAffinity } from './inter-pod-affinity.ts'
import { insufficient } from './resources.ts'
import { podTopologySpread } from './topology-spread.ts'

/** What a filter looks at beside the pod and the node: all nodes, and all bound or assumed pods. */
export interface Snapshot {
  readonly nodes: readonly Node[]
  readonly pods: readonly Pod[]
}

export type Filter = (pod: Pod, node: Node, snapshot: Snapshot) => string | null

export const podsOnNode = ({ pods }: Snapshot, node: Node): readonly Pod[] =>
  pods.filter(({ spec }) => spec.nodeName === node.metadata.name)

export const nodeUnschedulable: Filter = ({ spec }, node) => {
  const taint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' } as const
  return node.spec.unschedulable === true && !isTolerated(spec.tolerations ?? [], taint)
    ? 'node(s) were unschedulable'
    : null
}

export const nodeName: Filter = ({ spec }, node) =>
  spec.nodeName !== undefined && spec.nodeName !== '' && spec.nodeName !== node.metadata.name
    ? "node(s) didn't match the requested node name"
    : null

export const taintToleration: Filter = ({ spec }, node) => {
  const taint = (node.spec.taints ?? []).find(
    (t) => t.effect !== 'PreferNoSchedule' && !isTolerated(spec.tolerations ?? [], t),
  )
  return taint === undefined ? null : `node(s) had untolerated taint {${taint.key}: ${taint.value ?? ''}}`
}

export const nodeAffinity: Filter = (pod, node) =>
  matchesNodeAffinity(pod, node) ? null : "node(s) didn't match Pod's node affinity/selector"

const hostPortsOf = ({ spec }: Pod): readonly ContainerPort[] =>
  [...(spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always'), ...spec.containers]
    .flatMap(({ ports }) => ports ?? [])
    .filter(({ hostPort }) => hostPort !== undefined && hostPort > 0)

const isAny = (ip: string | undefined): boolean => ip === undefined || ip === '' || ip === '0.0.0.0'

const clash = (a: ContainerPort, b: ContainerPort): boolean =>
  a.hostPort === b.hostPort &&
  (a.protocol ?? 'TCP') === (b.protocol ?? 'TCP') &&
  (isAny(a.hostIP) || isAny(b.hostIP) || a.hostIP === b.hostIP)

export const portsClash = (pod: Pod, others: readonly Pod[]): boolean => {
  const taken = others.flatMap(hostPortsOf)
  return hostPortsOf(pod).some((port) => taken.some((other) => clash(port, other)))
}

export const nodePorts: Filter = (pod, node, snapshot) =>
  portsClash(pod, podsOnNode(snapshot, node))
    ? "node(s) didn't have free ports for the requested pod ports"
    : null

const shortages = (pod: Pod, node: Node, snapshot: Snapshot): readonly string[] =>
  insufficient(pod, node, podsOnNode(snapshot, node)).map((name) =>
    name === 'pods' ? 'Too many pods' : `Insufficient ${name}`,
  )

export const nodeResourcesFit: Filter = (pod, node, snapshot) => shortages(pod, node, snapshot)[0] ?? null

const FILTERS: readonly Filter[] = [
  nodeUnschedulable,
  nodeName,
  taintToleration,
  nodeAffinity,
  nodePorts,
  nodeResourcesFit,
  podTopologySpread,
  interPodAffinity,
]

/** The first reason why this node does not do; null: it does. */
export const refusal = (pod: Pod, node: Node, snapshot: Snapshot): string | null => {
  for (const filter of FILTERS) {
    const reason = filter(pod, node, snapshot)
    if (reason !== null) return reason
  }
  return null
}

/** All that the first refusing filter says: of resources, each that is short. */
export const refusals = (pod: Pod, node: Node, snapshot: Snapshot): readonly string[] => {
  const first = refusal(pod, node, snapshot)
  if (first === null) return []
  const short = shortages(pod, node, snapshot)
  return short[0] === first ? short : [first]
}
