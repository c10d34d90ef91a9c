/**
 * The controller that keeps the right number of pods, for ReplicaSets and ReplicationControllers
 * alike (as upstream, where one is written in terms of the other). It counts the pods in its cache,
 * never those in the store, and waits for its own creates and deletes to show up there (see
 * expectations.ts).
 *
 * Answers that never come (a timeout, a broken connection) lower the expectation like any failure,
 * as Kubernetes does since v1.14: the pod may exist nevertheless, then the next count is one too
 * high and a pod goes. So a set may hold too many pods for a moment, never once settled.
 *
 * Left out: minReadySeconds (available is ready), conditions and Events (nobody in the model reads
 * them), fullyLabeledReplicas, how long a pod has been ready when victims are chosen (no clocks).
 * Quotas do not exist, so a create that is refused with 403 means a terminating namespace.
 */
import { controllerOf } from '../claim.ts'
import type { Change, Pending } from '../client.ts'
import { lookUp } from '../client.ts'
import type { Component, Timer } from '../component.ts'
import type { Logic, Step } from '../controller.ts'
import { begin, enqueue, newController, refresh, andThen } from '../controller.ts'
import { controller } from '../controller-loop.ts'
import type { Address, WatchEvent, WatchSnapshot } from '../messages.ts'
import type { KubeObject, Pod, Resource } from '../objects.ts'
import { same } from '../same.ts'
import { selects } from '../selector.ts'
import type { Settings } from '../settings.ts'
import {
  expire,
  expiredKeys,
  expireTimer,
  forget,
  isSatisfied,
  lowerCreates,
  lowerDeletes,
} from './expectations.ts'
import { keyOfSet, setKey, setsOf } from './pods.ts'
import type { Purpose, ReplicaSetMemory } from './state.ts'
import { syncOf } from './state.ts'
import { onAnswer } from './answers.ts'
import { sync } from './sync.ts'

export type { ReplicaSetMemory } from './state.ts'

type Memory = ReplicaSetMemory

const initial = ({ defects }: Settings): Memory => ({
  ...newController<Purpose>(),
  expectations: {},
  syncs: {},
  ...(defects.includes('timeout-though-created') ? { known: [] } : {}),
})

/** The key of the set that controls this pod, if the cache has that set. */
const ownerKey = ({ client }: Memory, pod: Pod): readonly string[] => {
  const ref = controllerOf(pod)
  if (ref === undefined) return []
  const key = `${pod.metadata.namespace ?? ''}/${ref.name}`
  const owner =
    ref.kind === 'ReplicationController'
      ? lookUp(client, 'replicationcontrollers', 'ReplicationController', key)
      : lookUp(client, 'replicasets', 'ReplicaSet', key)
  return owner?.kind === ref.kind && owner.metadata.uid === ref.uid ? [keyOfSet(owner)] : []
}

const asPod = (object: KubeObject | undefined): Pod | undefined =>
  object?.kind === 'Pod' ? object : undefined

/** Sets that might adopt this pod, if what they look at has changed. */
const suitors = (memory: Memory, before: Pod | undefined, after: Pod): readonly string[] => {
  if (controllerOf(after) !== undefined) return []
  const news =
    before === undefined ||
    controllerOf(before) !== undefined ||
    !same(before.metadata.labels, after.metadata.labels)
  if (!news) return []
  return setsOf(memory)
    .filter(
      ({ metadata, spec }) =>
        metadata.namespace === after.metadata.namespace &&
        selects(spec.selector, after.metadata.labels),
    )
    .map(keyOfSet)
}

const affected = (memory: Memory, resource: Resource, change: Change): readonly string[] => {
  if (resource === 'replicasets' || resource === 'replicationcontrollers') {
    return [setKey(resource, change.key)]
  }
  const before = asPod(change.before)
  const after = asPod(change.after)
  return [
    ...(before === undefined ? [] : ownerKey(memory, before)),
    ...(after === undefined ? [] : [...ownerKey(memory, after), ...suitors(memory, before, after)]),
  ]
}

const creationSeen = (memory: Memory, pod: Pod): Step<Memory> => {
  const [key] = ownerKey(memory, pod)
  return key === undefined ? begin(memory) : lowerCreates(memory, key, 1)
}

/** A deletion counts as seen when it has begun. */
const deletionSeen = (memory: Memory, pod: Pod): Step<Memory> => {
  const [key] = ownerKey(memory, pod)
  return key === undefined ? begin(memory) : lowerDeletes(memory, key, pod.metadata.uid)
}

