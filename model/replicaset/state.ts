/** What the ReplicaSet controller remembers. */
import type { ControllerMemory, Step } from '../controller.ts'
import { begin } from '../controller.ts'
import type { ReplicaStatus } from '../objects.ts'
import type { Expectations } from './expectations.ts'

/** What a request was for: the key of the set, and the stage of its sync. */
export type Purpose =
  /** A quorum read: may the set still adopt pods? */
  | { readonly what: 'verify'; readonly key: string }
  | { readonly what: 'adopt'; readonly key: string; readonly uid: string }
  | { readonly what: 'release'; readonly key: string }
  | { readonly what: 'create'; readonly key: string }
  | { readonly what: 'delete'; readonly key: string; readonly uid: string }
  | { readonly what: 'status'; readonly key: string }
  /** A quorum read after a status update was refused with 409, to try it once more. */
  | { readonly what: 'reread'; readonly key: string }

/** A sync that awaits answers. */
export interface Sync {
  /** Uids of pods adopted in this sync. */
  readonly adopted?: readonly string[]
  /** Creates that are still to be sent, and how many were sent last. */
  readonly left?: number
  readonly batch?: number
  /** To be written at the end: what was seen when pods were counted. */
  readonly status?: ReplicaStatus
  /** The status update was refused once. */
  readonly reread?: true
  /** Something failed: the key comes back after a back-off. */
  readonly failed?: true
}

export interface ReplicaSetMemory extends ControllerMemory<Purpose> {
  readonly expectations: Expectations
  readonly syncs: { readonly [key: string]: Sync }
  /**
   * Only with the defect `timeout-though-created`: uids of pods that the controller was told about.
   */
  readonly known?: readonly string[]
}

export const syncOf = (memory: ReplicaSetMemory, key: string): Sync =>
  (Object.hasOwn(memory.syncs, key) ? memory.syncs[key] : undefined) ?? {}

export const setSync = (memory: ReplicaSetMemory, key: string, sync: Sync): ReplicaSetMemory => ({
  ...memory,
  syncs: { ...memory.syncs, [key]: sync },
})

export const markFailed = (memory: ReplicaSetMemory, key: string): Step<ReplicaSetMemory> =>
  begin(setSync(memory, key, { ...syncOf(memory, key), failed: true }))

export const endSync = (memory: ReplicaSetMemory, key: string): ReplicaSetMemory => {
  const { [key]: _gone, ...syncs } = memory.syncs
  return { ...memory, syncs }
}
