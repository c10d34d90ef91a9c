/**
 * The status manager: posts what the kubelet found, and deletes a pod from the API server once
 * nothing of it runs any more. A status is written against the version that the cache shows; on a
 * conflict the live pod is read first (upstream reads it each time, and patches), so conditions of
 * others are never lost.
 *
 * A status that somebody else changed is posted again by the periodic sync, within 10 s. Its phase
 * is left out: the sync comes a whole period after the change was seen, the slowest case.
 */
import type { Pending } from '../client.ts'
import { isAwaiting, request } from '../client.ts'
import type { Answer } from '../controller.ts'
import { begin, succeeded } from '../controller.ts'
import type { Pod } from '../objects.ts'
import { keyOf } from '../objects.ts'
import { isTerminating } from '../pod.ts'
import type { KubeletMemory, KubeletStep, PodPurpose, Purpose, Self, Worker } from './memory.ts'
import { isStarting, podOf, recordsOf, repair, setWorker, workerOf } from './memory.ts'
import { isOver, mergedInto, saysTheSame } from './status.ts'

const ask = (
  memory: KubeletMemory,
  spec: Parameters<typeof request<Purpose>>[1],
  purpose: PodPurpose,
): KubeletStep => {
  const { client, sends } = request<Purpose>(memory.client, spec, purpose)
  return { ...begin({ ...memory, client }), sends }
}

const isBusy = ({ client }: KubeletMemory, uid: string): boolean =>
  isAwaiting(client, (purpose) => 'uid' in purpose && purpose.uid === uid)

const settledWorker = ({ unposted: _was, ...worker }: Worker): Worker => worker

/** The pod as it was when that revision was its last. */
const write = (self: Self, memory: KubeletMemory, uid: string, base: Pod): KubeletStep => {
  const worker = workerOf(memory, uid)
  if (worker?.status === undefined) return begin(memory)
  const { status } = worker
  const mayChange = self.settings.defects.includes('terminal-phase-changes')
  // Somebody else (pod garbage collection) has declared it finished: that is final.
  if (isOver(base.status) && !mayChange) {
    return begin(setWorker(memory, uid, { ...settledWorker(worker), status: base.status }))
  }
  return ask(
    memory,
    {
      user: self.user,
      verb: 'update',
      resource: 'pods',
      subresource: 'status',
      key: keyOf(base),
      uid,
      object: mergedInto(base, status),
    },
    { what: 'status', uid },
  )
}

const read = (self: Self, memory: KubeletMemory, uid: string, { key }: Worker): KubeletStep =>
  ask(memory, { user: self.user, verb: 'get', resource: 'pods', key }, { what: 'read', uid })

const remove = (self: Self, memory: KubeletMemory, uid: string, { key }: Worker): KubeletStep =>
  ask(
    memory,
    { user: self.user, verb: 'delete', resource: 'pods', key, uid, gracePeriodSeconds: 0 },
    { what: 'delete', uid },
  )

/** Does something of this pod run, as far as the kubelet knows? */
export const runs = (memory: KubeletMemory, uid: string): boolean => {
  const worker = workerOf(memory, uid)
  return (
    (worker !== undefined && isStarting(worker)) ||
    recordsOf(memory, uid).some(({ state }) => state === 'running')
  )
}

/** Has somebody else changed what this kubelet reported? */
const isOverwritten = ({ status, unposted, revision }: Worker, pod: Pod): boolean =>
  status !== undefined &&
  unposted === undefined &&
  revision === undefined &&
  !saysTheSame(status, pod.status)

