/** The scheduling cycle of one pod: from the queue to a binding that is under way, or to being parked. */
import { request } from '../client.ts'
import type { Step } from '../controller.ts'
import { andThen, begin } from '../controller.ts'
import type { Pod } from '../objects.ts'
import { keyOf } from '../objects.ts'
import { same } from '../same.ts'
import type { Settings } from '../settings.ts'
import type { Choice } from './choice.ts'
import { choiceFor } from './choice.ts'
import type { Cycle, Memory, Purpose } from './memory.ts'
import { USER, isPending, podOf, snapshotOf, wake } from './memory.ts'
import { makeRoom, withNomination, withoutNomination, writeStatus } from './preempting.ts'
import { backOffMs, park, without } from './queue.ts'

/** The cycle of one pod: long enough for an event to fall into it. */
const CYCLE_MS = 2

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

export const startCycle = (settings: Settings, memory: Memory): Step<Memory> => {
  const key = nextPod(memory)
  // Without a connection nothing can be bound: the pod stays in the queue until there is one.
  if (key === undefined || memory.cycle !== null || memory.client.server === null) return begin(memory)
  const attempts = (memory.queue[key]?.attempts ?? 0) + 1
  const taken = { ...memory, queue: without(memory.queue, key) }
  const pod = podOf(memory, key)
  if (!isPending(memory, pod)) return wake(taken)
  const cycling = { ...taken, cycle: { pod: key, attempts, moved: false, choice: choiceFor(pod, snapshotOf(memory, settings.scheduling)) } }
  return { ...begin(cycling), arm: [{ timer: { name: 'decide', key }, after: CYCLE_MS }] }
}

export const decide = (settings: Settings, memory: Memory, key: string): Step<Memory> => {
  const { cycle } = memory
  if (cycle === null || cycle.pod !== key) return begin(memory)
  const idle = { ...memory, cycle: null }
  const pod = podOf(memory, key)
  if (!isPending(memory, pod)) return wake(idle)
  const { choice } = cycle
  const step =
    'node' in choice
      ? bind(settings, idle, pod, choice.node)
      : unschedulable(settings, idle, pod, cycle, choice)
  return andThen(step, wake)
}

const bind = (settings: Settings, memory: Memory, pod: Pod, name: string): Step<Memory> => {
  const key = keyOf(pod)
  const { uid } = pod.metadata
  const spec = { user: USER, verb: 'create', resource: 'pods', subresource: 'binding', key, nodeName: name, uid } as const
  const asked = request<Purpose>(memory.client, spec, { pod: key, step: 'bind' })
  const assumed = { ...memory.assumed, [key]: { uid, node: name } }
  const next = { ...withoutNomination(memory, key), client: asked.client, assumed }
  // kubernetes/kubernetes#106361: the assumption expires although the binding is still under way.
  const expires = settings.defects.includes('assumed-pod-expiry')
  return {
    ...begin(next),
    sends: asked.sends,
    arm: expires ? [{ timer: { name: 'assumed', key }, after: settings.timing.assumedPodExpiry }] : [],
  }
}

const unschedulable = (
  settings: Settings,
  memory: Memory,
  pod: Pod,
  cycle: Cycle,
  { message, preemption }: Extract<Choice, { readonly message: string }>,
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
  const told = andThen(nominate({ ...memory, queue }, pod, preemption), (m) => tell(m, pod, message, preemption))
  // A pod that fits nowhere stays parked until something changes; looking again in vain would never end.
  return { ...told, arm: [...told.arm, ...timers.filter(({ timer }) => timer.name !== 'flush' || !isHopeless(told))] }
}

/** The condition says already what it would say: nothing has changed since the last attempt. */
const isHopeless = (told: Step<Memory>): boolean => told.sends.length === 0

const nominate = (memory: Memory, pod: Pod, preemption: Preempting): Step<Memory> => {
  if (preemption === undefined) return begin(memory)
  if (preemption === null) return begin(withoutNomination(memory, keyOf(pod)))
  return makeRoom(withNomination(memory, pod, preemption.node), pod, preemption)
}

type Preempting = Extract<Choice, { readonly message: string }>['preemption']

const tell = (memory: Memory, pod: Pod, message: string, preemption: Preempting): Step<Memory> => {
  const condition = { type: 'PodScheduled', status: 'False', reason: `Unschedulable: ${message}` } as const
  const others = (pod.status.conditions ?? []).filter(({ type }) => type !== 'PodScheduled')
  const { nominatedNodeName, ...rest } = pod.status
  const nominated = preemption === undefined ? nominatedNodeName : preemption?.node
  const conditions = [...others, condition]
  const status = { ...rest, conditions, ...(nominated === undefined ? {} : { nominatedNodeName: nominated }) }
  return same(status, pod.status) ? begin(memory) : writeStatus(memory, pod, status, { pod: keyOf(pod), step: 'status' })
}
