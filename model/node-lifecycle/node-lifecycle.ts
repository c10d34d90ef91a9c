/**
 * The node controller: notices nodes that fall silent, marks them Unknown and their pods unready, taints them,
 * and evicts their pods when the tolerations are over.
 * Source: kubernetes pkg/controller/nodelifecycle and tainteviction at v1.31.0; recordings 08, 09, 16, 24.
 *
 * The world tells when a node's lease is no longer renewed (heartbeats are modelled by their absence); the
 * grace period runs from then, on this controller's own clock. A renewed lease alone does not bring a node
 * back: its kubelet has to post Ready.
 *
 * Left out: a tenth of the eviction rate in large unhealthy zones (they stop); cloud node lifecycle.
 * Timers: sync/<node or pod>, grace/<node>, no-execute/<node>, rate/<zone>, evict/<pod>.
 */
import type { Pending } from '../client.ts'
import { cached, lookUp } from '../client.ts'
import type { Component, Reaction, Timer } from '../component.ts'
import type { Answer, ControllerMemory, Logic, Step } from '../controller.ts'
import { andThen, ask, begin, enqueue, fail, finish, isBusy, newController, succeeded } from '../controller.ts'
import { controller } from '../controller-loop.ts'
import type { Address } from '../messages.ts'
import type { Node, Pod, Taint } from '../objects.ts'
import { keyOf } from '../objects.ts'
import { isReady, isTerminal } from '../pod.ts'
import { same } from '../same.ts'
import type { Settings } from '../settings.ts'
import { evictionDelay } from './taint-eviction.ts'
import { isFullyDisrupted, mayEvict, readyOf, zoneOf } from './zones.ts'

interface Purpose {
  readonly key: string
  readonly step: 'health' | 'pods' | 'taint' | 'disrupt' | 'evict'
}

type Flags = { readonly [name: string]: true }

export interface NodeLifecycleMemory extends ControllerMemory<Purpose> {
  /** Nodes whose lease is not renewed, as the world told. */
  readonly silent: Flags
  /** Silent for the whole grace period. */
  readonly overdue: Flags
  /** Unready: soon, or for a whole monitor period, it may get a NoExecute taint. */
  readonly ripe: { readonly [node: string]: 'soon' | 'now' }
  /** Zones in which a node was tainted NoExecute within the eviction interval. */
  readonly limited: Flags
  /** Pods whose eviction is timed, or due. */
  readonly leaving: { readonly [pod: string]: 'timed' | 'due' }
}

type Memory = NodeLifecycleMemory

const initial: Memory = {
  ...newController<Purpose>(),
  silent: {},
  overdue: {},
  ripe: {},
  limited: {},
  leaving: {},
}

const UNREACHABLE = 'node.kubernetes.io/unreachable'
const NOT_READY = 'node.kubernetes.io/not-ready'

const without = <V>(record: { readonly [key: string]: V }, key: string): { readonly [key: string]: V } => {
  const { [key]: _gone, ...rest } = record
  return rest
}

const nodesOf = (memory: Memory): readonly Node[] => cached(memory.client, 'nodes', 'Node')
const podsOn = (memory: Memory, node: string): readonly Pod[] =>
  cached(memory.client, 'pods', 'Pod').filter(({ spec }) => spec.nodeName === node)

const nodeKey = (name: string): string => `node/${name}`
const podKey = (key: string): string => `pod/${key}`

const isOwn = ({ key }: Taint): boolean => key === UNREACHABLE || key === NOT_READY

/** The taints that a node should have, by its condition and by what evictions allow. */
const wantedTaints = (settings: Settings, memory: Memory, node: Node): readonly Taint[] => {
  const others = (node.spec.taints ?? []).filter((taint) => !isOwn(taint))
  const ready = readyOf(node)
  if (ready === 'True') return others
  const key = ready === 'Unknown' ? UNREACHABLE : NOT_READY
  const noSchedule: Taint = { key, effect: 'NoSchedule' }
  const has = (node.spec.taints ?? []).some((t) => t.key === key && t.effect === 'NoExecute')
  const nodes = nodesOf(memory)
  // kubernetes/kubernetes#24200: no guard against all nodes being silent at once.
  const guarded = !settings.defects.includes('mass-eviction')
  const isAllowed = !guarded || mayEvict(nodes, zoneOf(node))
  const isStopped = guarded && isFullyDisrupted(nodes)
  const isNew = memory.ripe[node.metadata.name] === 'now' && !Object.hasOwn(memory.limited, zoneOf(node))
  const executes = !isStopped && (has || (isAllowed && isNew))
  return executes ? [...others, noSchedule, { key, effect: 'NoExecute' }] : [...others, noSchedule]
}

