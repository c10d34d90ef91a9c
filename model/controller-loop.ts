/**
 * Runs a controller's `Logic`: connections, lists, retries and leadership are handled here, once
 * for all.
 *
 * A controller watches nothing before it leads, syncs nothing before every cache was listed, and
 * forgets everything but its connection when it stops leading. While no server can be reached it
 * does nothing at all (retry loops are modelled by their absence); when one can be reached again,
 * every key is due.
 */
import type { ClientState, Pending, WatchSpec } from './client.ts'
import {
  abandon,
  answered,
  connect,
  disconnect,
  hasSynced,
  isClientMessage,
  observe,
  relist,
} from './client.ts'
import type { Component, Reaction, Send, Timer } from './component.ts'
import { still } from './component.ts'
import type { Answer, ControllerMemory, Logic, Step } from './controller.ts'
import { begin, CONTROLLER_MANAGER, enqueue, andThen } from './controller.ts'
import type { Address, Lead, Message, WatchEvent, WatchGone, WatchSnapshot } from './messages.ts'
import { clear, emptyQueue, take } from './work-queue.ts'

/**
 * After a reconnect all keys are due, but not before the resumed watches have had the time to
 * deliver what was missed. In reality both are retry loops of about a second; the first write after
 * a failover came 0.9 s after the crash (recording 11r), with caches that were up to date.
 */
const RECONNECT_MS = 100

const connectStep = <P, M extends ControllerMemory<P>>(
  logic: Logic<P, M>,
  memory: M,
  server: Address,
): Step<M> => {
  const { client, sends } = connect(memory.client, server, CONTROLLER_MANAGER, logic.watches)
  const asked = sends.map((send) => latest(logic, memory, send))
  const connected = { ...begin({ ...memory, client }), sends: asked }
  if (!hasSynced(client, logic.watches)) return connected
  return andThen(connected, (m) => enqueue(m, logic.keys(m), RECONNECT_MS))
}

const latest = <P, M extends ControllerMemory<P>>(
  logic: Logic<P, M>,
  memory: M,
  send: Send,
): Send => {
  const { message } = send
  if (message.type !== 'watch' || !logic.wantsLatest?.(memory, message.resource)) return send
  return { ...send, message: { ...message, resourceVersion: null, freshness: 'latest' } }
}

const timersOf = <P, M extends ControllerMemory<P>>(
  logic: Logic<P, M>,
  memory: M,
): readonly Timer[] => [...clear(memory.queue), ...(logic.timers?.(memory) ?? [])]

const led = <P, M extends ControllerMemory<P>>(
  logic: Logic<P, M>,
  memory: M,
  { leading }: Lead,
): Step<M> => {
  if (leading === memory.leading) return begin(memory)
  if (!leading) {
    return { ...begin({ ...logic.initial, peer: memory.peer }), disarm: timersOf(logic, memory) }
  }
  const leader = { ...memory, leading }
  return memory.peer === null ? begin(leader) : connectStep(logic, leader, memory.peer)
}

const disconnectStep = <P, M extends ControllerMemory<P>>(
  logic: Logic<P, M>,
  memory: M,
  peer: Address,
): Step<M> => {
  if (memory.peer !== peer) return begin(memory)
  const { client, lost } = disconnect(memory.client)
  const idle: M = { ...memory, peer: null, client, queue: emptyQueue }
  const step = { ...begin(idle), disarm: clear(memory.queue) }
  return andThen(step, (m) => logic.lost?.(m, lost) ?? begin(m))
}

const observeStep = <P, M extends ControllerMemory<P>>(
  logic: Logic<P, M>,
  memory: M,
  message: WatchSnapshot | WatchEvent,
): Step<M> => {
  const ready = hasSynced(memory.client, logic.watches)
  const { client, changes } = observe(memory.client, message)
  const seen = begin({ ...memory, client })
  const noted = andThen(seen, (m) => logic.observed?.(m, message, changes) ?? begin(m))
  if (!hasSynced(client, logic.watches)) return noted
  return andThen(noted, (m) =>
    enqueue(
      m,
      ready
        ? changes.flatMap((change) => logic.affected(m, message.resource, change))
        : logic.keys(m),
    ),
  )
}

const goneStep = <P, M extends ControllerMemory<P>>(
  logic: Logic<P, M>,
  memory: M,
  message: WatchGone,
): Step<M> => {
  const spec: WatchSpec = { resource: message.resource }
  const { client, sends } = relist(memory.client, message, CONTROLLER_MANAGER, spec)
  const asked = sends.map((send) => latest(logic, memory, send))
  return { ...begin({ ...memory, client }), sends: asked }
}

const answerStep = <P, M extends ControllerMemory<P>>(
  logic: Logic<P, M>,
  memory: M,
  client: ClientState<P>,
  pending: Pending<P> | undefined,
  answer: Answer,
): Step<M> => {
  const heard = { ...memory, client }
  return pending === undefined ? begin(heard) : logic.answered(heard, pending, answer)
}

const receive = <P, M extends ControllerMemory<P>>(
  logic: Logic<P, M>,
  memory: M,
  message: Message,
): Step<M> => {
  if (message.type === 'lead') return led(logic, memory, message)
  if (!isClientMessage(message)) return begin(memory)
  if (message.type === 'started') return begin(memory)
  if (message.type === 'connected') {
    const reached = { ...memory, peer: message.peer }
    return memory.leading ? connectStep(logic, reached, message.peer) : begin(reached)
  }
  if (message.type === 'disconnected') return disconnectStep(logic, memory, message.peer)
  if (memory.client.server === null) return begin(memory)
  switch (message.type) {
    case 'snapshot':
    case 'event':
      return observeStep(logic, memory, message)
    case 'gone':
      return goneStep(logic, memory, message)
    case 'response': {
      const { client, answered: pending } = answered(memory.client, message)
      return answerStep(logic, memory, client, pending, message)
    }
    case 'timeout': {
      const { client, abandoned } = abandon(memory.client, message.id)
      return answerStep(logic, memory, client, abandoned, null)
    }
  }
}

const choose = <P, M extends ControllerMemory<P>>(
  logic: Logic<P, M>,
  memory: M,
  timer: Timer,
): Step<M> => {
  if (timer.name !== 'sync') return logic.alarm?.(memory, timer) ?? begin(memory)
  if (timer.key === undefined || memory.client.server === null) return begin(memory)
  const queue = take(memory.queue, timer.key)
  return queue === null ? begin(memory) : logic.sync({ ...memory, queue }, timer.key)
}

const reaction = <M>({ memory, sends, arm, disarm }: Step<M>): Reaction<M> =>
  sends.length + arm.length + disarm.length === 0
    ? still(memory)
    : {
        memory,
        ...(sends.length === 0 ? {} : { sends }),
        ...(arm.length === 0 ? {} : { arm }),
        ...(disarm.length === 0 ? {} : { disarm }),
      }

export const controller = <P, M extends ControllerMemory<P>>(
  logic: Logic<P, M>,
  address: Address,
): Component<M> => ({
  kind: logic.kind,
  address,
  initial: logic.initial,
  initialDisk: null,
  choose: (memory, timer) => reaction(choose(logic, memory, timer)),
  receive: (memory, { message }) => reaction(receive(logic, memory, message)),
})
