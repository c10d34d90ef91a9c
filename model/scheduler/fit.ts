/**
 * Room on a node: the filter NodeResourcesFit, and two scores, its LeastAllocated strategy and
 * NodeResourcesBalancedAllocation. Source: plugins/noderesources at v1.31.0. A request that is more than the whole
 * node has is `resolvable` here, as up to v1.31; later releases call it final, which changes only the text of
 * preemption.
 */
import type { Node, Pod } from '../objects.ts'
import type { Profile } from './profile.ts'
import type { Amounts } from './resources.ts'
import { allocatableOf, nonZeroRequestsOf, requestsOf, sumOf } from './resources.ts'
import type { Filter, Score, Snapshot } from './snapshot.ts'
import { podsOn, resolvable } from './snapshot.ts'

export interface Shortage {
  readonly resource: string
  readonly requested: number
  readonly used: number
  readonly capacity: number
}

const FIRST = ['cpu', 'memory', 'ephemeral-storage']

/** Extended and other counted resources; unknown names without a prefix are nobody's to count. */
const isCounted = (name: string, { ignoredResources = [], ignoredResourceGroups = [] }: Profile): boolean => {
  if (FIRST.includes(name)) return true
  if (!/\/|^hugepages-|^attachable-volumes-/.test(name)) return false
  const [group = ''] = name.split('/')
  const isExtended = name.includes('/') && !group.endsWith('kubernetes.io')
  return !isExtended || !(ignoredResources.includes(name) || ignoredResourceGroups.includes(group))
}

const inOrder = (a: string, b: string): number => {
  const place = (name: string): number => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length)
  return place(a) - place(b) || (a < b ? -1 : 1)
}

/** Of what the node has too little for this pod beside the others; `pods` for their number. */
export const shortages = (pod: Pod, node: Node, others: readonly Pod[], profile: Profile): readonly Shortage[] => {
  const has = allocatableOf(node)
  const used = sumOf(others)
  const wanted = requestsOf(pod)
  const all = Object.keys(wanted)
    .filter((name) => isCounted(name, profile))
    .sort(inOrder)
    .map((name) => ({ resource: name, requested: wanted[name] ?? 0, used: used[name] ?? 0, capacity: has[name] ?? 0 }))
  const count = { resource: 'pods', requested: 1, used: others.length, capacity: has['pods'] ?? 0 }
  return [count, ...all].filter((s) => s.requested > 0 && s.requested > s.capacity - s.used)
}

export const nodeResourcesFit: Filter = (pod, world) => (node) => {
  const short = shortages(pod, node, podsOn(world, node), world.profile)
  const reasons = short.map(({ resource }) => (resource === 'pods' ? 'Too many pods' : `Insufficient ${resource}`))
  return short.length === 0 ? null : resolvable(...reasons)
}

const COMPARED = ['cpu', 'memory'] as const

/** Of cpu and memory, where the node has any: how much there is, and how much would be used. */
const usage = (pod: Pod, node: Node, world: Snapshot, requests: (pod: Pod) => Amounts) => {
  const all = [...podsOn(world, node), pod].map(requests)
  return COMPARED.map((resource) => ({
    capacity: allocatableOf(node)[resource] ?? 0,
    used: all.reduce((sum, amounts) => sum + (amounts[resource] ?? 0), 0),
  })).filter(({ capacity }) => capacity > 0)
}

/** The emptier the better. */
export const leastAllocated: Score = (pod, nodes, world) =>
  nodes.map((node) => {
    const free = usage(pod, node, world, nonZeroRequestsOf).map(({ capacity, used }) =>
      used > capacity ? 0 : Math.floor(((capacity - used) * 100) / capacity),
    )
    return free.length === 0 ? 0 : Math.floor(free.reduce((a, b) => a + b, 0) / free.length)
  })

/** Cpu and memory used up alike. Unlike LeastAllocated it takes the requests as they are. */
export const balancedAllocation: Score = (pod, nodes, world) =>
  nodes.map((node) => {
    const [a, b] = usage(pod, node, world, requestsOf).map(({ capacity, used }) => Math.min(1, used / capacity))
    const deviation = a === undefined || b === undefined ? 0 : Math.abs((a - b) / 2)
    return Math.trunc((1 - deviation) * 100)
  })
