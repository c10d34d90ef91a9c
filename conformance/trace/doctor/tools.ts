/** Small changes of a recording, for making one that no cluster could have left. */
import type { KubeObject, Metadata, Pod } from '../../../model/objects.ts'
import type { EventLine, Line, Recording, RequestLine } from '../recording.ts'
import { PLAIN } from '../recording.ts'

/** A recording that was tampered with, and the revision at which that must be noticed. */
export interface Doctored {
  readonly recording: Recording
  /** null: only the lists at the end give it away. */
  readonly revision: number | null
}

/** null: this recording has nothing that could be tampered with in this way. */
export type Way = (recording: Recording) => Doctored | null

export interface Changed extends EventLine {
  readonly object: KubeObject
}

/** The watch events of modelled objects in the order in which they were written. */
export const changes = ({ lines }: Recording, resource?: string): readonly Changed[] =>
  lines
    .filter(
      (line): line is Changed =>
        line.kind === 'event' && line.object !== null && (resource === undefined || line.resource === resource),
    )
    .sort((a, b) => a.revision - b.revision)

/** With the version of the same object before it. */
export interface Step {
  readonly before: Changed
  readonly after: Changed
}

export const steps = (recording: Recording, resource: string): readonly Step[] => {
  const last = new Map<string, Changed>()
  return changes(recording, resource).flatMap((after) => {
    const before = last.get(after.uid)
    last.set(after.uid, after)
    return before === undefined ? [] : [{ before, after }]
  })
}

/** The first watch event after this revision, of whatever kind. */
export const nextAfter = ({ lines }: Recording, revision: number): number | null => {
  const later = lines.flatMap((line) => (line.kind === 'event' && line.revision > revision ? [line.revision] : []))
  return later.length === 0 ? null : Math.min(...later)
}

export const requestOf = ({ lines }: Recording, { resource, revision }: EventLine): RequestLine | undefined =>
  lines.find(
    (line): line is RequestLine =>
      line.kind === 'request' && line.resource === resource && line.revision === revision && line.code < 300,
  )

export const replaced = (recording: Recording, old: Line, ...by: readonly Line[]): Recording => ({
  ...recording,
  lines: recording.lines.flatMap((line) => (line === old ? by : [line])),
})

export const without = (recording: Recording, old: Line): Recording => replaced(recording, old)

export const withObject = (event: Changed, object: KubeObject): Changed => ({ ...event, object })

export const withMetadata = <K extends KubeObject>(object: K, metadata: Partial<Metadata>): K => ({
  ...object,
  metadata: { ...object.metadata, ...metadata },
})

export const isPod = (object: KubeObject): object is Pod => object.kind === 'Pod'

/** An event of its own, between this one and the next. */
export const soonAfter = (event: Changed, object: KubeObject, kind: EventLine['event'] = 'MODIFIED'): Changed => {
  const revision = event.revision + 0.25
  return {
    ...event,
    event: kind,
    revision,
    uid: object.metadata.uid,
    key: `${object.metadata.namespace ?? ''}/${object.metadata.name}`.replace(/^\//, ''),
    object: withMetadata(object, { resourceVersion: revision }),
  }
}

/** The request that would have made it. */
export const askedBy = (actor: string, event: Changed, more: Partial<RequestLine> = {}): RequestLine => ({
  ...PLAIN,
  line: event.line,
  t: event.t,
  received: event.t === null ? null : event.t - 5,
  actor,
  verb: 'patch',
  resource: event.resource,
  namespace: event.object.metadata.namespace ?? '',
  name: event.object.metadata.name,
  revision: event.revision,
  ...more,
})

/** A change, and who asked for it, put in after another one. */
export const inserted = (
  recording: Recording,
  after: Changed,
  event: Changed,
  ...requests: readonly RequestLine[]
): Doctored => ({
  recording: replaced(recording, after, after, event, ...requests),
  revision: event.revision,
})

export const edited = (recording: Recording, event: Changed, object: KubeObject): Doctored => ({
  recording: replaced(recording, event, withObject(event, object)),
  revision: event.revision,
})
