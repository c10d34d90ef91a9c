/**
 * What a delete does: nothing is removed while a kubelet has to stop its containers, while a
 * finalizer holds it, or (a namespace) while it has contents; until then the object is only
 * marked.
 *
 * Left out: upstream marks an object and then removes it even when it can go at once (two writes,
 * a few milliseconds apart, one MODIFIED event more). Here that is one write; a crash between the
 * two would leave an object with grace period 0 that the next delete removes. The Endpoints of a deleted
 * Service, which upstream removes in the same request, are left to the endpoints controller. An eviction asked of
 * the API server gives the pod no condition DisruptionTarget, which upstream writes first.
 */
import type { ApiRequest } from '../messages.ts'
import type { KubeObject, Metadata, Namespace, Pod } from '../objects.ts'
import { isTerminal } from '../pod.ts'
import { same } from '../same.ts'
import { withMetadata } from './storage.ts'

export type Decision =
  | { readonly type: 'unchanged'; readonly object: KubeObject }
  | { readonly type: 'put'; readonly object: KubeObject }
  /** `object` is its last state. */
  | { readonly type: 'remove'; readonly object: KubeObject }

/**
 * Put, unless nothing would change: a no-op write keeps the resourceVersion and causes no event.
 */
export const putUnlessSame = (stored: KubeObject, next: KubeObject): Decision =>
  same(stored, next) ? { type: 'unchanged', object: stored } : { type: 'put', object: next }

const withFinalizers = (metadata: Metadata, finalizers: readonly string[]): Metadata => {
  const { finalizers: _old, ...rest } = metadata
  return finalizers.length === 0 ? rest : { ...rest, finalizers }
}

const ORPHAN = 'orphan'
const FOREGROUND = 'foregroundDeletion'

/**
 * What happens to dependents if nobody says: an old API of ReplicationControllers leaves them
 * alone.
 */
const orphansByDefault = ({ kind }: KubeObject): boolean => kind === 'ReplicationController'

/** Finalizers through which the garbage collector is asked to deal with dependents first. */
const finalizersFor = (request: ApiRequest, stored: KubeObject): readonly string[] => {
  const { finalizers = [] } = stored.metadata
  const others = finalizers.filter((name) => name !== ORPHAN && name !== FOREGROUND)
  const { propagationPolicy: policy } = request
  if (policy === undefined) {
    const isUndecided = finalizers.length === others.length
    return isUndecided && orphansByDefault(stored) ? [...others, ORPHAN] : finalizers
  }
  switch (policy) {
    case 'Orphan':
      return [...others, ORPHAN]
    case 'Foreground':
      return [...others, FOREGROUND]
    case 'Background':
      return others
  }
}

const marked = (metadata: Metadata, graceSeconds: number): Metadata => ({
  ...metadata,
  // Upstream lets the generation grow with the mark, so that controllers observe it.
  generation:
    metadata.generation > 0 && metadata.deletionTimestamp === undefined
      ? metadata.generation + 1
      : metadata.generation,
  deletionTimestamp: true,
  deletionGracePeriodSeconds: graceSeconds,
})

/** Grace is for containers: a pod without a node, or that has ended, has none to stop. */
const graceOf = (request: ApiRequest, { spec, ...pod }: Pod): number => {
  if (spec.nodeName === undefined || isTerminal({ spec, ...pod })) return 0
  const seconds = request.gracePeriodSeconds ?? spec.terminationGracePeriodSeconds ?? 0
  return seconds < 0 ? 1 : seconds
}

/** Marks, with finalizers and grace period; removes if neither is left. */
const markOrRemove = (
  stored: KubeObject,
  finalizers: readonly string[],
  graceSeconds: number,
): Decision => {
  if (finalizers.length === 0 && graceSeconds === 0) return { type: 'remove', object: stored }
  const metadata = marked(withFinalizers(stored.metadata, finalizers), graceSeconds)
  return putUnlessSame(stored, withMetadata(stored, metadata))
}

/** A second delete of a terminating pod may only shorten what is left to it. */
const shortened = (request: ApiRequest, pod: Pod): Decision => {
  const left = pod.metadata.deletionGracePeriodSeconds ?? 0
  const asked = request.gracePeriodSeconds
  const { finalizers = [] } = pod.metadata
  if (left === 0) return markOrRemove(pod, finalizers, 0)
  return asked === undefined || asked >= left
    ? { type: 'unchanged', object: pod }
    : markOrRemove(pod, finalizersFor(request, pod), Math.max(asked, 0))
}

const namespaceDeletion = (request: ApiRequest, stored: Namespace): Decision => {
  const { metadata, spec } = stored
  if (metadata.deletionTimestamp !== undefined) {
    return spec.finalizers.length > 0
      ? { type: 'unchanged', object: stored }
      : markOrRemove(stored, finalizersFor(request, stored), 0)
  }
  const named = withFinalizers(metadata, finalizersFor(request, stored))
  return {
    type: 'put',
    object: {
      ...stored,
      metadata: { ...named, deletionTimestamp: true },
      status: { phase: 'Terminating' },
    },
  }
}

/** What a delete, or an eviction, does to the stored object. */
export const deletionOf = (request: ApiRequest, stored: KubeObject): Decision => {
  if (stored.kind === 'Namespace') return namespaceDeletion(request, stored)
  if (stored.kind !== 'Pod') return markOrRemove(stored, finalizersFor(request, stored), 0)
  return stored.metadata.deletionTimestamp === undefined
    ? markOrRemove(stored, finalizersFor(request, stored), graceOf(request, stored))
    : shortened(request, stored)
}

/** After an update: is this the end of an object that only its finalizers held? */
export const isReleased = ({ metadata, ...object }: KubeObject): boolean => {
  if (metadata.deletionTimestamp === undefined || metadata.finalizers !== undefined) return false
  return object.kind === 'Namespace'
    ? object.spec.finalizers.length === 0
    : metadata.deletionGracePeriodSeconds === 0
}
