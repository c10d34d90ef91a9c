/**
 * Etcd members joined by a perfect network, for tests: messages take 1 ms, in order; members can
 * be killed, cut off and started. What the kernel does for the whole cluster, cut down to one
 * kind of component.
 */
import type { Component, Reaction, Timer } from '../component.ts'
import type { Address, Message } from '../messages.ts'
import type { Settings } from '../settings.ts'
import { defaultSettings, defaultTopology } from '../settings.ts'
import { etcd } from './member.ts'
import type { EtcdDisk, EtcdMemory } from './member.ts'
import type { EtcdCall, EtcdEvents, EtcdResponse } from './messages.ts'
import { committedStore } from './view.ts'
import type { Member } from './view.ts'

type Due = { at: number; to: Address } & (
  { from: Address | 'world'; message: Message } | { timer: Timer }
)

interface Slot {
  readonly component: Component<EtcdMemory, EtcdDisk>
  memory: EtcdMemory
  disk: EtcdDisk
  up: boolean
}

const CLIENT: Address = 'apiserver/1'
const nothingUsed = { next: () => 1 }

export const settingsWith = (etcdMembers: number, defects: Settings['defects'] = []): Settings => ({
  ...defaultSettings,
  topology: { ...defaultTopology, etcd: etcdMembers },
  defects,
})

export class TestCluster {
  now = 0
  readonly #slots = new Map<Address, Slot>()
  readonly #cut = new Set<Address>()
  readonly #paused = new Set<Address>()
  /** What came for paused members, in order. */
  #held: Due[] = []
  #due: Due[] = []
  /** Everything that clients were told, with the time. */
  readonly told: { at: number; from: Address; to: Address; message: Message }[] = []
  /** Everything that was sent among members. */
  readonly raft: { at: number; from: Address; to: Address; message: Message }[] = []
  #ids = 0

  /**
   * Among members messages take these times, in turn (so they may overtake each other); 1 ms by
   * default.
   */
  readonly #latencies: readonly number[]

