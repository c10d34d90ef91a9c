/**
 * What a deployment needs next, worked out from the caches alone: a ReplicaSet to create, sizes to
 * change, old sets to drop, and the status to write afterwards.
 */
import { controllerRef, isControlledBy, newMetadata } from '../claim.ts'
import type { Deployment, Pod, PodTemplate, ReplicaSet } from '../objects.ts'
import { isTerminal } from '../pod.ts'
import { maxUnavailable, newSetReplicas, sumAvailable, sumReplicas } from './bounds.ts'
import type { Resize } from './rolling.ts'
import { byAge, isUsed, resizeNew, resizeOld } from './rolling.ts'
import { isScalingEvent, resizeAll, sizeAnnotations } from './scaling.ts'
import { revisionOf, withRevision } from './revision.ts'
import { HASH_LABEL, sameTemplate, templateHash } from './template-hash.ts'

export interface Plan {
  readonly create?: ReplicaSet
  readonly resize: readonly Resize[]
  readonly drop: readonly ReplicaSet[]
  readonly status: Deployment['status']
  /** Of the present template; absent: no set has it yet. */
  readonly revision?: string
  /** The set that has it, if there is one. */
  readonly newSet: ReplicaSet | undefined
}

/** revisionHistoryLimit: how many old sets without pods are kept for a rollback. */
const HISTORY = 10

interface View {
  readonly deployment: Deployment
  /** The set with the deployment's present template. */
  readonly newSet: ReplicaSet | undefined
  readonly oldSets: readonly ReplicaSet[]
  readonly pods: readonly Pod[]
}

export const viewOf = (
  deployment: Deployment,
  sets: readonly ReplicaSet[],
  pods: readonly Pod[],
): View => {
  const { template } = deployment.spec
  const newSet = [...sets].sort(byAge).find((set) => sameTemplate(set.spec.template, template))
  return { deployment, newSet, oldSets: sets.filter((set) => set !== newSet), pods }
}

export const planFor = (view: View): Plan => {
  const { deployment, newSet, oldSets } = view
  const sets = [...oldSets, ...(newSet === undefined ? [] : [newSet])]
  if (deployment.metadata.deletionTimestamp !== undefined) return plan(view, {})
  if (deployment.spec.paused) {
    return plan(view, {
      resize: resizeAll(deployment, newSet, oldSets),
      drop: superfluous(oldSets),
    })
  }
  if (isScalingEvent(deployment, sets)) {
    return plan(view, { resize: resizeAll(deployment, newSet, oldSets) })
  }
  return deployment.spec.strategy.type === 'Recreate' ? recreate(view) : roll(view)
}

/**
 * New up as far as the surge allows; when it cannot go further, old down as far as availability
 * allows.
 */
const roll = (view: View): Plan => {
  const { deployment, newSet, oldSets } = view
  // Old sets shrink in the next sync, when the new one is in the cache.
  if (newSet === undefined) {
    return plan(view, { create: newReplicaSet(deployment, oldSets, sumReplicas(oldSets)) })
  }
  const up = resizeNew(deployment, newSet, oldSets)
  if (up.length > 0) return plan(view, { resize: up })
  const down = resizeOld(deployment, newSet, oldSets)
  if (down.length > 0) return plan(view, { resize: down })
  return plan(view, isComplete(deployment) ? { drop: superfluous(oldSets) } : {})
}

/** All old pods go, terminating ones too, before the first new one is made. */
const recreate = (view: View): Plan => {
  const { deployment, newSet, oldSets, pods } = view
  const down = oldSets.filter(isUsed).map((set) => ({ set, replicas: 0 }))
  if (down.length > 0) return plan(view, { resize: down })
  const running = pods.some(
    (pod) => !isTerminal(pod) && oldSets.some((set) => isControlledBy(pod, set)),
  )
  if (running) return plan(view, {})
  if (newSet === undefined) return plan(view, { create: newReplicaSet(deployment, oldSets, 0) })
  const { replicas } = deployment.spec
  if (newSet.spec.replicas !== replicas) return plan(view, { resize: [{ set: newSet, replicas }] })
  return plan(view, isComplete(deployment) ? { drop: superfluous(oldSets) } : {})
}

