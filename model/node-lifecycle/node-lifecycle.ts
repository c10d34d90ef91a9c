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
import type { Answer, Logic, Step } from '../controller.ts'
import { andThen, ask, begin, enqueue, fail, finish, isBusy, succeeded } from '../controller.ts'
import { controller } from '../controller-loop.ts'
import type { Address } from '../messages.ts'
import type { Node, Pod } from '../objects.ts'
import { keyOf } from '../objects.ts'
import { isReady, isTerminal } from '../pod.ts'
import { same } from '../same.ts'
import type { Settings } from '../settings.ts'
import { evictionDelay } from './taint-eviction.ts'
import type { Memory, NodeLifecycleMemory, Purpose } from './memory.ts'
import { initial, nodeKey, nodesOf, podKey, podsOn, without } from './memory.ts'
import { isTainted, syncTaints } from './taints.ts'
import { readyOf } from './zones.ts'

export type { NodeLifecycleMemory } from './memory.ts'

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
