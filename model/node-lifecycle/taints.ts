/**
 * Which taints the node controller gives to a node that is cordoned or not ready, and how fast it may evict.
 *
 * Upstream has two passes, and a write of its own for each: NoSchedule taints follow the node at once, NoExecute
 * taints come and go with the next pass of the monitor. Here one write does what both would, in the worst case a
 * monitor period later; a recorded write may do a part of it (recordings 08a, 09a).
 */
import { lookUp } from '../client.ts'
import type { Step } from '../controller.ts'
import { ask, finish } from '../controller.ts'
import type { Node, Pod, Taint } from '../objects.ts'
import { same } from '../same.ts'
import type { Settings } from '../settings.ts'
import type { Memory, Purpose } from './memory.ts'
import { nodeKey, nodesOf, without } from './memory.ts'
import { isFullyDisrupted, mayEvict, readyOf, zoneOf } from './zones.ts'

const UNREACHABLE = 'node.kubernetes.io/unreachable'
const NOT_READY = 'node.kubernetes.io/not-ready'

const UNSCHEDULABLE = 'node.kubernetes.io/unschedulable'

const isOwn = ({ key }: Taint): boolean =>
  key === UNREACHABLE || key === NOT_READY || key === UNSCHEDULABLE

const CORDONED: Taint = { key: UNSCHEDULABLE, effect: 'NoSchedule' }

/** Taints of others, and that of a cordoned node: they do not depend on its health. */
const standing = ({ spec }: Node): readonly Taint[] => [
  ...(spec.taints ?? []).filter((taint) => !isOwn(taint)),
  ...(spec.unschedulable === true ? [CORDONED] : []),
]

/** The taints that a node should have, by its condition and by what evictions allow. */
const wantedTaints = (settings: Settings, memory: Memory, node: Node): readonly Taint[] => {
  const others = standing(node)
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

export const syncTaints = (settings: Settings, memory: Memory, node: Node): Step<Memory> => {
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

export const isTainted = (memory: Memory, pod: Pod | undefined): boolean =>
  pod?.spec.nodeName !== undefined &&
  (lookUp(memory.client, 'nodes', 'Node', pod.spec.nodeName)?.spec.taints ?? []).length > 0
