/** When a thing was first seen to be so, per object: the model has no clock, clients expect times. */
import type { KubeObject } from '../../model/objects.ts'
import type { Times } from './rest/to-json.ts'
import { DELETED, EXISTS, conditionToken, containerToken } from './rest/to-json.ts'

const tokensOf = (object: KubeObject): readonly string[] => {
  const conditions = object.kind === 'Pod' || object.kind === 'Node' ? (object.status.conditions ?? []) : []
  const containers = object.kind === 'Pod' ? (object.status.containerStatuses ?? []) : []
  return [
    EXISTS,
    ...(object.metadata.deletionTimestamp === undefined ? [] : [DELETED]),
    ...conditions.map(({ type, status }) => conditionToken(type, status)),
    ...containers.map(({ name, state, restartCount }) => containerToken(name, state, restartCount)),
  ]
}

/** To the second, as the API writes times. */
export const rfc3339 = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z')

export class Sightings implements Times {
  readonly #epoch: number
  readonly #seen = new Map<string, ReadonlyMap<string, number>>()

  /** `epoch`: what the clock says at modelled time 0. */
  constructor(epoch: number) {
    this.#epoch = epoch
  }

  note(before: KubeObject | null, after: KubeObject | null, now: number): void {
    if (after === null) {
      if (before !== null) this.#seen.delete(before.metadata.uid)
      return
    }
    const { uid } = after.metadata
    const known = this.#seen.get(uid)
    this.#seen.set(uid, new Map(tokensOf(after).map((token) => [token, known?.get(token) ?? now])))
  }

  since = (uid: string, what: string): string | undefined => {
    const ms = this.#seen.get(uid)?.get(what)
    return ms === undefined ? undefined : rfc3339(this.#epoch + ms)
  }

  later = (time: string | undefined, seconds: number): string | undefined =>
    time === undefined ? undefined : rfc3339(Date.parse(time) + seconds * 1_000)
}
