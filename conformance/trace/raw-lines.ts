/** One recorded thing to a line, for all formats alike. */
import { z } from 'zod'
import { metadata, isModelled } from './api-schema.ts'
import { toObject } from './objects.ts'
import type { EventLine } from './recording.ts'
import { resourceNamed } from './resources.ts'

/** The object is not one of its kind: `path: message`. */
export class ShapeProblem extends Error {}

/** `Pod` as `pods`; a kind that the model does not have keeps a name of its own. */
export const resourceOfKind = (kind: string): string => resourceNamed(kind) ?? kind.toLowerCase()

const problemOf = (error: z.ZodError): ShapeProblem => {
  const [issue] = error.issues
  return new ShapeProblem(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'is wrong'}`)
}

export const checked = <T>(parse: () => T): T => {
  try {
    return parse()
  } catch (error) {
    throw error instanceof z.ZodError ? problemOf(error) : error
  }
}

const identity = z.object({
  metadata: metadata.pick({ name: true, namespace: true, uid: true, resourceVersion: true }),
})

export interface Told {
  readonly line: number
  readonly t: number | null
  readonly event: EventLine['event']
  readonly resource: string
  readonly raw: unknown
}

/** Throws ShapeProblem. */
export const eventLine = ({ raw, resource, ...told }: Told): EventLine =>
  checked(() => {
    const { name, namespace, uid, resourceVersion } = identity.parse(raw).metadata
    return {
      kind: 'event',
      ...told,
      resource,
      key: namespace === undefined ? name : `${namespace}/${name}`,
      uid,
      revision: Number(resourceVersion),
      object: isModelled(resource) ? toObject(resource, raw) : null,
    }
  })