  constructor(settings: Settings, latencies: readonly number[] = []) {
    this.#latencies = latencies
    for (let i = 1; i <= settings.topology.etcd; i += 1) {
      const component = etcd(settings, `etcd/${i}`)
      const slot = { component, memory: component.initial, disk: component.initialDisk, up: false }
      this.#slots.set(component.address, slot)
    }
    for (const member of this.#slots.keys()) this.start(member)
    this.run(2_000)
  }

  slot(member: Address): Slot {
    const slot = this.#slots.get(member)
    if (slot === undefined) throw new Error(`no member ${member}`)
    return slot
  }

  get members(): readonly Member[] {
    return [...this.#slots.values()]
  }

  get leader(): Address | undefined {
    return this.leaders[0]
  }

  get leaders(): readonly Address[] {
    return [...this.#slots].flatMap(([name, { memory }]) =>
      memory.role === 'leader' ? [name] : [],
    )
  }

  get store() {
    return committedStore(this.members)
  }

  get timers(): readonly string[] {
    return this.#due.flatMap((due) => ('timer' in due ? [`${due.to} ${due.timer.name}`] : []))
  }

  start(member: Address): void {
    this.tell(member, { type: 'started' })
    this.slot(member).up = true
    for (const other of this.#others(member)) this.#tellPeers(member, other, true)
  }

  /** The process dies; with `disk` it loses its disk too and gets this one. */
  kill(member: Address, disk?: EtcdDisk): void {
    const slot = this.slot(member)
    const reached = this.#others(member)
    slot.up = false
    slot.memory = slot.component.initial
    if (disk !== undefined) slot.disk = disk
    this.#due = this.#due.filter(
      (due) => due.to !== member && !('from' in due && due.from === member && !isEtcd(due.to)),
    )
    for (const other of reached) this.tell(other, { type: 'peer', peer: member, reachable: false })
  }

  /** The machine is cut off from all other members (clients still reach it). */
  cut(member: Address): void {
    const lost = this.#others(member)
    this.#cut.add(member)
    this.#due = this.#due.filter(
      (due) =>
        !('from' in due) ||
        ![due.from, due.to].every(isEtcd) ||
        (due.to !== member && due.from !== member),
    )
    for (const other of lost) this.#tellPeers(member, other, false)
  }

  heal(member: Address): void {
    this.#cut.delete(member)
    for (const other of this.#others(member)) this.#tellPeers(member, other, true)
  }

  /** The process is stopped but alive: what comes for it waits, and the others cannot reach it. */
  pause(member: Address): void {
    const lost = this.#others(member)
    this.#paused.add(member)
    for (const other of lost) this.#tellPeers(member, other, false)
  }

  resume(member: Address): void {
    this.#paused.delete(member)
    const held = this.#held.filter(({ to }) => to === member)
    this.#held = this.#held.filter(({ to }) => to !== member)
    this.#due = [...held.map((due) => ({ ...due, at: this.now })), ...this.#due]
    for (const other of this.#others(member)) this.#tellPeers(member, other, true)
  }

  tell(to: Address, message: Message, from: Address | 'world' = 'world'): void {
    this.#due.push({ at: this.now + 1, to, from, message })
  }

  /** Sends a request; the answer is found with `answerTo`. */
  ask(request: EtcdCall, member: Address = 'etcd/1', client: Address = CLIENT): number {
    this.#ids += 1
    this.tell(member, { type: 'etcd/request', id: this.#ids, request }, client)
    return this.#ids
  }

  answerTo(id: number): EtcdResponse | undefined {
    return this.told
      .flatMap(({ message }) =>
        message.type === 'etcd/response' && message.id === id ? [message] : [],
      )
      .at(0)
  }

  /** Sends a request and waits up to 10 s for its answer. */
  call(request: EtcdCall, member: Address = 'etcd/1'): EtcdResponse {
    const id = this.ask(request, member)
    for (let i = 0; i < 10_000 && this.answerTo(id) === undefined; i += 1) this.run(1)
    const answer = this.answerTo(id)
    if (answer === undefined) throw new Error(`no answer to ${request.call}`)
    return answer
  }

  /** Watches and returns what the client of this name is told. */
  watch(prefix: string, startRevision: number, client: Address, member: Address = 'etcd/1'): void {
    this.tell(member, { type: 'etcd/watch', prefix, startRevision }, client)
    this.run(2)
  }

  eventsOf(client: Address): readonly EtcdEvents[] {
    return this.told.flatMap(({ to, message }) =>
      to === client && message.type === 'etcd/events' ? [message] : [],
    )
  }

  isCancelled(client: Address): boolean {
    return this.told.some(({ to, message }) => to === client && message.type === 'etcd/canceled')
  }

  /** Lets this much time pass. */
  run(ms: number): void {
    const end = this.now + ms
    for (;;) {
      const next = this.#due.reduce<Due | undefined>(
        (first, due) => (first === undefined || due.at < first.at ? due : first),
        undefined,
      )
      if (next === undefined || next.at > end) break
      this.#due = this.#due.filter((due) => due !== next)
      this.now = next.at
      this.#take(next)
    }
    this.now = end
  }

  #take(due: Due): void {
    if (!isEtcd(due.to)) {
      if ('message' in due && due.from !== 'world') {
        this.told.push({ at: this.now, from: due.from, to: due.to, message: due.message })
      }
      return
    }
    const slot = this.slot(due.to)
    if (!slot.up) return
    if (this.#paused.has(due.to)) {
      this.#held.push(due)
      return
    }
    const { component, memory, disk } = slot
    const reaction =
      'timer' in due
        ? component.choose(memory, due.timer, disk)
        : component.receive(memory, { from: due.from, message: due.message }, disk, nothingUsed)
    this.#apply(due.to, slot, reaction)
  }

  #apply(self: Address, slot: Slot, reaction: Reaction<EtcdMemory, EtcdDisk>): void {
    slot.memory = reaction.memory
    if (reaction.disk !== undefined) slot.disk = reaction.disk
    const armed = (reaction.arm ?? []).map(({ timer }) => timer)
    const gone = [...(reaction.disarm ?? []), ...armed]
    this.#due = this.#due.filter(
      (due) =>
        !('timer' in due) ||
        due.to !== self ||
        !gone.some((t) => t.name === due.timer.name && t.key === due.timer.key),
    )
    for (const { to, message } of reaction.sends ?? []) {
      if (isEtcd(to)) this.raft.push({ at: this.now, from: self, to, message })
      if (isEtcd(to) && !this.#connected(self, to)) continue
      const late = this.#latencies[this.raft.length % this.#latencies.length] ?? 1
      const latency = isEtcd(to) ? late : 1
      this.#due.push({ at: this.now + latency, to, from: self, message })
    }
    for (const { timer, after } of reaction.arm ?? []) {
      this.#due.push({ at: this.now + after, to: self, timer })
    }
  }

  #connected(a: Address, b: Address): boolean {
    return !this.#cut.has(a) && !this.#cut.has(b)
  }

  /** Members that this one can reach. */
  #others(member: Address): readonly Address[] {
    return [...this.#slots].flatMap(([name, { up }]) =>
      name !== member && up && !this.#paused.has(name) && this.#connected(name, member)
        ? [name]
        : [],
    )
  }

  #tellPeers(a: Address, b: Address, reachable: boolean): void {
    if (this.slot(a).up) this.tell(a, { type: 'peer', peer: b, reachable })
    if (this.slot(b).up) this.tell(b, { type: 'peer', peer: a, reachable })
  }
}

const isEtcd = (address: string): boolean => address.startsWith('etcd/')
