/**
 * A register that servers keep together, and its clients: each writes its own id, then reads. Any message may be late,
 * in any order; each is delivered once. What the clients saw must be explained by some order of all operations.
 */
import type { Machine, Transition } from '../checker/index.ts'
import { always, canonicalJson, sometimes } from '../checker/index.ts'

/** A server or a client; servers come first. */
export type Id = number

export type Message<Internal> =
  | { readonly type: 'put' | 'get' | 'putOk' }
  | { readonly type: 'getOk'; readonly value: Id | null }
  | { readonly type: 'internal'; readonly body: Internal }

export interface Envelope<Internal> {
  readonly from: Id
  readonly to: Id
  readonly message: Message<Internal>
}

type Network<Internal> = { readonly [text: string]: { readonly envelope: Envelope<Internal>; readonly copies: number } }

/** What a client did; `seen`: how many operations of each client were over when it began to read. */
export interface Client {
  readonly at: 'writing' | 'reading' | 'done'
  readonly seen: readonly number[]
  readonly value: Id | null
}

export interface Register<Server, Internal> {
  readonly servers: readonly Server[]
  readonly clients: readonly Client[]
  /** By text, so that it is forgotten what was sent first. */
  readonly network: Network<Internal>
}

export type Outgoing<Internal> = Omit<Envelope<Internal>, 'from'>

/** Null: the message means nothing to whom it is for now, and stays where it is. */
export type Reaction<Who, Internal> = { readonly next: Who; readonly sent: readonly Outgoing<Internal>[] } | null

export interface Protocol<Server, Internal> {
  readonly name: string
  readonly servers: readonly Server[]
  readonly clients: number
  readonly receive: (server: Server, envelope: Envelope<Internal>) => Reaction<Server, Internal>
}

export const registerMachine = <Server, Internal>({
  name,
  servers,
  clients,
  receive,
}: Protocol<Server, Internal>): Machine<Register<Server, Internal>> => {
  type State = Register<Server, Internal>
  const ids = Array.from({ length: clients }, (_, i) => servers.length + i)
  const puts = ids.map((from): Envelope<Internal> => ({ from, to: from % servers.length, message: { type: 'put' } }))

  const deliver = (s: State, text: string): Partial<State> | null => {
    const envelope = s.network[text]?.envelope
    if (envelope === undefined) return null
    const { to } = envelope
    const network = (sent: readonly Outgoing<Internal>[]) =>
      sendAll(
        take(s.network, text),
        sent.map((outgoing) => ({ from: to, ...outgoing })),
      )
    const server = s.servers[to]
    if (server !== undefined) {
      const reaction = receive(server, envelope)
      return reaction && { network: network(reaction.sent), servers: s.servers.with(to, reaction.next) }
    }
    const reaction = answer(s, envelope)
    return reaction && { network: network(reaction.sent), clients: s.clients.with(to - servers.length, reaction.next) }
  }

  const next = (s: State): readonly Transition<State>[] =>
    Object.keys(s.network).flatMap((text) => {
      const writes = deliver(s, text)
      return writes === null ? [] : [{ action: { type: 'deliver', envelope: text }, writes }]
    })
  const start: Client = { at: 'writing', seen: [], value: null }
  return {
    name,
    initial: [{ servers, clients: ids.map(() => start), network: sendAll({}, puts) }],
    rules: [{ name: 'deliver', next }],
  }
}

const answer = <Server, Internal>(
  { clients, servers }: Register<Server, Internal>,
  { to, message }: Envelope<Internal>,
): Reaction<Client, Internal> => {
  const client = clients[to - servers.length]
  if (client?.at === 'writing' && message.type === 'putOk') {
    const seen = clients.map((peer, i) => (i === to - servers.length ? 0 : finished(peer)))
    const get: Message<Internal> = { type: 'get' }
    return { next: { at: 'reading', seen, value: null }, sent: [{ to: (to + 1) % servers.length, message: get }] }
  }
  if (client?.at !== 'reading' || message.type !== 'getOk') return null
  return { next: { ...client, at: 'done', value: message.value }, sent: [] }
}

const sendAll = <I>(network: Network<I>, envelopes: readonly Envelope<I>[]): Network<I> => {
  const sent: { [text: string]: Network<I>[string] } = { ...network }
  for (const envelope of envelopes) {
    const text = canonicalJson(envelope)
    sent[text] = { envelope, copies: (sent[text]?.copies ?? 0) + 1 }
  }
  return sent
}

const take = <I>(network: Network<I>, text: string): Network<I> => {
  const { [text]: sent, ...rest } = network
  return sent === undefined || sent.copies === 1 ? rest : { ...rest, [text]: { ...sent, copies: sent.copies - 1 } }
}

/** Operations of a client that are over: its write, and its read. */
const finished = ({ at }: Client): number => ({ writing: 0, reading: 1, done: 2 })[at]

/** May the operations that are left follow, in some order, those that were placed (per client) and left this value? */
const canGoOn = (clients: readonly Client[], firstId: Id, placed: readonly number[], value: Id | null): boolean => {
  const isAllPlaced = clients.every((client, i) => (placed[i] ?? 0) >= finished(client))
  return (
    isAllPlaced ||
    clients.some((client, i) => {
      const isRead = placed[i] === 1
      if (placed[i] === 2 || (isRead && (client.at !== 'done' || client.value !== value))) return false
      if (isRead && client.seen.some((count, peer) => (placed[peer] ?? 0) < count)) return false
      return canGoOn(clients, firstId, placed.with(i, isRead ? 2 : 1), isRead ? value : firstId + i)
    })
  )
}

export const readsAreExplained = <Server, Internal>() =>
  always<Register<Server, Internal>>({
    name: 'reads-are-explained',
    clause: 'linearizability',
    holds: ({ clients, servers }) =>
      canGoOn(
        clients,
        servers.length,
        clients.map(() => 0),
        null,
      ),
    explain: ({ clients }) => clients.map(({ at, value }, i) => `client ${i} is ${at}, and read ${value}`),
  })

export const someReadReturnsAValue = <Server, Internal>() =>
  sometimes<Register<Server, Internal>>({
    name: 'some-read-returns-a-value',
    clause: 'progress',
    holds: ({ clients }) => clients.some(({ value }) => value !== null),
  })
