/**
 * An object of the model as clients get it. Times are derived: the model has an order and no clock, so what is shown
 * is when the cluster that serves it saw a thing first. Also derived, by upstream's rules: the conditions of a
 * Deployment, the QoS class of a pod, and what a node says of its system.
 */
import type { Container, Deployment, Endpoints, KubeObject, Metadata, Node, Pod } from '../../../model/objects.ts'
import { addressOf } from './addresses.ts'
import type { Json, JsonObject } from './json.ts'
import { compact, objectAt } from './json.ts'
import { apiVersionOf, servedKind } from './kinds.ts'

/** When things happened, as RFC 3339; undefined: nobody saw it. */
export interface Times {
  /** This has been so of the object with this uid since. */
  readonly since: (uid: string, what: string) => string | undefined
  /** So many seconds later. */
  readonly later: (time: string | undefined, seconds: number) => string | undefined
}

export const KUBELET_VERSION = 'v1.26.5'

/** Plain data of the model is JSON. */
const json = (value: unknown): Json => value as Json

export const EXISTS = 'exists'
export const DELETED = 'deleted'
export const conditionToken = (type: string, status: string): string => `${type}=${status}`
export const containerToken = (name: string, state: string, restarts: number): string => `${name} ${state} ${restarts}`

const metadataOf = (metadata: Metadata, times: Times): JsonObject => {
  const {
    name,
    namespace,
    uid,
    resourceVersion,
    generation,
    creationTimestamp: _order,
    deletionTimestamp,
    ...others
  } = metadata
  const { labels, deletionGracePeriodSeconds, ...rest } = others
  const gone =
    deletionTimestamp === undefined
      ? undefined
      : times.later(times.since(uid, DELETED), deletionGracePeriodSeconds ?? 0)
  return compact({
    name,
    namespace,
    uid: uid === '' ? undefined : uid,
    resourceVersion: resourceVersion === 0 ? undefined : String(resourceVersion),
    generation: generation === 0 ? undefined : generation,
    creationTimestamp: times.since(uid, EXISTS),
    deletionTimestamp: gone,
    deletionGracePeriodSeconds,
    labels: Object.keys(labels).length === 0 ? undefined : labels,
    ...objectAt({ rest: json(rest) }, 'rest'),
  })
}

const conditionsOf = (object: Pod | Node, times: Times): JsonObject[] =>
  (object.status.conditions ?? []).map((condition) => {
    const since = times.since(object.metadata.uid, conditionToken(condition.type, condition.status))
    return compact({ ...condition, lastTransitionTime: since })
  })

const containerStatuses = ({ metadata: { uid }, spec, status }: Pod, times: Times): JsonObject[] =>
  (status.containerStatuses ?? []).map(({ name, ready, restartCount, state, reason, exitCode }) => {
    const since = times.since(uid, containerToken(name, state, restartCount))
    const said =
      state === 'running'
        ? compact({ startedAt: since })
        : compact({ exitCode, reason, finishedAt: state === 'terminated' ? since : undefined })
    const image = spec.containers.find((container) => container.name === name)?.image ?? ''
    return {
      name,
      state: { [state]: said },
      lastState: {},
      ready,
      restartCount,
      image,
      imageID: '',
      started: state === 'running',
    }
  })

const isGuaranteed = ({ resources }: Container): boolean =>
  ['cpu', 'memory'].every(
    (name) => resources?.limits?.[name] !== undefined && resources.requests?.[name] === resources.limits[name],
  )

const qosOf = ({ spec }: Pod): string => {
  const all = [...(spec.initContainers ?? []), ...spec.containers]
  if (all.every(({ resources }) => Object.keys({ ...resources?.limits, ...resources?.requests }).length === 0))
    return 'BestEffort'
  return all.every(isGuaranteed) ? 'Guaranteed' : 'Burstable'
}

const podStatus = (pod: Pod, times: Times): JsonObject => {
  const { conditions: _conditions, containerStatuses: _statuses, podIP, ...others } = pod.status
  const conditions = conditionsOf(pod, times)
  const statuses = containerStatuses(pod, times)
  const ip = podIP === undefined ? undefined : addressOf(podIP)
  return compact({
    ...objectAt({ others: json(others) }, 'others'),
    conditions: conditions.length === 0 ? undefined : conditions,
    startTime:
      pod.spec.nodeName === undefined
        ? undefined
        : times.since(pod.metadata.uid, conditionToken('PodScheduled', 'True')),
    containerStatuses: statuses.length === 0 ? undefined : statuses,
    podIP: ip,
    podIPs: ip === undefined ? undefined : [{ ip }],
    qosClass: qosOf(pod),
  })
}

