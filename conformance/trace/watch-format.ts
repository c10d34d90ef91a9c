/**
 * What `kubectl get ... --watch -o json --output-watch-events` prints, and the same with times in ms (`t`).
 * Nothing tells who wrote what, nor what was there before: a watch begins with what it finds.
 */
import { z } from 'zod'
import type { Value } from './json-stream.ts'
import { checked, eventLine, resourceOfKind } from './raw-lines.ts'
import type { EventLine, Line, Recording } from './recording.ts'
import { unknownTimers } from './timing.ts'

const shape = z.object({
  t: z.number().nullable().default(null),
  type: z.enum(['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK', 'ERROR', 'ACTION']),
  object: z.looseObject({ kind: z.string() }).exactOptional(),
})

const linesOf = ({ line, value }: Value): readonly EventLine[] => {
  const { t, type, object } = shape.parse(value)
  return object === undefined || type === 'BOOKMARK' || type === 'ERROR' || type === 'ACTION'
    ? []
    : [eventLine({ line, t, event: type, resource: resourceOfKind(object.kind), raw: object })]
}

/** An object as nobody but a creation leaves it: no controller has looked at it yet. */
const isNewborn = ({ object }: EventLine): boolean => {
  switch (object?.kind) {
    case 'Pod':
      return (
        object.spec.nodeName === undefined &&
        object.status.phase === 'Pending' &&
        object.status.conditions === undefined
      )
    case 'Deployment':
    case 'ReplicaSet':
    case 'ReplicationController':
      return object.status.observedGeneration === 0 && object.status.replicas === 0
    case 'Endpoints':
      return object.ready.length + object.notReady.length === 0
    default:
      return false
  }
}

/**
 * The first ADDED of each kind are what was there, up to the last that has a history. Their revisions need
 * not grow.
 */
const listedFirst = (events: readonly EventLine[]): readonly Line[] => {
  const resources = [...new Set(events.map(({ resource }) => resource))]
  const listed = new Set<EventLine>()
  for (const resource of resources) {
    const own = events.filter((event) => event.resource === resource)
    const changed = own.findIndex(({ event }) => event !== 'ADDED')
    const leading = changed === -1 ? own : own.slice(0, changed)
    const last = leading.findLastIndex((event) => !isNewborn(event))
    for (const event of leading.slice(0, last + 1)) listed.add(event)
  }
  return events.map((event) => (listed.has(event) ? { ...event, listed: true } : event))
}

export const isWatchFormat = (values: readonly Value[]): boolean => shape.safeParse(values[0]?.value).success

export const readWatchFormat = (
  file: string,
  values: readonly Value[],
  at: <T>(line: number, read: () => T) => T,
): Recording => ({
  file,
  title: 'watch events without requests',
  settings: unknownTimers,
  lines: listedFirst(values.flatMap((value) => at(value.line, () => checked(() => linesOf(value))))),
})
