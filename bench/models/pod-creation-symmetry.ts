/** Pods, nodes and etcd members of pod creation are alike; pods and requests name nodes. */
import type { Renaming, Symmetry } from '../../checker/index.ts'
import { kubeletSlot, nodeSlot, objectSlot, wireSlot } from './pod-creation-state.ts'
import type { PodCreation, PodCreationParameters, PodObject, Wire } from './pod-creation-state.ts'
import { upTo } from './rules.ts'

/** Nodes are numbered from 1 in the model, 0 is none; members from 0. */
const renamed = (node: number, to: Renaming): number => (node === 0 ? 0 : to(node - 1) + 1)

export const podCreationSymmetry = (parameters: PodCreationParameters): readonly Symmetry<PodCreation>[] => {
  const pods = upTo(parameters.pods)
  return [
    { name: 'pods', slots: [pods.map(objectSlot), pods.map(wireSlot), pods.map(kubeletSlot)] },
    {
      name: 'nodes',
      slots: [upTo(parameters.nodes).map(nodeSlot)],
      rename: {
        ...byPod(pods, objectSlot, (object: PodObject, to) => ({ ...object, node: renamed(object.node, to) })),
        ...byPod(pods, wireSlot, (wire: Wire, to) => ({ ...wire, bind: renamed(wire.bind, to) })),
      },
    },
    {
      name: 'etcd members',
      size: 3,
      rename: {
        etcd: (etcd, to) => ({
          ...etcd,
          members: etcd.members.map((_, place) => etcd.members.find((__, member) => to(member) === place) === true),
        }),
      },
    },
  ]
}

/** The same for the slot of every pod. */
const byPod = <K extends string, V>(
  pods: readonly number[],
  slot: (pod: number) => K,
  rename: (value: V, to: Renaming) => V,
) => Object.fromEntries(pods.map((pod) => [slot(pod), rename])) as Record<K, typeof rename>
