/**
 * One sequence, done to the real cluster and to the reducer. Etcd answers first; then the reducer is asked
 * whether it allows that answer. What cannot be known stays open (see worlds.ts).
 */
import type { EtcdCall, StoreSnapshot } from '../../model/etcd/messages.ts'
import { isLocal } from '../../model/etcd/txn.ts'
import { beginning } from './beginning.ts'
import { misuseRequest, requestOf, scriptLine } from './calls.ts'
import { agrees, differenceText, showing } from './compare.ts'
import { resolved } from './deeds.ts'
import type { Call, Cut, Misuse, View } from './deeds.ts'
import { answerIn, classOf } from './documents.ts'
import type { Seen } from './documents.ts'
import type { Reply } from './gateway.ts'
import { hazardOf } from './hazards.ts'
import type { RealCluster } from './members.ts'
import type { PlantedDefect } from './planted-defects.ts'
import { Difference, agreed, newTally, skipped } from './tally.ts'
import type { Saved } from './troubles.ts'
import { Twin } from './twin.ts'
import { Watches } from './watches.ts'
import { answered, isAnsweredByStaleLeader, possible, unanswered } from './worlds.ts'
import type { World } from './worlds.ts'

/** etcd itself gives up after 5 s and two election timeouts. */
const PATIENCE_MS = 12_000
/** For what the reducer cannot answer either: long enough for etcd to, if it could. */
const BRIEF_MS = 400

/** etcd answers where the reducer waits; its reason stands in the head comment of model/etcd/leases.ts. */
const STALE_RENEWAL = 'a leader that has just lost its majority still answers keep-alives (etcd-io/etcd#15247)'

interface Asked {
  readonly seen: Seen | null
  /** Nobody can have taken the request. */
  readonly isUndone: boolean
}

const seenIn = (reply: Reply, path: string, call: EtcdCall): Asked => {
  if (reply.kind === 'none') return { seen: null, isUndone: reply.isUndone }
  if (reply.kind === 'answer') return { seen: answerIn(path, call, reply.body), isUndone: false }
  const error = classOf(reply.text)
  return { seen: error === 'timeout' ? null : { error }, isUndone: false }
}

const outcomeText = (seen: Seen | null): string => {
  if (seen === null) return 'no answer'
  return seen.error ?? (seen.revision === undefined ? 'done' : `revision ${seen.revision}`)
}

export class Session {
  readonly cluster: RealCluster
  readonly tally = newTally()
  readonly script: string[] = []
  readonly watches = new Watches(this)
  worlds: readonly World[]
  saved: Saved | null = null
  /** Some member may be started again in this sequence, and apply anew what its store does not hold yet. */
  mayRestart = false
  readonly #start: number
  /** When the time of a lease is over at the earliest. */
  readonly #leaseEnds = new Map<number, number>()
  /** By member: the oldest store that it may still show. */
  #floors: number[]
  #opens = 0

  private constructor(cluster: RealCluster, store: StoreSnapshot, leader: number, defect: PlantedDefect | null) {
    this.cluster = cluster
    this.worlds = [{ twin: Twin.holding(store, cluster.size, leader, defect), open: [] }]
    this.#start = store.revision
    this.#floors = cluster.indexes().map(() => 0)
  }

  static async begin(cluster: RealCluster, defect: PlantedDefect | null): Promise<Session> {
    const { store, script } = await beginning(cluster)
    const session = new Session(cluster, store, (await cluster.leader()) ?? 0, defect)
    session.script.push(...script)
    // The first watch sees everything: what etcd told it is known even where history forgets it.
    await session.watches.open('', null, 0)
    return session
  }

  get view(): View {
    return { start: this.#start, store: this.twin.store }
  }

  get twin(): Twin {
    const [first] = this.worlds
    if (first === undefined) throw new Error('no world is left')
    return first.twin
  }

  /** Nothing can happen by itself: there is one world, and it stays as it is. */
  get isSettled(): boolean {
    const [world, ...others] = this.worlds
    return others.length === 0 && world?.open.length === 0 && this.#overdue.length === 0
  }

  /** All that may be the case by now. */
  get candidates(): readonly World[] {
    return possible(this.worlds, this.#overdue)
  }

  member(on: number): number {
    return on % this.cluster.size
  }

  /** Leases whose time is over: they may be gone. */
  get #overdue(): readonly number[] {
    return [...this.#leaseEnds].flatMap(([lease, end]) => (end <= Date.now() ? [lease] : []))
  }

  async call(call: Call, on: number, cut: Cut = {}, isPatient = false): Promise<void> {
    const index = this.member(on)
    const real = resolved(call, this.view)
    const hazard = await hazardOf(this, real, index)
    if (hazard === null) await this.#compared(real, index, cut, isPatient)
    else skipped(this.tally, real.call, hazard)
  }

  async #compared(real: EtcdCall, index: number, cut: Cut, isPatient: boolean): Promise<void> {
    const asked = Date.now()
    const { seen, isUndone } = await this.#ask(real, index, cut, isPatient)
    this.script.push(scriptLine(index, requestOf(real, cut), real, outcomeText(seen)))
    if (seen === null) this.#missed(real, index, isUndone, isPatient)
    else this.#heard(real, cut, index, seen)
    if (seen !== null && seen.error === undefined) this.#clock(real, asked)
  }

  /** False: the member does not answer. */
  async isCaughtUp(index: number): Promise<boolean> {
    const everything: EtcdCall = { call: 'range', key: '', rangeEnd: '\0' }
    const { seen } = await this.#ask(everything, index, {}, false)
    if (seen !== null) this.#heard(everything, {}, index, seen)
    return seen !== null
  }

  async #ask(call: EtcdCall, index: number, cut: Cut, isPatient: boolean): Promise<Asked> {
    const { path, body } = requestOf(call, cut)
    const deadline = isPatient || this.#canAnswer(call, index) ? PATIENCE_MS : BRIEF_MS
    return seenIn(await this.cluster.gateway(index).ask(path, body, deadline), path, call)
  }

