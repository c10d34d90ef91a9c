/** The controllers whose writes are asked of the model itself: which of its components, and which key a write belongs to. */
import { controllerOf } from '../../model/claim.ts'
import { deployment } from '../../model/deployment/deployment.ts'
import { endpoints } from '../../model/endpoints/endpoints.ts'
import { garbageCollector } from '../../model/garbage-collector/garbage-collector.ts'
import { namespaceController } from '../../model/namespace.ts'
import type { KubeObject } from '../../model/objects.ts'
import { replicaset } from '../../model/replicaset/replicaset.ts'
import type { Settings } from '../../model/settings.ts'
import type { Driver } from './driver.ts'
import { driverFor } from './driver.ts'
import type { Version } from './history.ts'
import { resourceNamed } from './resources.ts'
import type { Read } from './wishes.ts'

export interface Office {
  readonly start: (settings: Settings) => Driver
  readonly watches: readonly string[]
  /** Keys of which a sync may have made this write. */
  readonly keys: (version: Version) => readonly string[]
  /** May this change of what it watches matter to a sync of this key? Others are delivered along with those that do. */
  readonly matters: (change: Version, key: string) => boolean
  /** How else a wish may be carried out. */
  readonly read?: Read
}

/**
 * Upstream shrinks an old set twice in one sync, first by its unavailable pods, then by others; the model
 * writes the size that comes out (recording 13r).
 */
const byUnavailable: Read = (wish, { object, before }) => {
  const wanted = wish.object
  if (wanted?.kind !== 'ReplicaSet' || object.kind !== 'ReplicaSet' || before?.kind !== 'ReplicaSet') return { wish }
  const { replicas } = object.spec
  const available = before.status.availableReplicas
  if (wanted.spec.replicas < replicas && replicas < before.spec.replicas && replicas === available) {
    return { wish: { ...wish, object: { ...wanted, spec: { ...wanted.spec, replicas } } }, isPart: true }
  }
  const isRest = before.spec.replicas === available && replicas === wanted.spec.replicas && replicas < available
  const { resourceVersion } = before.metadata
  return isRest
    ? { wish: { ...wish, object: { ...wanted, metadata: { ...wanted.metadata, resourceVersion } } } }
    : { wish }
}

const objectsOf = ({ object, before }: Version): readonly KubeObject[] =>
  before === null ? [object] : [object, before]

const ownersOf = (version: Version, kind: string): readonly string[] =>
  objectsOf(version).flatMap((object) => {
    const owner = controllerOf(object)
    return owner?.kind === kind ? [`${object.metadata.namespace ?? ''}/${owner.name}`] : []
  })

const unique = (keys: readonly string[]): readonly string[] => [...new Set(keys)]

const isOrphan = (version: Version): boolean => objectsOf(version).some((object) => controllerOf(object) === undefined)

const setOffice = (resource: 'replicasets' | 'replicationcontrollers', kind: string): Office => ({
  start: (settings) => driverFor(replicaset(settings, 'replicaset/1')),
  watches: ['replicasets', 'replicationcontrollers', 'pods'],
  keys: (version) => {
    const own = version.resource === resource ? [version.key] : ownersOf(version, kind)
    return unique(own).map((key) => `${resource}/${key}`)
  },
  matters: (change, key) => {
    if (change.resource !== 'pods') return `${change.resource}/${change.key}` === key
    return ownersOf(change, kind).some((owner) => `${resource}/${owner}` === key) || isOrphan(change)
  },
})

const namespaceIn = (key: string): string => key.split('/').at(-2) ?? ''

const pathOf = ({ resource, key }: Version): string => `${resource}/${key}`

const ownerPaths = (version: Version): readonly string[] =>
  objectsOf(version).flatMap(({ metadata }) =>
    (metadata.ownerReferences ?? []).flatMap(({ kind, name }) => {
      const resource = resourceNamed(kind)
      return resource === undefined ? [] : [`${resource}/${metadata.namespace ?? ''}/${name}`]
    }),
  )

const CONTENTS = ['pods', 'replicasets', 'replicationcontrollers', 'deployments', 'services', 'endpoints']

export const OFFICES: { readonly [actor: string]: Office } = {
  'kcm/replicaset-controller': setOffice('replicasets', 'ReplicaSet'),
  'kcm/replication-controller': setOffice('replicationcontrollers', 'ReplicationController'),
  'kcm/deployment-controller': {
    start: (settings) => driverFor(deployment(settings, 'deployment/1')),
    watches: ['deployments', 'replicasets', 'pods'],
    read: byUnavailable,
    keys: (version) => (version.resource === 'deployments' ? [version.key] : unique(ownersOf(version, 'Deployment'))),
    matters: (change, key) =>
      change.resource === 'deployments'
        ? change.key === key
        : change.resource === 'replicasets' && (ownersOf(change, 'Deployment').includes(key) || isOrphan(change)),
  },
  'kcm/endpoint-controller': {
    start: (settings) => driverFor(endpoints(settings, 'endpoints/1')),
    watches: ['services', 'pods', 'endpoints'],
    keys: ({ key }) => [key],
    matters: (change, key) =>
      change.resource === 'pods' ? change.object.metadata.namespace === namespaceIn(key) : change.key === key,
  },
  'kcm/namespace-controller': {
    start: (settings) => driverFor(namespaceController(settings, 'namespace/1')),
    watches: ['namespaces', ...CONTENTS],
    keys: ({ resource, object }) => [
      resource === 'namespaces' ? object.metadata.name : (object.metadata.namespace ?? ''),
    ],
    matters: ({ object }, key) => object.metadata.name === key || object.metadata.namespace === key,
  },
  'kcm/generic-garbage-collector': {
    start: (settings) => driverFor(garbageCollector(settings, 'garbage-collector/1')),
    watches: CONTENTS,
    keys: (version) => unique([pathOf(version), ...ownerPaths(version)]),
    matters: ({ object }, key) => object.metadata.namespace === namespaceIn(key),
  },
}
