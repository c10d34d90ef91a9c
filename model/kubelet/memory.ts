/**
 * What a kubelet knows. Nothing of it survives a restart: the API server and the runtime tell it
 * again.
 */
import type { ClientState } from '../client.ts'
import { cached, newClient } from '../client.ts'
import type { Timer } from '../component.ts'
import type { Step } from '../controller.ts'
import { andThen, begin } from '../controller.ts'
import type { Address } from '../messages.ts'
import type { Pod, PodStatus } from '../objects.ts'
import { remember } from '../remember.ts'
import type { ContainerRecord } from '../runtime/messages.ts'
import type { NodeShape, Settings } from '../settings.ts'

export type Purpose = { readonly what: 'register' | 'read-node' | 'write-node' } | PodPurpose

export interface PodPurpose {
  /** read: the live pod, after its status was refused with a conflict. */
  readonly what: 'status' | 'read' | 'delete'
  readonly uid: string
}

/** What goes on with one container of a pod. */
export interface Work {
  /** This attempt was asked for, the runtime has not answered. */
  readonly starting?: number
  /** Told to stop within so many seconds. */
  readonly stopping?: number
  /** Its readiness probe has succeeded. */
  readonly ready?: true
  /** How long the next restart has to wait, in ms. Absent: not restarted in the last 10 minutes. */
  readonly backoff?: number
  /** Its image could not be pulled; how long the next try has to wait, in ms. */
  readonly pull?: { readonly reason: 'ErrImagePull' | 'ImagePullBackOff'; readonly delay: number }
  /** It waits for its back-off, or has waited. */
  readonly wait?: 'on' | 'over'
}

/**
 * What the kubelet does about one pod (upstream: a pod worker, and its entry in the status
 * manager).
 */
export interface Worker {
  /** `namespace/name` */
  readonly key: string
  /** Why the pod was not admitted. Absent: it was. */
  readonly refused?: string
  /** The status as the kubelet last worked it out. */
  readonly status?: PodStatus
  /** That status was not yet acknowledged by the API server. */
  readonly unposted?: true
  /** Revision of the last acknowledged status, while the cache has not reached it. */
  readonly revision?: number
  /** The API server has confirmed that the pod is gone; the cache does not show it yet. */
  readonly gone?: true
  /** Defect early-terminal-phase: its resources are not free yet. */
  readonly holding?: true
  readonly containers?: { readonly [name: string]: Work }
}

export interface KubeletMemory {
  readonly client: ClientState<Purpose>
  /** The runtime, if it can be reached. */
  readonly runtime: Address | null
  /**
   * Containers of this node by id, as the runtime told; null: it has not told since the connection
   * stands.
   */
  readonly containers: { readonly [id: string]: ContainerRecord } | null
  /** By uid of the pod. */
  readonly workers: { readonly [uid: string]: Worker }
  /** Its Node object exists, or did once: a kubelet registers once in its life. */
  readonly registered?: true
  /** The timer of the periodic status sync is armed: there is something to repair. */
  readonly repairing?: true
}

export const initialMemory: KubeletMemory = {
  client: newClient<Purpose>(),
  runtime: null,
  containers: null,
  workers: {},
}

/** Who this kubelet is. */
export interface Self {
  readonly settings: Settings
  readonly user: string
  readonly node: NodeShape
}

export type KubeletStep = Step<KubeletMemory>

export const chain = (
  memory: KubeletMemory,
  steps: readonly ((memory: KubeletMemory) => KubeletStep)[],
): KubeletStep => steps.reduce(andThen, begin(memory))

export const workerOf = ({ workers }: KubeletMemory, uid: string): Worker | undefined =>
  Object.hasOwn(workers, uid) ? workers[uid] : undefined

export const setWorker = (memory: KubeletMemory, uid: string, worker: Worker): KubeletMemory => ({
  ...memory,
  workers: { ...memory.workers, [uid]: worker },
})

export const uidsOf = ({ workers }: KubeletMemory): readonly string[] => Object.keys(workers).sort()

/** The pods of this node that the API server told of. */
export const podsOf = ({ client }: KubeletMemory): readonly Pod[] => cached(client, 'pods', 'Pod')

const byUid = remember(
  (pods: readonly Pod[]): ReadonlyMap<string, Pod> =>
    new Map(pods.map((pod) => [pod.metadata.uid, pod])),
)

export const podOf = (memory: KubeletMemory, uid: string): Pod | undefined =>
  byUid(podsOf(memory)).get(uid)

type Containers = NonNullable<KubeletMemory['containers']>

const byPod = remember(
  (containers: Containers): ReadonlyMap<string, readonly ContainerRecord[]> => {
    const grouped = new Map<string, ContainerRecord[]>()
    for (const id of Object.keys(containers).sort()) {
      const record = containers[id]
      if (record === undefined) continue
      const known = grouped.get(record.podUid)
      if (known === undefined) grouped.set(record.podUid, [record])
      else known.push(record)
    }
    return grouped
  },
)

/** Every container of a pod that the kubelet knows, exited ones included. */
export const recordsOf = (
  { containers }: KubeletMemory,
  uid: string,
): readonly ContainerRecord[] => (containers === null ? [] : (byPod(containers).get(uid) ?? []))

/** Pods that have containers on this node. */
export const podsWithContainers = ({
  containers,
}: KubeletMemory): ReadonlyMap<string, readonly ContainerRecord[]> =>
  containers === null ? new Map() : byPod(containers)

/** The last attempt at each container. */
export const latestOf = (
  records: readonly ContainerRecord[],
  name: string,
): ContainerRecord | undefined =>
  records
    .filter((record) => record.name === name)
    .reduce<ContainerRecord | undefined>(
      (last, record) => (last === undefined || record.attempt > last.attempt ? record : last),
      undefined,
    )

export const workOf = ({ containers = {} }: Worker, name: string): Work =>
  Object.hasOwn(containers, name) ? (containers[name] ?? {}) : {}

/** Work that says nothing is left out, so that equal situations are equal data. */
export const withWork = (worker: Worker, name: string, work: Work): Worker => {
  const { containers = {}, ...rest } = worker
  const { [name]: _old, ...others } = containers
  const next = Object.keys(work).length === 0 ? others : { ...others, [name]: work }
  return Object.keys(next).length === 0 ? rest : { ...rest, containers: next }
}

export const isStarting = ({ containers = {} }: Worker): boolean =>
  Object.values(containers).some(({ starting }) => starting !== undefined)

/** Timers of one container: its back-off, and the end of its back-off's memory. */
export const restartTimer = (uid: string, name: string): Timer => ({
  name: 'restart',
  key: `${uid}/${name}`,
})
export const resetTimer = (uid: string, name: string): Timer => ({
  name: 'backoff-reset',
  key: `${uid}/${name}`,
})
export const probeTimer = (uid: string, name: string): Timer => ({
  name: 'probe',
  key: `${uid}/${name}`,
})

/** `uid/container` of such a timer. */
export const partsOf = (key: string): { readonly uid: string; readonly name: string } => {
  const slash = key.lastIndexOf('/')
  return { uid: key.slice(0, slash), name: key.slice(slash + 1) }
}

export const STATUS_SYNC: Timer = { name: 'status-sync' }

/**
 * Lets the periodic sync look at statuses; its phase is left out: it comes a whole period from
 * now.
 */
export const repair = (self: Self, memory: KubeletMemory): KubeletStep =>
  memory.repairing === true
    ? begin(memory)
    : {
        ...begin({ ...memory, repairing: true }),
        arm: [{ timer: STATUS_SYNC, after: self.settings.timing.kubeletSync }],
      }
