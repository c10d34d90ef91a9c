/**
 * What of an object has to agree: everything that the model works out, nothing that it leaves out (reasons
 * and times of conditions, addresses, unmodelled annotations). One text per equal objects.
 */
import type { Condition, KubeObject, Labels, Metadata, Pod, PodSpec, Toleration } from '../../model/objects.ts'
import { REVISION } from '../../model/deployment/revision.ts'
import { remember } from '../../model/remember.ts'
import { canonical } from '../../model/same.ts'

/** Kinds whose generation the model counts (pods got one in Kubernetes 1.33, which it does not). */
const COUNTED: ReadonlySet<KubeObject['kind']> = new Set(['Deployment', 'ReplicaSet', 'ReplicationController'])

/** Upstream writes a deployment's revision by itself, before the status that the model writes it with. */
const annotationsOf = ({ annotations = {} }: Metadata): Labels => {
  const { [REVISION]: _written, ...others } = annotations
  return others
}

const identity = (object: KubeObject): Partial<Metadata> => {
  const { resourceVersion: _rv, creationTimestamp: _time, generation, uid: _uid, ...rest } = object.metadata
  const metadata = { ...rest, annotations: annotationsOf(object.metadata) }
  return COUNTED.has(object.kind) ? { ...metadata, generation } : metadata
}

const CONDITIONS = new Set(['Ready', 'ContainersReady', 'Initialized', 'PodScheduled', 'DisruptionTarget'])

const statuses = (conditions: readonly Condition[] = [], types: ReadonlySet<string> = CONDITIONS): unknown =>
  Object.fromEntries(conditions.filter(({ type }) => types.has(type)).map(({ type, status }) => [type, status]))

/** For how long is a flag of the API server, which not every recording tells. */
const isDefault = ({ key }: Toleration): boolean =>
  key === 'node.kubernetes.io/not-ready' || key === 'node.kubernetes.io/unreachable'

/** Admission plugins that are not modelled add to a pod's spec; what the model decides about is compared. */
const podSpec = (spec: PodSpec): unknown => ({
  nodeName: spec.nodeName ?? '',
  containers: spec.containers.map(({ name, image }) => ({ name, image })),
  nodeSelector: spec.nodeSelector ?? {},
  tolerations: (spec.tolerations ?? [])
    .filter((toleration) => !isDefault(toleration))
    .map(canonical)
    .sort(),
})

const podStatus = ({ phase, conditions, containerStatuses = [], podIP }: Pod['status']): unknown => ({
  phase,
  conditions: statuses(conditions),
  containers: containerStatuses.map(({ name, ready, restartCount, state }) => ({ name, ready, restartCount, state })),
  hasIp: podIP !== undefined,
})

const READY: ReadonlySet<string> = new Set(['Ready'])

const partsOf = (object: KubeObject): unknown => {
  switch (object.kind) {
    case 'Pod':
      return { spec: podSpec(object.spec), status: podStatus(object.status) }
    case 'Node':
      return {
        unschedulable: object.spec.unschedulable ?? false,
        taints: (object.spec.taints ?? []).map(canonical).sort(),
        allocatable: object.status.allocatable,
        conditions: statuses(object.status.conditions, READY),
      }
    case 'Endpoints':
      return {
        ready: object.ready.map(({ podUid }) => podUid).sort(),
        notReady: object.notReady.map(({ podUid }) => podUid).sort(),
      }
    case 'Deployment':
    case 'ReplicaSet':
    case 'ReplicationController':
    case 'Namespace':
      return { spec: object.spec, status: object.status }
    case 'Service':
      return { selector: object.spec.selector, type: object.spec.type ?? 'ClusterIP' }
    case 'Lease':
      return null
  }
}

export const comparable = remember((object: KubeObject): string =>
  canonical({ ...identity(object), ...Object(partsOf(object)) }),
)

/** The first fields in which two objects differ, in words. */
export const differences = (recorded: KubeObject, modelled: KubeObject): readonly string[] =>
  walk('', JSON.parse(comparable(modelled)), JSON.parse(comparable(recorded))).slice(0, 4)

const isRecord = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const walk = (path: string, model: unknown, recorded: unknown): readonly string[] => {
  if (canonical(model) === canonical(recorded)) return []
  if (!isRecord(model) || !isRecord(recorded)) {
    return [`${path} is ${canonical(recorded)}, in the model ${canonical(model)}`]
  }
  return [...new Set([...Object.keys(model), ...Object.keys(recorded)])].flatMap((key) =>
    walk(path === '' ? key : `${path}.${key}`, model[key], recorded[key]),
  )
}
