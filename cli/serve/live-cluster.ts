/**
 * A cluster that runs while somebody asks it things. Time is the model's: it passes when `runUntil` says so. A
 * question is a message to the API server like that of any client, and is answered when the model has answered it.
 */
import type { ClusterMachine } from '../../model/cluster.ts'
import type { FaultKind } from '../../model/fault-kinds.ts'
import type { FaultAction } from '../../model/faults.ts'
import { labelOf } from '../../model/labels.ts'
import type { Moment } from '../../model/live.ts'
import { asking, isToUser, nextMoment, possibleFaults, serverOfUser, untilNext, waited } from '../../model/live.ts'
import type { ApiResponse } from '../../model/messages.ts'
import type { ClusterState } from '../../model/state.ts'
import type { Chronicle } from './chronicle.ts'
import type { Ask } from './rest/talk.ts'

/** Our requests are told from those of the model's own kubectl, which counts from 1. */
const FIRST_ID = 1_000

interface Waiting {
  readonly until: number
  readonly done: (answer: ApiResponse) => void
}

const unanswered = (code: 503 | 504, message: string): ApiResponse => ({
  type: 'response',
  id: 0,
  code,
  reason: code === 503 ? 'ServiceUnavailable' : 'Timeout',
  message,
})

export class LiveCluster {
  readonly machine: ClusterMachine
  readonly chronicle: Chronicle
  #state: ClusterState
  #now: number
  #nextId = FIRST_ID
  readonly #waiting = new Map<number, Waiting>()

  constructor(machine: ClusterMachine, state: ClusterState, now: number, chronicle: Chronicle) {
    this.machine = machine
    this.chronicle = chronicle
    this.#state = state
    this.#now = now
    this.#look()
  }

  get state(): ClusterState {
    return this.#state
  }

  /** Modelled ms since the cluster was booted. */
  get now(): number {
    return this.#now
  }

  get isWaiting(): boolean {
    return this.#waiting.size > 0
  }

  /** Asks the API server as this user. The answer comes as time passes. */
  ask(user: string, ask: Ask): Promise<ApiResponse> {
    const server = serverOfUser(this.#state)
    if (server === null) return Promise.resolve(unanswered(503, 'no API server can be reached'))
    const id = this.#nextId
    this.#nextId += 1
    this.#state = asking(this.#state, server, { type: 'request', id, user, ...ask })
    const { clientTimeout } = this.machine.cluster.settings.timing
    return new Promise((done) => {
      this.#waiting.set(id, { until: this.#now + clientTimeout, done })
    })
  }

  /** Lets time pass, at most so many moments; false: there is more to do before `limit`. */
  runUntil(limit: number, goesOn: () => boolean = () => true, moments = 2_000): boolean {
    for (let taken = 0; goesOn(); taken += 1) {
      const gap = untilNext(this.#state)
      if (gap === null || this.#now + gap > limit) {
        this.#wait(limit, gap)
        return true
      }
      if (taken === moments) return false
      this.step()
    }
    return true
  }

  #wait(limit: number, gap: number | null): void {
    if (limit <= this.#now) return
    if (gap !== null) this.#state = waited(this.#state, limit - this.#now)
    this.#now = limit
    this.#expire()
  }

  /** Takes the next moment; what was delivered in it, in words; null: nothing will ever happen. */
  step(): readonly string[] | null {
    const moment = nextMoment(this.machine.cluster, this.#state)
    if (moment === null) return null
    this.#take(moment)
    return told(moment)
  }

  faults(kinds: ReadonlySet<FaultKind>): readonly FaultAction[] {
    return possibleFaults(this.machine.cluster, this.#state, kinds).map(({ action }) => action)
  }

  /** The first possible fault of this kind that fits; null: none does. */
  inject(kind: FaultKind, fits: (action: FaultAction) => boolean): FaultAction | null {
    const fault = possibleFaults(this.machine.cluster, this.#state, new Set([kind])).find(({ action }) => fits(action))
    if (fault === undefined) return null
    this.#take(fault.strike())
    return fault.action
  }

  #take(moment: Moment): void {
    this.#state = moment.state
    this.#now += moment.duration
    for (const entry of moment.delivered) {
      if (!isToUser(entry)) continue
      if (entry.message.type === 'response') this.#answer(entry.message)
      if (entry.message.type === 'disconnected')
        this.#giveUp('the connection to the API server broke; the outcome is unknown')
    }
    this.#look()
    this.#expire()
  }

  #answer(answer: ApiResponse): void {
    this.#waiting.get(answer.id)?.done(answer)
    this.#waiting.delete(answer.id)
  }

  #giveUp(why: string): void {
    for (const { done } of this.#waiting.values()) done(unanswered(503, why))
    this.#waiting.clear()
  }

  #expire(): void {
    for (const [id, { until, done }] of this.#waiting) {
      if (until > this.#now) continue
      this.#waiting.delete(id)
      done(unanswered(504, 'the API server did not answer in time; the outcome is unknown'))
    }
  }

  #look(): void {
    const server = serverOfUser(this.#state)
    const memory = server?.startsWith('apiserver/') === true ? this.#state[server as `apiserver/${string}`] : undefined
    this.chronicle.observe(memory?.cache ?? null, this.#now)
  }
}

const told = ({ delivered }: Moment): readonly string[] =>
  delivered.map((entry) => {
    if ('world' in entry) return `world: ${entry.world.change}`
    if ('timer' in entry)
      return `${entry.to}: ${[entry.timer.name, entry.timer.key].filter((part) => part !== undefined).join(' ')}`
    return `${entry.from} > ${entry.to}: ${labelOf(entry.message)}`
  })