/** `25%` of the replicas, rounded down, as the deployment controller takes maxUnavailable. */
const unavailableAllowed = ({ spec: { replicas, strategy } }: Deployment): number => {
  const bound = strategy.type === 'Recreate' ? 0 : (strategy.rollingUpdate?.maxUnavailable ?? '25%')
  return typeof bound === 'number' ? bound : Math.floor((Number.parseInt(bound, 10) * replicas) / 100)
}

const deploymentConditions = (deployment: Deployment): JsonObject[] => {
  const { spec, status } = deployment
  const isAvailable = status.availableReplicas >= spec.replicas - unavailableAllowed(deployment)
  const isComplete =
    status.updatedReplicas === spec.replicas &&
    status.replicas === spec.replicas &&
    status.availableReplicas === spec.replicas
  if (status.observedGeneration === 0) return []
  return [
    isAvailable
      ? {
          type: 'Available',
          status: 'True',
          reason: 'MinimumReplicasAvailable',
          message: 'Deployment has minimum availability.',
        }
      : {
          type: 'Available',
          status: 'False',
          reason: 'MinimumReplicasUnavailable',
          message: 'Deployment does not have minimum availability.',
        },
    { type: 'Progressing', status: 'True', reason: isComplete ? 'NewReplicaSetAvailable' : 'ReplicaSetUpdated' },
  ]
}

const nodeStatus = (node: Node, times: Times): JsonObject => {
  const { allocatable, conditions: _timed, ...others } = node.status
  return {
    capacity: allocatable,
    ...objectAt({ others: json(others) }, 'others'),
    allocatable,
    conditions: conditionsOf(node, times),
    addresses: [{ type: 'Hostname', address: node.metadata.name }],
    nodeInfo: {
      machineID: '',
      systemUUID: '',
      bootID: '',
      kernelVersion: 'modelled',
      osImage: 'kubeproof',
      containerRuntimeVersion: '',
      kubeletVersion: KUBELET_VERSION,
      kubeProxyVersion: KUBELET_VERSION,
      operatingSystem: 'linux',
      architecture: 'amd64',
    },
  }
}

const subsetsOf = ({ ready, notReady, metadata: { namespace = '' } }: Endpoints): JsonObject[] => {
  const addresses = (all: Endpoints['ready']): JsonObject[] =>
    all.map(({ pod, podUid, nodeName, ip }) => ({
      ip: addressOf(ip),
      nodeName,
      targetRef: { kind: 'Pod', namespace, name: pod, uid: podUid },
    }))
  if (ready.length + notReady.length === 0) return []
  return [
    compact({
      addresses: ready.length === 0 ? undefined : addresses(ready),
      notReadyAddresses: notReady.length === 0 ? undefined : addresses(notReady),
    }),
  ]
}

const bodyOf = (object: KubeObject, times: Times): { readonly [field: string]: Json | undefined } => {
  switch (object.kind) {
    case 'Pod':
      return { spec: json(object.spec), status: podStatus(object, times) }
    case 'Deployment':
      return { spec: json(object.spec), status: { ...object.status, conditions: deploymentConditions(object) } }
    case 'ReplicaSet':
      return { spec: json(object.spec), status: { ...object.status } }
    case 'ReplicationController':
      return {
        spec: { ...objectAt({ spec: json(object.spec) }, 'spec'), selector: object.spec.selector.matchLabels ?? {} },
        status: { ...object.status },
      }
    case 'Service':
      return { spec: json(object.spec), status: { loadBalancer: {} } }
    case 'Endpoints':
      return { subsets: subsetsOf(object) }
    case 'Node':
      return { spec: json(object.spec), status: nodeStatus(object, times) }
    case 'Namespace':
      return { spec: json(object.spec), status: { ...object.status } }
    case 'Lease':
      return { spec: { ...object.spec } }
    case 'ConfigMap':
    case 'Secret':
    case 'ServiceAccount':
    case 'Event':
    case 'PodDisruptionBudget':
      return objectAt({ content: json(object.content) }, 'content')
  }
}

export const toJson = (object: KubeObject, times: Times): JsonObject => {
  const served = servedKind(object.kind)
  return compact({
    apiVersion: apiVersionOf(served),
    kind: object.kind,
    metadata: metadataOf(object.metadata, times),
    ...bodyOf(object, times),
  })
}
