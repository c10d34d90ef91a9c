/**
 * Pod garbage collection: pods bound to a node that does not exist are quarantined, looked up once more, marked
 * Failed and deleted with grace 0; terminating pods that were never scheduled are deleted.
 * Source: kubernetes pkg/controller/podgc at v1.31.0; recording 17a.
 *
 * Left out: the threshold for terminated pods (12500 by default, far beyond what is modelled).
 * Timers: sync/<pod> after the quarantine (period + quarantine, the worst case).
 */
import type { Pending } from './client.ts'
import { cached, lookUp } from './client.ts'
import type { Component } from './component.ts'
import type { Answer, ControllerMemory, Logic, Step } from './controller.ts'
import { ask, begin, enqueue, fail, finish, newController, succeeded } from './controller.ts'
import { controller } from './controller-loop.ts'
import type { Address } from './messages.ts'
import type { Pod } from './objects.ts'
import { keyOf } from './objects.ts'
import { isTerminal, isTerminating } from './pod.ts'
import type { Settings } from './settings.ts'

interface Purpose {
  readonly key: string
  readonly step: 'look' | 'mark' | 'delete'
}

export interface PodGcMemory extends ControllerMemory<Purpose> {
  /** Pods whose quarantine runs or is over. */
  readonly quarantined: { readonly [pod: string]: true }
}

type Memory = PodGcMemory

const podOf = (memory: Memory, key: string): Pod | undefined =>
  lookUp(memory.client, 'pods', 'Pod', key)

const isOrphan = (memory: Memory, pod: Pod): boolean =>
  pod.spec.nodeName !== undefined &&
  lookUp(memory.client, 'nodes', 'Node', pod.spec.nodeName) === undefined

const isUnscheduledAndLeaving = (pod: Pod): boolean =>
  pod.spec.nodeName === undefined && isTerminating(pod)

const isDue = (settings: Settings, memory: Memory, pod: Pod): boolean =>
  // kubernetes/kubernetes#12545: nobody collects the pods of a deleted node.
  (isOrphan(memory, pod) && !settings.defects.includes('bound-to-deleted-node')) ||
  isUnscheduledAndLeaving(pod)

const released = (memory: Memory, key: string): Memory => {
  const { [key]: _gone, ...quarantined } = memory.quarantined
  return { ...memory, quarantined }
}

const sync = (settings: Settings, memory: Memory, key: string): Step<Memory> => {
  const pod = podOf(memory, key)
  if (pod === undefined || !isDue(settings, memory, pod)) return finish(released(memory, key), key)
  if (!isOrphan(memory, pod)) return remove(memory, pod)
  if (!Object.hasOwn(memory.quarantined, key)) {
    const { podGcPeriod, podGcQuarantine } = settings.timing
    const held = { ...memory, quarantined: { ...memory.quarantined, [key]: true as const } }
    const ended = finish(held, key)
    const later = enqueue(ended.memory, [key], podGcPeriod + podGcQuarantine)
    return { ...later, sends: [...ended.sends, ...later.sends], arm: [...ended.arm, ...later.arm] }
  }
  const spec = { verb: 'get', resource: 'nodes', key: pod.spec.nodeName ?? '' } as const
  return ask<Purpose, Memory>(memory, spec, { key, step: 'look' })
}

const remove = (memory: Memory, pod: Pod): Step<Memory> => {
  const key = keyOf(pod)
  const spec = {
    verb: 'delete',
    resource: 'pods',
    key,
    uid: pod.metadata.uid,
    gracePeriodSeconds: 0,
  } as const
  return ask<Purpose, Memory>(memory, spec, { key, step: 'delete' })
}

const mark = (memory: Memory, pod: Pod): Step<Memory> => {
  if (isTerminal(pod)) return remove(memory, pod)
  const key = keyOf(pod)
  const conditions = [
    ...(pod.status.conditions ?? []).filter(({ type }) => type !== 'DisruptionTarget'),
    { type: 'DisruptionTarget', status: 'True', reason: 'DeletionByPodGC' } as const,
  ]
  const object: Pod = {
    ...pod,
    metadata: { ...pod.metadata, resourceVersion: 0 },
    status: { ...pod.status, phase: 'Failed', conditions },
  }
  const spec = { verb: 'update', subresource: 'status', resource: 'pods', key, uid: pod.metadata.uid, object } as const
  return ask<Purpose, Memory>(memory, spec, { key, step: 'mark' })
}

const onAnswer = (memory: Memory, { purpose: { key, step } }: Pending<Purpose>, answer: Answer): Step<Memory> => {
  const pod = podOf(memory, key)
  if (pod === undefined) return finish(released(memory, key), key)
  switch (step) {
    case 'look':
      if (answer?.code === 404) return mark(memory, pod)
      return answer?.code === 200 ? finish(released(memory, key), key) : fail(memory, key)
    case 'mark':
      return succeeded(answer) ? remove(memory, pod) : fail(memory, key)
    case 'delete':
      return succeeded(answer) || answer?.code === 404 ? finish(released(memory, key), key) : fail(memory, key)
  }
}

const logic = (settings: Settings): Logic<Purpose, Memory> => {
  const due = (memory: Memory): readonly string[] =>
    cached(memory.client, 'pods', 'Pod')
      .filter((pod) => isDue(settings, memory, pod))
      .map(keyOf)
  return {
    kind: 'pod-gc',
    watches: [{ resource: 'pods' }, { resource: 'nodes' }],
    initial: { ...newController<Purpose>(), quarantined: {} },
    keys: due,
    affected: (memory, resource, change) => {
      if (resource === 'nodes') return due(memory).filter((key) => !Object.hasOwn(memory.quarantined, key))
      const pod = podOf(memory, change.key)
      if (pod === undefined) return Object.hasOwn(memory.quarantined, change.key) ? [change.key] : []
      return isDue(settings, memory, pod) && !Object.hasOwn(memory.quarantined, change.key) ? [change.key] : []
    },
    sync: (memory, key) => sync(settings, memory, key),
    answered: onAnswer,
    lost: (memory) => begin({ ...memory, quarantined: {} }),
  }
}

export const podGc = (settings: Settings, address: Address): Component<PodGcMemory> =>
  controller(logic(settings), address)
