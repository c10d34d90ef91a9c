/**
 * The scheduler: takes one pending pod after the other, filters and scores the nodes of its own cache, assumes
 * the pod on the best one, and binds it asynchronously. Reads its cache, never the store: a stale cache is the
 * point. Source: pkg/scheduler at v1.31.0.
 *
 * Left out: several profiles, extenders, percentageOfNodesToScore (every node is looked at), volumes. Ties are decided
 * by the order of names or by a seed, so that a run is one run.
 *
 * Timers: lease (leader election), cycle (the next pod), decide/<pod> (the scheduling cycle takes a moment, in
 * which events still come), backoff/<pod>, flush/<pod> (unschedulable for five minutes), assumed/<pod> (defect).
 */
import type { Change, Pending } from '../client.ts'
import { abandon, answered, cached, connect, disconnect, isAwaiting, isClientMessage, observe, relist } from '../client.ts'
import type { Component, Reaction, Timer } from '../component.ts'
import type { Step } from '../controller.ts'
import { andThen, begin } from '../controller.ts'
import type { ElectionStep } from '../leader-election.ts'
import { campaign, candidate, electionAnswered, isElection, leaseExpired, leaseTold } from '../leader-election.ts'
import type { Address, ApiResponse, Message, WatchEvent, WatchSnapshot } from '../messages.ts'
import { keyOf } from '../objects.ts'
import { isTerminal } from '../pod.ts'
import { same } from '../same.ts'
import type { Settings } from '../settings.ts'
import { decide, startCycle } from './cycle.ts'
import type { Memory, PodPurpose, Purpose, SchedulerMemory } from './memory.ts'
import { USER, WATCHES, initial, isPending, podOf, wake } from './memory.ts'
import { nominationSeen, victimAnswered } from './preempting.ts'
import { activate, backOffMs, park, parked, without } from './queue.ts'

export type { SchedulerMemory } from './memory.ts'

/** Something happened that may make a parked pod schedulable. */
const move = (settings: Settings, memory: Memory): Step<Memory> => {
  const cycle = memory.cycle === null ? null : { ...memory.cycle, moved: true }
  const waiting = parked(memory.queue)
  if (waiting.length === 0) return wake({ ...memory, cycle })
  const { schedulerBackoffInitial, schedulerBackoffMax } = settings.timing
  const queue = waiting.reduce((q, key) => park(q, key, 'backoff', q[key]?.attempts ?? 1), memory.queue)
  return {
    ...begin({ ...memory, cycle, queue }),
    arm: waiting.map((key) => ({
      timer: { name: 'backoff', key },
      after: backOffMs(memory.queue[key]?.attempts ?? 1, schedulerBackoffInitial, schedulerBackoffMax),
    })),
    disarm: waiting.map((key) => ({ name: 'flush', key })),
  }
}

const forget = (memory: Memory, key: string): Memory => ({ ...memory, assumed: without(memory.assumed, key) })

const tryAgain = (settings: Settings, memory: Memory, key: string): Step<Memory> => ({
  ...begin({ ...memory, queue: park(memory.queue, key, 'backoff', 1) }),
  arm: [{ timer: { name: 'backoff', key }, after: settings.timing.schedulerBackoffInitial }],
})

/** A binding was refused or its outcome is unknown: free the room and try again, if the pod still waits. */
const bindFailed = (settings: Settings, memory: Memory, key: string): Step<Memory> => {
  const free = forget(memory, key)
  const pod = podOf(free, key)
  const step = move(settings, free)
  return isPending(free, pod) ? andThen(step, (m) => tryAgain(settings, m, key)) : step
}

const onAnswer = (settings: Settings, memory: Memory, { purpose, request }: Pending<Purpose>, answer: ApiResponse | null): Step<Memory> => {
  if (isElection(purpose) || purpose.step === 'status') return begin(memory)
  if (purpose.step !== 'bind') {
    return victimAnswered(memory, { purpose, request }, answer) ?? tryAgain(settings, memory, purpose.pod)
  }
  if (answer?.code === 200 || answer?.code === 201) return begin(memory)
  return bindFailed(settings, memory, purpose.pod)
}