const markUnknown = (memory: Memory, node: Node): Step<Memory> => {
  const conditions = [
    ...node.status.conditions.filter(({ type }) => type !== 'Ready'),
    { type: 'Ready', status: 'Unknown', reason: 'NodeStatusUnknown' } as const,
  ]
  const object: Node = {
    ...node,
    metadata: { ...node.metadata, resourceVersion: 0 },
    status: { ...node.status, conditions },
  }
  const { name } = node.metadata
  const spec = { verb: 'update', subresource: 'status', resource: 'nodes', key: name, object } as const
  return ask<Purpose, Memory>(memory, spec, { key: nodeKey(name), step: 'health' })
}

/** Pods of an Unknown node leave the endpoints before any taint. */
const markPods = (memory: Memory, node: Node): Step<Memory> =>
  podsOn(memory, node.metadata.name)
    .filter((pod) => isReady(pod) && !isTerminal(pod))
    .reduce<Step<Memory>>((step, pod) => andThen(step, (m) => markPod(m, pod)), begin(memory))

const markPod = (memory: Memory, pod: Pod): Step<Memory> => {
  const conditions = [
    ...(pod.status.conditions ?? []).filter(({ type }) => type !== 'Ready'),
    { type: 'Ready', status: 'False', reason: 'NodeNotReady' } as const,
  ]
  const object: Pod = {
    ...pod,
    metadata: { ...pod.metadata, resourceVersion: 0 },
    status: { ...pod.status, conditions },
  }
  const uid = pod.metadata.uid
  const spec = { verb: 'update', subresource: 'status', resource: 'pods', key: keyOf(pod), uid, object } as const
  return ask<Purpose, Memory>(memory, spec, { key: nodeKey(pod.spec.nodeName ?? ''), step: 'pods' })
}

const syncNode = (settings: Settings, memory: Memory, name: string): Step<Memory> => {
  const key = nodeKey(name)
  const node = lookUp(memory.client, 'nodes', 'Node', name)
  if (node === undefined) return finish(memory, key)
  const isUnknown = readyOf(node) === 'Unknown'
  if (Object.hasOwn(memory.overdue, name) && !isUnknown) {
    return markUnknown(memory, node)
  }
  // kubernetes/kubernetes#48681: a leader that finds the node "already Unknown" skips its pods.
  if (isUnknown && !settings.defects.includes('unknown-half-done')) {
    const marked = markPods(memory, node)
    if (marked.sends.length > 0) return marked
  }
  return syncTaints(settings, memory, node)
}

const syncTaints = (settings: Settings, memory: Memory, node: Node): Step<Memory> => {
  const { name } = node.metadata
  const key = nodeKey(name)
  if (readyOf(node) === 'True') memory = { ...memory, ripe: without(memory.ripe, name) }
  const wanted = wantedTaints(settings, memory, node)
  if (same(wanted, node.spec.taints ?? [])) return armed(settings, finish(memory, key), node)
  const { taints: _old, ...spec } = node.spec
  const object: Node = { ...node, spec: wanted.length === 0 ? spec : { ...spec, taints: wanted } }
  const isEviction =
    wanted.some(({ effect, key: k }) => effect === 'NoExecute' && (k === UNREACHABLE || k === NOT_READY)) &&
    !(node.spec.taints ?? []).some((t) => isOwn(t) && t.effect === 'NoExecute')
  const asked = ask<Purpose, Memory>(
    memory,
    { verb: 'update', resource: 'nodes', key: name, object },
    { key, step: 'taint' },
  )
  return isEviction ? limit(settings, asked, zoneOf(node)) : asked
}

const limit = (settings: Settings, step: Step<Memory>, zone: string): Step<Memory> => ({
  ...step,
  memory: { ...step.memory, limited: { ...step.memory.limited, [zone]: true } },
  arm: [...step.arm, { timer: { name: 'rate', key: zone }, after: settings.timing.evictionInterval }],
})

