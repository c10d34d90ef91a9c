/** Would this wish of a component of the model have led to the recorded change? */
import type { ApiRequest } from '../../model/messages.ts'
import type { Settings } from '../../model/settings.ts'
import { HASH_LABEL } from '../../model/deployment/template-hash.ts'
import type { Driver } from './driver.ts'
import type { History, Version } from './history.ts'
import type { RequestLine } from './recording.ts'
import { stores } from './server.ts'

/** Equal templates have equal hashes here and there, but not the same: the model's hash is read as the recorded one. */
const rehashed = (wish: ApiRequest, { object }: Version): ApiRequest => {
  const [modelled, recorded] = [wish.object, object].map((each) => each?.metadata.labels[HASH_LABEL])
  if (wish.object?.kind !== 'ReplicaSet' || wish.verb !== 'create' || modelled === undefined) return wish
  const read: ApiRequest = JSON.parse(JSON.stringify(wish).replaceAll(modelled, recorded ?? ''))
  return read
}

/** A patch names no version: it changes what is there, however old the view it was made from. */
const rebased = (wish: ApiRequest, line: RequestLine): ApiRequest =>
  wish.object === undefined || line.verb !== 'patch' || line.basis !== null
    ? wish
    : { ...wish, object: { ...wish.object, metadata: { ...wish.object.metadata, resourceVersion: 0 } } }

const VERBS: { readonly [verb: string]: string } = { patch: 'update', deletecollection: 'delete' }

const isAbout = (wish: ApiRequest, line: RequestLine, { resource, key }: Version): boolean => {
  if (wish.resource !== resource || wish.verb !== (VERBS[line.verb] ?? line.verb)) return false
  if ((wish.subresource ?? '') !== line.subresource) return false
  return wish.generateName === undefined ? wish.key === key : key.startsWith(`${wish.key}${wish.generateName}`)
}

/** A wish as it may be carried out. */
export interface Reading {
  readonly wish: ApiRequest
  /** One of several writes by which upstream does what the model does in one: more is to come. */
  readonly isPart?: true
}

export type Read = (wish: ApiRequest, version: Version) => Reading

const literally: Read = (wish) => ({ wish })

export interface Fulfilled {
  readonly request: ApiRequest
  readonly isPart: boolean
}

/** The wish among those asked that this change fulfils. `read` says how else a wish may be carried out. */
export const fulfilled = (
  settings: Settings,
  history: History,
  driver: Driver,
  line: RequestLine,
  version: Version,
  read: Read = literally,
): Fulfilled | undefined => {
  for (const request of driver.asked) {
    const { wish, isPart = false } = read(rebased(rehashed(request, version), line), version)
    if (isAbout(wish, line, version) && stores(settings, history, wish, version)) return { request, isPart }
  }
  return undefined
}

/** Answers what only reads: from the store as it is. */
export const settled = (history: History, driver: Driver): Driver => {
  const read = driver.asked.find(({ verb }) => verb === 'get')
  if (read === undefined) return driver
  const object = history.current(read.resource, read.key)
  const answer =
    object === undefined ? ({ code: 404, reason: 'NotFound' } as const) : ({ code: 200, reason: 'OK', object } as const)
  return settled(history, driver.answer(read, answer))
}

/** Whatever was asked for did not come to be: statuses met a conflict, the rest failed. */
export const failed = (driver: Driver): Driver =>
  driver.asked.reduce((left, request) => {
    const isConflict = request.verb === 'update'
    return left.answer(request, isConflict ? { code: 409, reason: 'Conflict' } : { code: 500, reason: 'InternalError' })
  }, driver)

/** `update replicasets/status default/web`. */
export const wishText = ({ verb, resource, subresource, key, generateName = '', object }: ApiRequest): string => {
  const path = subresource === undefined ? resource : `${resource}/${subresource}`
  const size = object?.kind === 'ReplicaSet' && subresource === undefined ? ` to ${object.spec.replicas} replicas` : ''
  return `${verb} ${path} ${key}${generateName === '' ? '' : `${generateName}...`}${size}`
}
