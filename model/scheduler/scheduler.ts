/**
 * The scheduler: takes one pending pod after the other, filters and scores the nodes of its own cache, assumes
 * the pod on the best one, and binds it asynchronously. Reads its cache, never the store: a stale cache is the
 * point. Source: pkg/scheduler at v1.31.0.
 *
 * Left out: preemption, profiles, extenders, percentageOfNodesToScore (every node is looked at), ties at random
 * (the first node in order of names is taken, so that a run is one run).
 *
 * Timers: lease (leader election), cycle (the next pod), decide/<pod> (the scheduling cycle takes a moment, in
 * which events still come), backoff/<pod>, flush/<pod> (unschedulable for five minutes), assumed/<pod> (defect).
 */
import type { Change, ClientState, Pending } from '../client.ts'
import { abandon, answered, cached, connect, disconnect, hasSynced, isAwaiting, isClientMessage, lookUp, newClient, observe, relist, request } from '../client.ts'
import type { WatchSpec } from '../client.ts'
import type { Component, Reaction, Timer } from '../component.ts'
import type { Step } from '../controller.ts'
import { andThen, begin } from '../controller.ts'
import type { Election, ElectionPurpose, ElectionStep } from '../leader-election.ts'
import { campaign, candidate, electionAnswered, isElection, leaseExpired, leaseTold, newElection } from '../leader-election.ts'
import type { Address, ApiResponse, Message, WatchEvent, WatchSnapshot } from '../messages.ts'
import type { Node, Pod } from '../objects.ts'
import { keyOf } from '../objects.ts'
import { isTerminal, isTerminating } from '../pod.ts'
import { same } from '../same.ts'
import type { Settings } from '../settings.ts'
import type { Snapshot } from './filters.ts'
import { refusal } from './filters.ts'
import type { Queue } from './queue.ts'
import { activate, backOffMs, hasActive, park, parked, without } from './queue.ts'
import { scores } from './score.ts'

interface PodPurpose {
  readonly pod: string
  readonly step: 'bind' | 'status'
}
type Purpose = PodPurpose | ElectionPurpose

export interface SchedulerMemory {
  readonly client: ClientState<Purpose>
  readonly election: Election
  readonly queue: Queue
  /** Pods put on a node in this cache before their binding is seen: their uid and node. */
  readonly assumed: { readonly [pod: string]: { readonly uid: string; readonly node: string } }
  /** The pod in its scheduling cycle; null: none. */
  readonly cycle: Cycle | null
}

/** What is decided about a pod, from a snapshot of the cache taken when its cycle began. */
interface Cycle {
  readonly pod: string
  readonly attempts: number
  /** Something that may matter happened since the snapshot. */
  readonly moved: boolean
  /** The best node, or why there is none. */
  readonly choice: { readonly node: string } | { readonly message: string }
}

type Memory = SchedulerMemory

const USER = 'system:kube-scheduler'
const WATCHES: readonly WatchSpec[] = [{ resource: 'pods' }, { resource: 'nodes' }]
/** The cycle of one pod: long enough for an event to fall into it. */
const CYCLE_MS = 2
const CYCLE: Timer = { name: 'cycle' }

const initial: Memory = {
  client: newClient<Purpose>(),
  election: newElection,
  queue: {},
  assumed: {},
  cycle: null,
}

const podOf = (memory: Memory, key: string): Pod | undefined => lookUp(memory.client, 'pods', 'Pod', key)

/** Waits for a node: not bound, not assumed, not leaving. */
const isPending = (memory: Memory, pod: Pod | undefined): pod is Pod =>
  pod !== undefined &&
  pod.spec.nodeName === undefined &&
  !isTerminating(pod) &&
  !isTerminal(pod) &&
  !Object.hasOwn(memory.assumed, keyOf(pod))

