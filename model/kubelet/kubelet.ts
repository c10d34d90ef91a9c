/**
 * The kubelet of a node. It knows nothing but what the API server and the runtime tell it: it
 * registers its Node, watches it and the pods bound to it, admits each pod against its node and
 * the pods it has, runs their containers (init containers one after the other, sidecars beside),
 * restarts them with back-off, reports their status, and ends them gracefully. After a restart it
 * lists pods and containers anew, admits every pod again, adopts the containers that run, and
 * kills those whose pod is gone. A list of a fresh kubelet is a quorum read: an old one would
 * bring back pods that are gone.
 *
 * Left out, since no promise depends on it: events, volumes, images and their collection (the
 * runtime's), static and mirror pods (the kernel runs the control plane's containers), probes that
 * fail (a probed container is ready one period after it started, liveness and startup probes never
 * fail), eviction under pressure, container hooks, init containers run again with a new sandbox.
 * Left out in time: the relisting of containers every second (exits are noticed at once), and the
 * phase of the periodic sync.
 */
import type { Change, Pending, WatchSpec } from '../client.ts'
import { abandon, answered, cacheOf, connect, disconnect, observe, relist } from '../client.ts'
import type { Component, Reaction, Send, Timer } from '../component.ts'
import type { Answer } from '../controller.ts'
import { begin } from '../controller.ts'
import type { Address, Message, WatchEvent, WatchGone, WatchSnapshot } from '../messages.ts'
import type { ContainerRecord } from '../runtime/messages.ts'
import type { Settings } from '../settings.ts'
import {
  armProbe,
  exited,
  forgetAsked,
  probed,
  pullFailed,
  started,
  trusted,
  waited,
} from './containers.ts'
import { takeIn } from './intake.ts'
import type { KubeletMemory, KubeletStep, PodPurpose, Purpose, Self } from './memory.ts'
import {
  chain,
  initialMemory,
  partsOf,
  podOf,
  setWorker,
  uidsOf,
  workOf,
  workerOf,
} from './memory.ts'
import { nodeAnswered, shapeOf, syncNode } from './node.ts'
import { syncAll, syncPod } from './pod-sync.ts'
import { caughtUp, isDecisive, markOverwritten, podAnswered } from './report.ts'

export type { KubeletMemory } from './memory.ts'

/** After a reconnect the resumed watches come first; what is outstanding is looked at then. */
const RECONNECT_MS = 100

const watchesOf = ({ node }: Self): readonly WatchSpec[] => [
  { resource: 'nodes', nodeName: node.name },
  { resource: 'pods', nodeName: node.name },
]

/** A process that has never listed asks for the latest, whatever it costs. */
const freshly = ({ settings }: Self, send: Send): Send => {
  const { message } = send
  if (message.type !== 'watch' || message.resourceVersion !== null) return send
  if (message.freshness !== 'any') return send
  // kubernetes/kubernetes#59848: a list of any age may bring back pods that are gone.
  const isStale = settings.defects.includes('stale-kubelet-restart') && message.resource === 'pods'
  return isStale ? send : { ...send, message: { ...message, freshness: 'latest' } }
}

/** Defect kubelet-stale-node: the node is listed once the pods are known, not before. */
const isSlow = ({ settings }: Self, memory: KubeletMemory, { message }: Send): boolean =>
  settings.defects.includes('kubelet-stale-node') &&
  message.type === 'watch' &&
  message.resource === 'nodes' &&
  cacheOf(memory.client, 'pods').revision === null

const connected = (self: Self, memory: KubeletMemory, peer: Address): KubeletStep => {
  if (peer.startsWith('runtime/')) {
    const asked = { ...memory, runtime: peer, containers: null }
    return { ...begin(asked), sends: [{ to: peer, message: { type: 'cri/list' } }] }
  }
  const { client, sends } = connect(memory.client, peer, self.user, watchesOf(self))
  const asked = sends.filter((send) => !isSlow(self, memory, send)).map((s) => freshly(self, s))
  const isBack = uidsOf(memory).length > 0
  return chain(memory, [
    (m) => ({
      ...begin({ ...m, client }),
      sends: asked,
      arm: isBack ? [{ timer: { name: 'reconnected' }, after: RECONNECT_MS }] : [],
    }),
    (m) => syncNode(self, m),
  ])
}

