/**
 * The garbage collector: deletes objects all of whose owners are gone, after looking once more at the store;
 * carries out foreground and orphan deletion by their finalizers.
 * Source: kubernetes pkg/controller/garbagecollector at v1.31.0; recording 19a.
 *
 * Left out: the dependency graph (looked up in the caches instead), virtual nodes, kinds that are not modelled.
 * Timers: sync/<resource>/<key>.
 */
import type { Pending } from '../client.ts'
import { cacheOf, objectsIn } from '../client.ts'
import type { Component } from '../component.ts'
import type { Answer, ControllerMemory, Logic, Step } from '../controller.ts'
import { andThen, ask, begin, fail, finish, isBusy, newController, succeeded } from '../controller.ts'
import { controller } from '../controller-loop.ts'
import type { Address, PropagationPolicy } from '../messages.ts'
import type { Kind, KubeObject, OwnerReference, Resource } from '../objects.ts'
import { RESOURCES, keyOf, resourceOf } from '../objects.ts'
import type { Settings } from '../settings.ts'

interface Purpose {
  readonly key: string
  readonly step: 'look' | 'delete' | 'strip' | 'release'
}

export type GarbageCollectorMemory = ControllerMemory<Purpose>

type Memory = GarbageCollectorMemory

const WATCHED: readonly Resource[] = [
  'pods',
  'replicasets',
  'replicationcontrollers',
  'deployments',
  'services',
  'endpoints',
]

const FOREGROUND = 'foregroundDeletion'
const ORPHAN = 'orphan'

const pathOf = (object: KubeObject): string => `${resourceOf(object)}/${keyOf(object)}`

const allOf = (memory: Memory): readonly KubeObject[] =>
  WATCHED.flatMap((resource) => objectsIn(cacheOf(memory.client, resource).objects))

const find = (memory: Memory, path: string): KubeObject | undefined =>
  allOf(memory).find((object) => pathOf(object) === path)

const dependentsOf = (memory: Memory, owner: KubeObject): readonly KubeObject[] =>
  allOf(memory).filter(({ metadata }) =>
    (metadata.ownerReferences ?? []).some(({ uid }) => uid === owner.metadata.uid),
  )

const hasFinalizer = ({ metadata }: KubeObject, finalizer: string): boolean =>
  metadata.deletionTimestamp !== undefined && (metadata.finalizers ?? []).includes(finalizer)

const isKind = (kind: string): kind is Kind => Object.hasOwn(RESOURCES, kind)

const needsWork = (object: KubeObject): boolean =>
  (object.metadata.ownerReferences ?? []).length > 0 ||
  hasFinalizer(object, FOREGROUND) ||
  hasFinalizer(object, ORPHAN)

const remove = (
  memory: Memory,
  key: string,
  object: KubeObject,
  propagationPolicy: PropagationPolicy = 'Background',
): Step<Memory> =>
  ask<Purpose, Memory>(
    memory,
    {
      verb: 'delete',
      resource: resourceOf(object),
      key: keyOf(object),
      uid: object.metadata.uid,
      propagationPolicy,
    },
    { key, step: 'delete' },
  )

/** What has dependents of its own waits for them too, if its owner is being deleted in the foreground. */
const removeInForeground = (memory: Memory, key: string, object: KubeObject): Step<Memory> =>
  remove(memory, key, object, dependentsOf(memory, object).length > 0 ? 'Foreground' : 'Background')

const write = (memory: Memory, key: string, object: KubeObject, step: 'strip' | 'release'): Step<Memory> =>
  ask<Purpose, Memory>(
    memory,
    { verb: 'update', resource: resourceOf(object), key: keyOf(object), object },
    { key, step },
  )

const forAll = (
  memory: Memory,
  objects: readonly KubeObject[],
  go: (memory: Memory, object: KubeObject) => Step<Memory>,
): Step<Memory> =>
  objects.reduce<Step<Memory>>((step, object) => andThen(step, (m) => go(m, object)), begin(memory))

const withoutFinalizer = (object: KubeObject, finalizer: string): KubeObject => {
  const finalizers = (object.metadata.finalizers ?? []).filter((f) => f !== finalizer)
  return { ...object, metadata: { ...object.metadata, finalizers } }
}

const withoutOwner = (object: KubeObject, uid: string): KubeObject => {
  const ownerReferences = (object.metadata.ownerReferences ?? []).filter((o) => o.uid !== uid)
  return { ...object, metadata: { ...object.metadata, ownerReferences } }
}

