/**
 * The kubelet's own Node: registered once in the life of the process (a Node that is deleted under
 * a running kubelet stays away until its restart, as upstream), and Ready whenever the kubelet
 * finds that it is said not to be. Heartbeats are the kernel's (see heartbeats.ts); left out with
 * them: the 10 s until a kubelet notices that its node was marked Unknown, pressure conditions,
 * and NotReady while the runtime is down (30 s).
 */
import type { Pending } from '../client.ts'
import { cacheOf, isAwaiting, lookUp, request } from '../client.ts'
import type { Answer } from '../controller.ts'
import { andThen, begin, succeeded } from '../controller.ts'
import { newMetadata } from '../claim.ts'
import type { Condition, Node } from '../objects.ts'
import { same } from '../same.ts'
import type { NodeShape, Settings } from '../settings.ts'
import type { KubeletMemory, KubeletStep, Purpose, Self } from './memory.ts'

/** Machines of the control plane carry no shape of their own. */
export const shapeOf = ({ topology }: Settings, name: string): NodeShape =>
  topology.nodes.find((node) => node.name === name) ?? {
    name,
    labels: { 'kubernetes.io/hostname': name, 'node-role.kubernetes.io/control-plane': '' },
    allocatable: { cpu: '4', memory: '8Gi', pods: '110' },
    taints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }],
  }

const READY: Condition = { type: 'Ready', status: 'True', reason: 'KubeletReady' }

const nodeObject = ({ name, labels, allocatable, taints }: NodeShape): Node => ({
  kind: 'Node',
  metadata: newMetadata(name, undefined, labels),
  spec: taints === undefined ? {} : { taints },
  status: { allocatable, conditions: [READY] },
})

const isCurrent = ({ node }: Self, { status }: Node): boolean =>
  status.conditions.some(({ type, status: value }) => type === 'Ready' && value === 'True') &&
  same(status.allocatable, node.allocatable)

type NodePurpose = 'register' | 'read-node' | 'write-node'

const ask = (
  self: Self,
  memory: KubeletMemory,
  what: NodePurpose,
  spec: Omit<Parameters<typeof request<Purpose>>[1], 'user' | 'resource' | 'key'>,
): KubeletStep => {
  const full = { ...spec, user: self.user, resource: 'nodes', key: self.node.name } as const
  const { client, sends } = request<Purpose>(memory.client, full, { what })
  return { ...begin({ ...memory, client }), sends }
}

const write = (self: Self, memory: KubeletMemory, stored: Node): KubeletStep => {
  if (isCurrent(self, stored)) return begin(memory)
  const others = stored.status.conditions.filter(({ type }) => type !== 'Ready')
  const status = { allocatable: self.node.allocatable, conditions: [READY, ...others] }
  return ask(self, memory, 'write-node', {
    verb: 'update',
    subresource: 'status',
    object: { ...stored, status },
  })
}

/** Registers, or posts Ready if the cache says otherwise. */
export const syncNode = (self: Self, memory: KubeletMemory): KubeletStep => {
  const { client, registered } = memory
  const isBusy = isAwaiting(client, (purpose) => !('uid' in purpose))
  if (client.server === null || isBusy) return begin(memory)
  if (registered !== true) {
    return ask(self, memory, 'register', { verb: 'create', object: nodeObject(self.node) })
  }
  const stored = lookUp(client, 'nodes', 'Node', self.node.name)
  return stored === undefined ? begin(memory) : write(self, memory, stored)
}

const later = (self: Self, memory: KubeletMemory): KubeletStep => ({
  ...begin(memory),
  arm: [{ timer: { name: 'node' }, after: self.settings.timing.kubeletSync }],
})

export const nodeAnswered = (
  self: Self,
  memory: KubeletMemory,
  { purpose: { what } }: Pending<Purpose>,
  answer: Answer,
): KubeletStep => {
  if (what === 'register') {
    // 409: it was registered in an earlier life.
    return succeeded(answer) || answer?.code === 409
      ? andThen(begin<KubeletMemory>({ ...memory, registered: true }), (m) => syncNode(self, m))
      : later(self, memory)
  }
  if (answer?.code === 404) return begin(memory)
  if (answer?.code === 409) return ask(self, memory, 'read-node', { verb: 'get' })
  if (!succeeded(answer)) return later(self, memory)
  const stored = answer?.object
  return what === 'read-node' && stored?.kind === 'Node'
    ? write(self, memory, stored)
    : begin(memory)
}

/** The node as the kubelet sees it when it admits pods; undefined: it has not been told yet. */
export const knownNode = (
  { settings, node }: Self,
  { client }: KubeletMemory,
): Node | undefined => {
  const stored = lookUp(client, 'nodes', 'Node', node.name)
  if (stored !== undefined) return stored
  // kubernetes/kubernetes#93338: until it is told, it takes a node of its own making for its own.
  if (settings.defects.includes('kubelet-stale-node')) {
    return nodeObject({ ...node, labels: { 'kubernetes.io/hostname': node.name } })
  }
  return cacheOf(client, 'nodes').revision === null ? undefined : nodeObject(node)
}
