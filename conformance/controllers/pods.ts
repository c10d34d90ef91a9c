/** Rows about pods: who may stay on a tainted node, who is an address, who is ready. */
import { isAddress } from '../../model/endpoints/endpoints.ts'
import { readyCondition } from '../../model/kubelet/conditions.ts'
import { evictionDelay } from '../../model/node-lifecycle/taint-eviction.ts'
import type { Condition, ContainerStatus, Node, Pod, PodPhase, PodSpec, Toleration } from '../../model/objects.ts'
import type { Given } from '../scheduler/worlds.ts'
import { nodeOf, podOf } from '../scheduler/worlds.ts'
import type { Pair } from './deployments.ts'

interface TolerationRow {
  readonly tolerations: readonly Toleration[]
  /** In nanoseconds; -1: for ever. */
  readonly expected: number
}

/** The row's tolerations are those that match a taint already: here each matches every taint. */
export const tolerationTime = ({ tolerations, expected }: TolerationRow): Pair => {
  const pod = podOf({ spec: { tolerations: tolerations.map((t) => ({ ...t, operator: 'Exists' as const })) } })
  const node: Node = nodeOf({ spec: { taints: [{ key: 'k', effect: 'NoExecute' }] } })
  return [expected === -1 ? null : expected / 1e6, evictionDelay(pod, node)]
}

interface AddressRow {
  readonly pod: Given<Pod> & { readonly status?: { readonly podIPs?: readonly { readonly ip: string }[] } }
  readonly includeTerminating: boolean
  readonly expected: boolean
}

/** A pod of two address families has its first address as podIP too, which this row leaves out. */
export const address = ({ pod, includeTerminating, expected }: AddressRow): Pair => {
  const [first] = pod.status?.podIPs ?? []
  const status = { ...pod.status, ...(first === undefined ? {} : { podIP: first.ip }) }
  return [expected, isAddress(podOf({ ...pod, status }), includeTerminating)]
}

interface ReadyRow {
  readonly spec: Partial<PodSpec>
  readonly containerStatuses: readonly ContainerStatus[] | null
  readonly podPhase: PodPhase
  readonly expectReady: Condition & { readonly message?: string }
}

export const ready = ({ spec, containerStatuses, podPhase, expectReady }: ReadyRow): Pair => {
  const { message: _words, ...expected } = expectReady
  const known = { spec: { containers: [], ...spec }, phase: podPhase, statuses: containerStatuses ?? undefined }
  return [expected, readyCondition(known)]
}
