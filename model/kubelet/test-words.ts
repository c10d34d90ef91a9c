/** For tests: objects and messages of one node in few words; processes that keep their memory. */
import type { Component, Reaction, Timer } from '../component.ts'
import type { Address, Message } from '../messages.ts'
import type { KubeObject, Pod } from '../objects.ts'
import { isReady } from '../pod.ts'

const noEntropy = { next: () => 1 }

/** A process with memory and disk, and what it does with what it is told. */
export const mounted = <M, D>(component: Component<M, D>) => {
  let [memory, disk] = [component.initial, component.initialDisk]
  const keep = (reaction: Reaction<M, D>): Reaction<unknown, unknown> => {
    memory = reaction.memory
    if (reaction.disk !== undefined) disk = reaction.disk
    return reaction
  }
  return {
    memory: () => memory,
    disk: () => disk,
    receive: (from: Address | 'world', message: Message) =>
      keep(component.receive(memory, { from, message }, disk, noEntropy)),
    choose: (timer: Timer) => keep(component.choose(memory, timer, disk)),
    crash: () => {
      memory = component.initial
      disk = component.afterCrash?.(disk) ?? disk
    },
    powerLoss: () => {
      memory = component.initial
      disk = component.afterPowerLoss?.(disk) ?? disk
    },
  }
}

export const withRevision = (object: KubeObject, resourceVersion: number): KubeObject => ({
  ...object,
  metadata: { ...object.metadata, resourceVersion },
})

export const withStatus = (stored: KubeObject, given: KubeObject): KubeObject => {
  if (stored.kind === 'Pod' && given.kind === 'Pod') return { ...stored, status: given.status }
  if (stored.kind === 'Node' && given.kind === 'Node') return { ...stored, status: given.status }
  return stored
}

/** `web Running ready [c:running]`, and `deleted` while it is terminating. */
export const inWords = (pod: Pod): string => {
  const { phase, reason, containerStatuses } = pod.status
  const containers = (containerStatuses ?? []).map((c) => {
    const why = c.state === 'running' ? '' : `/${c.reason ?? ''}`
    return `${c.name}:${c.state}${why}${c.restartCount > 0 ? ` rc${c.restartCount}` : ''}`
  })
  return [
    pod.metadata.name,
    ...(pod.metadata.deletionTimestamp === true ? ['deleted'] : []),
    phase,
    ...(reason === undefined ? [] : [reason]),
    ...(isReady(pod) ? ['ready'] : []),
    ...(containerStatuses === undefined ? [] : [`[${containers.join(' ')}]`]),
  ].join(' ')
}

export const asked = (message: Message): string => {
  switch (message.type) {
    case 'cri/start':
      return `start ${message.podUid}/${message.name}/${message.attempt}`
    case 'cri/stop':
      return `stop ${message.id} ${message.graceSeconds}`
    case 'cri/remove':
      return `remove ${message.id}`
    default:
      return message.type
  }
}
