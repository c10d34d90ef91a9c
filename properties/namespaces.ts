/** Namespaces are emptied and go; dependents of a gone owner go; pods of a missing node are collected. */
import { keyOf } from '../model/objects.ts'
import { pathOf } from '../model/truth.ts'
import type { Claim } from './claim.ts'
import { eventually, none, noneOnStep, onEveryStep, sometimes } from './claim.ts'

export const terminatingNamespaceGoes: Claim = (truth) =>
  eventually({
    name: 'terminating-namespace-goes',
    clause: 'NS-2',
    description: 'A namespace that is being deleted is gone in the end, unless one of its nodes is silent.',
    witness: 'some-namespace-is-terminating',
    ...none((state) => {
      const objects = truth.objects(state)
      return objects.namespaces
        .filter(({ status }) => status.phase === 'Terminating')
        .filter(
          ({ metadata }) =>
            !objects.pods.some(
              (pod) =>
                pod.metadata.namespace === metadata.name &&
                pod.spec.nodeName !== undefined &&
                !truth.isReporting(state, pod.spec.nodeName),
            ),
        )
        .map(({ metadata }) => `namespace ${metadata.name} stays Terminating`)
    }),
  })

export const terminatingNamespaceGetsNothing: Claim = (truth) =>
  onEveryStep({
    name: 'terminating-namespace-gets-nothing',
    clause: 'NS-3',
    description: 'Nothing is created in a namespace that is being deleted.',
    witness: 'some-namespace-is-terminating',
    ...noneOnStep((before, after) => {
      const [was, is] = [truth.objects(before), truth.objects(after)]
      if (was === is) return []
      const leaving = new Set(
        was.namespaces.filter((n) => n.status.phase === 'Terminating').map((n) => n.metadata.name),
      )
      if (leaving.size === 0) return []
      return is.all
        .filter((object) => leaving.has(object.metadata.namespace ?? ''))
        .filter((object) => !was.byKey.has(pathOf(object)))
        .map((object) => `${pathOf(object)} was created in a terminating namespace`)
    }),
  })

export const dependentsOfGoneOwnersGo: Claim = (truth) =>
  eventually({
    name: 'dependents-of-gone-owners-go',
    clause: 'GC-1',
    description: 'An object all of whose owners are gone is collected.',
    witness: 'some-object-has-an-owner',
    ...none((state) => {
      const { all } = truth.objects(state)
      const uids = new Set(all.map((object) => object.metadata.uid))
      return all
        .filter(({ metadata }) => (metadata.ownerReferences ?? []).length > 0)
        .filter(({ metadata }) => !(metadata.ownerReferences ?? []).some(({ uid }) => uids.has(uid)))
        .filter((o) => o.kind !== 'Pod' || o.spec.nodeName === undefined || truth.isReporting(state, o.spec.nodeName))
        .map((object) => `${pathOf(object)} outlives its owner`)
    }),
  })

export const podsOfMissingNodesGo: Claim = (truth) =>
  eventually({
    name: 'pods-of-missing-nodes-go',
    clause: 'GC-4',
    description: 'A pod bound to a node that does not exist is collected.',
    witness: 'some-pod-is-bound',
    ...none((state) => {
      const objects = truth.objects(state)
      const nodes = new Set(objects.nodes.map(({ metadata }) => metadata.name))
      return objects.pods
        .filter(({ spec }) => spec.nodeName !== undefined && !nodes.has(spec.nodeName))
        .map((pod) => `${keyOf(pod)} is bound to ${pod.spec.nodeName ?? ''}, which does not exist`)
    }),
  })

export const someNamespaceIsTerminating: Claim = (truth) =>
  sometimes({
    name: 'some-namespace-is-terminating',
    clause: 'NS-2',
    holds: (state) => truth.objects(state).namespaces.some((n) => n.status.phase === 'Terminating'),
  })

export const someObjectHasAnOwner: Claim = (truth) =>
  sometimes({
    name: 'some-object-has-an-owner',
    clause: 'GC-1',
    holds: (state) =>
      truth.objects(state).all.some(({ metadata }) => (metadata.ownerReferences ?? []).length > 0),
  })

export const NAMESPACES: readonly Claim[] = [
  terminatingNamespaceGoes,
  terminatingNamespaceGetsNothing,
  dependentsOfGoneOwnersGo,
  podsOfMissingNodesGo,
  someNamespaceIsTerminating,
  someObjectHasAnOwner,
]
