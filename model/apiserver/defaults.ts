/**
 * What the API server fills in where a client said nothing. Applying it twice changes nothing, so
 * it can run on every write.
 *
 * Left out: defaults that no component looks at (image pull policy, DNS policy, protocol of
 * ports: absent means TCP to everybody), and priorities by class. `spec.replicas` is never absent
 * in this model's objects.
 */
import type {
  Container,
  Deployment,
  DeploymentStrategy,
  KubeObject,
  Namespace,
  Pod,
  PodSpec,
  PodTemplate,
  ReplicationController,
  ResourceList,
} from '../objects.ts'

const GRACE_SECONDS = 30

/** A pod of the host's network takes its ports from the host. */
const onHost = (container: Container): Container => {
  if (container.ports === undefined) return container
  const ports = container.ports.map((port) => {
    const hostPort = port.hostPort ?? port.containerPort
    return hostPort === undefined ? port : { ...port, hostPort }
  })
  return { ...container, ports }
}

const podSpec = (spec: PodSpec): PodSpec => {
  const containers = spec.hostNetwork === true ? spec.containers.map(onHost) : spec.containers
  return {
    ...spec,
    containers,
    restartPolicy: spec.restartPolicy ?? 'Always',
    terminationGracePeriodSeconds: spec.terminationGracePeriodSeconds ?? GRACE_SECONDS,
  }
}

/** What is limited and not requested is requested up to its limit. Pods only, not templates. */
const requesting = (container: Container): Container => {
  const { limits, requests } = container.resources ?? {}
  if (limits === undefined) return container
  const all: ResourceList = { ...limits, ...requests }
  return { ...container, resources: { ...container.resources, requests: all } }
}

const pod = (object: Pod): Pod => {
  const { initContainers, ...rest } = podSpec(object.spec)
  const containers = rest.containers.map(requesting)
  const init =
    initContainers === undefined ? {} : { initContainers: initContainers.map(requesting) }
  return { ...object, spec: { ...rest, containers, ...init } }
}

const template = (object: PodTemplate): PodTemplate => ({ ...object, spec: podSpec(object.spec) })

const strategy = ({ type, rollingUpdate }: DeploymentStrategy): DeploymentStrategy =>
  type === 'Recreate'
    ? { type, ...(rollingUpdate === undefined ? {} : { rollingUpdate }) }
    : {
        type,
        rollingUpdate: {
          maxSurge: rollingUpdate?.maxSurge ?? '25%',
          maxUnavailable: rollingUpdate?.maxUnavailable ?? '25%',
        },
      }

const deployment = (object: Deployment): Deployment => ({
  ...object,
  spec: {
    ...object.spec,
    template: template(object.spec.template),
    strategy: strategy(object.spec.strategy),
  },
})

const isEmpty = (record: object | undefined): boolean =>
  record === undefined || Object.keys(record).length === 0

/** Selects what its template makes, unless it says otherwise. */
const replicationController = (object: ReplicationController): ReplicationController => {
  const { spec, metadata } = object
  const { labels } = spec.template.metadata
  const selector = isEmpty(spec.selector.matchLabels) ? { matchLabels: labels } : spec.selector
  return {
    ...object,
    metadata: isEmpty(metadata.labels) ? { ...metadata, labels } : metadata,
    spec: { ...spec, selector, template: template(spec.template) },
  }
}

const NAME_LABEL = 'kubernetes.io/metadata.name'

const namespace = (object: Namespace): Namespace => {
  const { metadata } = object
  return {
    ...object,
    metadata: { ...metadata, labels: { ...metadata.labels, [NAME_LABEL]: metadata.name } },
  }
}

export const withDefaults = (object: KubeObject): KubeObject => {
  switch (object.kind) {
    case 'Pod':
      return pod(object)
    case 'Deployment':
      return deployment(object)
    case 'ReplicaSet':
      return { ...object, spec: { ...object.spec, template: template(object.spec.template) } }
    case 'ReplicationController':
      return replicationController(object)
    case 'Namespace':
      return namespace(object)
    case 'Service':
    case 'Endpoints':
    case 'Node':
    case 'Lease':
    case 'ConfigMap':
    case 'Secret':
    case 'ServiceAccount':
    case 'Event':
    case 'PodDisruptionBudget':
      return object
  }
}