const withHash = (template: PodTemplate, hash: string): PodTemplate => ({
  ...template,
  metadata: {
    ...template.metadata,
    labels: { ...template.metadata.labels, [HASH_LABEL]: hash },
  },
})

const newReplicaSet = (
  deployment: Deployment,
  oldSets: readonly ReplicaSet[],
  others: number,
): ReplicaSet => {
  const { metadata, spec } = deployment
  const hash = templateHash(spec.template)
  const template = withHash(spec.template, hash)
  const matchLabels = { ...spec.selector.matchLabels, [HASH_LABEL]: hash }
  const set: ReplicaSet = {
    kind: 'ReplicaSet',
    metadata: {
      ...newMetadata(`${metadata.name}-${hash}`, metadata.namespace, template.metadata.labels),
      annotations: sizeAnnotations(deployment),
      ownerReferences: [controllerRef(deployment)],
    },
    spec: {
      replicas: newSetReplicas(deployment, others, 0),
      selector: { ...spec.selector, matchLabels },
      template,
    },
    status: { replicas: 0, readyReplicas: 0, availableReplicas: 0, observedGeneration: 0 },
  }
  return withRevision(set, revisionOf(undefined, oldSets))
}

/** Old sets beyond the history limit, oldest first, unless they still have or want pods. */
const superfluous = (oldSets: readonly ReplicaSet[]): readonly ReplicaSet[] => {
  const alive = oldSets.filter(({ metadata }) => metadata.deletionTimestamp === undefined)
  return [...alive]
    .sort(byAge)
    .slice(0, Math.max(0, alive.length - HISTORY))
    .filter(
      ({ metadata, spec, status }) =>
        status.replicas === 0 &&
        spec.replicas === 0 &&
        metadata.generation <= status.observedGeneration,
    )
}

/** As its own status tells: everything is new, and available. */
const isComplete = ({ metadata, spec, status }: Deployment): boolean =>
  status.updatedReplicas === spec.replicas &&
  status.replicas === spec.replicas &&
  status.availableReplicas === spec.replicas &&
  status.observedGeneration >= metadata.generation

const plan = (view: View, todo: Partial<Plan>): Plan => ({
  resize: [],
  drop: [],
  ...todo,
  status: statusOf(view, todo),
  ...(view.newSet === undefined && todo.create === undefined
    ? {}
    : { revision: revisionOf(view.newSet, view.oldSets) }),
  newSet: view.newSet,
})

/**
 * Pods are counted as the sets last reported them, sizes as they were before this plan but for a set that it
 * creates: what upstream resizes in a sync it counts in the next (recordings 03a, 04a).
 */
const statusOf = ({ deployment, newSet, oldSets }: View, todo: Partial<Plan>): Plan['status'] => {
  const sets = [...oldSets, ...(newSet === undefined ? [] : [newSet])]
  const sum = (of: (set: ReplicaSet) => number): number => sets.reduce((n, set) => n + of(set), 0)
  const wanted = sumReplicas(sets) + (todo.create?.spec.replicas ?? 0)
  const available = sumAvailable(sets)
  return {
    replicas: sum(({ status }) => status.replicas),
    readyReplicas: sum(({ status }) => status.readyReplicas),
    availableReplicas: available,
    updatedReplicas: newSet?.status.replicas ?? 0,
    unavailableReplicas: Math.max(0, wanted - available),
    observedGeneration: deployment.metadata.generation,
  }
}

/** So many pods must be available while a rolling update goes on. */
export const minAvailable = (deployment: Deployment): number =>
  deployment.spec.replicas - maxUnavailable(deployment)
