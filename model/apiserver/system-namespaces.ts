/**
 * The namespaces that every cluster has: the API server makes them, and is not ready before they
 * are there.
 */
import type { ApiRequest } from '../messages.ts'
import { SYSTEM_NAMESPACES } from './admission.ts'
import { attempt } from './requests.ts'
import type { Turn } from './turn.ts'
import { callsOf, forEach } from './turn.ts'
import { objectAt } from './watch-cache.ts'

const systemNamespace = (name: string): ApiRequest => ({
  type: 'request',
  id: 0,
  user: 'system:apiserver',
  verb: 'create',
  resource: 'namespaces',
  key: name,
  object: {
    kind: 'Namespace',
    metadata: {
      name,
      uid: '',
      resourceVersion: 0,
      generation: 0,
      creationTimestamp: 0,
      labels: {},
    },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  },
})

/** Makes the namespaces that every cluster has, when they are missing and not being made. */
export const makeSystemNamespaces = (turn: Turn): Turn => {
  const { cache } = turn.memory
  if (cache === null) return turn
  const missing = SYSTEM_NAMESPACES.filter(
    (name) =>
      objectAt(cache, { resource: 'namespaces', key: name }) === null &&
      !callsOf(turn).some(
        ([, call]) =>
          call.for === 'write' && call.asked.client === null && call.asked.request.key === name,
      ),
  )
  return forEach(turn, missing, (t, name) =>
    attempt(t, { client: null, request: systemNamespace(name) }, {}),
  )
}
