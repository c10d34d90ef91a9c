/**
 * Which messages can go first in any order. Deliveries to different components touch different slots and channels, so
 * many orders of the same deliveries end alike, and one of them is enough: what waits for one component goes first, alone,
 * if nothing that others do meanwhile could tell the difference. (Persistent sets: Godefroid, Partial-Order Methods for
 * the Verification of Concurrent Systems, 1996, chapter 4; visible steps: Valmari, The State Explosion Problem, 1998,
 * chapter 7.) That is so if
 *
 * - nobody else can put the first message into an empty channel towards it before it acts: then what it can take next
 *   stays the same, for taking the head of a channel commutes with adding to its end;
 * - nobody is about to drop what waits in its channels, and no process is about to exit;
 * - nothing changes but its memory, which no property sees together with that of others (`ALONE`; a test watches what
 *   properties read), and no history of a property is about its messages;
 * - the faults that may still come cannot tell either. They strike in every state that is kept. Let others do u before a
 *   fault f strikes, and the receiver have its step t still before it. If f has nothing to do with the receiver, it
 *   commutes with t. If f strikes none of the others, it commutes with u: it may as well strike now. If f leaves
 *   nothing of the receiver and t sends nothing, it is as if t had been taken. In any other case t cannot go first.
 *
 * Where no such fault can come any more, and nobody can go first, clients that only listen (`listeners.ts`) wait instead:
 * what is no business of theirs goes first, in all its orders. Until then they only ask for watches and are answered,
 * which neither others, nor properties, nor histories see, and which commutes with what others do unless an API server
 * takes news: then all orders are kept. If there is nothing else to do there can be no news, so their watches commute.
 *
 * Nobody who waits is forgotten, because messages go before time moves; the checker refuses what goes in a circle in one
 * moment.
 */
import type { Delivery } from './agenda.ts'
import { isAlarm, isDelivery } from './agenda.ts'
import type { Choice, FreeStep } from './any-order.ts'
import { channelOf, choicesOf, isStart, taken } from './any-order.ts'
import { audienceOf } from './audience.ts'
import { isForListener, isNews, listenersIn } from './listeners.ts'
import type { Address } from './messages.ts'
import type { ClusterState } from './state.ts'
import type { Threat } from './threats.ts'
import { CONTROLLERS, addressesOf } from './topology.ts'
import type { Cluster } from './world.ts'

/** Components whose memory no property sees together with others'. */
const ALONE: ReadonlySet<string> = new Set([
  'kubectl',
  'scheduler',
  'controller-manager',
  ...CONTROLLERS,
  'kubelet',
  'kube-proxy',
])

interface Head extends Choice {
  readonly entry: Delivery
}

/** A state in which messages wait. */
interface Waiting {
  readonly cluster: Cluster
  readonly state: ClusterState
  readonly heads: readonly Head[]
  /** Channels with a message that can be delivered. */
  readonly filled: ReadonlySet<string>
  /** Who has sent what waits, by receiver. */
  readonly senders: ReadonlyMap<Address, ReadonlySet<Address>>
  readonly threats: readonly Threat[]
}

/** May the delivery of this message change a history? */
export type IsSeen = (entry: Delivery) => boolean

/** Steps that suffice, when these faults may still come. */
export const enoughSteps = (
  cluster: Cluster,
  state: ClusterState,
  threats: readonly Threat[],
  isSeen: IsSeen,
): readonly FreeStep[] => {
  const choices = choicesOf(cluster, state, 'any')
  const heads = choices.filter((choice): choice is Head => isDelivery(choice.entry))
  if (heads.length < 2) return choices.map((choice) => taken(cluster, state, choice))
  const waiting = waitingIn(cluster, state, heads, threats)
  if (exits(state)) return heads.map((head) => stepOf(waiting, head))
  return firstOf(waiting, isSeen) ?? othersFirst(waiting, isSeen).map((head) => stepOf(waiting, head))
}

const stepOf = (waiting: Waiting, head: Head): FreeStep => {
  const step = taken(waiting.cluster, waiting.state, head)
  const { to } = head.entry
  const stray = step.draft.sent.find((sent) => isDelivery(sent) && !mayTell(waiting, to, sent.to))
  if (stray !== undefined) throw new Error(`internal error: nobody foresaw what ${to} sends: ${JSON.stringify(stray)}`)
  return step
}

