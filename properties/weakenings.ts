/**
 * What Kubernetes allows by design, as properties of their own: off by default, shown as what they are when
 * asked for by name, so that the report never cries wolf.
 */
import { controllerOf } from '../model/claim.ts'
import { keyOf } from '../model/objects.ts'
import { isActive } from '../model/pod.ts'
import type { Claim } from './claim.ts'
import { always, none } from './claim.ts'
import { podsOf } from './replicas.ts'

export const replicaSetPodsAreNeverDoubled: Claim = (truth) =>
  always({
    name: 'replica-set-pods-are-never-doubled',
    clause: 'WEAK-1',
    description: 'No more containers of a ReplicaSet run than it has replicas (they do while a node is cut off).',
    witness: 'some-pod-is-running',
    ...none((state) => {
      const objects = truth.objects(state)
      return objects.sets.flatMap((set) => {
        const uids = new Set(podsOf(objects, set).map(({ metadata }) => metadata.uid))
        const running = new Set(
          truth.running(state).map(({ podUid }) => podUid).filter((uid) => uids.has(uid)),
        )
        return running.size > set.spec.replicas
          ? [`${running.size} pods of ${keyOf(set)} run, it asks for ${set.spec.replicas}`]
          : []
      })
    }),
  })

export const containersStartOnce: Claim = (truth) =>
  always({
    name: 'containers-start-once',
    clause: 'WEAK-2',
    description: 'No container is started a second time (it is, around crashes).',
    witness: 'some-pod-is-running',
    ...none((state) =>
      truth
        .running(state)
        .filter(({ attempt }) => attempt > 0)
        .map(({ pod, name, attempt }) => `container ${name} of ${pod} was started ${attempt + 1} times`),
    ),
  })

export const podsStayWithinSurge: Claim = (truth) =>
  always({
    name: 'pods-stay-within-surge',
    clause: 'WEAK-4',
    description: 'A Deployment never has more pods than its ReplicaSets ask for (it has, for moments).',
    witness: 'some-pod-is-running',
    ...none((state) => {
      const objects = truth.objects(state)
      return objects.deployments.flatMap((deployment) => {
        const sets = objects.sets.filter((set) => controllerOf(set)?.uid === deployment.metadata.uid)
        const asked = sets.reduce((sum, set) => sum + set.spec.replicas, 0)
        const pods = sets.flatMap((set) => podsOf(objects, set)).filter(isActive).length
        return pods > asked ? [`${keyOf(deployment)} has ${pods} pods, its ReplicaSets ask for ${asked}`] : []
      })
    }),
  })

export const WEAKENINGS: readonly Claim[] = [
  replicaSetPodsAreNeverDoubled,
  containersStartOnce,
  podsStayWithinSurge,
]