const disconnected = (memory: KubeletMemory, peer: Address): KubeletStep => {
  if (peer === memory.runtime) {
    const workers = Object.fromEntries(
      Object.entries(memory.workers).map(([uid, worker]) => [uid, forgetAsked(worker)]),
    )
    return begin({ ...memory, runtime: null, containers: null, workers })
  }
  if (peer !== memory.client.server) return begin(memory)
  return begin({ ...memory, client: disconnect(memory.client).client })
}

const uidsIn = (changes: readonly Change[]): readonly string[] => [
  ...new Set(
    changes.flatMap(({ before, after }) =>
      [before, after].flatMap((object) => object?.metadata.uid ?? []),
    ),
  ),
]

const observed = (
  self: Self,
  memory: KubeletMemory,
  message: WatchSnapshot | WatchEvent,
): KubeletStep => {
  const isFirst = cacheOf(memory.client, message.resource).revision === null
  const { client, changes } = observe(memory.client, message)
  const seen = { ...memory, client }
  if (message.resource === 'nodes') {
    return chain(seen, [(m) => syncNode(self, m), (m) => takeIn(self, m)])
  }
  const uids = uidsIn(changes)
  return chain(uids.reduce(caughtUp, seen), [
    (m) => (isFirst ? watchNode(self, m) : begin(m)),
    (m) => syncAll(self, m, uids),
    (m) => takeIn(self, m),
  ])
}

/** Only with defect kubelet-stale-node there is something left to watch. */
const watchNode = (self: Self, memory: KubeletMemory): KubeletStep => {
  const { server } = memory.client
  if (server === null || !self.settings.defects.includes('kubelet-stale-node')) return begin(memory)
  const nodes = watchesOf(self).filter(({ resource }) => resource === 'nodes')
  return { ...begin(memory), sends: connect(memory.client, server, self.user, nodes).sends }
}

const gone = (self: Self, memory: KubeletMemory, message: WatchGone): KubeletStep => {
  const spec = { resource: message.resource, nodeName: self.node.name }
  const { client, sends } = relist(memory.client, message, self.user, spec)
  return { ...begin({ ...memory, client }), sends: sends.map((send) => freshly(self, send)) }
}

const isAboutPod = (
  pending: Pending<Purpose>,
): pending is Pending<Purpose> & { purpose: PodPurpose } => 'uid' in pending.purpose

const heard = (
  self: Self,
  memory: KubeletMemory,
  pending: Pending<Purpose> | undefined,
  answer: Answer,
): KubeletStep => {
  if (pending === undefined) return begin(memory)
  if (!isAboutPod(pending)) return nodeAnswered(self, memory, pending, answer)
  return chain(memory, [
    (m) => podAnswered(self, m, pending, answer),
    (m) => (isDecisive(answer) ? syncPod(self, m, pending.purpose.uid) : begin(m)),
  ])
}

/** The runtime's own account of its containers replaces what the kubelet believed. */
const listed = (
  self: Self,
  memory: KubeletMemory,
  records: readonly ContainerRecord[],
): KubeletStep => {
  const containers = Object.fromEntries(records.map((record) => [record.id, record]))
  const stopped = records.filter(({ state }) => state === 'exited')
  const unprobed = records.filter(({ state, podUid, name }) => {
    const worker = workerOf(memory, podUid)
    return state === 'running' && worker !== undefined && workOf(worker, name).ready === undefined
  })
  return chain({ ...memory, containers }, [
    ...stopped.map((r) => (m: KubeletMemory) => exited(m, r, r.exitCode ?? 0)),
    ...unprobed.map((r) => (m: KubeletMemory) => armProbe(m, podOf(m, r.podUid), r, false)),
    (m) => syncAll(self, m, uidsOf(m)),
    (m) => takeIn(self, m),
  ])
}

