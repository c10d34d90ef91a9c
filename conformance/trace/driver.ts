/**
 * A controller of the model, asked in its own messages what it would write: connected, leading, its caches
 * filled with the view that it is to have. Immutable: what is tried with one leaves it as it was.
 */
import type { Component, Reaction, Timer } from '../../model/component.ts'
import type { ControllerMemory } from '../../model/controller.ts'
import { enqueue } from '../../model/controller.ts'
import type { Address, ApiRequest, ApiResponse, Message } from '../../model/messages.ts'

const SERVER: Address = 'apiserver/1'

export interface Driver {
  /** Requests that await an answer, oldest first. */
  readonly asked: readonly ApiRequest[]
  readonly hear: (message: Message) => Driver
  readonly answer: (request: ApiRequest, answer: Omit<ApiResponse, 'type' | 'id'>) => Driver
  /** The key is taken from the queue. */
  readonly sync: (key: string) => Driver
  readonly fire: (timer: Timer) => Driver
}

type Told<M> = Component<M>

const driverOf = <P, M extends ControllerMemory<P>>(
  component: Told<M>,
  memory: M,
  asked: readonly ApiRequest[],
): Driver => {
  const after = (reaction: Reaction<M>, left = asked): Driver => {
    const sent = (reaction.sends ?? []).flatMap(({ message }) => (message.type === 'request' ? [message] : []))
    return driverOf<P, M>(component, reaction.memory, [...left, ...sent])
  }
  const hear = (message: Message, left = asked): Driver => {
    const from = message.type === 'lead' || message.type === 'connected' || message.type === 'lease' ? 'world' : SERVER
    return after(component.receive(memory, { from, message }, null, { next: () => 1 }), left)
  }
  return {
    asked,
    hear: (message) => hear(message),
    answer: (request, given) =>
      hear(
        { type: 'response', id: request.id, ...given },
        asked.filter((other) => other !== request),
      ),
    sync: (key) => after(component.choose(enqueue(memory, [key]).memory, { name: 'sync', key }, null)),
    fire: (timer) => after(component.choose(memory, timer, null)),
  }
}

/** A process that leads and is connected, and has listed nothing yet. */
export const driverFor = <P, M extends ControllerMemory<P>>(component: Component<M>): Driver =>
  driverOf<P, M>(component, component.initial, [])
    .hear({ type: 'lead', leading: true })
    .hear({ type: 'connected', peer: SERVER })