  #canAnswer(call: EtcdCall, index: number): boolean {
    return this.worlds.some(({ twin }) => twin.fork().call(call, index) !== null)
  }

  /** A lease lives at least its time, counted from when it was asked for. */
  #clock(call: EtcdCall, asked: number): void {
    if (call.call !== 'lease-grant' && call.call !== 'lease-keepalive') return
    const ttl = this.twin.store.leases[String(call.lease)]?.ttlSeconds
    if (ttl !== undefined) this.#leaseEnds.set(call.lease, asked + ttl * 1_000)
  }

  #heard(call: EtcdCall, cut: Cut, index: number, seen: Seen): void {
    if (isLocal(call)) {
      this.#heardLocally(call, cut, index, seen)
      return
    }
    const said: Parameters<typeof agrees>[2][] = []
    const worlds = answered(this.candidates, { call, on: index }, (answer) => {
      if (answer !== null) said.push(answer)
      return answer !== null && agrees(call, cut, answer, seen)
    })
    if (worlds.length > 0) {
      agreed(this.tally, call.call)
      this.worlds = worlds
      this.#floors[index] = this.#oldestHead()
    } else if (isAnsweredByStaleLeader(this.worlds, { call, on: index }, seen)) {
      this.tally.outcomes.push({ what: call.call, is: 'differed', reason: STALE_RENEWAL, how: 'etcd answers, the reducer waits' })
    } else {
      throw this.difference(differenceText(call, cut, said[0] ?? null, seen))
    }
  }

  /** Where the newest store stands that is known to be in every world. */
  #oldestHead(): number {
    return Math.max(0, Math.min(...this.worlds.map(({ twin }) => twin.history.length)) - 1)
  }

  /** A member may show any store that it has not been seen to be past. */
  #heardLocally(call: EtcdCall, cut: Cut, index: number, seen: Seen): void {
    const from = this.#floors[index] ?? 0
    const found = this.candidates.flatMap((world) => {
      const at = showing(world.twin.history, from, call, cut, seen)
      return at < 0 ? [] : [{ world, at }]
    })
    const [first] = found
    if (first === undefined) {
      throw this.difference(differenceText(call, cut, this.twin.fork().call(call, index), seen))
    }
    agreed(this.tally, 'local read')
    // It is not told which store was shown if several would do, so only the oldest is known to be past.
    if (this.worlds.length === 1 && found.length === 1) this.#floors[index] = first.at
    const shown = found.map(({ world }) => world)
    this.worlds = this.worlds.every((world) => shown.includes(world)) ? this.worlds : shown
  }

  #missed(call: EtcdCall, index: number, isUndone: boolean, isPatient: boolean): void {
    if (isUndone) {
      if (this.cluster.isUp(index)) skipped(this.tally, call.call, 'the member is still starting')
      else agreed(this.tally, `${call.call} to a member that is down`)
      return
    }
    this.#opens += 1
    const { worlds, said, saidLate } = unanswered(this.worlds, { id: this.#opens, call, on: index })
    this.worlds = worlds
    if (said.every((answer) => answer !== null)) {
      skipped(this.tally, call.call, 'etcd gave up although a majority runs: a leader had been lost, or the machine is busy')
    } else if (!isPatient) {
      skipped(this.tally, call.call, 'the reducer has no answer either, and etcd was not waited for to the end')
    } else if (saidLate.some((answer) => answer?.error === 'timeout')) {
      agreed(this.tally, `${call.call} without a majority`)
    } else {
      throw this.difference('etcd:    timeout\n  reducer: does not give up')
    }
  }

  async misuse(misuse: Misuse, on: number): Promise<void> {
    const index = this.member(on)
    const { path, body } = misuseRequest(misuse)
    const reply = await this.cluster.gateway(index).ask(path, body, PATIENCE_MS)
    const error = reply.kind === 'error' ? classOf(reply.text) : reply.kind
    this.note(`member ${index + 1}: ${misuse}: ${error}`)
    // The reducer knows no such request; that etcd refused it is seen by what comes next having not moved.
    if (error === misuse) agreed(this.tally, misuse)
    else if (error === 'none' || error === 'timeout') skipped(this.tally, misuse, 'etcd did not answer')
    else throw this.difference(`etcd:    ${error}\n  reducer: takes it for granted that etcd says ${misuse}`)
  }

  /** The lease is gone, as this cluster says: in some world its time must have been over. */
  heardOfEnd(lease: number): void {
    const worlds = this.candidates.filter(({ twin }) => !Object.hasOwn(twin.store.leases, String(lease)))
    if (worlds.length === 0) {
      throw this.difference(`etcd:    lease ${lease} is gone\n  reducer: lets it live until its time is over`)
    }
    this.worlds = worlds
    agreed(this.tally, 'end of a lease')
  }

  /** A member was killed: it may come back with less than it has shown, until it has caught up. */
  forgetShown(index: number): void {
    this.#floors[index] = 0
  }

  note(line: string): void {
    this.script.push(`# ${line}`)
  }

  difference(text: string): Difference {
    return new Difference(text, this.script)
  }
}
