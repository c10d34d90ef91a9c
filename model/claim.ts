/**
 * Which controller an object belongs to (controllerRef), and what a controller with a selector does
 * about it: upstream's ControllerRefManager. Both ReplicaSets (for pods) and Deployments (for
 * ReplicaSets) use it.
 */
import type { Kind, KubeObject, LabelSelector, Metadata, OwnerReference } from './objects.ts'
import { selects } from './selector.ts'

type Described = { readonly metadata: Metadata }

export interface Claimant extends Described {
  readonly kind: Kind
  readonly spec: { readonly selector: LabelSelector }
}

export const controllerOf = ({ metadata }: Described): OwnerReference | undefined =>
  metadata.ownerReferences?.find(({ controller }) => controller === true)

export const isControlledBy = (object: Described, owner: Described): boolean =>
  controllerOf(object)?.uid === owner.metadata.uid

/** mine: owned and selected. adopt, release: to be done by an update. not-mine: leave it alone. */
export type Claim = 'mine' | 'adopt' | 'release' | 'not-mine'

export const claim = (owner: Claimant, object: Described): Claim => {
  const matches = selects(owner.spec.selector, object.metadata.labels)
  const leaving = owner.metadata.deletionTimestamp !== undefined
  const controller = controllerOf(object)
  if (controller !== undefined) {
    if (controller.uid !== owner.metadata.uid) return 'not-mine'
    if (matches) return 'mine'
    return leaving ? 'not-mine' : 'release'
  }
  if (leaving || !matches || object.metadata.deletionTimestamp !== undefined) return 'not-mine'
  return object.metadata.namespace === owner.metadata.namespace ? 'adopt' : 'not-mine'
}

export const controllerRef = ({ kind, metadata }: KubeObject): OwnerReference => ({
  kind,
  name: metadata.name,
  uid: metadata.uid,
  controller: true,
  blockOwnerDeletion: true,
})

/**
 * Metadata with the owner added. Its resourceVersion makes the update fail if the object changed
 * meanwhile.
 */
export const adopted = (metadata: Metadata, owner: KubeObject): Metadata => ({
  ...metadata,
  ownerReferences: [...(metadata.ownerReferences ?? []), controllerRef(owner)],
})

export const released = (metadata: Metadata, owner: Described): Metadata => {
  const { ownerReferences = [], ...rest } = metadata
  const others = ownerReferences.filter(({ uid }) => uid !== owner.metadata.uid)
  return others.length === 0 ? rest : { ...rest, ownerReferences: others }
}

/** Metadata of an object that a client is about to create; the server fills in the rest. */
export const newMetadata = (
  name: string,
  namespace: string | undefined,
  labels: Metadata['labels'],
): Metadata => ({
  name,
  ...(namespace === undefined ? {} : { namespace }),
  uid: '',
  resourceVersion: 0,
  generation: 0,
  creationTimestamp: 0,
  labels,
})
