/**
 * How a zone is, and what follows for evictions. Source: ComputeZoneState in kubernetes
 * pkg/controller/nodelifecycle at v1.31.0.
 */
import type { Node } from '../objects.ts'

const ZONE = 'topology.kubernetes.io/zone'
const UNHEALTHY_ZONE_THRESHOLD = 0.55

export const readyOf = (node: Node): 'True' | 'False' | 'Unknown' | 'absent' =>
  node.status.conditions.find(({ type }) => type === 'Ready')?.status ?? 'absent'

export const zoneOf = (node: Node): string => node.metadata.labels[ZONE] ?? ''

type ZoneState = 'normal' | 'partial' | 'full'

const stateOf = (nodes: readonly Node[]): ZoneState => {
  const unready = nodes.filter((node) => readyOf(node) !== 'True').length
  if (unready === nodes.length && unready > 0) return 'full'
  const isPartial = unready > 2 && unready / nodes.length >= UNHEALTHY_ZONE_THRESHOLD
  return isPartial ? 'partial' : 'normal'
}

/**
 * May a node of this zone be emptied? Not when every zone is down (the fault is with the control plane), and
 * not in a small zone (at most 50 nodes) that is mostly unhealthy. Larger ones would go on at a tenth of the
 * rate; that is left out: they stop as well.
 */
export const mayEvict = (nodes: readonly Node[], zone: string): boolean => {
  const zones = new Map<string, Node[]>()
  for (const node of nodes) zones.set(zoneOf(node), [...(zones.get(zoneOf(node)) ?? []), node])
  const states = [...zones.values()].map(stateOf)
  if (states.every((state) => state === 'full')) return false
  return stateOf(zones.get(zone) ?? []) !== 'partial'
}

export const isFullyDisrupted = (nodes: readonly Node[]): boolean =>
  nodes.length > 0 && nodes.every((node) => readyOf(node) !== 'True')
