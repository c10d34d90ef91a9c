/**
 * What one scheduling cycle looks at: the scheduler's cache, frozen, and what a filter may say about it. Source:
 * pkg/scheduler/framework at v1.31.0.
 */
import type { Labels, Node, Pod } from '../objects.ts'
import type { Profile } from './profile.ts'
import { defaultProfile } from './profile.ts'

export interface Snapshot {
  readonly nodes: readonly Node[]
  /** Bound and assumed pods that have not ended. */
  readonly pods: readonly Pod[]
  /** Pods that wait for the end of those they preempted, as if they were on the node that they are nominated to. */
  readonly nominated: readonly Pod[]
  readonly namespaces: { readonly [name: string]: Labels }
  readonly profile: Profile
}

/** A snapshot in which only what is given exists. */
export const snapshot = (given: Partial<Snapshot>): Snapshot => ({
  nodes: [],
  pods: [],
  nominated: [],
  namespaces: {},
  profile: defaultProfile,
  ...given,
})

/** Why a node does not do, in Kubernetes' own words. */
export interface Refusal {
  readonly reasons: readonly string[]
  /** No removal of pods would help: upstream's UnschedulableAndUnresolvable. */
  readonly isFinal: boolean
}

/** Prepared once for a pod and a snapshot (upstream's PreFilter), then asked for each node; null: it does. */
export type Filter = (pod: Pod, snapshot: Snapshot) => (node: Node) => Refusal | null

/** 0 to 100 for each node, in their order. */
export type Score = (pod: Pod, nodes: readonly Node[], snapshot: Snapshot) => readonly number[]

export const final = (reason: string): Refusal => ({ reasons: [reason], isFinal: true })
export const resolvable = (...reasons: readonly string[]): Refusal => ({ reasons, isFinal: false })

export const priorityOf = ({ spec }: Pod): number => spec.priority ?? 0

export const isOn = (node: Node, { spec }: Pod): boolean => spec.nodeName === node.metadata.name

export const podsOn = ({ pods }: Snapshot, node: Node): readonly Pod[] => pods.filter((pod) => isOn(node, pod))

/** Undefined: the node has no such label. */
export const labelOf = (labels: Labels | undefined, key: string): string | undefined =>
  labels !== undefined && Object.hasOwn(labels, key) ? labels[key] : undefined

/** The highest gets 100, the others their share; `reverse` turns that round. */
export const normalised = (values: readonly number[], reverse: boolean): readonly number[] => {
  const highest = Math.max(0, ...values)
  return values.map((value) => {
    const share = highest === 0 ? 0 : Math.floor((value * 100) / highest)
    return reverse ? 100 - share : share
  })
}
