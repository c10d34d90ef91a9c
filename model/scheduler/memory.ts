/** What the scheduler remembers, and how it sees the cluster. */
import type { ClientState, WatchSpec } from '../client.ts'
import { cached, hasSynced, lookUp, newClient } from '../client.ts'
import type { Timer } from '../component.ts'
import type { Step } from '../controller.ts'
import { begin } from '../controller.ts'
import type { Election, ElectionPurpose } from '../leader-election.ts'
import { newElection } from '../leader-election.ts'
import type { Pod } from '../objects.ts'
import { keyOf } from '../objects.ts'
import { isTerminal, isTerminating } from '../pod.ts'
import type { Snapshot } from './filters.ts'
import type { Queue } from './queue.ts'
import { hasActive } from './queue.ts'

export interface PodPurpose {
  readonly pod: string
  readonly step: 'bind' | 'status'
}
export type Purpose = PodPurpose | ElectionPurpose

export interface SchedulerMemory {
  readonly client: ClientState<Purpose>
  readonly election: Election
  readonly queue: Queue
  /** Pods put on a node in this cache before their binding is seen: their uid and node. */
  readonly assumed: { readonly [pod: string]: { readonly uid: string; readonly node: string } }
  /** The pod in its scheduling cycle; null: none. */
  readonly cycle: Cycle | null
}

/** What is decided about a pod, from a snapshot of the cache taken when its cycle began. */
export interface Cycle {
  readonly pod: string
  readonly attempts: number
  /** Something that may matter happened since the snapshot. */
  readonly moved: boolean
  /** The best node, or why there is none. */
  readonly choice: { readonly node: string } | { readonly message: string }
}

export type Memory = SchedulerMemory

export const USER = 'system:kube-scheduler'
export const WATCHES: readonly WatchSpec[] = [{ resource: 'pods' }, { resource: 'nodes' }]
export const CYCLE: Timer = { name: 'cycle' }

export const initial: Memory = {
  client: newClient<Purpose>(),
  election: newElection,
  queue: {},
  assumed: {},
  cycle: null,
}

export const podOf = (memory: Memory, key: string): Pod | undefined => lookUp(memory.client, 'pods', 'Pod', key)

/** Waits for a node: not bound, not assumed, not leaving. */
export const isPending = (memory: Memory, pod: Pod | undefined): pod is Pod =>
  pod !== undefined &&
  pod.spec.nodeName === undefined &&
  !isTerminating(pod) &&
  !isTerminal(pod) &&
  !Object.hasOwn(memory.assumed, keyOf(pod))

/** The cluster as this scheduler believes it to be, assumed pods included. */
export const snapshotOf = (memory: Memory): Snapshot => {
  const nodes = cached(memory.client, 'nodes', 'Node')
  const pods = cached(memory.client, 'pods', 'Pod').flatMap((pod): readonly Pod[] => {
    const assumed = memory.assumed[keyOf(pod)]
    const node = pod.spec.nodeName ?? (assumed?.uid === pod.metadata.uid ? assumed.node : undefined)
    if (node === undefined || isTerminal(pod)) return []
    return [pod.spec.nodeName === undefined ? { ...pod, spec: { ...pod.spec, nodeName: node } } : pod]
  })
  return { nodes, pods }
}

/** Starts the next cycle if a pod is waiting and none is under way. */
export const wake = (memory: Memory): Step<Memory> =>
  memory.election.leading &&
  memory.cycle === null &&
  memory.client.server !== null &&
  hasSynced(memory.client, WATCHES) &&
  hasActive(memory.queue)
    ? { ...begin(memory), arm: [{ timer: CYCLE, after: 0 }] }
    : begin(memory)
