/**
 * API servers before a real etcd member, for tests: messages take 1 ms, in order, and can be held
 * back. Clients are only names; what they are told is kept.
 */
import type { Component, Reaction, Timer } from '../component.ts'
import { etcd } from '../etcd/member.ts'
import type { EtcdDisk } from '../etcd/member.ts'
import type { StoreSnapshot } from '../etcd/messages.ts'
import { restoredDisks } from '../etcd/restore.ts'
import type { Address, ApiRequest, ApiResponse, Message, WatchRequest } from '../messages.ts'
import type { KubeObject } from '../objects.ts'
import type { Settings } from '../settings.ts'
import { defaultSettings, defaultTopology } from '../settings.ts'
import type { ApiserverMemory } from './server.ts'
import { apiserver } from './server.ts'

interface Told {
  readonly from: Address | 'world'
  readonly to: Address
  readonly message: Message
}

type Due = { readonly at: number; readonly to: Address } & (Told | { readonly timer: Timer })

interface Slot {
  readonly receive: (from: Address | 'world', message: Message) => Reaction<unknown, unknown>
  readonly choose: (timer: Timer) => Reaction<unknown, unknown>
}

export const oneMember: Settings = {
  ...defaultSettings,
  topology: { ...defaultTopology, etcd: 1, apiservers: 2 },
}

export const ETCD = 'etcd/1'
export const API = 'apiserver/1'
export const USER: Address = 'kubectl/user'

export class TestBench {
  now = 0
  /** Everything that was delivered, in order. */
  readonly told: Told[] = []
  /** Messages for which this holds wait until `release`. */
  holds: (told: Told) => boolean = () => false
  #held: Told[] = []
  #due: Due[] = []
  #slots = new Map<Address, Slot>()
  #memories = new Map<Address, () => ApiserverMemory>()
  #names = new Map<string, number>()
  #ids = 0
  #disk: () => EtcdDisk
  readonly #settings: Settings

  constructor(settings: Settings = oneMember, servers: readonly Address[] = [API]) {
    this.#settings = settings
    this.#disk = this.#mount(etcd(settings, ETCD)).disk
    for (const server of servers)
      this.#memories.set(server, this.#mount(apiserver(settings, server)).memory)
    this.tell(ETCD, { type: 'started' })
    this.run(5_000)
    for (const server of servers) this.connect(server)
    this.run()
  }

