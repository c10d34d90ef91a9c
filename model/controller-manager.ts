/**
 * The controller manager's process: takes part in leader election and starts its controllers when it leads. A
 * leader that cannot renew its lease exits; its supervisor starts it again, and it waits for its own old lease.
 *
 * Left out: everything that its controllers do (each is a component of its own in this process), and the
 * graceful release of the lease.
 */
import type { ClientState } from './client.ts'
import { abandon, answered, disconnect, newClient } from './client.ts'
import type { Component, Reaction } from './component.ts'
import { still } from './component.ts'
import type { Election, ElectionPurpose, ElectionStep } from './leader-election.ts'
import {
  campaign,
  candidate,
  electionAnswered,
  leaseExpired,
  leaseTold,
  newElection,
} from './leader-election.ts'
import type { Address, Message } from './messages.ts'
import type { Settings } from './settings.ts'
import { CONTROLLERS } from './topology.ts'

export interface ControllerManagerMemory {
  readonly client: ClientState<ElectionPurpose>
  readonly election: Election
}

type Memory = ControllerManagerMemory

const initial: Memory = { client: newClient<ElectionPurpose>(), election: newElection }

const place = (address: Address): string => address.slice(address.indexOf('/') + 1)

/** A step of the election; leadership that begins is passed on to the controllers. */
const reaction = (memory: Memory, address: Address, step: ElectionStep<ElectionPurpose>): Reaction<Memory> => {
  const begins = step.election.leading && !memory.election.leading
  const starts = begins
    ? CONTROLLERS.map((kind) => ({
        to: `${kind}/${place(address)}` as const,
        message: { type: 'lead', leading: true } as const,
      }))
    : []
  return {
    memory: { client: step.client, election: step.election },
    sends: [...step.sends, ...starts],
    arm: step.arm,
    disarm: step.disarm,
  }
}

export const controllerManager = (settings: Settings, address: Address): Component<Memory> => {
  const me = candidate(
    settings,
    'kube-controller-manager',
    address,
    'system:kube-controller-manager',
  )
  const after = (memory: Memory, step: ElectionStep<ElectionPurpose>): Reaction<Memory> =>
    reaction(memory, address, step)
  const receive = (memory: Memory, message: Message): Reaction<Memory> => {
    const { client, election } = memory
    switch (message.type) {
      case 'connected':
        return after(memory, campaign(me, election, { ...client, server: message.peer }))
      case 'disconnected':
        return still({ ...memory, client: disconnect(client).client })
      case 'lease':
        return message.name === me.lease
          ? after(memory, leaseTold(me, election, client, message.fresh))
          : still(memory)
      case 'renew-deadline':
        return election.leading ? { memory, exit: true } : still(memory)
      case 'response': {
        const heard = answered(client, message)
        return heard.answered === undefined
          ? still({ ...memory, client: heard.client })
          : after(memory, electionAnswered(me, election, heard.client, heard.answered, message))
      }
      case 'timeout': {
        const given = abandon(client, message.id)
        return given.abandoned === undefined
          ? still(memory)
          : after(memory, electionAnswered(me, election, given.client, given.abandoned, null))
      }
      default:
        return still(memory)
    }
  }
  return {
    kind: 'controller-manager',
    address,
    initial,
    initialDisk: null,
    choose: (memory) => after(memory, leaseExpired(me, memory.election, memory.client)),
    receive: (memory, { message }) => receive(memory, message),
  }
}