/** Relevant for parked pods: room or labels of nodes changed, or a pod left its room. */
const frees = ({ before, after }: Change): boolean => {
  if (after?.kind === 'Node' || before?.kind === 'Node') {
    const view = (o: typeof before): unknown =>
      o?.kind === 'Node' ? [o.metadata.labels, o.spec, o.status.allocatable] : null
    return !same(view(before), view(after))
  }
  const was = before?.kind === 'Pod' && before.spec.nodeName !== undefined && !isTerminal(before)
  const is = after?.kind === 'Pod' && !isTerminal(after)
  return (was && !is) || (before === undefined && after?.kind === 'Pod' && after.spec.nodeName !== undefined)
}

const onChange = (settings: Settings, memory: Memory, change: Change): Step<Memory> => {
  const { key, before, after } = change
  let next = memory
  const isPod = after?.kind === 'Pod' || before?.kind === 'Pod'
  if (isPod) {
    const assumed = memory.assumed[key]
    const isOther = after?.kind === 'Pod' && assumed !== undefined && after.metadata.uid !== assumed.uid
    const isSettled = after?.kind !== 'Pod' || after.spec.nodeName !== undefined || isOther
    if (isSettled && assumed !== undefined) next = forget(next, key)
    const pod = after?.kind === 'Pod' ? after : undefined
    next = nominationSeen(next, key, before?.kind === 'Pod' ? before : undefined, pod)
    if (isPending(next, pod)) {
      const known = next.queue[key]
      const isNew = before === undefined || before.metadata.uid !== pod.metadata.uid || (known === undefined && next.cycle?.pod !== key)
      if (isNew) next = { ...next, queue: activate(without(next.queue, key), key) }
    } else if (Object.hasOwn(next.queue, key)) {
      next = { ...next, queue: without(next.queue, key) }
    }
  }
  const timers: readonly Timer[] = Object.hasOwn(memory.queue, key) && !Object.hasOwn(next.queue, key)
    ? [{ name: 'backoff', key }, { name: 'flush', key }]
    : []
  const step = { ...begin(next), disarm: timers }
  return andThen(step, (m) => (frees(change) ? move(settings, m) : wake(m)))
}

const onWatch = (settings: Settings, memory: Memory, message: WatchSnapshot | WatchEvent): Step<Memory> => {
  const known = lostDelete(settings, memory, message)
  const { client, changes } = observe(memory.client, known)
  return changes.reduce<Step<Memory>>(
    (step, change) => andThen(step, (m) => onChange(settings, m, change)),
    wake({ ...memory, client }),
  )
}

/** kubernetes/kubernetes#56261: a node that a new list no longer has stays in the cache. */
const lostDelete = (
  settings: Settings,
  memory: Memory,
  message: WatchSnapshot | WatchEvent,
): WatchSnapshot | WatchEvent => {
  if (!settings.defects.includes('lost-node-delete')) return message
  if (message.type !== 'snapshot' || message.resource !== 'nodes') return message
  const listed = new Set(message.items.map(keyOf))
  const kept = cached(memory.client, 'nodes', 'Node').filter((node) => !listed.has(keyOf(node)))
  return { ...message, items: [...message.items, ...kept] }
}

const elected = (memory: Memory, step: ElectionStep<PodPurpose>): Step<Memory> =>
  andThen(
    {
      memory: { ...memory, client: step.client, election: step.election },
      sends: step.sends,
      arm: step.arm,
      disarm: step.disarm,
    },
    wake,
  )

