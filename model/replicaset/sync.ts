/**
 * One sync of a set, as a chain of stages; each ends when its last answer has come: claim pods
 * (adopt, release), create or delete what the count asks for, write the status. Pods are counted
 * from the cache.
 */
import type { Step } from '../controller.ts'
import { ask, begin, fail, finish, andThen } from '../controller.ts'
import { released } from '../claim.ts'
import type { Pod, ReplicaStatus } from '../objects.ts'
import { keyOf } from '../objects.ts'
import { cached } from '../client.ts'
import type { Settings } from '../settings.ts'
import { expect, forget, isSatisfied, lowerCreates } from './expectations.ts'
import type { AnySet } from './pods.ts'
import {
  adoptedPod,
  claimsOf,
  newPod,
  replicasOf,
  sameStatus,
  setOf,
  splitKey,
  statusOf,
} from './pods.ts'
import type { Purpose, ReplicaSetMemory } from './state.ts'
import { endSync, setSync, syncOf } from './state.ts'
import { relatedPods, victims } from './victims.ts'

type Memory = ReplicaSetMemory

/** Upstream's burstReplicas: no sync creates or deletes more. */
const BURST = 500

export const askAs = (
  memory: Memory,
  spec: Parameters<typeof ask>[1],
  purpose: Purpose,
): Step<Memory> => ask<Purpose, Memory>(memory, spec, purpose)

export const all = <T>(
  memory: Memory,
  items: readonly T[],
  go: (m: Memory, item: T) => Step<Memory>,
) => items.reduce<Step<Memory>>((step, item) => andThen(step, (m) => go(m, item)), begin(memory))

export const sync = (settings: Settings, memory: Memory, key: string): Step<Memory> => {
  const set = setOf(memory, key)
  if (set === undefined) return andThen(forget(memory, key), (m) => finish(m, key))
  const { adopt, release } = claimsOf(memory, set)
  if (adopt.length + release.length === 0) return manage(settings, memory, key)
  const releasing = all(memory, release, (m, pod) => releasePod(m, key, set, pod))
  return adopt.length === 0 ? releasing : andThen(releasing, (m) => verify(m, key))
}

/** Before it adopts, a set asks the store whether it still exists: its cache may be old. */
const verify = (memory: Memory, key: string): Step<Memory> =>
  askAs(memory, { verb: 'get', ...splitKey(key) }, { what: 'verify', key })

export const adoptPod = (memory: Memory, key: string, set: AnySet, pod: Pod): Step<Memory> =>
  askAs(
    memory,
    { verb: 'update', resource: 'pods', key: keyOf(pod), object: adoptedPod(pod, set) },
    { what: 'adopt', key, uid: pod.metadata.uid },
  )

const releasePod = (memory: Memory, key: string, set: AnySet, pod: Pod): Step<Memory> => {
  const object = { ...pod, metadata: released(pod.metadata, set) }
  return askAs(
    memory,
    { verb: 'update', resource: 'pods', key: keyOf(pod), object },
    { what: 'release', key },
  )
}

/** Creates or deletes, unless what was asked for before has not been seen yet. */
export const manage = (settings: Settings, memory: Memory, key: string): Step<Memory> => {
  const set = setOf(memory, key)
  if (set === undefined) return end(memory, key)
  const replicas = replicasOf(memory, set, syncOf(memory, key).adopted ?? [])
  const status = statusOf(set, replicas)
  const counted = setSync(memory, key, { status })
  const idle = set.metadata.deletionTimestamp !== undefined || !isSatisfied(memory, key)
  const surplus = idle ? 0 : replicas.length - set.spec.replicas
  if (surplus === 0) return writeStatus(counted, key)
  return surplus < 0
    ? createPods(settings, counted, key, Math.min(-surplus, BURST), status)
    : deletePods(settings, counted, key, set, replicas, Math.min(surplus, BURST))
}

const createPods = (
  settings: Settings,
  memory: Memory,
  key: string,
  count: number,
  status: ReplicaStatus,
): Step<Memory> => {
  const timeout = settings.timing.expectationsTimeout
  const expecting = expect(memory, key, { creates: count, deletes: [] }, timeout)
  return andThen(expecting, (m) =>
    sendBatch(setSync(m, key, { status, left: count, batch: 1 }), key),
  )
}

/** Slow start: 1, 2, 4, ... so that a create that cannot succeed is not tried many times. */
export const sendBatch = (memory: Memory, key: string): Step<Memory> => {
  const sync = syncOf(memory, key)
  const set = setOf(memory, key)
  const left = sync.left ?? 0
  const size = Math.min(sync.batch ?? 1, left)
  if (set === undefined || size === 0) return stopCreating(memory, key)
  const next = setSync(memory, key, { ...sync, left: left - size, batch: size * 2 })
  return all(next, Array.from({ length: size }), (m) => createPod(m, key, set))
}

const createPod = (memory: Memory, key: string, set: AnySet): Step<Memory> =>
  askAs(
    memory,
    {
      verb: 'create',
      resource: 'pods',
      key: `${set.metadata.namespace ?? ''}/`,
      generateName: `${set.metadata.name}-`,
      object: newPod(set),
    },
    { what: 'create', key },
  )

/** Pods that were never asked for are not to be expected. */
export const stopCreating = (memory: Memory, key: string): Step<Memory> => {
  const { left = 0, batch: _batch, ...rest } = syncOf(memory, key)
  return andThen(lowerCreates(setSync(memory, key, rest), key, left), (m) => writeStatus(m, key))
}

const deletePods = (
  settings: Settings,
  memory: Memory,
  key: string,
  set: AnySet,
  replicas: readonly Pod[],
  count: number,
): Step<Memory> => {
  const sets = cached(memory.client, 'replicasets', 'ReplicaSet')
  const related = relatedPods(set, sets, cached(memory.client, 'pods', 'Pod'))
  const chosen = victims(replicas, related, count)
  const deletes = chosen.map(({ metadata }) => metadata.uid)
  const timeout = settings.timing.expectationsTimeout
  const expecting = expect(memory, key, { creates: 0, deletes }, timeout)
  return andThen(expecting, (m) => all(m, chosen, (each, pod) => deletePod(each, key, pod)))
}

/**
 * Upstream names the pod only; the uid stands for its random name, which no other pod will ever
 * have.
 */
const deletePod = (memory: Memory, key: string, pod: Pod): Step<Memory> => {
  const { uid } = pod.metadata
  const spec = { verb: 'delete', resource: 'pods', key: keyOf(pod), uid } as const
  return askAs(memory, spec, { what: 'delete', key, uid })
}

export const writeStatus = (memory: Memory, key: string): Step<Memory> => {
  const set = setOf(memory, key)
  const { status } = syncOf(memory, key)
  if (set === undefined || status === undefined || sameStatus(set.status, status)) {
    return end(memory, key)
  }
  return sendStatus(memory, key, set, status)
}

export const sendStatus = (
  memory: Memory,
  key: string,
  set: AnySet,
  status: ReplicaStatus,
): Step<Memory> => {
  const object = { ...set, status }
  const spec = { verb: 'update', subresource: 'status', ...splitKey(key), object } as const
  return askAs(memory, spec, { what: 'status', key })
}

export const end = (memory: Memory, key: string): Step<Memory> => {
  const { failed } = syncOf(memory, key)
  const over = endSync(memory, key)
  return failed ? fail(over, key) : finish(over, key)
}
