/** What holds in every state of pod creation, and what a state that breaks it looks like. */
import { always } from '../../checker/index.ts'
import type { Property } from '../../checker/index.ts'
import type { PodCreation, PodCreationParameters } from './pod-creation-state.ts'
import { countLive, isPlaced, kubeletOf, nodeOf, objectOf } from './pod-creation-state.ts'

export const podInvariants = (
  pods: readonly number[],
  { replicas, kubectl }: PodCreationParameters,
): readonly Property<PodCreation>[] => {
  /** A property per pod: a step judges those of the pod that it touches. */
  const each = (
    name: string,
    clause: string,
    holds: (s: PodCreation, i: number) => boolean,
  ): readonly Property<PodCreation>[] =>
    pods.map((i) =>
      always<PodCreation>({
        name: `${name}-${i}`,
        clause,
        holds: (s) => holds(s, i),
        explain: () => [`pod ${i} breaks it`],
      }),
    )
  return [
    ...each('container-has-its-node', 'Inv1', (s, i) => {
      if (kubeletOf(s, i).container === 'none') return true
      const { phase, node } = objectOf(s, i)
      return node !== 0 && phase !== 'Absent' && phase !== 'Pending' && nodeOf(s, node).up
    }),
    ...each('placed-pod-has-a-node', 'Inv2a', (s, i) => !isPlaced(objectOf(s, i).phase) || objectOf(s, i).node !== 0),
    ...each('unplaced-pod-has-no-node', 'Inv2b', (s, i) => {
      const { phase, node } = objectOf(s, i)
      return (phase !== 'Absent' && phase !== 'Pending') || node === 0
    }),
    ...each('kubelet-event-has-a-node', 'Inv3', (s, i) => !kubeletOf(s, i).event || objectOf(s, i).node !== 0),
    always<PodCreation>({
      name: 'live-pods-are-bounded',
      clause: 'Inv4',
      holds: (s) => countLive(s, pods) <= replicas + kubectl,
      explain: (s) => [`${countLive(s, pods)} pods are live`],
    }),
  ]
}
