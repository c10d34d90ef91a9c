/**
 * What an API server knows and does, for properties, traces and reports. No component may use it.
 */
import type { ObjectMap } from '../client.ts'
import type { ApiRequest } from '../messages.ts'
import type { Resource } from '../objects.ts'
import type { Settings } from '../settings.ts'
import type { Refusal } from './refusal.ts'
import { viewFrom } from './requests.ts'
import type { Stage, View } from './stages.ts'
import { review } from './stages.ts'
import type { ApiserverMemory, Watcher } from './turn.ts'
import { objectsOf } from './watch-cache.ts'

export interface Stages {
  /** In their order. */
  readonly passed: readonly Stage[]
  /** The stage that refuses the request, and why. Absent: none. */
  readonly refused?: { readonly stage: Stage } & Refusal
}

const NOTHING: View = { stored: null, namespace: null, revision: 0 }

/**
 * The stages that a request passes, judged by what this server's cache holds. The server itself
 * looks into etcd before it refuses for what is stored, so a stage `storage` may still turn out
 * otherwise.
 */
export const stagesOf = (
  settings: Settings,
  { cache }: ApiserverMemory,
  request: ApiRequest,
): Stages => {
  const view = cache === null ? NOTHING : viewFrom(cache, request)
  const { passed, decision } = review(settings, request, view)
  if (decision.type !== 'refuse') return { passed }
  return { passed, refused: { stage: decision.stage, ...decision.refusal } }
}

/** Up to which revision of the store this server's cache is current; null: it is empty. */
export const cacheRevision = ({ cache }: ApiserverMemory): number | null => cache?.revision ?? null

const NO_OBJECTS: ObjectMap = {}

/** By `namespace/name`, or `name`. */
export const cachedObjects = ({ cache }: ApiserverMemory, resource: Resource): ObjectMap =>
  cache === null ? NO_OBJECTS : objectsOf(cache, resource)

export const watchersOf = ({ watchers }: ApiserverMemory): readonly Watcher[] => watchers
