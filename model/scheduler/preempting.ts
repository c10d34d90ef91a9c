/**
 * Carrying a preemption out: the pod is nominated to the node, and those that have to go are marked as disrupted and
 * then deleted, each gracefully. The room is not kept: until the pod is bound, only the scheduler's own respect for
 * the nomination stands between it and another pod. Source: framework/preemption/preemption.go at v1.31.0,
 * prepareCandidate.
 */
import type { Pending } from '../client.ts'
import { request } from '../client.ts'
import type { Answer, Step } from '../controller.ts'
import { andThen, begin, succeeded } from '../controller.ts'
import type { Pod, PodStatus } from '../objects.ts'
import { keyOf } from '../objects.ts'
import { isTerminating } from '../pod.ts'
import { cached } from '../client.ts'
import type { Memory, PodPurpose, Purpose } from './memory.ts'
import { USER, isPending, podOf } from './memory.ts'
import { without } from './queue.ts'
import { priorityOf } from './snapshot.ts'

export const withNomination = (memory: Memory, pod: Pod, node: string): Memory => ({
  ...memory,
  nominated: { ...memory.nominated, [keyOf(pod)]: { uid: pod.metadata.uid, node } },
})

export const withoutNomination = (memory: Memory, key: string): Memory =>
  Object.hasOwn(memory.nominated, key) ? { ...memory, nominated: without(memory.nominated, key) } : memory

/** What an event says of a nomination; one that is not written yet is not taken back by an event from before it. */
export const nominationSeen = (
  memory: Memory,
  key: string,
  before: Pod | undefined,
  after: Pod | undefined,
): Memory => {
  if (!isPending(memory, after)) return withoutNomination(memory, key)
  const { nominatedNodeName } = after.status
  if (nominatedNodeName !== undefined) return withNomination(memory, after, nominatedNodeName)
  const isTakenBack = before?.status.nominatedNodeName !== undefined
  const isOther = memory.nominated[key]?.uid !== after.metadata.uid
  return isTakenBack || isOther ? withoutNomination(memory, key) : memory
}

/** Only the status is taken from what is sent. */
export const writeStatus = (memory: Memory, pod: Pod, status: PodStatus, purpose: PodPurpose): Step<Memory> => {
  const object: Pod = { ...pod, metadata: { ...pod.metadata, resourceVersion: 0 }, status }
  const { uid } = pod.metadata
  const spec = {
    user: USER,
    verb: 'update',
    subresource: 'status',
    resource: 'pods',
    key: keyOf(pod),
    uid,
    object,
  } as const
  const { client, sends } = request<Purpose>(memory.client, spec, purpose)
  return { ...begin({ ...memory, client }), sends }
}

const disrupt = (memory: Memory, victim: Pod, preemptor: string): Step<Memory> => {
  const others = (victim.status.conditions ?? []).filter(({ type }) => type !== 'DisruptionTarget')
  const marked = { type: 'DisruptionTarget', status: 'True', reason: 'PreemptionByScheduler' } as const
  const status = { ...victim.status, conditions: [...others, marked] }
  return writeStatus(memory, victim, status, { pod: preemptor, step: 'disrupt' })
}

/** Pods that matter less and were promised room on this node may now find better elsewhere. */
const takeBack = (memory: Memory, lower: Pod): Step<Memory> => {
  const { nominatedNodeName: _void, ...status } = lower.status
  return writeStatus(withoutNomination(memory, keyOf(lower)), lower, status, { pod: keyOf(lower), step: 'status' })
}

export const makeRoom = (
  memory: Memory,
  pod: Pod,
  { node, victims }: { readonly node: string; readonly victims: readonly string[] },
): Step<Memory> => {
  const all = cached(memory.client, 'pods', 'Pod')
  const leaving = all.filter((other) => victims.includes(other.metadata.uid) && !isTerminating(other))
  const outdone = all.filter(
    (other) => memory.nominated[keyOf(other)]?.node === node && priorityOf(other) < priorityOf(pod),
  )
  return [
    ...leaving.map((victim) => (m: Memory) => disrupt(m, victim, keyOf(pod))),
    ...outdone.map((lower) => (m: Memory) => takeBack(m, lower)),
  ].reduce<Step<Memory>>((step, next) => andThen(step, next), begin(memory))
}

const evict = (memory: Memory, { purpose, request: { key, uid = '' } }: Pending<PodPurpose>): Step<Memory> => {
  const spec = { user: USER, verb: 'delete', resource: 'pods', key, uid } as const
  const { client, sends } = request<Purpose>(memory.client, spec, { pod: purpose.pod, step: 'evict' })
  return { ...begin({ ...memory, client }), sends }
}

/** Null: nobody knows whether the victim goes, and the preemptor has to look again. */
export const victimAnswered = (memory: Memory, asked: Pending<PodPurpose>, answer: Answer): Step<Memory> | null => {
  if (succeeded(answer)) return asked.purpose.step === 'disrupt' ? evict(memory, asked) : begin(memory)
  const isGone = answer?.code === 404 || answer?.code === 409
  return isGone || !isPending(memory, podOf(memory, asked.purpose.pod)) ? begin(memory) : null
}
