/** Objects as clients send them, for tests. */
import { newMetadata } from '../claim.ts'
import type { ApiResponse } from '../messages.ts'
import type { KubeObject, Namespace, Node, Pod } from '../objects.ts'

export const pod = (name: string, spec: Partial<Pod['spec']> = {}): Pod => ({
  kind: 'Pod',
  metadata: newMetadata(name, 'default', { app: 'web' }),
  spec: { containers: [{ name: 'c', image: 'app:1' }], ...spec },
  status: { phase: 'Pending' },
})

export const node = (name: string): Node => ({
  kind: 'Node',
  metadata: newMetadata(name, undefined, {}),
  spec: {},
  status: { allocatable: { cpu: '4' }, conditions: [{ type: 'Ready', status: 'True' }] },
})

export const namespace = (name: string): Namespace => ({
  kind: 'Namespace',
  metadata: newMetadata(name, undefined, {}),
  spec: { finalizers: [] },
  status: { phase: 'Active' },
})

export const withMeta = <O extends KubeObject>(object: O, changes: Partial<O['metadata']>): O => ({
  ...object,
  metadata: { ...object.metadata, ...changes },
})

/** The object of an answer, which must be of this kind. */
export const objectIn = <K extends KubeObject['kind']>(
  answer: ApiResponse,
  kind: K,
): Extract<KubeObject, { kind: K }> => {
  const { object } = answer
  const isKind = (o: KubeObject): o is Extract<KubeObject, { kind: K }> => o.kind === kind
  if (object === undefined || !isKind(object))
    throw new Error(`no ${kind} in ${answer.code} ${answer.message}`)
  return object
}