const podSeen = (memory: Memory, change: Change): Step<Memory> => {
  const before = asPod(change.before)
  const after = asPod(change.after)
  if (after === undefined)
    return before === undefined ? begin(memory) : deletionSeen(memory, before)
  if (before !== undefined && before.metadata.uid !== after.metadata.uid) {
    return andThen(deletionSeen(memory, before), (m) => creationSeen(m, after))
  }
  if (after.metadata.deletionTimestamp !== undefined) return deletionSeen(memory, after)
  return before === undefined ? creationSeen(memory, after) : begin(memory)
}

/** A set that is gone, or has a successor of the same name, expects nothing. */
const setSeen = (
  memory: Memory,
  resource: Resource,
  { key, before, after }: Change,
): Step<Memory> =>
  before !== undefined && before.metadata.uid !== after?.metadata.uid && resource !== 'pods'
    ? forget(memory, `${resource}/${key}`)
    : begin(memory)

const observed = (
  memory: Memory,
  message: WatchSnapshot | WatchEvent,
  changes: readonly Change[],
): Step<Memory> => {
  const pods = message.resource === 'pods'
  const seen = changes.reduce<Step<Memory>>(
    (step, change) =>
      andThen(step, (m) => (pods ? podSeen(m, change) : setSeen(m, message.resource, change))),
    begin(pods ? remembering(memory, message) : memory),
  )
  return pods && message.type === 'snapshot' ? andThen(seen, endExpired) : seen
}

/**
 * Only with the defect `timeout-though-created`: a list tells of pods, an event only that one is
 * gone.
 */
const remembering = (memory: Memory, message: WatchSnapshot | WatchEvent): Memory => {
  if (memory.known === undefined) return memory
  if (message.type === 'snapshot') {
    return { ...memory, known: message.items.map(({ metadata }) => metadata.uid).sort() }
  }
  if (message.event !== 'DELETED') return memory
  const { uid } = message.object.metadata
  return { ...memory, known: memory.known.filter((each) => each !== uid) }
}

/** The pods were listed anew: what is expired and was not in that list will not come. */
const endExpired = (memory: Memory): Step<Memory> =>
  expiredKeys(memory).reduce<Step<Memory>>(
    (step, key) =>
      andThen(
        andThen(step, (m) => forget(m, key)),
        (m) => enqueue(m, [key]),
      ),
    begin(memory),
  )

/** An expectation was not fulfilled in time. */
const alarm = ({ defects }: Settings, memory: Memory, { name, key }: Timer): Step<Memory> => {
  if (name !== 'expire' || key === undefined || isSatisfied(memory, key)) return begin(memory)
  // kubernetes/kubernetes#129795: it counts as satisfied, although the watch may just be late.
  if (defects.includes('expired-expectations')) {
    return andThen(forget(memory, key), (m) =>
      m.client.server === null ? begin(m) : enqueue(m, [key]),
    )
  }
  return refresh<Purpose, Memory>(expire(memory, key), 'pods')
}

const lost = (memory: Memory, requests: readonly Pending<Purpose>[]): Step<Memory> => {
  const unsent = Object.keys(memory.syncs).sort()
  const skipped = unsent.reduce<Step<Memory>>(
    (step, key) => andThen(step, (m) => lowerCreates(m, key, syncOf(m, key).left ?? 0)),
    begin(memory),
  )
  const lowered = requests.reduce<Step<Memory>>(
    (step, { purpose }) =>
      andThen(step, (m) => {
        if (purpose.what === 'create') return lowerCreates(m, purpose.key, 1)
        return purpose.what === 'delete' ? lowerDeletes(m, purpose.key, purpose.uid) : begin(m)
      }),
    skipped,
  )
  return andThen(lowered, (m) => begin({ ...m, syncs: {} }))
}

const logic = (settings: Settings): Logic<Purpose, Memory> => ({
  kind: 'replicaset',
  watches: [
    { resource: 'replicasets' },
    { resource: 'replicationcontrollers' },
    { resource: 'pods' },
  ],
  initial: initial(settings),
  keys: (memory) => setsOf(memory).map(keyOfSet),
  affected,
  sync: (memory, key) => sync(settings, memory, key),
  answered: (memory, pending, answer) => onAnswer(settings, memory, pending, answer),
  lost,
  observed,
  alarm: (memory, timer) => alarm(settings, memory, timer),
  timers: ({ expectations }) => Object.keys(expectations).map(expireTimer),
  wantsLatest: (memory, resource) => resource === 'pods' && expiredKeys(memory).length > 0,
})

export const replicaset = (settings: Settings, address: Address): Component<ReplicaSetMemory> =>
  controller(logic(settings), address)
