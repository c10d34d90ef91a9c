/**
 * The stages that a request goes through, in upstream's order: authentication, authorization,
 * admission, validation, and what the stored object allows. Each is a function of its own; here
 * they are put in a row, and where a request was stopped can be seen. Pure: what is stored, and
 * what is known of the namespace, is given.
 */
import type { ApiRequest } from '../messages.ts'
import type { KubeObject, Namespace } from '../objects.ts'
import type { Settings } from '../settings.ts'
import { lifecycleRefusal, mutated } from './admission.ts'
import { authenticate } from './authentication.ts'
import { authorize } from './authorization.ts'
import type { Decision } from './deletion.ts'
import { deletionOf, isReleased, putUnlessSame } from './deletion.ts'
import type { Refusal } from './refusal.ts'
import { alreadyExists, badRequest, conflict, modified, notFound } from './refusal.ts'
import { bindingConflict, changed, created, withGeneration } from './subresources.ts'
import { validateChange, validateNew } from './validation.ts'

export type Stage = 'authentication' | 'authorization' | 'admission' | 'validation' | 'storage'

/** What a request is judged by. */
export interface View {
  /** The object that it is about; null: there is none. */
  readonly stored: KubeObject | null
  /** The namespace of what it creates; null: not known. */
  readonly namespace: Namespace | null
  /** The store's revision as this server knows it: the time of creation. */
  readonly revision: number
}

export interface Refused {
  readonly type: 'refuse'
  readonly stage: Stage
  readonly refusal: Refusal
}

export interface Review {
  readonly passed: readonly Stage[]
  readonly decision: Decision | Refused
}

const refuse = (stage: Stage, passed: readonly Stage[], refusal: Refusal): Review => ({
  passed,
  decision: { type: 'refuse', stage, refusal },
})

const KNOWN: readonly Stage[] = ['authentication', 'authorization']
const SOUND: readonly Stage[] = [...KNOWN, 'admission', 'validation']
const ALL: readonly Stage[] = [...SOUND, 'storage']

export const isCreation = ({ verb, subresource }: ApiRequest): boolean =>
  verb === 'create' && subresource === undefined

const isDeletion = ({ verb, subresource }: ApiRequest): boolean =>
  verb === 'delete' || subresource === 'eviction'

const reviewCreation = (settings: Settings, request: ApiRequest, view: View): Review => {
  const { object, resource, key } = request
  const barred = lifecycleRefusal(request, view.namespace)
  if (barred !== null) return refuse('admission', KNOWN, barred)
  if (object === undefined) return refuse('validation', KNOWN, badRequest('an object is required'))
  const next = mutated(settings, request, created(object, view.revision))
  const wrong = validateNew(request, next)
  if (wrong !== null) return refuse('validation', [...KNOWN, 'admission'], wrong)
  if (object.metadata.resourceVersion !== 0) {
    const message = 'resourceVersion should not be set on objects to be created'
    return refuse('storage', SOUND, { code: 500, reason: 'InternalError', message })
  }
  if (view.stored !== null) {
    const isTerminating = view.stored.metadata.deletionTimestamp !== undefined
    return refuse('storage', SOUND, alreadyExists(resource, key, isTerminating))
  }
  return { passed: ALL, decision: { type: 'put', object: next } }
}

/** Was the object written since the client saw it? */
const staleness = ({ verb, resource, key, ...request }: ApiRequest, { kind, metadata }: KubeObject): Refusal | null => {
  const isUpdate = verb === 'update'
  const seen = isUpdate ? (request.object?.metadata.resourceVersion ?? 0) : (request.resourceVersion ?? 0)
  if (seen === 0 || seen === metadata.resourceVersion) return null
  if (isUpdate) return modified(resource, key)
  const why =
    `the ResourceVersion in the precondition (${seen}) does not match the ResourceVersion in record` +
    ` (${metadata.resourceVersion}). The object might have been modified`
  return conflict(kind, key, why)
}

/** uid and resourceVersion that the client insists on. */
const preconditionRefusal = (request: ApiRequest, stored: KubeObject): Refusal | null => {
  const { key, object } = request
  const uid = request.uid ?? object?.metadata.uid ?? ''
  if (uid !== '' && uid !== stored.metadata.uid) {
    return conflict(
      stored.kind,
      key,
      `the UID in the precondition (${uid}) does not match the UID in record` +
        ` (${stored.metadata.uid}). The object might have been deleted and then recreated`,
    )
  }
  const stale = staleness(request, stored)
  if (stale !== null) return stale
  return request.subresource === 'binding' ? bindingConflict(request, stored) : null
}

const reviewChange = (settings: Settings, request: ApiRequest, stored: KubeObject): Review => {
  const next = changed(request, stored)
  if (next === null) {
    return refuse('validation', [...KNOWN, 'admission'], badRequest('nothing that could be stored was given'))
  }
  const changedNow = mutated(settings, request, next)
  const admitted = request.subresource === undefined ? withGeneration(stored, changedNow) : changedNow
  const wrong = validateChange(request, admitted, stored)
  if (wrong !== null) return refuse('validation', [...KNOWN, 'admission'], wrong)
  // What only its finalizers held goes as it is stored, without a last update.
  const isOver = stored.metadata.deletionTimestamp !== undefined && isReleased(admitted)
  const decision: Decision = isOver
    ? { type: 'remove', object: stored }
    : putUnlessSame(stored, admitted)
  return { passed: ALL, decision }
}

/** Takes a request through all stages. What it decides has not happened yet. */
export const review = (settings: Settings, request: ApiRequest, view: View): Review => {
  const unknown = authenticate(request.user)
  if (unknown !== null) return refuse('authentication', [], unknown)
  const denied = authorize(request, view.stored)
  if (denied !== null) return refuse('authorization', ['authentication'], denied)
  if (isCreation(request)) return reviewCreation(settings, request, view)
  const barred = lifecycleRefusal(request, view.namespace)
  if (barred !== null) return refuse('admission', KNOWN, barred)
  const { stored } = view
  if (stored === null) return refuse('storage', KNOWN, notFound(request.resource, request.key))
  if (request.verb === 'get') {
    return { passed: ALL, decision: { type: 'unchanged', object: stored } }
  }
  const unmet = preconditionRefusal(request, stored)
  if (unmet !== null) return refuse('storage', KNOWN, unmet)
  if (isDeletion(request)) return { passed: ALL, decision: deletionOf(request, stored) }
  return reviewChange(settings, request, stored)
}
