/**
 * The user with kubectl: runs a script of commands one after the other. A command whose outcome is
 * unknown (no answer, a broken connection, a 5xx) is run again until it is done or refused for
 * good; a refusal is noted and the script goes on. The user remembers which command is next, even
 * when kubectl crashes.
 *
 * `apply` creates, and when the object exists merges the manifest into the live one, field by
 * field of the spec. Left out: fields that a later manifest no longer has stay as they are (no
 * last-applied annotation), of a Pod only labels, annotations and images are merged (the rest is
 * immutable), discovery requests, and the waiting of `kubectl delete` until the object is gone
 * (use `wait`).
 */
import { match } from 'ts-pattern'
import type { ClientMessage, ClientState, Pending } from './client.ts'
import {
  abandon,
  answered,
  connect,
  disconnect,
  isClientMessage,
  newClient,
  request,
} from './client.ts'
import type { Component, Reaction, Timer } from './component.ts'
import { still } from './component.ts'
import type { ApiResponse, PropagationPolicy, Reason } from './messages.ts'
import type { KubeObject, Resource, Taint } from './objects.ts'
import { keyOf, resourceOf } from './objects.ts'
import { same } from './same.ts'
import type { Settings } from './settings.ts'
import { applied, cordoned, labelled, scaled, tainted, withImage } from './kubectl-edits.ts'

export type Command =
  | { readonly do: 'apply'; readonly object: KubeObject }
  | {
      readonly do: 'scale'
      readonly resource: 'deployments' | 'replicasets' | 'replicationcontrollers'
      readonly key: string
      readonly replicas: number
    }
  | {
      readonly do: 'delete'
      readonly resource: Resource
      readonly key: string
      readonly gracePeriodSeconds?: number
      readonly propagationPolicy?: PropagationPolicy
    }
  /** null takes a label away. */
  | {
      readonly do: 'label'
      readonly resource: Resource
      readonly key: string
      readonly labels: { readonly [key: string]: string | null }
    }
  | { readonly do: 'taint'; readonly node: string; readonly taint: Taint; readonly remove?: true }
  | { readonly do: 'cordon' | 'uncordon'; readonly node: string }
  /** Of one container, or of all. */
  | {
      readonly do: 'set-image'
      readonly resource: 'deployments' | 'replicasets' | 'replicationcontrollers' | 'pods'
      readonly key: string
      readonly container?: string
      readonly image: string
    }
  | { readonly do: 'wait'; readonly seconds: number }

type Purpose = 'create' | 'read' | 'write' | 'delete'

export interface KubectlMemory {
  readonly client: ClientState<Purpose>
  /** Tries of the current command that failed, up to where the pause no longer grows. */
  readonly tries?: number
  /** The user waits for a while: a timer is armed. */
  readonly waiting?: true
}

/** What the user remembers. */
export interface KubectlDisk {
  /** Index of the command that is not done yet. */
  readonly next: number
  /** The user has begun. */
  readonly begun?: true
  /** Commands that were refused for good. */
  readonly refused?: { readonly [index: string]: Reason }
}

type Step = Reaction<KubectlMemory, KubectlDisk>

const USER = 'admin'
const RETRY: Timer = { name: 'retry' }
const WAIT: Timer = { name: 'wait' }
const RETRY_MS = 1_000
/** 1, 2, 4, 8 s between tries. */
const MAX_TRIES = 4

type Target = { readonly resource: Resource; readonly key: string }

/** The object that a command is about; a wait is about none. */
const targetOf = (command: Command): Target | null => {
  switch (command.do) {
    case 'apply':
      return { resource: resourceOf(command.object), key: keyOf(command.object) }
    case 'scale':
    case 'delete':
    case 'label':
    case 'set-image':
      return { resource: command.resource, key: command.key }
    case 'taint':
    case 'cordon':
    case 'uncordon':
      return { resource: 'nodes', key: command.node }
    case 'wait':
      return null
  }
}

/** What the command makes of the live object. */
const edited = (command: Command, live: KubeObject): KubeObject => {
  switch (command.do) {
    case 'apply':
      return applied(live, command.object)
    case 'scale':
      return scaled(live, command.replicas)
    case 'label':
      return labelled(live, command.labels)
    case 'taint':
      return tainted(live, command.taint, command.remove === true)
    case 'cordon':
    case 'uncordon':
      return cordoned(live, command.do === 'cordon')
    case 'set-image':
      return withImage(live, command.image, command.container)
    case 'delete':
    case 'wait':
      return live
  }
}

const ask = (memory: KubectlMemory, what: Purpose, command: Command, object?: KubeObject): Step => {
  const target = targetOf(command)
  if (target === null) return still(memory)
  const verbs = { create: 'create', read: 'get', write: 'update', delete: 'delete' } as const
  const options =
    command.do === 'delete'
      ? {
          ...(command.gracePeriodSeconds === undefined
            ? {}
            : { gracePeriodSeconds: command.gracePeriodSeconds }),
          ...(command.propagationPolicy === undefined
            ? {}
            : { propagationPolicy: command.propagationPolicy }),
        }
      : {}
  const { client, sends } = request<Purpose>(
    memory.client,
    {
      user: USER,
      verb: verbs[what],
      ...target,
      ...options,
      ...(object === undefined ? {} : { object }),
    },
    what,
  )
  return { memory: { ...memory, client }, sends }
}

