/**
 * Writes that the API server acknowledged with a revision which no watch and no list ever told: an event is
 * missing from the recording, unless a watch was broken then.
 */
import { isModelled } from './api-schema.ts'
import type { EventLine, Recording, RequestLine } from './recording.ts'

export interface Missing {
  readonly revision: number
  readonly request: RequestLine
}

/** Between the last event before a list and that list, a watch tells nothing. */
interface Gap {
  readonly resource: string
  readonly from: number
  readonly to: number
}

const gapsIn = ({ lines }: Recording): readonly Gap[] => {
  const last = new Map<string, number>()
  const gaps: Gap[] = []
  for (const line of lines) {
    if (line.kind === 'event') last.set(line.resource, Math.max(last.get(line.resource) ?? 0, line.revision))
    if (line.kind !== 'list') continue
    gaps.push({ resource: line.resource, from: last.get(line.resource) ?? 0, to: line.revision })
    last.set(line.resource, Math.max(last.get(line.resource) ?? 0, line.revision))
  }
  return gaps
}

const placeOf = ({ resource, key }: EventLine): string => `${resource}/${key}`

const knownIn = ({ lines }: Recording): ReadonlySet<string> => {
  const told = lines.flatMap((line): readonly EventLine[] => {
    if (line.kind === 'event') return [line]
    return line.kind === 'list' || line.kind === 'final' ? line.items : []
  })
  return new Set(told.map((event) => `${placeOf(event)}@${event.revision}`))
}

const WRITES: ReadonlySet<string> = new Set(['create', 'update', 'patch', 'delete'])

/** In the order of their revisions. */
export const missingIn = (recording: Recording): readonly Missing[] => {
  const known = knownIn(recording)
  const gaps = gapsIn(recording)
  return recording.lines
    .flatMap((line): readonly Missing[] => {
      if (line.kind !== 'request' || line.revision === null || line.code >= 300) return []
      const { resource, namespace, name, revision, verb } = line
      if (!isModelled(resource) || name === '' || !WRITES.has(verb)) return []
      const key = namespace === '' ? name : `${namespace}/${name}`
      const isHidden = gaps.some((gap) => gap.resource === resource && gap.from < revision && revision <= gap.to)
      return isHidden || known.has(`${resource}/${key}@${revision}`) ? [] : [{ revision, request: line }]
    })
    .sort((a, b) => a.revision - b.revision)
}

export const missingText = ({ revision, request: { actor, verb, resource, name } }: Missing): string =>
  `revision ${revision} is missing: the API server acknowledged it to ${actor} (${verb} ${resource} ${name}), and no watch told it`
