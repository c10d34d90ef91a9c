/** The store as the recording tells it, version by version, in the order in which they were written. */
import type { KubeObject, Node, Pod } from '../../model/objects.ts'
import type { EventLine } from './recording.ts'

export interface Version {
  readonly told: EventLine
  readonly resource: string
  readonly key: string
  readonly event: EventLine['event']
  readonly revision: number
  readonly t: number | null
  /** With the creation time that the model gives it. For DELETED: the last state. */
  readonly object: KubeObject
  /** What was stored before; null: nothing. */
  readonly before: KubeObject | null
}

type Objects = ReadonlyMap<string, KubeObject>

const withCreation = (object: KubeObject, creationTimestamp: number): KubeObject => ({
  ...object,
  metadata: { ...object.metadata, creationTimestamp },
})

interface Log {
  readonly versions: Version[]
  /** The objects after so many versions. */
  readonly states: Objects[]
}

export class History {
  private readonly logs = new Map<string, Log>()
  private readonly born = new Map<string, number>()
  private readonly recent: Version[] = []

  private logOf(resource: string): Log {
    const known = this.logs.get(resource)
    if (known !== undefined) return known
    const log: Log = { versions: [], states: [new Map()] }
    this.logs.set(resource, log)
    return log
  }

  /** How the recorded version would be stored: what came before it, and since when the object exists. */
  next(told: EventLine, object: KubeObject): Version {
    const { resource, key, uid, revision, t, event } = told
    const before = this.current(resource, key) ?? null
    const born = this.born.get(uid) ?? revision
    return { told, resource, key, event, revision, t, object: withCreation(object, born), before }
  }

  append(version: Version): void {
    const { versions, states } = this.logOf(version.resource)
    const objects = new Map(states.at(-1))
    if (version.event === 'DELETED') objects.delete(version.key)
    else objects.set(version.key, version.object)
    this.born.set(version.object.metadata.uid, version.object.metadata.creationTimestamp)
    versions.push(version)
    states.push(objects)
    this.recent.push(version)
  }

  current(resource: string, key: string): KubeObject | undefined {
    return this.logOf(resource).states.at(-1)?.get(key)
  }

  /** All objects of a resource after its first `position` versions; all of them by default. */
  objects(resource: string, position = Infinity): readonly KubeObject[] {
    const { states } = this.logOf(resource)
    return [...(states[Math.min(position, states.length - 1)] ?? new Map<string, KubeObject>()).values()]
  }

  pods(position?: number): readonly Pod[] {
    return this.objects('pods', position).filter((object) => object.kind === 'Pod')
  }

  nodes(position?: number): readonly Node[] {
    return this.objects('nodes', position).filter((object) => object.kind === 'Node')
  }

  versions(resource: string): readonly Version[] {
    return this.logOf(resource).versions
  }

  length(resource: string): number {
    return this.logOf(resource).versions.length
  }

  /** The first position whose versions all came at or after this time: what is older has surely been delivered. */
  positionAt(resource: string, t: number): number {
    const { versions } = this.logOf(resource)
    const found = versions.findLastIndex(
      (version) => version.told.listed === true || (version.t !== null && version.t <= t),
    )
    return found + 1
  }

  /** The last version that fits, newest first. */
  last(resource: string, fits: (version: Version) => boolean): Version | undefined {
    return this.logOf(resource).versions.findLast(fits)
  }

  all(): readonly Version[] {
    return this.recent
  }
}