const firstOf = (waiting: Waiting, isSeen: IsSeen): readonly FreeStep[] | null => {
  for (const receiver of new Set(waiting.heads.map(({ entry }) => entry.to))) {
    const own = waiting.heads.filter(({ entry }) => entry.to === receiver)
    if (!isAlone(waiting.cluster, receiver) || own.some(({ entry }) => isSeen(entry))) continue
    const steps = stepsThatGoFirst(waiting, receiver, own)
    if (steps !== null) return steps
  }
  return null
}

/** What is no business of clients that only listen; if there is nothing else, the first watch of one of them. */
const othersFirst = ({ cluster, state, heads, threats }: Waiting, isSeen: IsSeen): readonly Head[] => {
  if (threats.length > 0) return heads
  const listeners = listenersIn(cluster, state, isSeen)
  const others = heads.filter(({ entry }) => !isForListener(listeners, entry))
  if (others.length > 0) return others.some(({ entry }) => isNews(entry)) ? heads : others
  const watch = heads.find(({ entry }) => entry.message.type === 'watch')
  return watch === undefined ? heads : [watch]
}

/** A leader that loses its lease dies, and all that is connected to it takes notice. */
const exits = ({ agenda }: ClusterState): boolean =>
  agenda.some(({ entry }) => isDelivery(entry) && entry.message.type === 'renew-deadline')

const waitingIn = (
  cluster: Cluster,
  state: ClusterState,
  heads: readonly Head[],
  threats: readonly Threat[],
): Waiting => {
  const senders = new Map<Address, Set<Address>>()
  for (const { entry } of state.agenda) {
    if (!isDelivery(entry) || entry.from === 'world') continue
    senders.set(entry.to, (senders.get(entry.to) ?? new Set()).add(entry.from))
  }
  return { cluster, state, heads, threats, senders, filled: new Set(heads.map(({ entry }) => channelOf(entry))) }
}

/** Of several candidates for one lease each sees what the others do. */
const isAlone = ({ settings }: Cluster, receiver: Address): boolean => {
  const kind = receiver.slice(0, receiver.indexOf('/'))
  const isCandidate = kind === 'scheduler' || kind === 'controller-manager'
  return ALONE.has(kind) && !(isCandidate && addressesOf(settings, kind).length > 1)
}

const stepsThatGoFirst = (waiting: Waiting, receiver: Address, own: readonly Head[]): readonly FreeStep[] | null => {
  const { state, threats, filled } = waiting
  if (state.agenda.some(({ entry }) => isDelivery(entry) && dropsFor(state, entry, receiver))) return null
  const others = othersThatAct(waiting, receiver)
  const isFilled = (from: Address): boolean => filled.has(`${from}>${receiver}`)
  const isStarting = own.every(({ entry }) => isStart(entry))
  if (!isStarting && others.some((from) => !isFilled(from) && mayTell(waiting, from, receiver))) return null
  const steps = own.map((head) => stepOf(waiting, head))
  if (!steps.every(({ draft }) => draft.written.every((slot) => slot === receiver))) return null
  const isSilent = steps.every(({ draft }) => draft.sent.every(isAlarm))
  return threats.every((threat) => isHarmless(threat, receiver, others, isSilent)) ? steps : null
}

/** Whoever is told that a connection is gone drops what waits in it. */
const dropsFor = (state: ClusterState, { from, to, message }: Delivery, receiver: Address): boolean => {
  if (from !== 'world' || message.type !== 'disconnected') return false
  if (to !== receiver && message.peer !== receiver) return false
  return state.agenda.some(({ entry }) => isDelivery(entry) && entry.from === to && entry.to === message.peer)
}

const mayTell = ({ cluster, state, senders }: Waiting, from: Address, to: Address): boolean =>
  audienceOf(cluster.settings, state, from).includes(to) || senders.get(from)?.has(to) === true

/** Everybody else who may act before the receiver does, and before a fault that touches it. */
const othersThatAct = (waiting: Waiting, receiver: Address): readonly Address[] => {
  const { cluster, state, heads, senders, threats } = waiting
  const told = threats.filter((threat) => !touches(threat, receiver)).flatMap(({ tells }) => [...tells])
  const found = new Set<Address>()
  const queue = [...heads.map(({ entry }) => entry.to), ...told]
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (next === receiver || found.has(next)) continue
    found.add(next)
    queue.push(...audienceOf(cluster.settings, state, next), ...(senders.get(next) ?? []))
  }
  return [...found]
}

const touches = ({ strikes, tells }: Threat, address: Address): boolean => strikes.has(address) || tells.has(address)

const isHarmless = (threat: Threat, receiver: Address, others: readonly Address[], isSilent: boolean): boolean =>
  !touches(threat, receiver) ||
  !others.some((other) => threat.strikes.has(other)) ||
  (isSilent && threat.erases.has(receiver))
