/**
 * The reducer's cluster, driven beside the real one. It has no clock: messages are delivered until none is
 * left, and timers fire when the driver says that their time may have come. So one twin stands for every
 * timing that the reducer allows, and what may go either way is tried on a fork.
 */
import type { Component, Reaction, Timer } from '../../model/component.ts'
import { etcd } from '../../model/etcd/member.ts'
import type { EtcdDisk, EtcdMemory } from '../../model/etcd/member.ts'
import type { EtcdCall, EtcdCanceled, EtcdEvents, EtcdResponse, StoreSnapshot } from '../../model/etcd/messages.ts'
import { freshDisk, restoredDisks } from '../../model/etcd/restore.ts'
import { committedStore } from '../../model/etcd/view.ts'
import type { Member } from '../../model/etcd/view.ts'
import type { Address, Message } from '../../model/messages.ts'
import type { Settings } from '../../model/settings.ts'
import { defaultSettings, defaultTopology } from '../../model/settings.ts'
import { planted, restoredStore } from './planted-defects.ts'
import type { PlantedDefect } from './planted-defects.ts'

interface Due {
  readonly to: Address
  readonly from: Address | 'world'
  readonly message: Message
}

interface Armed {
  readonly to: Address
  readonly timer: Timer
}

interface Slot {
  readonly component: Component<EtcdMemory, EtcdDisk>
  readonly memory: EtcdMemory
  readonly disk: EtcdDisk
  readonly isUp: boolean
  readonly isPaused: boolean
}

export type Told = EtcdEvents | EtcdCanceled

const CLIENT: Address = 'apiserver/1'
/** More elections in a row than any sequence of faults needs. */
const ELECTIONS_MAX = 60
const nothingUsed = { next: () => 1 }
const isEtcd = (address: string): boolean => address.startsWith('etcd/')

export const memberAt = (index: number): Address => `etcd/${index + 1}`

/** The switch of the model for a defect that it has itself. */
const settingsOf = (size: number, defect: PlantedDefect | null): Settings => ({
  ...defaultSettings,
  topology: { ...defaultTopology, etcd: size },
  defects: defect === 'watch-misses-delete' ? ['watch-misses-delete'] : [],
})

export class Twin {
  readonly #settings: Settings
  readonly #defect: PlantedDefect | null
  #slots = new Map<Address, Slot>()
  #inbox: readonly Due[] = []
  #held: readonly Due[] = []
  #armed: readonly Armed[] = []
  #answers = new Map<number, EtcdResponse>()
  #told = new Map<Address, readonly Told[]>()
  #ids = 0
  /** Every store that was ever committed, oldest first: what a serializable read may show. */
  #history: readonly StoreSnapshot[] = []

  constructor(size: number, defect: PlantedDefect | null) {
    this.#settings = settingsOf(size, defect)
    this.#defect = defect
  }