const onExit = (self: Self, memory: KubeletMemory, id: string, exitCode: number): KubeletStep => {
  const record = memory.containers?.[id]
  if (record?.state !== 'running') return begin(memory)
  return chain(memory, [(m) => exited(m, record, exitCode), (m) => syncPod(self, m, record.podUid)])
}

const onStarted = (self: Self, memory: KubeletMemory, record: ContainerRecord): KubeletStep =>
  // Before the list it says nothing new: the list will have it.
  memory.containers === null
    ? begin(memory)
    : chain(memory, [
        (m) => started(m, record, podOf(m, record.podUid)),
        (m) => syncPod(self, m, record.podUid),
        (m) => takeIn(self, m),
      ])

const receive = (self: Self, memory: KubeletMemory, message: Message): KubeletStep => {
  switch (message.type) {
    case 'connected':
      return connected(self, memory, message.peer)
    case 'disconnected':
      return disconnected(memory, message.peer)
    case 'snapshot':
    case 'event':
      return memory.client.server === null ? begin(memory) : observed(self, memory, message)
    case 'gone':
      return gone(self, memory, message)
    case 'response': {
      const { client, answered: pending } = answered(memory.client, message)
      return heard(self, { ...memory, client }, pending, message)
    }
    case 'timeout': {
      const { client, abandoned } = abandon(memory.client, message.id)
      return heard(self, { ...memory, client }, abandoned, null)
    }
    case 'cri/containers':
      return listed(self, memory, message.containers)
    case 'cri/started':
      return onStarted(self, memory, message.container)
    case 'cri/exited':
      return onExit(self, memory, message.id, message.exitCode)
    case 'cri/failed':
      return chain(memory, [
        (m) => pullFailed(self, m, message.podUid, message.name),
        (m) => syncPod(self, m, message.podUid),
      ])
    default:
      return begin(memory)
  }
}

/** The periodic sync: everything that differs from what was reported is posted again. */
const statusSync = (self: Self, memory: KubeletMemory): KubeletStep => {
  const { repairing: _over, ...rest } = memory
  const uids = uidsOf(rest)
  return syncAll(self, uids.reduce(markOverwritten, rest), uids)
}

/** Defect early-terminal-phase: only now the pod's resources are free. */
const release = (memory: KubeletMemory, uid: string): KubeletMemory => {
  const worker = workerOf(memory, uid)
  if (worker === undefined) return memory
  const { holding: _over, ...rest } = worker
  return setWorker(memory, uid, rest)
}

const choose = (self: Self, memory: KubeletMemory, { name, key = '' }: Timer): KubeletStep => {
  const part = partsOf(key)
  switch (name) {
    case 'restart':
      return syncPod(self, waited(memory, part.uid, part.name), part.uid)
    case 'backoff-reset':
      return begin(trusted(memory, part.uid, part.name))
    case 'probe':
      return syncPod(self, probed(memory, part.uid, part.name), part.uid)
    case 'release':
      return begin(release(memory, key))
    case 'node':
      return syncNode(self, memory)
    case 'status-sync':
      return statusSync(self, memory)
    default:
      return syncAll(self, memory, uidsOf(memory))
  }
}

const reaction = ({ memory, sends, arm, disarm }: KubeletStep): Reaction<KubeletMemory> => ({
  memory,
  ...(sends.length === 0 ? {} : { sends }),
  ...(arm.length === 0 ? {} : { arm }),
  ...(disarm.length === 0 ? {} : { disarm }),
})

export const kubelet = (settings: Settings, address: Address): Component<KubeletMemory> => {
  const name = address.slice('kubelet/'.length)
  const self: Self = { settings, user: `system:node:${name}`, node: shapeOf(settings, name) }
  return {
    kind: 'kubelet',
    address,
    initial: initialMemory,
    initialDisk: null,
    choose: (memory, timer) => reaction(choose(self, memory, timer)),
    receive: (memory, { message }) => reaction(receive(self, memory, message)),
  }
}