/** The first request of the command that is next. */
const run = (script: readonly Command[], memory: KubectlMemory, disk: KubectlDisk): Step => {
  const command = script[disk.next]
  const isIdle = Object.values(memory.client.pending).every(({ abandoned }) => abandoned === true)
  if (command === undefined || disk.begun !== true || memory.client.server === null || !isIdle) {
    return still(memory)
  }
  switch (command.do) {
    case 'wait':
      return memory.waiting === true
        ? still(memory)
        : {
            memory: { ...memory, waiting: true },
            arm: [{ timer: WAIT, after: command.seconds * 1_000 }],
          }
    case 'apply':
      return ask(memory, 'create', command, command.object)
    case 'delete':
      return ask(memory, 'delete', command)
    case 'scale':
    case 'label':
    case 'taint':
    case 'cordon':
    case 'uncordon':
    case 'set-image':
      return ask(memory, 'read', command)
  }
}

const later = (memory: KubectlMemory): Step => {
  const tries = Math.min((memory.tries ?? 0) + 1, MAX_TRIES)
  return {
    memory: { ...memory, tries },
    arm: [{ timer: RETRY, after: RETRY_MS * 2 ** (tries - 1) }],
  }
}

/** The command is done, or refused: the next one. */
const proceed = (
  script: readonly Command[],
  { tries: _tries, waiting: _over, ...memory }: KubectlMemory,
  disk: KubectlDisk,
  refusal?: Reason,
): Step => {
  const refused =
    refusal === undefined ? {} : { refused: { ...disk.refused, [String(disk.next)]: refusal } }
  const advanced = { ...disk, ...refused, next: disk.next + 1 }
  return { ...run(script, memory, advanced), disk: advanced }
}

const onAnswer = (
  script: readonly Command[],
  memory: KubectlMemory,
  disk: KubectlDisk,
  { purpose }: Pending<Purpose>,
  { code, reason, object }: ApiResponse,
): Step => {
  const command = script[disk.next]
  if (command === undefined) return still(memory)
  if (code >= 500) return later(memory)
  if (code === 200 || code === 201) {
    if (purpose !== 'read' || object === undefined) return proceed(script, memory, disk)
    const next = edited(command, object)
    // Nothing to change: kubectl sends nothing and says `unchanged`.
    return same(next, object) ? proceed(script, memory, disk) : ask(memory, 'write', command, next)
  }
  // Somebody else wrote in between, or (create) the object exists: look at it as it is now.
  if (code === 409 && purpose !== 'delete') return ask(memory, 'read', command)
  if (code === 404 && purpose === 'delete') return proceed(script, memory, disk)
  if (code === 404 && command.do === 'apply' && purpose !== 'create') {
    return ask(memory, 'create', command, command.object)
  }
  return proceed(script, memory, disk, reason)
}

const receive = (
  script: readonly Command[],
  memory: KubectlMemory,
  disk: KubectlDisk,
  message: ClientMessage,
): Step =>
  match(message)
    .returnType<Step>()
    .with({ type: 'connected' }, ({ peer }) => {
      const { client } = connect(memory.client, peer, USER, [])
      return run(script, { ...memory, client }, disk)
    })
    .with({ type: 'disconnected' }, ({ peer }) =>
      peer === memory.client.server
        ? { memory: { ...memory, client: disconnect(memory.client).client }, disarm: [RETRY] }
        : still(memory),
    )
    .with({ type: 'response' }, (response) => {
      const { client, answered: pending } = answered(memory.client, response)
      return pending === undefined
        ? still({ ...memory, client })
        : onAnswer(script, { ...memory, client }, disk, pending, response)
    })
    .with({ type: 'timeout' }, ({ id }) => {
      const { client, abandoned } = abandon(memory.client, id)
      return abandoned === undefined ? still({ ...memory, client }) : later({ ...memory, client })
    })
    .with({ type: 'started' }, { type: 'snapshot' }, { type: 'event' }, { type: 'gone' }, () =>
      still(memory),
    )
    .exhaustive()

export const kubectl = (
  _settings: Settings,
  script: readonly Command[],
): Component<KubectlMemory, KubectlDisk> => ({
  kind: 'kubectl',
  address: 'kubectl/user',
  initial: { client: newClient<Purpose>() },
  initialDisk: { next: 0 },
  choose: (memory, { name }, disk): Step => {
    if (name === RETRY.name) return run(script, memory, disk)
    return script[disk.next]?.do === 'wait' ? proceed(script, memory, disk) : still(memory)
  },
  receive: (memory, { message }, disk): Step => {
    if (message.type === 'next-command') {
      const begun = { ...disk, begun: true } as const
      return { ...run(script, memory, begun), disk: begun }
    }
    return isClientMessage(message) ? receive(script, memory, disk, message) : still(memory)
  },
})
