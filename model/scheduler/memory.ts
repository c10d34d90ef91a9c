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
import type { Choice } from './choice.ts'
import type { Queue } from './queue.ts'
import { hasActive } from './queue.ts'
import type { Profile } from './profile.ts'
import type { Snapshot } from './snapshot.ts'

export interface PodPurpose {
  readonly pod: string
  /** disrupt, evict: of a pod that has to go for this one. */
  readonly step: 'bind' | 'status' | 'disrupt' | 'evict'
}
export type Purpose = PodPurpose | ElectionPurpose

export interface SchedulerMemory {
  readonly client: ClientState<Purpose>
  readonly election: Election
  readonly queue: Queue
  /** Pods put on a node in this cache before their binding is seen: their uid and node. */
  readonly assumed: { readonly [pod: string]: { readonly uid: string; readonly node: string } }
  /** Pending pods that wait for room which others were told to leave: their uid and node. */
  readonly nominated: { readonly [pod: string]: { readonly uid: string; readonly node: string } }
  /** The pod in its scheduling cycle; null: none. */
  readonly cycle: Cycle | null
}

/** What is decided about a pod, from a snapshot of the cache taken when its cycle began. */
export interface Cycle {
  readonly pod: string
  readonly attempts: number
  /** Something that may matter happened since the snapshot. */
  readonly moved: boolean
  readonly choice: Choice
}

export type Memory = SchedulerMemory

export const USER = 'system:kube-scheduler'
export const WATCHES: readonly WatchSpec[] = [{ resource: 'pods' }, { resource: 'nodes' }, { resource: 'namespaces' }]
export const CYCLE: Timer = { name: 'cycle' }

export const initial: Memory = {
  client: newClient<Purpose>(),
  election: newElection,
  queue: {},
  assumed: {},
  nominated: {},
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

const placed = (pod: Pod, nodeName: string): Pod =>
  pod.spec.nodeName === nodeName ? pod : { ...pod, spec: { ...pod.spec, nodeName } }

/** The cluster as this scheduler believes it to be, assumed pods included. */
export const snapshotOf = (memory: Memory, profile: Profile): Snapshot => {
  const { client, assumed, nominated } = memory
  const all = cached(client, 'pods', 'Pod').filter((pod) => !isTerminal(pod))
  const at = (pod: Pod, places: Memory['assumed']): string | undefined => {
    const place = places[keyOf(pod)]
    return place?.uid === pod.metadata.uid ? place.node : undefined
  }
  const on = (nodeOf: (pod: Pod) => string | undefined): readonly Pod[] =>
    all.flatMap((pod) => {
      const node = nodeOf(pod)
      return node === undefined ? [] : [placed(pod, node)]
    })
  return {
    nodes: cached(client, 'nodes', 'Node'),
    pods: on((pod) => pod.spec.nodeName ?? at(pod, assumed)),
    nominated: on((pod) => (isPending(memory, pod) ? at(pod, nominated) : undefined)),
    namespaces: Object.fromEntries(cached(client, 'namespaces', 'Namespace').map((n) => [n.metadata.name, n.metadata.labels])),
    profile,
  }
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
