/**
 * A real object as the model has it. Timestamps become order: creation by the revision of the first version
 * (filled in by the store of the recording, which knows it), deletion by its presence.
 */
import type { ContainerStatus, EndpointAddress, KubeObject, Metadata, PodStatus } from '../../model/objects.ts'
import type { z } from 'zod'
import type { Modelled, containerStatus, metadata as metadataShape, podStatus } from './api-schema.ts'
import { SHAPES } from './api-schema.ts'

/** Annotations of things that the model leaves out: histories of revisions, TTLs, notes of kubectl and of volume controllers. */
const UNMODELLED =
  /^(deployment\.kubernetes\.io\/revision-history|node\.alpha\.kubernetes\.io\/|volumes\.kubernetes\.io\/|endpoints\.kubernetes\.io\/|kubectl\.kubernetes\.io\/last-applied|batch\.kubernetes\.io\/|csi\.volume\.kubernetes\.io\/)/

/** Says that a Service has no address of its own. */
const HEADLESS = 'service.kubernetes.io/headless'

const labelsOf = (given: Record<string, string> | null): Metadata['labels'] => {
  const { [HEADLESS]: _unmodelled, ...labels } = given ?? {}
  return labels
}

const annotationsOf = (given: Record<string, string> | null | undefined): Partial<Metadata> => {
  const kept = Object.entries(given ?? {}).filter(([name]) => !UNMODELLED.test(name))
  return kept.length === 0 ? {} : { annotations: Object.fromEntries(kept) }
}

const metadataOf = (given: z.output<typeof metadataShape>): Metadata => {
  const { name, namespace, uid, resourceVersion, generation, ownerReferences = [], finalizers = [] } = given
  return {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    uid,
    resourceVersion: Number(resourceVersion),
    generation,
    creationTimestamp: 0,
    labels: labelsOf(given.labels),
    ...annotationsOf(given.annotations),
    ...(ownerReferences.length === 0 ? {} : { ownerReferences }),
    ...(finalizers.length === 0 ? {} : { finalizers }),
    ...(given.deletionTimestamp === undefined ? {} : { deletionTimestamp: true }),
    ...(given.deletionGracePeriodSeconds === undefined
      ? {}
      : { deletionGracePeriodSeconds: given.deletionGracePeriodSeconds }),
  }
}

const containerOf = ({
  name,
  ready,
  restartCount,
  state,
  lastState,
}: z.output<typeof containerStatus>): ContainerStatus => {
  const base = { name, ready, restartCount }
  if (state.terminated !== undefined) return { ...base, state: 'terminated', ...state.terminated }
  if (state.running !== undefined) return { ...base, state: 'running' }
  const exitCode = lastState?.terminated?.exitCode
  return { ...base, state: 'waiting', ...state.waiting, ...(exitCode === undefined ? {} : { exitCode }) }
}

const statusOf = (given: z.output<typeof podStatus>): PodStatus => {
  const { phase, reason, conditions, containerStatuses, podIP, nominatedNodeName } = given
  return {
    phase,
    ...(reason === undefined ? {} : { reason }),
    ...(conditions.length === 0 ? {} : { conditions }),
    ...(containerStatuses === undefined ? {} : { containerStatuses: containerStatuses.map(containerOf) }),
    ...(podIP === undefined ? {} : { podIP }),
    ...(nominatedNodeName === undefined ? {} : { nominatedNodeName }),
  }
}

type Address = z.output<typeof SHAPES.endpoints>['subsets'][number]['addresses'][number]

const addressesOf = (addresses: readonly Address[]): readonly EndpointAddress[] =>
  addresses
    .map(({ ip, nodeName, targetRef }) => ({ pod: targetRef?.name ?? '', podUid: targetRef?.uid ?? '', nodeName, ip }))
    .sort((a, b) => (a.pod < b.pod ? -1 : 1))

/** Throws ZodError where the object is not one of its kind. */
export const toObject = (resource: Modelled, raw: unknown): KubeObject => {
  switch (resource) {
    case 'pods': {
      const { metadata, spec, status } = SHAPES.pods.parse(raw)
      return { kind: 'Pod', metadata: metadataOf(metadata), spec, status: statusOf(status) }
    }
    case 'replicasets': {
      const { metadata, spec, status } = SHAPES.replicasets.parse(raw)
      return { kind: 'ReplicaSet', metadata: metadataOf(metadata), spec, status }
    }
    case 'replicationcontrollers': {
      const { metadata, spec, status } = SHAPES.replicationcontrollers.parse(raw)
      const selected = { ...spec, selector: { matchLabels: spec.selector } }
      return { kind: 'ReplicationController', metadata: metadataOf(metadata), spec: selected, status }
    }
    case 'deployments': {
      const { metadata, spec, status } = SHAPES.deployments.parse(raw)
      return { kind: 'Deployment', metadata: metadataOf(metadata), spec, status }
    }
    case 'services': {
      const { metadata, spec } = SHAPES.services.parse(raw)
      return { kind: 'Service', metadata: metadataOf(metadata), spec }
    }
    case 'endpoints': {
      const { metadata, subsets } = SHAPES.endpoints.parse(raw)
      return {
        kind: 'Endpoints',
        metadata: metadataOf(metadata),
        ready: addressesOf(subsets.flatMap(({ addresses }) => addresses)),
        notReady: addressesOf(subsets.flatMap(({ notReadyAddresses }) => notReadyAddresses)),
      }
    }
    case 'nodes': {
      const { metadata, spec, status } = SHAPES.nodes.parse(raw)
      return { kind: 'Node', metadata: metadataOf(metadata), spec, status }
    }
    case 'namespaces': {
      const { metadata, spec, status } = SHAPES.namespaces.parse(raw)
      return { kind: 'Namespace', metadata: metadataOf(metadata), spec, status }
    }
  }
}
