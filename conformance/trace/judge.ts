/**
 * Does the model admit a recorded run? Change by change, in the order of their revisions: there must be a
 * request that the model's API server would have stored just so, whose author, the model's own component,
 * would have made it from some view that it may have had then. What was recorded so far is the store; the
 * views, container events and timers that explain a write are the run's hidden steps.
 *
 * What this does not show: that all writes come from one run of the whole model (views of different
 * components are chosen one by one), and that nothing that must happen is missing.
 */
import { comparable } from './comparable.ts'
import type { Luck } from './controller-search.ts'
import { ControllerSearch } from './controller-search.ts'
import { disturbedSince, Grounds } from './grounds.ts'
import { guessed } from './guess.ts'
import { History } from './history.ts'
import type { Version } from './history.ts'
import type { Pod } from '../../model/objects.ts'
import { kubeletObjection } from './kubelet-view.ts'
import { OFFICES } from './offices.ts'
import type { EventLine, Recording, RequestLine } from './recording.ts'
import { schedulerObjection } from './scheduler-view.ts'
import { objection } from './server.ts'
import type { Renewals } from './timed-view.ts'
import { nodeControllerObjection, podGcObjection } from './timed-view.ts'
import { storeObjection } from './store-rules.ts'
import { userObjection } from './user.ts'
import { asRequest, nodeOfActor, Requests } from './writes.ts'

export interface Explained {
  readonly author: string
  readonly how: string
}

export type Judged = Explained | { readonly objections: readonly string[] }

/** The second of two writes of one delete. */
const isSecondHalf = ({ event, before }: Version): boolean =>
  event === 'DELETED' && before?.metadata.deletionGracePeriodSeconds === 0

/** Only in what the model leaves out. */
const changesNothing = ({ event, object, before }: Version): boolean =>
  event === 'MODIFIED' && before !== null && comparable(before) === comparable(object)

export class Judge {
  readonly history = new History()
  private readonly recording: Recording
  private readonly requests: Requests
  private readonly grounds: Grounds
  private readonly renewals: Renewals
  private readonly disturbed: number
  private readonly luck: Luck
  private readonly searches = new Map<string, ControllerSearch>()

  constructor(recording: Recording) {
    this.recording = recording
    this.requests = new Requests(recording.lines.filter((line) => line.kind === 'request'))
    this.grounds = new Grounds(recording)
    this.disturbed = disturbedSince(recording)
    this.renewals = renewalsIn(recording)
    this.luck = luckIn(recording)
  }

  /** Takes a change as it is: told by a list, or by a watch after a restore. */
  accept(told: EventLine): void {
    if (told.object !== null) this.history.append(this.history.next(told, told.object))
  }

  /** Judges one change, and takes it into the store if it is explained. */
  explain(told: EventLine): Judged {
    if (told.object === null) return { author: '', how: 'not modelled' }
    const version = this.history.next(told, told.object)
    const wrong = storeObjection(version)
    if (wrong !== null) return { objections: [wrong] }
    const found = this.byRequests(version)
    if (!('objections' in found)) this.history.append(version)
    return found
  }

  private byRequests(version: Version): Judged {
    const lines = this.requests.isEmpty ? guessed(version) : this.requests.candidates(version)
    if (lines.length === 0) return { objections: ['no recorded request made this change'] }
    const objections: string[] = []
    for (const line of lines) {
      const found = this.byRequest(version, line)
      if (typeof found !== 'string') {
        this.requests.use(line, version)
        return found
      }
      objections.push(`${line.actor} (${line.verb}): ${found}`)
    }
    return { objections: [...new Set(objections)].slice(0, 6) }
  }

  private byRequest(version: Version, line: RequestLine): Explained | string {
    const request = asRequest(line, version)
    if (request === null) return 'the model has no such request'
    const refused = objection(this.recording.settings, this.history, request, version)
    if (refused !== null) return refused
    if (changesNothing(version)) return { author: line.actor, how: 'changes nothing that the model looks at' }
    if (isSecondHalf(version)) return { author: line.actor, how: 'removes what was marked' }
    return this.byAuthor(version, line)
  }

  private byAuthor(version: Version, line: RequestLine): Explained | string {
    const author = line.actor
    const isDisturbed = (version.t ?? 0) >= this.disturbed
    const office = OFFICES[author]
    if (office !== undefined) {
      const search = this.searchFor(author)
      const found = search.explain(version, line, isDisturbed)
      if (found !== null) return { author, how: found.how }
      const wishes = search.wishes(version)
      return wishes.length === 0 ? 'it would write nothing now' : `it would rather ${wishes.slice(0, 3).join(', ')}`
    }
    const wrong = this.objectionOf(version, line, isDisturbed)
    return wrong ?? { author, how: hiddenStep(version, author) }
  }

  private objectionOf(version: Version, line: RequestLine, isDisturbed: boolean): string | null {
    const { actor } = line
    const clocked = { settings: this.recording.settings, history: this.history, renewals: this.renewals }
    if (actor === 'scheduler') return schedulerObjection(this.history, version, line, isDisturbed)
    if (nodeOfActor(actor) !== null) return kubeletObjection(version, line, this.grounds)
    if (actor === 'kcm/node-controller') return nodeControllerObjection(clocked, version, line, isDisturbed)
    if (actor === 'kcm/pod-garbage-collector') return podGcObjection(clocked, version, line, isDisturbed)
    return actor === 'user' ? userObjection(version, line) : null
  }

  private searchFor(actor: string): ControllerSearch {
    const known = this.searches.get(actor)
    if (known !== undefined) return known
    const office = OFFICES[actor]
    if (office === undefined) throw new Error(`no component of the model is ${actor}`)
    const search = new ControllerSearch(this.recording.settings, this.history, office, this.luck)
    this.searches.set(actor, search)
    return search
  }
}

const containersOf = (pod: Pod): string =>
  (pod.status.containerStatuses ?? [])
    .map(({ name, state, ready }) => `${name} ${state}${ready ? ' and ready' : ''}`)
    .join(', ')

/** What the model has to have gone through beside what the recording shows. */
const hiddenStep = ({ object, event }: Version, author: string): string => {
  if (author === 'user') return 'asked for'
  if (author === 'scheduler')
    return object.kind === 'Pod' && object.spec.nodeName !== undefined ? `${object.spec.nodeName} fits` : 'no node fits'
  if (nodeOfActor(author) !== null) {
    return object.kind === 'Pod' && event === 'MODIFIED'
      ? `finds ${containersOf(object) || 'no container'}`
      : 'as a kubelet does'
  }
  return TIMED.has(author) ? 'its timers have run out' : 'not modelled: taken as asked for'
}

const TIMED: ReadonlySet<string> = new Set(['kcm/node-controller', 'kcm/pod-garbage-collector'])

/** The order in which pods began to go. */
const luckIn = ({ lines }: Recording): Luck => {
  const luck = new Map<string, number>()
  for (const line of lines) {
    const isGoing =
      line.kind === 'event' && line.resource === 'pods' && line.object?.metadata.deletionTimestamp !== undefined
    if (isGoing && !luck.has(line.uid)) luck.set(line.uid, luck.size)
  }
  return luck
}

const renewalsIn = ({ lines }: Recording): Renewals => {
  const renewals = new Map<string, number[]>()
  for (const line of lines) {
    if (line.kind !== 'renewal' || line.t === null) continue
    renewals.set(line.node, [...(renewals.get(line.node) ?? []), line.t])
  }
  return renewals
}
