/**
 * The register of Attiya, Bar-Noy and Dolev: a server asks a majority for the newest value, then has a majority record
 * the value that it writes, or that it is about to return. Source: the paper, and Stateright's example for who sends
 * what (544 states with 2 servers and 2 clients).
 */
import type { Machine } from '../../checker/index.ts'
import { registerMachine } from '../../examples/register.ts'
import type { Envelope, Id, Message, Outgoing, Reaction, Register } from '../../examples/register.ts'

/** A client asks twice at most: its write and its read. */
interface Request {
  readonly client: Id
  readonly isWrite: boolean
}

/** How new a value is, and who wrote it. */
interface Stored {
  readonly time: number
  readonly writer: Id
  readonly value: Id | null
}

type Body =
  | { readonly kind: 'query' | 'recorded'; readonly request: Request }
  | { readonly kind: 'found' | 'record'; readonly request: Request; readonly stored: Stored }

interface Phase {
  readonly request: Request
  /** Who answered; what, as long as answers are compared. */
  readonly answers: { readonly [server: string]: Stored }
  readonly acks: readonly Id[]
  readonly read: Id | null
}

interface Server {
  readonly id: Id
  readonly stored: Stored
  readonly phase: Phase | null
}

type Reacts = Reaction<Server, Body>

export type AbdRegister = Register<Server, Body>

const isNewer = (a: Stored, b: Stored): boolean => a.time > b.time || (a.time === b.time && a.writer > b.writer)
const newest = (a: Stored, b: Stored): Stored => (isNewer(b, a) ? b : a)
const isSame = (a: Request, b: Request): boolean => a.client === b.client && a.isWrite === b.isWrite

const tell = (to: Id, body: Body): Outgoing<Body> => ({ to, message: { type: 'internal', body } })

export const abdRegister = (servers: number, clients: number): Machine<AbdRegister> => {
  const ids = Array.from({ length: servers }, (_, i) => i)
  const majority = Math.floor(servers / 2) + 1
  const tellOthers = ({ id }: Server, body: Body) => ids.filter((to) => to !== id).map((to) => tell(to, body))

  const ask = (server: Server, request: Request): Reacts => {
    if (server.phase !== null) return null
    const phase: Phase = { request, answers: { [server.id]: server.stored }, acks: [], read: null }
    return { next: { ...server, phase }, sent: tellOthers(server, { kind: 'query', request }) }
  }

  const collect = (server: Server, phase: Phase, from: Id, found: Stored): Reacts => {
    const { request } = phase
    const answers: Phase['answers'] = { ...phase.answers, [from]: found }
    if (Object.keys(answers).length !== majority) return { next: { ...server, phase: { ...phase, answers } }, sent: [] }
    const last = Object.values(answers).reduce(newest)
    const stored = request.isWrite ? { time: last.time + 1, writer: server.id, value: request.client } : last
    const recording: Phase = { request, answers: {}, acks: [server.id], read: request.isWrite ? null : last.value }
    const sent = tellOthers(server, { kind: 'record', request, stored })
    return { next: { ...server, stored: newest(server.stored, stored), phase: recording }, sent }
  }

  const acknowledge = (server: Server, phase: Phase, from: Id): Reacts => {
    const acks = [...phase.acks, from].sort()
    if (acks.length !== majority) return { next: { ...server, phase: { ...phase, acks } }, sent: [] }
    const { client, isWrite } = phase.request
    const message: Message<Body> = isWrite ? { type: 'putOk' } : { type: 'getOk', value: phase.read }
    return { next: { ...server, phase: null }, sent: [{ to: client, message }] }
  }

  const heed = (server: Server, from: Id, body: Body): Reacts => {
    const { phase, stored } = server
    const { request } = body
    const mine = phase !== null && isSame(phase.request, request) ? phase : null
    const isAsking = mine?.acks.length === 0
    switch (body.kind) {
      case 'query':
        return { next: server, sent: [tell(from, { kind: 'found', request, stored })] }
      case 'found':
        return mine !== null && isAsking ? collect(server, mine, from, body.stored) : null
      case 'record':
        return {
          next: { ...server, stored: newest(stored, body.stored) },
          sent: [tell(from, { kind: 'recorded', request })],
        }
      case 'recorded':
        return mine !== null && !isAsking && !mine.acks.includes(from) ? acknowledge(server, mine, from) : null
    }
  }

  const receive = (server: Server, { from, message }: Envelope<Body>): Reacts => {
    if (message.type === 'internal') return heed(server, from, message.body)
    if (message.type !== 'put' && message.type !== 'get') return null
    return ask(server, { client: from, isWrite: message.type === 'put' })
  }

  const starts = ids.map((id): Server => ({ id, stored: { time: 0, writer: id, value: null }, phase: null }))
  const name = `ABD register, ${servers} servers, ${clients} clients`
  return registerMachine({ name, servers: starts, clients, receive })
}
