/**
 * Looks for a run of one controller of the model in which it makes the recorded writes. A candidate is a
 * process of that controller with the views that it may have by now; a write is admitted when some candidate
 * has asked for it, or asks for it in a sync from some later view.
 *
 * Views are prefixes of what was written, per resource, and only go forward. Without a fault of the control
 * plane a watch is at most `LAG_MS` late. After one, a process may be a new one, or far behind.
 */
import type { Message } from '../../model/messages.ts'
import type { KubeObject } from '../../model/objects.ts'
import { canonical } from '../../model/same.ts'
import type { Settings } from '../../model/settings.ts'
import type { Driver } from './driver.ts'
import type { History, Version } from './history.ts'
import type { Office } from './offices.ts'
import type { RequestLine } from './recording.ts'
import { isResource } from './resources.ts'
import { failed, fulfilled, settled, wishText } from './wishes.ts'

const LAG_MS = 5_000
const MAX_CANDIDATES = 12
/** Views tried for one write before giving up. */
const MAX_VIEWS = 400
/** Once one explains it, so many more: what comes later may need an older one. */
const MORE_VIEWS = 12

type Positions = { readonly [resource: string]: number }

interface Candidate {
  readonly driver: Driver
  readonly at: Positions
  /** It has listed nothing yet. */
  readonly isNew?: true
}

export interface Found {
  readonly how: string
}

/**
 * Which of equal pods a set deletes is luck: upstream blurs ages (LogarithmicScaleDown), the model takes the
 * newest. The luck is read from the recording: in this controller's view the pod that goes first is newest.
 */
export type Luck = ReadonlyMap<string, number>

const NEWEST = 1e12

const lucky = (object: KubeObject, luck: Luck): KubeObject => {
  const order = luck.get(object.metadata.uid)
  return order === undefined || object.kind !== 'Pod'
    ? object
    : { ...object, metadata: { ...object.metadata, creationTimestamp: NEWEST - order } }
}

const listed = (history: History, resource: string, position: number, luck: Luck): readonly Message[] => {
  if (!isResource(resource)) return []
  const items = history.objects(resource, position).map((object) => lucky(object, luck))
  return [{ type: 'snapshot', resource, items, resourceVersion: position }]
}

const told = ({ resource, event, object, revision }: Version, luck: Luck): readonly Message[] => {
  if (!isResource(resource)) return []
  const { metadata, ...rest } = lucky(object, luck)
  const resourceVersion = event === 'DELETED' ? revision : metadata.resourceVersion
  return [{ type: 'event', resource, event, object: { ...rest, metadata: { ...metadata, resourceVersion } } }]
}

const heard = (driver: Driver, messages: readonly Message[]): Driver =>
  messages.reduce((each, message) => each.hear(message), driver)

const advanced = (history: History, luck: Luck, { driver, at, isNew }: Candidate, to: Positions): Candidate => {
  const messages = Object.entries(to).flatMap(([resource, position]) =>
    isNew === true
      ? listed(history, resource, position, luck)
      : history
          .versions(resource)
          .slice(at[resource] ?? 0, position)
          .flatMap((version) => told(version, luck)),
  )
  return { driver: heard(driver, messages), at: to }
}

type Ranges = readonly (readonly [resource: string, positions: readonly number[]])[]

/** All at their latest first, then one after the other further back, then several together. */
function* combinations(ranges: Ranges): Generator<Positions> {
  const latest = Object.fromEntries(ranges.map(([resource, positions]) => [resource, positions[0] ?? 0]))
  yield latest
  for (const [resource, positions] of ranges) {
    for (const position of positions.slice(1)) yield { ...latest, [resource]: position }
  }
  for (const to of product(ranges)) {
    const back = ranges.filter(([resource, [first]]) => to[resource] !== first)
    if (back.length > 1) yield to
  }
}

function* product(ranges: Ranges): Generator<Positions> {
  const [first, ...rest] = ranges
  if (first === undefined) return yield {}
  for (const others of product(rest)) for (const position of first[1]) yield { [first[0]]: position, ...others }
}

export class ControllerSearch {
  private readonly settings: Settings
  private readonly history: History
  private readonly office: Office
  private readonly luck: Luck
  private readonly candidates = new Map<string, readonly Candidate[]>()

  constructor(settings: Settings, history: History, office: Office, luck: Luck) {
    this.settings = settings
    this.luck = luck
    this.history = history
    this.office = office
  }

  /** null: no view of any process explains it. `isDisturbed`: the control plane has met a fault by now. */
  explain(version: Version, line: RequestLine, isDisturbed: boolean): Found | null {
    for (const key of this.office.keys(version)) {
      const found = this.explainBy(key, version, line, isDisturbed)
      if (found.length === 0) continue
      this.candidates.set(key, found)
      return { how: this.seen(found) }
    }
    return null
  }