/** Requests that were lost with the connection: bindings may have been stored, or not. */
const onDisconnect = (memory: Memory): Step<Memory> => {
  const { client, lost } = disconnect(memory.client)
  const left = (steps: readonly PodPurpose['step'][]): readonly string[] =>
    lost.flatMap(({ purpose }) => (!isElection(purpose) && steps.includes(purpose.step) ? [purpose.pod] : []))
  const assumed = left(['bind']).reduce((all, key) => without(all, key), memory.assumed)
  const queue = left(['bind', 'disrupt', 'evict']).reduce((q, key) => activate(q, key), memory.queue)
  const cycle = memory.cycle
  const resting = { ...memory, client, assumed, cycle: null }
  return begin({ ...resting, queue: cycle === null ? queue : activate(queue, cycle.pod) })
}

const isBinding = (memory: Memory, key: string): boolean =>
  isAwaiting(memory.client, (p) => !isElection(p) && p.pod === key && p.step === 'bind')

export const scheduler = (settings: Settings, address: Address): Component<SchedulerMemory> => {
  const me = candidate(settings, 'kube-scheduler', address, USER)
  const receive = (memory: Memory, message: Message): Step<Memory> => {
    if (message.type === 'lease') {
      return message.name === me.lease
        ? elected(memory, leaseTold(me, memory.election, memory.client, message.fresh))
        : begin(memory)
    }
    if (!isClientMessage(message)) return begin(memory)
    switch (message.type) {
      case 'started':
        return begin(memory)
      case 'connected': {
        const { client, sends } = connect(memory.client, message.peer, USER, WATCHES)
        const step = elected({ ...memory, client }, campaign(me, memory.election, client))
        return { ...step, sends: [...sends, ...step.sends] }
      }
      case 'disconnected':
        return onDisconnect(memory)
      case 'snapshot':
      case 'event':
        return onWatch(settings, memory, message)
      case 'gone': {
        const { client, sends } = relist(memory.client, message, USER, { resource: message.resource })
        return { ...begin({ ...memory, client }), sends }
      }
      case 'response':
      case 'timeout':
        return onReply(memory, message)
    }
  }
  const onReply = (memory: Memory, message: ApiResponse | { readonly type: 'timeout'; readonly id: number }): Step<Memory> => {
    const [client, pending] =
      message.type === 'response'
        ? [answered(memory.client, message).client, answered(memory.client, message).answered]
        : [abandon(memory.client, message.id).client, abandon(memory.client, message.id).abandoned]
    const heard = { ...memory, client }
    if (pending === undefined) return begin(heard)
    const answer = message.type === 'response' ? message : null
    const { purpose } = pending
    if (!isElection(purpose)) return onAnswer(settings, heard, pending, answer)
    return elected(heard, electionAnswered(me, heard.election, client, { ...pending, purpose }, answer))
  }
  const choose = (memory: Memory, { name, key = '' }: Timer): Step<Memory> => {
    switch (name) {
      case 'lease':
        return elected(memory, leaseExpired(me, memory.election, memory.client))
      case 'cycle':
        return startCycle(settings, memory)
      case 'decide':
        return decide(settings, memory, key)
      case 'backoff':
      case 'flush':
        return Object.hasOwn(memory.queue, key)
          ? wake({ ...memory, queue: activate(memory.queue, key) })
          : begin(memory)
      case 'assumed':
        return isBinding(memory, key) ? move(settings, forget(memory, key)) : begin(memory)
      default:
        return begin(memory)
    }
  }
  const reaction = ({ memory, sends, arm, disarm }: Step<Memory>): Reaction<Memory> => ({ memory, sends, arm, disarm })
  return {
    kind: 'scheduler',
    address,
    initial,
    initialDisk: null,
    choose: (memory, timer) => reaction(choose(memory, timer)),
    receive: (memory, { message }) =>
      message.type === 'renew-deadline'
        ? { memory, ...(memory.election.leading ? { exit: true as const } : {}) }
        : reaction(receive(memory, message)),
  }
}