/** Dependents that block go first; then the owner may go. */
const foreground = (memory: Memory, key: string, owner: KubeObject): Step<Memory> => {
  const dependents = dependentsOf(memory, owner)
  const blocking = dependents.filter(({ metadata }) =>
    (metadata.ownerReferences ?? []).some(
      ({ uid, blockOwnerDeletion }) => uid === owner.metadata.uid && blockOwnerDeletion === true,
    ),
  )
  if (blocking.length === 0) {
    return write(memory, key, withoutFinalizer(owner, FOREGROUND), 'release')
  }
  const alive = dependents.filter(({ metadata }) => metadata.deletionTimestamp === undefined)
  if (alive.length === 0) return finish(memory, key)
  return forAll(memory, alive, (m, object) => removeInForeground(m, key, object))
}

const orphan = (memory: Memory, key: string, owner: KubeObject): Step<Memory> => {
  const dependents = dependentsOf(memory, owner)
  if (dependents.length === 0) return write(memory, key, withoutFinalizer(owner, ORPHAN), 'release')
  return forAll(memory, dependents, (m, object) =>
    write(m, key, withoutOwner(object, owner.metadata.uid), 'strip'),
  )
}

const ownersIn = (memory: Memory, object: KubeObject): readonly OwnerReference[] => {
  const uids = new Set(allOf(memory).map(({ metadata }) => metadata.uid))
  return (object.metadata.ownerReferences ?? []).filter(({ uid }) => uids.has(uid))
}

const sync = (memory: Memory, key: string): Step<Memory> => {
  const object = find(memory, key)
  if (object === undefined) return finish(memory, key)
  if (hasFinalizer(object, ORPHAN)) return orphan(memory, key, object)
  if (hasFinalizer(object, FOREGROUND)) return foreground(memory, key, object)
  const [owner] = object.metadata.ownerReferences ?? []
  const isLeaving = object.metadata.deletionTimestamp !== undefined
  if (owner === undefined || isLeaving || ownersIn(memory, object).length > 0) return finish(memory, key)
  if (!isKind(owner.kind)) return finish(memory, key)
  const { namespace } = object.metadata
  const ownerKey = namespace === undefined ? owner.name : `${namespace}/${owner.name}`
  return ask<Purpose, Memory>(
    memory,
    { verb: 'get', resource: RESOURCES[owner.kind], key: ownerKey },
    { key, step: 'look' },
  )
}

const onAnswer = (memory: Memory, pending: Pending<Purpose>, answer: Answer): Step<Memory> => {
  const { key, step } = pending.purpose
  const object = find(memory, key)
  if (step === 'look') {
    if (object === undefined) return finish(memory, key)
    const isGone = answer?.code === 404 || answer?.code === 200
    const uids = (object.metadata.ownerReferences ?? []).map(({ uid }) => uid)
    const lives = answer?.object !== undefined && uids.includes(answer.object.metadata.uid)
    if (lives) return finish(memory, key)
    return isGone ? remove(memory, key, object) : fail(memory, key)
  }
  if (isBusy(memory, key)) return begin(memory)
  return succeeded(answer) || answer?.code === 404 ? finish(memory, key) : fail(memory, key)
}

/** The object itself, its owners, and (when it is gone) what it owned. */
const affected = (memory: Memory, before: KubeObject | undefined, after: KubeObject | undefined): readonly string[] => {
  const object = after ?? before
  if (object === undefined) return []
  const own = after !== undefined && needsWork(after) ? [pathOf(after)] : []
  const dependents = after === undefined ? dependentsOf(memory, object).map(pathOf) : []
  const uids = (object.metadata.ownerReferences ?? []).map(({ uid }) => uid)
  const owners = allOf(memory).filter(
    (o) => uids.includes(o.metadata.uid) && (hasFinalizer(o, FOREGROUND) || hasFinalizer(o, ORPHAN)),
  )
  return [...own, ...dependents, ...owners.map(pathOf)]
}

const logic: Logic<Purpose, Memory> = {
  kind: 'garbage-collector',
  watches: WATCHED.map((resource) => ({ resource })),
  initial: newController<Purpose>(),
  keys: (memory) => allOf(memory).filter(needsWork).map(pathOf),
  affected: (memory, _resource, change) => affected(memory, change.before, change.after),
  sync,
  answered: onAnswer,
}

export const garbageCollector = (
  _settings: Settings,
  address: Address,
): Component<GarbageCollectorMemory> => controller(logic, address)