/** A node that has just become unready gets NoExecute at the next pass of the monitor. */
const armed = (settings: Settings, step: Step<Memory>, node: Node): Step<Memory> => {
  const { name } = node.metadata
  if (readyOf(node) === 'True' || Object.hasOwn(step.memory.ripe, name)) return step
  return {
    ...step,
    memory: { ...step.memory, ripe: { ...step.memory.ripe, [name]: 'soon' } },
    arm: [...step.arm, { timer: { name: 'no-execute', key: name }, after: settings.timing.nodeMonitorPeriod }],
  }
}

const syncPod = (memory: Memory, key: string): Step<Memory> => {
  const pod = lookUp(memory.client, 'pods', 'Pod', key)
  const node = pod?.spec.nodeName === undefined ? undefined : lookUp(memory.client, 'nodes', 'Node', pod.spec.nodeName)
  const delay = pod === undefined ? null : evictionDelay(pod, node)
  const timer: Timer = { name: 'evict', key }
  if (pod === undefined || delay === null) {
    const stays = { ...memory, leaving: without(memory.leaving, key) }
    const step = finish(stays, podKey(key))
    return Object.hasOwn(memory.leaving, key) ? { ...step, disarm: [...step.disarm, timer] } : step
  }
  if (delay === 0 || memory.leaving[key] === 'due') return disrupt(memory, pod)
  if (memory.leaving[key] === 'timed') return finish(memory, podKey(key))
  const timed = { ...memory, leaving: { ...memory.leaving, [key]: 'timed' as const } }
  const step = finish(timed, podKey(key))
  return { ...step, arm: [...step.arm, { timer, after: delay }] }
}

/** DisruptionTarget first, then the deletion. */
const disrupt = (memory: Memory, pod: Pod): Step<Memory> => {
  const conditions = [
    ...(pod.status.conditions ?? []).filter(({ type }) => type !== 'DisruptionTarget'),
    { type: 'DisruptionTarget', status: 'True', reason: 'DeletionByTaintManager' } as const,
  ]
  const object: Pod = {
    ...pod,
    metadata: { ...pod.metadata, resourceVersion: 0 },
    status: { ...pod.status, conditions },
  }
  const uid = pod.metadata.uid
  const key = keyOf(pod)
  const spec = { verb: 'update', subresource: 'status', resource: 'pods', key, uid, object } as const
  return ask<Purpose, Memory>(memory, spec, { key: podKey(key), step: 'disrupt' })
}

const evict = (memory: Memory, key: string, uid: string): Step<Memory> =>
  ask<Purpose, Memory>(memory, { verb: 'delete', resource: 'pods', key, uid }, { key: podKey(key), step: 'evict' })

const onAnswer = (memory: Memory, { purpose, request }: Pending<Purpose>, answer: Answer): Step<Memory> => {
  const { key, step } = purpose
  if (step === 'disrupt' && succeeded(answer)) return evict(memory, request.key, request.uid ?? '')
  if (step === 'health' && succeeded(answer)) {
    const node = lookUp(memory.client, 'nodes', 'Node', request.key)
    const marked = node === undefined ? begin(memory) : markPods(memory, node)
    if (marked.sends.length > 0) return marked
  }
  if (isBusy(memory, key)) return begin(memory)
  const isMoot = answer?.code === 404 || (answer?.code === 409 && step !== 'taint')
  return succeeded(answer) || isMoot ? again(memory, key, step) : fail(memory, key)
}

/** After a node's health was written its taints are looked at; the event of the write does that. */
const again = (memory: Memory, key: string, step: Purpose['step']): Step<Memory> => {
  if (step === 'evict') {
    const pod = key.slice('pod/'.length)
    return finish({ ...memory, leaving: without(memory.leaving, pod) }, key)
  }
  return finish(memory, key)
}

const keysOf = (memory: Memory): readonly string[] => [
  ...nodesOf(memory).map(({ metadata }) => nodeKey(metadata.name)),
  ...cached(memory.client, 'pods', 'Pod').map((pod) => podKey(keyOf(pod))),
]