  #mount<M, D>({
    address,
    initial,
    initialDisk,
    receive,
    choose,
  }: Component<M, D>): { memory: () => M; disk: () => D } {
    let memory = initial
    let disk = initialDisk
    const keep = (reaction: Reaction<M, D>): Reaction<M, D> => {
      memory = reaction.memory
      disk = reaction.disk ?? disk
      return reaction
    }
    const entropy = { next: (name: string) => this.#count(name) }
    this.#slots.set(address, {
      receive: (from, message) => keep(receive(memory, { from, message }, disk, entropy)),
      choose: (timer) => keep(choose(memory, timer, disk)),
    })
    return { memory: () => memory, disk: () => disk }
  }

  #count(name: string): number {
    const next = (this.#names.get(name) ?? 0) + 1
    this.#names.set(name, next)
    return next
  }

  connect(server: Address): void {
    this.tell(server, { type: 'connected', peer: ETCD })
  }

  /** Both ends notice; what was under way is lost. */
  disconnect(server: Address): void {
    const isBetween = (due: Due | Told): boolean =>
      'from' in due && [due.from, due.to].every((end) => end === server || end === ETCD)
    this.#due = this.#due.filter((due) => !isBetween(due))
    this.#held = this.#held.filter((held) => !isBetween(held))
    this.tell(server, { type: 'disconnected', peer: ETCD })
    this.tell(ETCD, { type: 'disconnected', peer: server })
  }

  /** A backup of the store as it is now. */
  get backup(): StoreSnapshot {
    return this.#disk().snapshot.store
  }

  /** Etcd starts again from a backup, its revision as it was then; API servers run on. */
  restore(backup: StoreSnapshot): void {
    for (const server of this.#memories.keys()) this.disconnect(server)
    this.run()
    const [first] = restoredDisks(backup, this.#settings, false)
    if (first === undefined) throw new Error('a cluster has at least one member')
    this.#disk = this.#mount({ ...etcd(this.#settings, ETCD), initialDisk: first.disk }).disk
    this.tell(ETCD, { type: 'started' })
    this.run(5_000)
    for (const server of this.#memories.keys()) this.connect(server)
    this.run()
  }

  memory(server: Address = API): ApiserverMemory {
    const memory = this.#memories.get(server)
    if (memory === undefined) throw new Error(`no ${server}`)
    return memory()
  }

  tell(to: Address, message: Message, from: Address | 'world' = 'world'): void {
    this.#due.push({ at: this.now, to, from, message })
  }

  release(): void {
    this.holds = () => false
    for (const held of this.#held) this.tell(held.to, held.message, held.from)
    this.#held = []
  }

  run(ms = 100): void {
    const end = this.now + ms
    for (;;) {
      const next = this.#due.reduce<Due | undefined>(
        (first, due) => (first === undefined || due.at < first.at ? due : first),
        undefined,
      )
      if (next === undefined || next.at > end) break
      this.#due = this.#due.filter((due) => due !== next)
      this.now = Math.max(this.now, next.at)
      this.#happen(next)
    }
    this.now = end
  }

  #happen(due: Due): void {
    const slot = this.#slots.get(due.to)
    if ('timer' in due) {
      if (slot !== undefined) this.#react(due.to, slot.choose(due.timer))
      return
    }
    const { from, to, message } = due
    if (this.holds({ from, to, message })) {
      this.#held.push({ from, to, message })
      return
    }
    this.told.push({ from, to, message })
    if (slot !== undefined) this.#react(to, slot.receive(from, message))
  }

  #react(of: Address, { sends = [], arm = [], disarm = [] }: Reaction<unknown, unknown>): void {
    const moved = [...disarm, ...arm.map(({ timer }) => timer)]
    this.#due = this.#due.filter(
      (due) =>
        !('timer' in due) ||
        due.to !== of ||
        !moved.some(({ name, key }) => name === due.timer.name && key === due.timer.key),
    )
    for (const { timer, after } of arm) this.#due.push({ at: this.now + after, to: of, timer })
    for (const { to, message } of sends) {
      this.#due.push({ at: this.now + 1, to, from: of, message })
    }
  }

  get timers(): readonly string[] {
    return this.#due.flatMap((due) => ('timer' in due ? [`${due.to} ${due.timer.name}`] : []))
  }

  /** What a client was told of this type, in order. */
  toldTo<T extends Message['type']>(
    client: Address,
    type: T,
  ): readonly Extract<Message, { type: T }>[] {
    const isType = (message: Message): message is Extract<Message, { type: T }> =>
      message.type === type
    return this.told.flatMap(({ to, message }) =>
      to === client && isType(message) ? [message] : [],
    )
  }

  /** Sends a request; its id. */
  send(
    request: Omit<ApiRequest, 'type' | 'id' | 'user'> & { readonly user?: string },
    to: Address = API,
  ): number {
    this.#ids += 1
    this.tell(to, { type: 'request', id: this.#ids, user: 'admin', ...request }, USER)
    return this.#ids
  }

  answerTo(id: number): ApiResponse | undefined {
    return this.toldTo(USER, 'response').find((response) => response.id === id)
  }

  /** Sends a request and waits for the answer. */
  ask(request: Parameters<TestBench['send']>[0], to: Address = API): ApiResponse {
    const id = this.send(request, to)
    this.run()
    const answer = this.answerTo(id)
    if (answer === undefined) throw new Error(`no answer to ${request.verb} ${request.key}`)
    return answer
  }

  watch(
    client: Address,
    watch: Partial<WatchRequest> & Pick<WatchRequest, 'resource'>,
    to: Address = API,
  ): void {
    const all = { user: 'admin', resourceVersion: null, freshness: 'any', ...watch } as const
    this.tell(to, { type: 'watch', ...all }, client)
  }

  /** Events that a client was told, as `ADDED web 7`. */
  events(client: Address): readonly string[] {
    return this.toldTo(client, 'event').map(({ event, object }) => `${event} ${describe(object)}`)
  }

  lists(client: Address): readonly string[] {
    return this.toldTo(client, 'snapshot').map(({ items, resourceVersion }) =>
      [...items.map(describe), `at ${resourceVersion}`].join(' '),
    )
  }
}

const describe = ({ metadata }: KubeObject): string =>
  `${metadata.name}@${metadata.resourceVersion}`