  /** What it would ask for now, by its latest view. */
  wishes(version: Version): readonly string[] {
    return this.office.keys(version).flatMap((key) => {
      const to = Object.fromEntries(this.office.watches.map((resource) => [resource, this.history.length(resource)]))
      return this.known(key)
        .slice(0, 1)
        .flatMap((candidate) =>
          this.synced(advanced(this.history, this.luck, candidate, to), key).driver.asked.map(wishText),
        )
    })
  }

  private seen([candidate]: readonly Candidate[]): string {
    const views = Object.entries(candidate?.at ?? {}).flatMap(([resource, position]) => {
      const last = this.history.versions(resource)[position - 1]
      return last === undefined || position === this.history.length(resource)
        ? []
        : [`${resource} up to ${last.revision}`]
    })
    return views.length === 0 ? 'from an up-to-date view' : `from a view of ${views.join(', ')}`
  }

  private fresh(): Candidate {
    return { driver: this.office.start(this.settings), at: {}, isNew: true }
  }

  private known(key: string): readonly Candidate[] {
    return this.candidates.get(key) ?? [this.fresh()]
  }

  private explainBy(key: string, version: Version, line: RequestLine, isDisturbed: boolean): readonly Candidate[] {
    const known = this.known(key)
    const asked = known.flatMap((candidate) => this.granted(candidate, version, line))
    if (asked.length > 0) return asked
    const resting = known.map((candidate) => this.atRest(candidate))
    const again = resting.flatMap((candidate) => this.granted(candidate, version, line))
    if (again.length > 0) return again
    const idle = resting.map((candidate) => this.atRest(candidate))
    const later = this.fromLaterViews(idle, key, version, line, isDisturbed)
    return later.length > 0 || !isDisturbed ? later : this.fromLaterViews([this.fresh()], key, version, line, true)
  }

  private atRest(candidate: Candidate): Candidate {
    const driver = settled(this.history, failed(candidate.driver))
    return { ...candidate, driver }
  }

  private synced(candidate: Candidate, key: string): Candidate {
    return { ...candidate, driver: settled(this.history, candidate.driver.sync(key)) }
  }

  /** This candidate has asked for just that: it gets its answer. */
  private granted(candidate: Candidate, version: Version, line: RequestLine): readonly Candidate[] {
    const found = fulfilled(this.settings, this.history, candidate.driver, line, version, this.office.read)
    if (found === undefined) return []
    const { request, isPart } = found
    if (isPart) return [candidate]
    const code =
      request.verb === 'create' ? ({ code: 201, reason: 'Created' } as const) : ({ code: 200, reason: 'OK' } as const)
    const driver = settled(this.history, candidate.driver.answer(request, { ...code, object: version.object }))
    return [{ ...candidate, driver }]
  }

  private fromLaterViews(
    candidates: readonly Candidate[],
    key: string,
    version: Version,
    line: RequestLine,
    isDisturbed: boolean,
  ): readonly Candidate[] {
    const found = new Map<string, Candidate>()
    for (const candidate of candidates) {
      let left = MAX_VIEWS * 2
      for (const to of this.views(candidate, key, version, isDisturbed)) {
        if (found.size > 0) left = Math.min(left, MORE_VIEWS)
        if (left === 0 || found.size >= MAX_CANDIDATES) break
        left -= 1
        const synced = this.synced(advanced(this.history, this.luck, candidate, to), key)
        const asked = this.granted(synced, version, line)
        // What it asked for first may have failed; then it goes on as it does after failures.
        for (const next of asked.length > 0 ? asked : this.granted(this.atRest(synced), version, line)) {
          found.set(canonical([next.at, next.driver.asked]), next)
        }
      }
    }
    return [...found.values()]
  }

  /** The likeliest views first: those that differ in what matters most, then any. */
  private *views(candidate: Candidate, key: string, version: Version, isDisturbed: boolean): Generator<Positions> {
    for (const matters of [(change: Version) => this.office.matters(change, key), () => true]) {
      let tried = 0
      for (const to of combinations(this.ranges(candidate, matters, version, isDisturbed))) {
        if (tried >= MAX_VIEWS) break
        tried += 1
        yield to
      }
    }
  }

  /** Per resource the positions to try, latest first: where something that matters has just been seen. */
  private ranges(candidate: Candidate, matters: (change: Version) => boolean, { t }: Version, isDisturbed: boolean) {
    return this.office.watches.map((resource): readonly [string, readonly number[]] => {
      const latest = this.history.length(resource)
      const old = isDisturbed || t === null ? 0 : this.history.positionAt(resource, t - LAG_MS)
      const first = Math.max(candidate.at[resource] ?? 0, old)
      const versions = this.history.versions(resource)
      const between = Array.from({ length: Math.max(0, latest - first) }, (_, i) => latest - i - 1).filter(
        (position) => {
          // Just before something that matters happened.
          const next = versions[position]
          return next !== undefined && matters(next)
        },
      )
      return [resource, [latest, ...between]]
    })
  }
}