/** The cluster as this scheduler believes it to be, assumed pods included. */
const snapshotOf = (memory: Memory): Snapshot => {
  const nodes = cached(memory.client, 'nodes', 'Node')
  const pods = cached(memory.client, 'pods', 'Pod').flatMap((pod): readonly Pod[] => {
    const assumed = memory.assumed[keyOf(pod)]
    const node = pod.spec.nodeName ?? (assumed?.uid === pod.metadata.uid ? assumed.node : undefined)
    if (node === undefined || isTerminal(pod)) return []
    return [pod.spec.nodeName === undefined ? { ...pod, spec: { ...pod.spec, nodeName: node } } : pod]
  })
  return { nodes, pods }
}

/** Starts the next cycle if a pod is waiting and none is under way. */
const wake = (memory: Memory): Step<Memory> =>
  memory.election.leading &&
  memory.cycle === null &&
  memory.client.server !== null &&
  hasSynced(memory.client, WATCHES) &&
  hasActive(memory.queue)
    ? { ...begin(memory), arm: [{ timer: CYCLE, after: 0 }] }
    : begin(memory)

const priorityOf = (memory: Memory, key: string): number => podOf(memory, key)?.spec.priority ?? 0
const ageOf = (memory: Memory, key: string): number => podOf(memory, key)?.metadata.creationTimestamp ?? 0

/** Highest priority first, then the oldest. */
const nextPod = (memory: Memory): string | undefined =>
  Object.keys(memory.queue)
    .filter((key) => memory.queue[key]?.state === 'active')
    .sort(
      (a, b) =>
        priorityOf(memory, b) - priorityOf(memory, a) ||
        ageOf(memory, a) - ageOf(memory, b) ||
        (a < b ? -1 : 1),
    )[0]

const startCycle = (memory: Memory): Step<Memory> => {
  const key = nextPod(memory)
  if (key === undefined || memory.cycle !== null) return begin(memory)
  const attempts = (memory.queue[key]?.attempts ?? 0) + 1
  const taken = { ...memory, queue: without(memory.queue, key) }
  const pod = podOf(memory, key)
  if (!isPending(memory, pod)) return wake(taken)
  const cycling = { ...taken, cycle: { pod: key, attempts, moved: false, choice: choiceFor(memory, pod) } }
  return { ...begin(cycling), arm: [{ timer: { name: 'decide', key }, after: CYCLE_MS }] }
}

const decide = (settings: Settings, memory: Memory, key: string): Step<Memory> => {
  const { cycle } = memory
  if (cycle === null || cycle.pod !== key) return begin(memory)
  const idle = { ...memory, cycle: null }
  const pod = podOf(memory, key)
  if (!isPending(memory, pod)) return wake(idle)
  const { choice } = cycle
  const step =
    'node' in choice
      ? bind(settings, idle, pod, choice.node)
      : unschedulable(settings, idle, pod, cycle, choice.message)
  return andThen(step, wake)
}

const choiceFor = (memory: Memory, pod: Pod): Cycle['choice'] => {
  const snapshot = snapshotOf(memory)
  const fits = snapshot.nodes.filter((node) => refusal(pod, node, snapshot) === null)
  const node = bestOf(pod, fits, snapshot)
  return node === undefined ? { message: failure(pod, snapshot) } : { node: node.metadata.name }
}

const bestOf = (pod: Pod, nodes: readonly Node[], snapshot: Snapshot): Node | undefined => {
  const points = scores(pod, nodes, snapshot)
  const best = Math.max(...points)
  return nodes[points.indexOf(best)]
}

const bind = (settings: Settings, memory: Memory, pod: Pod, name: string): Step<Memory> => {
  const key = keyOf(pod)
  const { uid } = pod.metadata
  const spec = { user: USER, verb: 'create', resource: 'pods', subresource: 'binding', key, nodeName: name, uid } as const
  const asked = request<Purpose>(memory.client, spec, { pod: key, step: 'bind' })
  const next = { ...memory, client: asked.client, assumed: { ...memory.assumed, [key]: { uid, node: name } } }
  // kubernetes/kubernetes#106361: the assumption expires although the binding is still under way.
  const expires = settings.defects.includes('assumed-pod-expiry')
  return {
    ...begin(next),
    sends: asked.sends,
    arm: expires ? [{ timer: { name: 'assumed', key }, after: settings.timing.assumedPodExpiry }] : [],
  }
}

