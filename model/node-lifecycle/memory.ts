/** What the node controller remembers, and how its keys are written. */
import { cached } from '../client.ts'
import type { ControllerMemory } from '../controller.ts'
import { newController } from '../controller.ts'
import type { Node, Pod } from '../objects.ts'

export interface Purpose {
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

export type Memory = NodeLifecycleMemory

export const initial: Memory = {
  ...newController<Purpose>(),
  silent: {},
  overdue: {},
  ripe: {},
  limited: {},
  leaving: {},
}

export const without = <V>(record: { readonly [key: string]: V }, key: string): { readonly [key: string]: V } => {
  const { [key]: _gone, ...rest } = record
  return rest
}

export const nodesOf = (memory: Memory): readonly Node[] => cached(memory.client, 'nodes', 'Node')
export const podsOn = (memory: Memory, node: string): readonly Pod[] =>
  cached(memory.client, 'pods', 'Pod').filter(({ spec }) => spec.nodeName === node)

export const nodeKey = (name: string): string => `node/${name}`
export const podKey = (key: string): string => `pod/${key}`
