/**
 * Single-decree Paxos: a register that can be written once. A server that is asked to write locks older ballots at a
 * majority, takes over what a majority may have accepted already, and has its proposal accepted by a majority.
 * With 3 servers and 2 clients: 16 668 states, as in Stateright's example.
 */
import type { Machine } from '../checker/index.ts'
import { registerMachine } from './register.ts'
import type { Envelope, Id, Outgoing, Reaction, Register } from './register.ts'

/** Round and the server that leads it; later rounds win, then higher ids. */
type Ballot = readonly [round: number, leader: Id]

/** A client's value is its id. */
interface Accepted {
  readonly ballot: Ballot
  readonly client: Id
}

type Body =
  | { readonly kind: 'prepare' | 'accepted'; readonly ballot: Ballot }
  | { readonly kind: 'prepared'; readonly ballot: Ballot; readonly last: Accepted | null }
  | { readonly kind: 'accept' | 'decided'; readonly ballot: Ballot; readonly client: Id }

interface Server {
  readonly id: Id
  readonly ballot: Ballot
  /** Whose value it proposes, and who answered. */
  readonly proposal: Id | null
  readonly prepared: { readonly [server: string]: Accepted | null }
  readonly accepts: readonly Id[]
  readonly accepted: Accepted | null
  readonly isDecided: boolean
}

type Reacts = Reaction<Server, Body>

export type Paxos = Register<Server, Body>

const compare = (a: Ballot, b: Ballot): number => a[0] - b[0] || a[1] - b[1]
const latest = (a: Accepted | null, b: Accepted | null): Accepted | null =>
  a === null || (b !== null && compare(b.ballot, a.ballot) > 0) ? b : a

const tell = (to: Id, body: Body): Outgoing<Body> => ({ to, message: { type: 'internal', body } })

export const paxos = (servers: number, clients: number): Machine<Paxos> => {
  const ids = Array.from({ length: servers }, (_, i) => i)
  const majority = Math.floor(servers / 2) + 1
  const tellOthers = ({ id }: Server, body: Body) => ids.filter((to) => to !== id).map((to) => tell(to, body))

  const propose = (server: Server, proposal: Id): Reacts => {
    const ballot: Ballot = [server.ballot[0] + 1, server.id]
    const prepared = { [server.id]: server.accepted }
    const sent = tellOthers(server, { kind: 'prepare', ballot })
    return { next: { ...server, ballot, proposal, prepared, accepts: [] }, sent }
  }

  const collect = (server: Server, from: Id, ballot: Ballot, last: Accepted | null): Reacts => {
    const prepared: Server['prepared'] = { ...server.prepared, [from]: last }
    const client = Object.values(prepared).reduce(latest)?.client ?? server.proposal
    if (client === null || Object.keys(prepared).length !== majority) return { next: { ...server, prepared }, sent: [] }
    const accepted = { ballot, client }
    const sent = tellOthers(server, { kind: 'accept', ballot, client })
    return { next: { ...server, prepared, proposal: client, accepted, accepts: [server.id] }, sent }
  }

  const count = (server: Server, from: Id, ballot: Ballot): Reacts => {
    const accepts = [...new Set([...server.accepts, from])].sort()
    const { proposal } = server
    if (proposal === null || accepts.length !== majority) return { next: { ...server, accepts }, sent: [] }
    const decided = tellOthers(server, { kind: 'decided', ballot, client: proposal })
    return {
      next: { ...server, accepts, isDecided: true },
      sent: [...decided, { to: proposal, message: { type: 'putOk' } }],
    }
  }

  const heed = (server: Server, from: Id, body: Body): Reacts => {
    const { ballot } = body
    const order = compare(ballot, server.ballot)
    switch (body.kind) {
      case 'prepare':
        if (order <= 0) return null
        return { next: { ...server, ballot }, sent: [tell(from, { kind: 'prepared', ballot, last: server.accepted })] }
      case 'prepared':
        return order === 0 ? collect(server, from, ballot, body.last) : null
      case 'accept': {
        if (order < 0) return null
        const accepted = { ballot, client: body.client }
        return { next: { ...server, ballot, accepted }, sent: [tell(from, { kind: 'accepted', ballot })] }
      }
      case 'accepted':
        return order === 0 ? count(server, from, ballot) : null
      case 'decided':
        return { next: { ...server, ballot, accepted: { ballot, client: body.client }, isDecided: true }, sent: [] }
    }
  }

  const receive = (server: Server, { from, message }: Envelope<Body>): Reacts => {
    if (server.isDecided) {
      const value = server.accepted?.client ?? null
      return message.type === 'get' ? { next: server, sent: [{ to: from, message: { type: 'getOk', value } }] } : null
    }
    if (message.type === 'put') return server.proposal === null ? propose(server, from) : null
    return message.type === 'internal' ? heed(server, from, message.body) : null
  }

  const fresh = { proposal: null, prepared: {}, accepts: [], accepted: null, isDecided: false }
  const starts = ids.map((id): Server => ({ ...fresh, id, ballot: [0, 0] }))
  return registerMachine({ name: `Paxos, ${servers} servers, ${clients} clients`, servers: starts, clients, receive })
}
