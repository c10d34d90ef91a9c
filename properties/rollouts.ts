/** Rolling updates: they finish, and keep within maxSurge and maxUnavailable as real clusters do. */
import { controllerOf } from '../model/claim.ts'
import type { Deployment, Pod, ReplicaSet } from '../model/objects.ts'
import { keyOf } from '../model/objects.ts'
import { isReady, isTerminating } from '../model/pod.ts'
import { maxUnavailable, surgeBound } from '../model/deployment/bounds.ts'
import { templateHash } from '../model/deployment/template-hash.ts'
import type { Objects } from '../model/truth.ts'
import { pathOf } from '../model/truth.ts'
import type { Claim } from './claim.ts'
import { eventually, none, noneOnStep, onEveryStep, sometimes } from './claim.ts'

const setsOf = (objects: Objects, deployment: Deployment): readonly ReplicaSet[] =>
  objects.sets.filter(
    (set): set is ReplicaSet =>
      set.kind === 'ReplicaSet' && controllerOf(set)?.uid === deployment.metadata.uid,
  )

const total = (sets: readonly ReplicaSet[]): number =>
  sets.reduce((sum, set) => sum + set.spec.replicas, 0)

const readyOnes = (objects: Objects, deployment: Deployment): readonly Pod[] => {
  const uids = new Set(setsOf(objects, deployment).map((set) => set.metadata.uid))
  return objects.pods.filter(
    (pod) => uids.has(controllerOf(pod)?.uid ?? '') && isReady(pod) && !isTerminating(pod),
  )
}

/** Ready pods of a deployment, those on their way out not counted. */
export const readyPods = (objects: Objects, deployment: Deployment): number =>
  readyOnes(objects, deployment).length

export const rolloutStaysWithinSurge: Claim = (truth) =>
  onEveryStep({
    name: 'rollout-stays-within-surge',
    clause: 'DEPLOY-3',
    description: 'No step raises the sum of the ReplicaSets of a Deployment above replicas + maxSurge.',
    witness: 'some-rollout-is-under-way',
    ...noneOnStep((before, after) => {
      const [was, is] = [truth.objects(before), truth.objects(after)]
      if (was === is) return []
      return is.deployments.flatMap((deployment) => {
        const had = total(setsOf(was, deployment))
        const has = total(setsOf(is, deployment))
        return has > had && has > surgeBound(deployment)
          ? [`the ReplicaSets of ${keyOf(deployment)} ask for ${has} pods, at most ${surgeBound(deployment)} allowed`]
          : []
      })
    }),
  })

export const rolloutKeepsPodsReady: Claim = (truth) =>
  onEveryStep({
    name: 'rollout-keeps-pods-ready',
    clause: 'DEPLOY-4',
    description: 'During a rollout no ready pod is deleted so that fewer than replicas - maxUnavailable stay ready.',
    witness: 'some-rollout-is-under-way',
    ...noneOnStep((before, after) => {
      const [was, is] = [truth.objects(before), truth.objects(after)]
      if (was === is) return []
      return is.deployments.flatMap((deployment) => {
        if (setsOf(was, deployment).filter((set) => set.spec.replicas > 0).length < 2) return []
        const least = deployment.spec.replicas - maxUnavailable(deployment)
        const [had, has] = [readyPods(was, deployment), readyPods(is, deployment)]
        return had >= least && has < least && isPodDeleted(was, is, deployment)
          ? [`${keyOf(deployment)} has ${has} ready, at least ${least} promised`]
          : []
      })
    }),
  })

/** Was a ready pod of it marked for deletion between the two? */
const isPodDeleted = (was: Objects, is: Objects, deployment: Deployment): boolean =>
  readyOnes(was, deployment).some((pod) => {
    const now = is.byKey.get(pathOf(pod))
    return now?.kind === 'Pod' && isTerminating(now)
  })

export const rolloutFinishes: Claim = (truth) =>
  eventually({
    name: 'rollout-finishes',
    clause: 'DEPLOY-1',
    description: 'In the end a Deployment runs its current template only, unless new pods cannot get ready.',
    witness: 'some-rollout-is-complete',
    ...none((state) => {
      const objects = truth.objects(state)
      return objects.deployments
        .filter(({ spec, metadata }) => spec.paused !== true && metadata.deletionTimestamp === undefined)
        .filter((deployment) => inActiveNamespace(objects, deployment))
        .flatMap((deployment) => {
          const hash = templateHash(deployment.spec.template)
          const sets = setsOf(objects, deployment)
          const current = sets.filter((set) => set.metadata.labels['pod-template-hash'] === hash)
          if (current.length === 0) return [`${keyOf(deployment)} has no ReplicaSet for its template`]
          const isStuck = total(current) > 0 && readyPods(objects, deployment) < deployment.spec.replicas
          const done = total(current) === deployment.spec.replicas && total(sets) === total(current)
          return done || isStuck
            ? []
            : [`${keyOf(deployment)} has ${total(current)} of ${deployment.spec.replicas} updated, ${total(sets)} in all`]
        })
    }),
  })

const inActiveNamespace = (objects: Objects, { metadata }: Deployment): boolean =>
  objects.namespaces.some(
    (n) => n.metadata.name === metadata.namespace && n.status.phase === 'Active',
  )

export const someRolloutIsUnderWay: Claim = (truth) =>
  sometimes({
    name: 'some-rollout-is-under-way',
    clause: 'DEPLOY-1',
    holds: (state) => {
      const objects = truth.objects(state)
      return objects.deployments.some(
        (d) => setsOf(objects, d).filter((set) => set.spec.replicas > 0).length > 1,
      )
    },
  })

export const someRolloutIsComplete: Claim = (truth) =>
  sometimes({
    name: 'some-rollout-is-complete',
    clause: 'DEPLOY-1',
    holds: (state) => {
      const objects = truth.objects(state)
      return objects.deployments.some((d) => d.spec.replicas > 0 && readyPods(objects, d) >= d.spec.replicas)
    },
  })

export const ROLLOUTS: readonly Claim[] = [
  rolloutStaysWithinSurge,
  rolloutKeepsPodsReady,
  rolloutFinishes,
  someRolloutIsUnderWay,
  someRolloutIsComplete,
]