/** A node concerns itself, the others (their zone's state), and its pods. */
const affectedByNode = (memory: Memory, before: Node | undefined, after: Node | undefined): readonly string[] => {
  const name = (after ?? before)?.metadata.name ?? ''
  const health = (node: Node | undefined): unknown => (node === undefined ? null : [readyOf(node), node.spec.taints ?? []])
  if (same(health(before), health(after))) return []
  const unready = nodesOf(memory).filter((node) => readyOf(node) !== 'True')
  return [
    nodeKey(name),
    ...unready.map(({ metadata }) => nodeKey(metadata.name)),
    ...podsOn(memory, name).map((pod) => podKey(keyOf(pod))),
  ]
}

const isTainted = (memory: Memory, pod: Pod | undefined): boolean =>
  pod?.spec.nodeName !== undefined &&
  (lookUp(memory.client, 'nodes', 'Node', pod.spec.nodeName)?.spec.taints ?? []).length > 0

const logic = (settings: Settings): Logic<Purpose, Memory> => ({
  kind: 'node-lifecycle',
  watches: [{ resource: 'nodes' }, { resource: 'pods' }],
  initial,
  keys: keysOf,
  affected: (memory, resource, { key, before, after }) => {
    if (resource === 'nodes') {
      const asNode = (o: typeof before): Node | undefined => (o?.kind === 'Node' ? o : undefined)
      return affectedByNode(memory, asNode(before), asNode(after))
    }
    const pod = after?.kind === 'Pod' ? after : undefined
    const isUnready = isTainted(memory, pod)
    return isUnready || Object.hasOwn(memory.leaving, key)
      ? [podKey(key), ...(pod !== undefined && isReady(pod) ? [nodeKey(pod.spec.nodeName ?? '')] : [])]
      : []
  },
  sync: (memory, key) =>
    key.startsWith('node/')
      ? syncNode(settings, memory, key.slice('node/'.length))
      : syncPod(memory, key.slice('pod/'.length)),
  answered: onAnswer,
  alarm: (memory, { name, key = '' }) => {
    switch (name) {
      case 'grace':
        return enqueue({ ...memory, overdue: { ...memory.overdue, [key]: true } }, [nodeKey(key)])
      case 'no-execute':
        return enqueue({ ...memory, ripe: { ...memory.ripe, [key]: 'now' } }, [nodeKey(key)])
      case 'rate': {
        const free = { ...memory, limited: without(memory.limited, key) }
        return enqueue(
          free,
          nodesOf(free)
            .filter((node) => readyOf(node) !== 'True')
            .map(({ metadata }) => nodeKey(metadata.name)),
        )
      }
      case 'evict':
        return enqueue({ ...memory, leaving: { ...memory.leaving, [key]: 'due' } }, [podKey(key)])
      default:
        return begin(memory)
    }
  },
})

const grace = (settings: Settings, nodes: readonly string[]) =>
  nodes.map((key) => ({ timer: { name: 'grace', key }, after: settings.timing.nodeMonitorGrace }))

/** The lease of a node is renewed no longer, or again. */
const onLease = (settings: Settings, memory: Memory, node: string, fresh: boolean): Reaction<Memory> => {
  if (fresh) {
    const memoryNow = { ...memory, silent: without(memory.silent, node), overdue: without(memory.overdue, node) }
    return { memory: memoryNow, disarm: [{ name: 'grace', key: node }] }
  }
  const silent = { ...memory, silent: { ...memory.silent, [node]: true as const } }
  return memory.leading ? { memory: silent, arm: grace(settings, [node]) } : { memory: silent }
}

export const nodeLifecycle = (settings: Settings, address: Address): Component<NodeLifecycleMemory> => {
  const base = controller(logic(settings), address)
  return {
    ...base,
    receive: (memory, envelope, disk, entropy) => {
      const { message } = envelope
      if (message.type === 'lease') {
        return message.name.startsWith('node/')
          ? onLease(settings, memory, message.name.slice('node/'.length), message.fresh)
          : { memory }
      }
      const reaction = base.receive(memory, envelope, disk, entropy)
      if (message.type !== 'lead' || !message.leading) return reaction
      const arm = [...(reaction.arm ?? []), ...grace(settings, Object.keys(memory.silent).sort())]
      return { ...reaction, arm }
    },
  }
}
