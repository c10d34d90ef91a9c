/** Did the user ask for this? What the recording has of the request's body must have come out. */
import { canonical } from '../../model/same.ts'
import type { Version } from './history.ts'
import type { RequestLine } from './recording.ts'

const isRecord = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Plain values of a merge patch or a new object's spec that the stored object has otherwise. Lists are merged by rules of their own. */
const missed = (asked: unknown, stored: unknown, path: string): readonly string[] => {
  if (Array.isArray(asked) || asked === undefined) return []
  if (!isRecord(asked)) {
    const isGone = asked === null && (stored === undefined || stored === null)
    return isGone || canonical(asked) === canonical(stored)
      ? []
      : [`${path}: asked for ${canonical(asked)}, stored ${canonical(stored)}`]
  }
  return Object.entries(asked).flatMap(([key, value]) =>
    missed(value, isRecord(stored) ? stored[key] : undefined, path === '' ? key : `${path}.${key}`),
  )
}

/** The parts of a body that the model's objects keep as they are sent. */
const compared = (body: { readonly [key: string]: unknown }): unknown => {
  const spec = isRecord(body['spec']) ? body['spec'] : {}
  const metadata = isRecord(body['metadata']) ? body['metadata'] : {}
  const { replicas, paused, unschedulable, nodeName } = spec
  return {
    spec: {
      ...(typeof replicas === 'number' ? { replicas } : {}),
      ...(typeof paused === 'boolean' ? { paused } : {}),
      ...(typeof unschedulable === 'boolean' ? { unschedulable } : {}),
      ...(typeof nodeName === 'string' ? { nodeName } : {}),
    },
    metadata: { ...(isRecord(metadata['labels']) ? { labels: metadata['labels'] } : {}) },
  }
}

export const userObjection = ({ object, event }: Version, { body, verb, subresource }: RequestLine): string | null => {
  if (event === 'DELETED' || verb === 'delete' || subresource === 'eviction' || !isRecord(body)) return null
  const [first] = missed(compared(body), object, '')
  return first === undefined ? null : `the user did not ask for this: ${first}`
}
