/**
 * What the model's API server makes of a request. The recorded writes are asked whether it would have
 * stored what was stored; the wishes of a controller, what they would have led to.
 */
import type { ApiRequest } from '../../model/messages.ts'
import type { KubeObject, Namespace } from '../../model/objects.ts'
import type { Settings } from '../../model/settings.ts'
import { namespaceOf } from '../../model/apiserver/admission.ts'
import { review } from '../../model/apiserver/stages.ts'
import { newMetadata } from '../../model/claim.ts'
import { comparable, differences } from './comparable.ts'
import type { History, Version } from './history.ts'

/** For recordings without namespaces: they exist, and live. */
const someNamespace = (name: string): Namespace => ({
  kind: 'Namespace',
  metadata: newMetadata(name, undefined, {}),
  spec: { finalizers: ['kubernetes'] },
  status: { phase: 'Active' },
})

const namespaceFor = (history: History, key: string): Namespace | null => {
  const name = namespaceOf(key)
  if (name === undefined) return null
  const found = history.current('namespaces', name)
  if (found?.kind === 'Namespace') return found
  return history.length('namespaces') === 0 ? someNamespace(name) : null
}

/** As upstream removes a pod: first marked with grace 0, then removed, two writes where the model has one. */
const halfRemoved = ({ metadata, ...rest }: KubeObject): KubeObject => ({
  ...rest,
  metadata: { ...metadata, deletionTimestamp: true, deletionGracePeriodSeconds: 0 },
})

/** As upstream evicts a pod: the condition first, a write of its own that the model leaves out. */
const toBeDisrupted = (object: KubeObject | null): KubeObject | null => {
  if (object?.kind !== 'Pod') return null
  const others = (object.status.conditions ?? []).filter(({ type }) => type !== 'DisruptionTarget')
  const conditions = [...others, { type: 'DisruptionTarget', status: 'True' } as const]
  return { ...object, status: { ...object.status, conditions } }
}

const isFirstHalfOfEviction = ({ subresource }: ApiRequest, { event, object, before }: Version): boolean => {
  const disrupted = subresource === 'eviction' && event === 'MODIFIED' ? toBeDisrupted(before) : null
  return disrupted !== null && comparable(disrupted) === comparable(object)
}

/** In which fields two objects differ; none: in nothing that is compared. */
type Differ = (recorded: KubeObject, modelled: KubeObject) => readonly string[]

const inWords: Differ = (recorded, modelled) =>
  comparable(recorded) === comparable(modelled) ? [] : differences(recorded, modelled)

/** For searches, which ask thousands of times. */
const atAll: Differ = (recorded, modelled) => (comparable(recorded) === comparable(modelled) ? [] : ['something'])

type Asked = readonly [settings: Settings, history: History, request: ApiRequest, version: Version]

/** null: it stores exactly this version. Otherwise why not. */
export const objection = (...asked: Asked): string | null => objectionWith(inWords, ...asked)

/** Does it store exactly this version? */
export const stores = (...asked: Asked): boolean => objectionWith(atAll, ...asked) === null

const objectionWith = (compared: Differ, ...[settings, history, request, version]: Asked): string | null => {
  const { event, object, before } = version
  if (isFirstHalfOfEviction(request, version)) return null
  const stored = request.verb === 'create' && request.subresource === undefined ? null : before
  const view = { stored, namespace: namespaceFor(history, request.key), revision: object.metadata.creationTimestamp }
  const { decision } = review(settings, request, view)
  switch (decision.type) {
    case 'refuse':
      return `the API server answers ${decision.refusal.code}: ${decision.refusal.message}`
    case 'remove': {
      if (event === 'DELETED') return null
      const found = compared(object, halfRemoved(decision.object))
      return event === 'MODIFIED' && found.length === 0
        ? null
        : `the API server removes the object (${found.join('; ')})`
    }
    case 'unchanged':
    case 'put': {
      if (event === 'DELETED') return 'the API server keeps the object: it is not to be removed yet'
      const named = { ...decision.object, metadata: { ...decision.object.metadata, name: object.metadata.name } }
      const found = compared(object, named)
      return found.length === 0 ? null : `the API server would store something else: ${found.join('; ')}`
    }
  }
}
