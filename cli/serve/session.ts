/**
 * What is served: a cluster that lives, in real time or step by step, or a recorded run that a user walks through. In
 * a recorded run every look is taken in a copy that is thrown away, so that looking changes nothing; writes are
 * refused until the user goes on living from there.
 */
import type { ClusterMachine } from '../../model/cluster.ts'
import type { ApiResponse } from '../../model/messages.ts'
import { serverOfUser } from '../../model/live.ts'
import type { ClusterState } from '../../model/state.ts'
import { Chronicle } from './chronicle.ts'
import { LiveCluster } from './live-cluster.ts'
import type { Ask } from './rest/talk.ts'

/** How far a real-time cluster may run ahead to answer a question at once. */
const AHEAD_MS = 50
/** Longer than any client waits. */
const ANSWER_MS = 40_000

export interface RecordedStep {
  readonly state: ClusterState
  readonly now: number
  /** What happened in it, in words. */
  readonly told: readonly string[]
}

export interface SessionOptions {
  readonly machine: ClusterMachine
  /** What the wall clock says at modelled time 0. */
  readonly epoch: number
  /** Modelled ms per ms; null: time stands still but for steps and answers. */
  readonly speed: number | null
  /** The first one is the state before the first step. */
  readonly recorded?: readonly RecordedStep[]
}

const READS: ReadonlySet<string> = new Set(['get', 'list'])

const READ_ONLY: ApiResponse = {
  type: 'response',
  id: 0,
  code: 403,
  reason: 'Forbidden',
  message: 'this is a recorded run, which nothing can change; `continue` lets the cluster live on from here',
}

export class Session {
  readonly machine: ClusterMachine
  readonly epoch: number
  readonly recorded: readonly RecordedStep[]
  #speed: number | null
  #live: LiveCluster | null
  #chronicle: Chronicle
  #index = 0
  #clockStart: number | null = null

  constructor({ machine, epoch, speed, recorded = [] }: SessionOptions) {
    this.machine = machine
    this.epoch = epoch
    this.#speed = speed
    this.recorded = recorded
    this.#chronicle = new Chronicle(epoch, recorded.length === 0 ? 'grows' : 'starts anew')
    this.#live = recorded.length === 0 ? new LiveCluster(machine, machine.initial[0], 0, this.#chronicle) : null
    if (this.#live === null) this.#look()
  }

  get chronicle(): Chronicle {
    return this.#chronicle
  }

  /** null: a recorded run is walked through. */
  get live(): LiveCluster | null {
    return this.#live
  }

  get speed(): number | null {
    return this.#speed
  }

  /** Which step of the recorded run was taken last; 0: none. */
  get index(): number {
    return this.#index
  }

  get now(): number {
    return this.#live?.now ?? this.recorded[this.#index]?.now ?? 0
  }

  ask(user: string, ask: Ask): Promise<ApiResponse> {
    const live = this.#live
    if (live !== null) {
      const answer = live.ask(user, ask)
      this.#hurry(live)
      return answer
    }
    const state = this.recorded[this.#index]?.state
    if (state === undefined || !(READS.has(ask.verb) || ask.dryRun === true)) return Promise.resolve(READ_ONLY)
    const copy = new LiveCluster(this.machine, state, this.now, new Chronicle(this.epoch, 'grows'))
    const answer = copy.ask(user, ask)
    copy.runUntil(this.now + ANSWER_MS, () => copy.isWaiting, Infinity)
    return answer
  }

  #hurry(live: LiveCluster): void {
    const limit = this.#speed === null ? live.now + ANSWER_MS : live.now + AHEAD_MS
    live.runUntil(limit, () => live.isWaiting, this.#speed === null ? Infinity : undefined)
  }

  /** Real time passed: `clock` in ms from any start. */
  tick(clock: number): void {
    if (this.#live === null || this.#speed === null) return
    this.#clockStart ??= clock - this.#live.now / this.#speed
    this.#live.runUntil((clock - this.#clockStart) * this.#speed)
  }

  setSpeed(speed: number | null): void {
    this.#speed = speed
    this.#clockStart = null
  }

  /** Goes to a step of the recorded run. */
  walkTo(index: number): void {
    const target = Math.min(Math.max(index, 0), this.recorded.length - 1)
    while (this.#index < target) {
      this.#index += 1
      this.#look()
    }
    if (target < this.#index) this.#rewind(target)
  }

  /** Times are of what was seen before; the clients stay and are told of the differences. */
  #rewind(target: number): void {
    this.#index = target
    this.#look()
  }

  #look(): void {
    const recorded = this.recorded[this.#index]
    if (recorded === undefined) return
    const server = serverOfUser(recorded.state)
    const memory = server === null ? undefined : recorded.state[server as `apiserver/${string}`]
    this.#chronicle.observe(memory?.cache ?? null, recorded.now)
  }

  /** The recorded run ends here, and the cluster lives on. Every watch begins anew. */
  liveOn(): void {
    const state = this.recorded[this.#index]?.state
    if (this.#live !== null || state === undefined) return
    this.#chronicle.close()
    this.#chronicle = this.#chronicle.successor(this.epoch, 'grows')
    this.#live = new LiveCluster(this.machine, state, this.now, this.#chronicle)
    this.#clockStart = null
  }
}