/** As upstream words it: `0/3 nodes are available: 1 Insufficient cpu, 2 node(s) were unschedulable.` */
const failure = (pod: Pod, snapshot: Snapshot): string => {
  const counts = new Map<string, number>()
  for (const node of snapshot.nodes) {
    const reason = refusal(pod, node, snapshot) ?? ''
    counts.set(reason, (counts.get(reason) ?? 0) + 1)
  }
  const reasons = [...counts].map(([reason, count]) => `${count} ${reason}`).sort()
  const total = snapshot.nodes.length
  return total === 0
    ? '0/0 nodes are available.'
    : `0/${total} nodes are available: ${reasons.join(', ')}.`
}

const unschedulable = (
  settings: Settings,
  memory: Memory,
  pod: Pod,
  cycle: Cycle,
  message: string,
): Step<Memory> => {
  const key = keyOf(pod)
  // kubernetes/kubernetes#72122: what moved during the cycle is forgotten, and nobody wakes the pod.
  const forgets = settings.defects.includes('missed-wakeup')
  const moved = cycle.moved && !forgets
  const queue = park(memory.queue, key, moved ? 'backoff' : 'unschedulable', cycle.attempts)
  const { schedulerBackoffInitial, schedulerBackoffMax, unschedulableRetry } = settings.timing
  const backOff = backOffMs(cycle.attempts, schedulerBackoffInitial, schedulerBackoffMax)
  const timers = moved
    ? [{ timer: { name: 'backoff', key }, after: backOff }]
    : forgets
      ? []
      : [{ timer: { name: 'flush', key }, after: unschedulableRetry }]
  const told = tell({ ...memory, queue }, pod, message)
  // A pod that fits nowhere stays parked until something changes; looking again in vain would never end.
  return { ...told, arm: [...told.arm, ...timers.filter(({ timer }) => timer.name !== 'flush' || !isHopeless(told))] }
}

/** The condition says already what it would say: nothing has changed since the last attempt. */
const isHopeless = (told: Step<Memory>): boolean => told.sends.length === 0

const tell = (memory: Memory, pod: Pod, message: string): Step<Memory> => {
  const condition = { type: 'PodScheduled', status: 'False', reason: `Unschedulable: ${message}` } as const
  const others = (pod.status.conditions ?? []).filter(({ type }) => type !== 'PodScheduled')
  const status = { ...pod.status, conditions: [...others, condition] }
  if (same(status, pod.status)) return begin(memory)
  const object: Pod = { ...pod, metadata: { ...pod.metadata, resourceVersion: 0 }, status }
  const key = keyOf(pod)
  const spec = { user: USER, verb: 'update', subresource: 'status', resource: 'pods', key, uid: pod.metadata.uid, object } as const
  const asked = request<Purpose>(memory.client, spec, { pod: key, step: 'status' })
  return { ...begin({ ...memory, client: asked.client }), sends: asked.sends }
}

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

/** A binding was refused or its outcome is unknown: free the room and try again, if the pod still waits. */
const bindFailed = (settings: Settings, memory: Memory, key: string): Step<Memory> => {
  const free = forget(memory, key)
  const pod = podOf(free, key)
  const step = move(settings, free)
  if (!isPending(free, pod)) return step
  return andThen(step, (m) => ({
    ...begin({ ...m, queue: park(m.queue, key, 'backoff', 1) }),
    arm: [{ timer: { name: 'backoff', key }, after: settings.timing.schedulerBackoffInitial }],
  }))
}

const onAnswer = (settings: Settings, memory: Memory, { purpose }: Pending<Purpose>, answer: ApiResponse | null): Step<Memory> => {
  if (isElection(purpose) || purpose.step === 'status') return begin(memory)
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
  const unbound = lost.flatMap(({ purpose }) =>
    !isElection(purpose) && purpose.step === 'bind' ? [purpose.pod] : [],
  )
  const assumed = unbound.reduce((all, key) => without(all, key), memory.assumed)
  const queue = unbound.reduce((q, key) => activate(q, key), memory.queue)
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
        return startCycle(memory)
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