  /** A cluster that holds this store, led by this member. */
  static holding(store: StoreSnapshot, size: number, leader: number, defect: PlantedDefect | null): Twin {
    const twin = new Twin(size, defect)
    for (let i = 0; i < size; i += 1) {
      const component = planted(defect, etcd(twin.#settings, memberAt(i)))
      const disk = { ...freshDisk, term: 1, snapshot: { index: 1, term: 1, store } }
      const slot = { component, memory: component.initial, disk, isUp: false, isPaused: false }
      twin.#slots.set(memberAt(i), slot)
    }
    for (let i = 0; i < size; i += 1) twin.restart(i)
    twin.letTimePass(leader)
    return twin
  }

  fork(): Twin {
    const twin = new Twin(this.#slots.size, this.#defect)
    twin.#slots = new Map(this.#slots)
    twin.#inbox = this.#inbox
    twin.#held = this.#held
    twin.#armed = this.#armed
    twin.#answers = new Map(this.#answers)
    twin.#told = new Map(this.#told)
    twin.#ids = this.#ids
    twin.#history = this.#history
    return twin
  }

  get store(): StoreSnapshot {
    const members: Member[] = [...this.#slots.values()]
    return committedStore(members, this.#settings)
  }

  get history(): readonly StoreSnapshot[] {
    return this.#history
  }

  /** What may still change the store by itself. */
  get unfinished(): unknown {
    const members = [...this.#slots.values()]
    return [members.map(({ memory, disk }) => [memory.pending, disk.log, disk.snapshot.index]), this.#held]
  }

  toldTo(client: Address): readonly Told[] {
    return this.#told.get(client) ?? []
  }

  /** The answer, or null: nothing that can happen without a timer brings one. */
  call(request: EtcdCall, index: number): EtcdResponse | null {
    this.#ids += 1
    this.#send({ to: memberAt(index), from: CLIENT, message: { type: 'etcd/request', id: this.#ids, request } })
    return this.#answers.get(this.#ids) ?? null
  }

  /** Everybody who waits for an answer is told that it took too long. */
  expireRequests(): EtcdResponse | null {
    for (const armed of this.#armed.filter(({ timer }) => timer.name === 'request')) this.#fire(armed)
    this.#settle()
    return this.#answers.get(this.#ids) ?? null
  }

  /** The time of a lease is over, by the clock of whoever leads. */
  expireLease(lease: number): void {
    const due = this.#armed.filter(({ timer }) => timer.name === 'lease' && timer.key === String(lease))
    for (const armed of due) this.#fire(armed)
    this.#settle()
  }

  watch(client: Address, prefix: string, startRevision: number, index: number): void {
    this.#send({ to: memberAt(index), from: client, message: { type: 'etcd/watch', prefix, startRevision } })
  }

  restart(index: number): void {
    const member = memberAt(index)
    this.#change(member, { isUp: true })
    this.#send({ to: member, from: 'world', message: { type: 'started' } })
    this.#meet(member, true)
  }

  kill(index: number): void {
    const member = memberAt(index)
    this.#meet(member, false)
    this.#change(member, { isUp: false, isPaused: false, memory: this.#slot(member).component.initial })
    this.#armed = this.#armed.filter(({ to }) => to !== member)
    this.#held = this.#held.filter(({ to }) => to !== member)
  }

  pause(index: number): void {
    this.#meet(memberAt(index), false)
    this.#change(memberAt(index), { isPaused: true })
  }

  resume(index: number): void {
    const member = memberAt(index)
    this.#change(member, { isPaused: false })
    const held = this.#held.filter(({ to }) => to === member)
    this.#held = this.#held.filter(({ to }) => to !== member)
    this.#inbox = [...this.#inbox, ...held]
    this.#meet(member, true)
  }

  /** All disks are replaced by those that a snapshot makes. */
  restore(snapshot: StoreSnapshot): void {
    const lost = this.store
    const store = restoredStore(this.#defect, snapshot, lost)
    const disks = restoredDisks(store, this.#settings, false)
    disks.forEach((_, index) => this.kill(index))
    for (const { member, disk } of disks) this.#change(member, { disk })
    disks.forEach((_, index) => this.restart(index))
    this.#history = [store]
  }

  /** Long enough for elections; who is elected is chance in a real cluster, so the caller may say whom it saw. */
  letTimePass(leader: number | null): void {
    const wanted = leader === null ? null : memberAt(leader)
    for (let i = 0; i < ELECTIONS_MAX; i += 1) {
      this.#settle()
      const due = this.#armed.filter(({ timer }) => timer.name === 'quorum' || timer.name === 'election')
      const next =
        due.find(({ timer }) => timer.name === 'quorum') ?? due.find(({ to }) => to === wanted && i < 3) ??
        due[i % Math.max(1, due.length)]
      if (next === undefined) return
      this.#fire(next)
    }
    throw new Error('the reducer elects nobody')
  }

  #slot(member: Address): Slot {
    const slot = this.#slots.get(member)
    if (slot === undefined) throw new Error(`no member ${member}`)
    return slot
  }

  #change(member: Address, slot: Partial<Slot>): void {
    this.#slots.set(member, { ...this.#slot(member), ...slot })
  }

  /** This member and all that it could reach see each other come, or go. */
  #meet(member: Address, reachable: boolean): void {
    for (const [other, { isUp, isPaused }] of this.#slots) {
      if (other === member || !isUp || isPaused) continue
      for (const [to, peer] of [[member, other], [other, member]] as const) {
        this.#inbox = [...this.#inbox, { to, from: 'world', message: { type: 'peer', peer, reachable } }]
      }
    }
    this.#settle()
  }

  #send(due: Due): void {
    this.#inbox = [...this.#inbox, due]
    this.#settle()
  }

  #settle(): void {
    for (;;) {
      const [next, ...rest] = this.#inbox
      if (next === undefined) return
      this.#inbox = rest
      this.#deliver(next)
    }
  }

  #deliver(due: Due): void {
    if (!isEtcd(due.to)) {
      this.#hear(due)
      return
    }
    const { component, memory, disk, isUp, isPaused } = this.#slot(due.to)
    if (isUp && isPaused) this.#held = [...this.#held, due]
    if (!isUp || isPaused) return
    this.#apply(due.to, component.receive(memory, { from: due.from, message: due.message }, disk, nothingUsed))
  }

  #hear({ to, message }: Due): void {
    if (message.type === 'etcd/response') this.#answers.set(message.id, message)
    if (message.type !== 'etcd/events' && message.type !== 'etcd/canceled') return
    this.#told.set(to, [...this.toldTo(to), message])
  }

  #fire({ to, timer }: Armed): void {
    this.#armed = this.#armed.filter((armed) => !isTimer(armed, to, timer))
    const { component, memory, disk, isUp } = this.#slot(to)
    if (isUp) this.#apply(to, component.choose(memory, timer, disk))
  }

  #apply(self: Address, reaction: Reaction<EtcdMemory, EtcdDisk>): void {
    const { memory, disk } = reaction
    this.#change(self, disk === undefined ? { memory } : { memory, disk })
    this.#remember(this.#slot(self).disk.snapshot.store)
    const arm = (reaction.arm ?? []).map(({ timer }) => ({ to: self, timer }))
    const gone = [...(reaction.disarm ?? []), ...arm.map(({ timer }) => timer)]
    this.#armed = [...this.#armed.filter((armed) => !gone.some((timer) => isTimer(armed, self, timer))), ...arm]
    const sent = (reaction.sends ?? []).map(({ to, message }) => ({ to, from: self, message }))
    this.#inbox = [...this.#inbox, ...sent]
  }

  #remember(store: StoreSnapshot): void {
    const last = this.#history.at(-1)
    const isNew = last === undefined || store.revision > last.revision || store.compactRevision > last.compactRevision
    if (isNew) this.#history = [...this.#history, store]
  }
}

const isTimer = (armed: Armed, to: Address, timer: Timer): boolean =>
  armed.to === to && armed.timer.name === timer.name && armed.timer.key === timer.key
