/** Cases of the scheduler's tests as they are written down, and the worlds that they make. */
import { newMetadata } from '../../model/claim.ts'
import type { Labels, Metadata, Node, Pod } from '../../model/objects.ts'
import type { Profile } from '../../model/scheduler/profile.ts'
import { defaultProfile } from '../../model/scheduler/profile.ts'
import type { Snapshot } from '../../model/scheduler/snapshot.ts'
import { snapshot } from '../../model/scheduler/snapshot.ts'

export interface Given<T extends Pod | Node> {
  readonly metadata?: Partial<Omit<Metadata, 'deletionTimestamp' | 'creationTimestamp'>> & {
    readonly deletionTimestamp?: unknown
    readonly creationTimestamp?: unknown
  }
  readonly spec?: Partial<T['spec']>
  readonly status?: Partial<T['status']>
}

export interface World {
  readonly id: string
  readonly pod: Given<Pod>
  readonly nodes: readonly Given<Node>[]
  readonly args?: Partial<Profile> | null
  readonly featureGates?: { readonly [gate: string]: boolean } | null
}

export interface Verdict {
  readonly code: string
  readonly reasons?: readonly string[]
}

export interface FilterCase extends World {
  readonly plugin: string
  readonly existingPods: { readonly [node: string]: readonly Given<Pod>[] }
  readonly namespaces?: readonly { readonly metadata: { readonly name: string; readonly labels?: Labels } }[]
  readonly expected: {
    readonly preFilter?: Verdict
    readonly preFilterNodeNames?: readonly string[] | null
    readonly filter: { readonly [node: string]: Verdict } | null
    readonly insufficient?: readonly {
      readonly resource: string
      readonly requested: number
      readonly used: number
      readonly capacity: number
      readonly unresolvable: boolean
    }[]
  }
}

export interface ScoreCase extends World {
  readonly plugin: string
  readonly expected: { readonly preScore?: Verdict; readonly scores: { readonly [node: string]: number } | null }
}

export interface RecordedVerdict extends World {
  readonly existingPods: readonly Given<Pod>[]
  readonly verdict: { readonly nodeName?: string; readonly message?: string }
}

const metadataOf = ({ metadata = {} }: Given<Pod>, namespace: string | undefined): Metadata => {
  const { deletionTimestamp, creationTimestamp: _clock, ...rest } = metadata
  const given = { ...newMetadata('', namespace, {}), ...rest }
  return deletionTimestamp === undefined ? given : { ...given, deletionTimestamp: true }
}

export const podOf = (given: Given<Pod>, nodeName?: string): Pod => ({
  kind: 'Pod',
  metadata: metadataOf(given, ''),
  spec: { containers: [], ...given.spec, ...(nodeName === undefined ? {} : { nodeName }) },
  status: { phase: 'Pending', ...given.status },
})

export const nodeOf = (given: Given<Node>): Node => ({
  kind: 'Node',
  metadata: metadataOf({ metadata: given.metadata ?? {} }, undefined),
  spec: given.spec ?? {},
  status: { allocatable: {}, conditions: [], ...given.status },
})

const profileOf = ({ args, featureGates }: World): Profile => ({
  ...defaultProfile,
  ...args,
  comparesTaints: featureGates?.['TaintTolerationComparisonOperators'] ?? true,
})

export const worldOf = (given: World, pods: readonly Pod[], namespaces: FilterCase['namespaces'] = []): Snapshot =>
  snapshot({
    nodes: given.nodes.map(nodeOf),
    pods,
    namespaces: Object.fromEntries(namespaces.map(({ metadata }) => [metadata.name, metadata.labels ?? {}])),
    profile: profileOf(given),
  })
