/**
 * A checked object of a client as the model holds it. The model's objects have upstream's JSON shape, so what no
 * component looks at (environment, volumes, probes other than readiness, ...) rides along unchanged; only what the
 * model holds otherwise is turned: revisions are numbers, times are revisions, states of containers are words.
 */
import type { Kind, KubeObject, Metadata, PlainKind, PodTemplate } from '../../../model/objects.ts'
import type { Json, JsonObject } from './json.ts'
import { compact, isObject, listAt, numberAt, objectAt, textAt, textsAt } from './json.ts'
import { badRequest } from './status.ts'

/** The schema says that the value has this shape. */
const shaped = <T>(value: unknown): T => value as T

/** Of a client's resourceVersion; 0: none. */
export const revisionOf = (text: string | undefined): number => {
  if (text === undefined || text === '') return 0
  if (!/^\d{1,15}$/.test(text)) {
    const said = JSON.stringify(text)
    throw badRequest(`resourceVersion: Invalid value: ${said}: strconv.ParseUint: parsing ${said}: invalid syntax`)
  }
  return Number(text)
}

const metadataOf = (json: JsonObject, namespace: string | undefined): Metadata => {
  const {
    creationTimestamp: _made,
    deletionTimestamp: _gone,
    selfLink: _old,
    generateName,
    ...metadata
  } = objectAt(json, 'metadata')
  return {
    ...shaped<Partial<Metadata>>(metadata),
    ...shaped<object>(compact({ generateName })),
    name: textAt(json, 'metadata', 'name') ?? '',
    ...(namespace === undefined ? {} : { namespace }),
    uid: textAt(json, 'metadata', 'uid') ?? '',
    resourceVersion: revisionOf(textAt(json, 'metadata', 'resourceVersion')),
    generation: 0,
    creationTimestamp: 0,
    labels: textsAt(json, 'metadata', 'labels'),
  }
}

const templateOf = (spec: JsonObject): PodTemplate => {
  const annotations = textsAt(spec, 'template', 'metadata', 'annotations')
  return {
    metadata: {
      labels: textsAt(spec, 'template', 'metadata', 'labels'),
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
    },
    spec: podSpecOf(objectAt(spec, 'template', 'spec')),
  }
}

const containers = (spec: JsonObject, field: string): JsonObject[] =>
  listAt(spec, field)
    .filter(isObject)
    .map((container) => ({
      ...container,
      name: textAt(container, 'name') ?? '',
      image: textAt(container, 'image') ?? '',
    }))

const podSpecOf = (spec: JsonObject): PodTemplate['spec'] => {
  const init = containers(spec, 'initContainers')
  const { initContainers: _init, ...others } = spec
  return shaped({
    ...others,
    containers: containers(spec, 'containers'),
    ...(init.length === 0 ? {} : { initContainers: init }),
  })
}

/** `{running: {...}}` as the word of it, with what a termination or a wait says. */
const containerStatusOf = (status: JsonObject): JsonObject => {
  const [state = 'waiting'] = Object.keys(objectAt(status, 'state'))
  const said = objectAt(status, 'state', state)
  return {
    name: textAt(status, 'name') ?? '',
    ready: status.ready === true,
    restartCount: numberAt(status, 'restartCount') ?? 0,
    state,
    ...compact({ reason: said.reason, exitCode: said.exitCode }),
  }
}

const podStatusOf = (status: JsonObject): JsonObject => {
  const {
    containerStatuses: _statuses,
    startTime: _began,
    hostIP: _host,
    podIPs: _all,
    qosClass: _class,
    ...others
  } = status
  const statuses = listAt(status, 'containerStatuses').filter(isObject).map(containerStatusOf)
  const conditions = listAt(status, 'conditions').filter(isObject).map(untimed)
  return {
    phase: 'Pending',
    ...others,
    ...(conditions.length === 0 ? {} : { conditions }),
    ...(statuses.length === 0 ? {} : { containerStatuses: statuses }),
  }
}

const untimed = ({
  lastProbeTime: _p,
  lastTransitionTime: _t,
  lastHeartbeatTime: _h,
  lastUpdateTime: _u,
  ...rest
}: JsonObject): JsonObject => rest

const replicasOf = (spec: JsonObject): number => numberAt(spec, 'replicas') ?? 1

const NO_REPLICAS = { replicas: 0, readyReplicas: 0, availableReplicas: 0, observedGeneration: 0 }

