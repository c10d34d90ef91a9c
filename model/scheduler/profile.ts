/**
 * Arguments of the scheduler's plugins, as a KubeSchedulerConfiguration gives them, and the features whose switch
 * changes a decision. Source: pkg/scheduler/apis/config/types_pluginargs.go at v1.31.0.
 */
import type { NodeAffinity } from '../objects.ts'

export interface Profile {
  /** NodeAffinityArgs: what every pod of this scheduler must, or would rather, have of a node. */
  readonly addedAffinity?: NodeAffinity
  /** NodeResourcesFitArgs: extended resources, by name or by the part before the slash, that are not counted. */
  readonly ignoredResources?: readonly string[]
  readonly ignoredResourceGroups?: readonly string[]
  /** Tolerations with the operators Gt and Lt count (TaintTolerationComparisonOperators, alpha in v1.35, off). */
  readonly comparesTaints: boolean
  /** Ties between the best nodes are decided by this text; null: by the order of names, so that a run is one run. */
  readonly tieSeed: string | null
}

export const defaultProfile: Profile = { comparesTaints: false, tieSeed: null }