/** Whatever has to be told to the API server about this pod, one request at a time. */
export const report = (self: Self, memory: KubeletMemory, uid: string): KubeletStep => {
  const worker = workerOf(memory, uid)
  const pod = podOf(memory, uid)
  if (worker === undefined || pod === undefined || worker.gone === true) return begin(memory)
  if (memory.client.server === null || isBusy(memory, uid)) return begin(memory)
  if (worker.unposted === true) {
    return worker.revision === undefined
      ? write(self, memory, uid, pod)
      : read(self, memory, uid, worker)
  }
  if (isTerminating(pod) && memory.containers !== null && !runs(memory, uid)) {
    return remove(self, memory, uid, worker)
  }
  // kubernetes/kubernetes#80968: the kubelet compares with what it reported last, not with what is
  // stored.
  const neverLooks = self.settings.defects.includes('ready-never-rewritten')
  return isOverwritten(worker, pod) && !neverLooks ? repair(self, memory) : begin(memory)
}

/** The periodic sync: what somebody else has changed is to be posted again. */
export const markOverwritten = (memory: KubeletMemory, uid: string): KubeletMemory => {
  const worker = workerOf(memory, uid)
  const pod = podOf(memory, uid)
  return worker !== undefined && pod !== undefined && isOverwritten(worker, pod)
    ? setWorker(memory, uid, { ...worker, unposted: true })
    : memory
}

/** The cache has told something about this pod. */
export const caughtUp = (memory: KubeletMemory, uid: string): KubeletMemory => {
  const worker = workerOf(memory, uid)
  const pod = podOf(memory, uid)
  if (worker === undefined || pod === undefined) return memory
  const { gone: _news, revision, ...rest } = worker
  const isBehind = revision !== undefined && pod.metadata.resourceVersion < revision
  return setWorker(memory, uid, isBehind ? { ...rest, revision } : rest)
}

const acknowledged = (
  self: Self,
  memory: KubeletMemory,
  uid: string,
  sent: Pod,
  stored: Pod,
): KubeletStep => {
  const worker = workerOf(memory, uid)
  if (worker?.status === undefined) return begin(memory)
  const { revision: _before, ...rest } = worker
  const { resourceVersion } = stored.metadata
  const isAhead = (podOf(memory, uid)?.metadata.resourceVersion ?? 0) < resourceVersion
  const known = { ...rest, ...(isAhead ? { revision: resourceVersion } : {}) }
  return saysTheSame(sent.status, worker.status)
    ? begin(setWorker(memory, uid, settledWorker(known)))
    : write(self, setWorker(memory, uid, known), uid, stored)
}

const forget = (memory: KubeletMemory, uid: string): KubeletMemory => {
  const worker = workerOf(memory, uid)
  return worker === undefined
    ? memory
    : setWorker(memory, uid, { ...settledWorker(worker), gone: true })
}

/**
 * The answer decides something: go on. Otherwise the outcome is unknown, and the periodic sync
 * tries again.
 */
export const isDecisive = (answer: Answer): boolean =>
  answer !== null && [200, 201, 403, 404, 409].includes(answer.code)

/**
 * 404; 403: the name belongs to a pod of another node; 409 to a delete: to a pod with another uid.
 */
const isGone = (what: PodPurpose['what'], answer: Answer): boolean =>
  answer?.code === 404 || answer?.code === 403 || (what === 'delete' && answer?.code === 409)

export const podAnswered = (
  self: Self,
  memory: KubeletMemory,
  { purpose: { what, uid }, request: { object: sent } }: Pending<Purpose> & { purpose: PodPurpose },
  answer: Answer,
): KubeletStep => {
  const worker = workerOf(memory, uid)
  if (worker === undefined) return begin(memory)
  if (isGone(what, answer)) return begin(forget(memory, uid))
  if (what === 'status' && answer?.code === 409) return read(self, memory, uid, worker)
  if (!succeeded(answer)) return repair(self, memory)
  const stored = answer?.object
  if (what === 'delete') return begin(forget(memory, uid))
  if (stored?.kind !== 'Pod') return begin(memory)
  if (stored.metadata.uid !== uid) return begin(forget(memory, uid))
  if (what === 'read') return write(self, memory, uid, stored)
  return sent?.kind === 'Pod' ? acknowledged(self, memory, uid, sent, stored) : begin(memory)
}