const replicaStatusOf = (status: JsonObject): JsonObject => {
  const { conditions: _derived, ...rest } = status
  return { ...NO_REPLICAS, ...rest }
}

const strategyOf = (spec: JsonObject): JsonObject => {
  const rolling = objectAt(spec, 'strategy', 'rollingUpdate')
  const type = textAt(spec, 'strategy', 'type') ?? 'RollingUpdate'
  return { type, ...(Object.keys(rolling).length === 0 ? {} : { rollingUpdate: rolling }) }
}

const addressesOf = (subsets: readonly Json[], field: string): JsonObject[] =>
  subsets
    .flatMap((subset) => listAt(subset, field))
    .filter(isObject)
    .map((address) => ({
      pod: textAt(address, 'targetRef', 'name') ?? '',
      podUid: textAt(address, 'targetRef', 'uid') ?? '',
      nodeName: textAt(address, 'nodeName') ?? '',
      ip: textAt(address, 'ip') ?? '',
    }))

/** Data in clear text is stored encoded, as upstream does. */
const secretContent = ({ stringData, ...content }: JsonObject): JsonObject => {
  const clear = Object.entries(textsAt({ stringData: stringData ?? {} }, 'stringData'))
  const coded = Object.fromEntries(clear.map(([key, text]) => [key, Buffer.from(text, 'utf8').toString('base64')]))
  const data = { ...objectAt(content, 'data'), ...coded }
  return { type: 'Opaque', ...content, ...(Object.keys(data).length === 0 ? {} : { data }) }
}

const plain = (kind: PlainKind, metadata: Metadata, json: JsonObject): KubeObject => {
  const { apiVersion: _version, kind: _kind, metadata: _metadata, ...content } = json
  return { kind, metadata, content: kind === 'Secret' ? secretContent(content) : content }
}

/** `json` was checked against the schema of `kind`. */
export const toModel = (kind: Kind, json: JsonObject, namespace: string | undefined): KubeObject => {
  const metadata = metadataOf(json, namespace)
  const spec = objectAt(json, 'spec')
  const status = objectAt(json, 'status')
  switch (kind) {
    case 'Pod':
      return shaped({ kind, metadata, spec: podSpecOf(spec), status: podStatusOf(status) })
    case 'Deployment': {
      const { paused, ...others } = spec
      return shaped({
        kind,
        metadata,
        spec: {
          ...others,
          replicas: replicasOf(spec),
          selector: objectAt(spec, 'selector'),
          template: templateOf(spec),
          strategy: strategyOf(spec),
          ...(paused === true ? { paused } : {}),
        },
        status: { updatedReplicas: 0, unavailableReplicas: 0, ...replicaStatusOf(status) },
      })
    }
    case 'ReplicaSet':
    case 'ReplicationController': {
      const selector = kind === 'ReplicaSet' ? objectAt(spec, 'selector') : { matchLabels: textsAt(spec, 'selector') }
      const template = templateOf(spec)
      return shaped({
        kind,
        metadata,
        spec: { ...spec, replicas: replicasOf(spec), selector, template },
        status: replicaStatusOf(status),
      })
    }
    case 'Service':
      return shaped({ kind, metadata, spec: { ...spec, ports: listAt(spec, 'ports') } })
    case 'Endpoints': {
      const subsets = listAt(json, 'subsets')
      return shaped({
        kind,
        metadata,
        ready: addressesOf(subsets, 'addresses'),
        notReady: addressesOf(subsets, 'notReadyAddresses'),
      })
    }
    case 'Node': {
      const conditions = listAt(status, 'conditions').filter(isObject).map(untimed)
      return shaped({
        kind,
        metadata,
        spec,
        status: { ...status, allocatable: objectAt(status, 'allocatable'), conditions },
      })
    }
    case 'Namespace':
      return shaped({
        kind,
        metadata,
        spec: { finalizers: listAt(spec, 'finalizers') },
        status: { phase: textAt(status, 'phase') ?? 'Active' },
      })
    case 'Lease': {
      const holder = {
        holderIdentity: textAt(spec, 'holderIdentity') ?? '',
        leaseTransitions: numberAt(spec, 'leaseTransitions') ?? 0,
      }
      return shaped({ kind, metadata, spec: { ...spec, ...holder } })
    }
    case 'ConfigMap':
    case 'Secret':
    case 'ServiceAccount':
    case 'Event':
    case 'PodDisruptionBudget':
      return plain(kind, metadata, json)
  }
}
