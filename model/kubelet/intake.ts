/**
 * Which pods the kubelet takes care of: new pods of its node, in the order of their creation, each
 * admitted or refused; and containers that belong to no pod. Nothing is taken in before the pods,
 * the node and the containers are known. After a restart every pod is new, so a node whose labels
 * have changed refuses pods that ran on it: `IgnoredDuringExecution` is not ignored by a restart
 * (recordings 29b, 29r).
 */
import { cacheOf } from '../client.ts'
import { begin } from '../controller.ts'
import type { Pod } from '../objects.ts'
import { keyOf } from '../objects.ts'
import { isTerminal, isTerminating } from '../pod.ts'
import { admissionRefusal } from '../scheduler/feasible.ts'
import { armProbe } from './containers.ts'
import type { KubeletMemory, KubeletStep, Self, Worker } from './memory.ts'
import {
  chain,
  podOf,
  podsOf,
  podsWithContainers,
  recordsOf,
  setWorker,
  workerOf,
} from './memory.ts'
import { knownNode } from './node.ts'
import { syncPod } from './pod-sync.ts'
import { runs } from './report.ts'
import { isOver } from './status.ts'

const isEnding = (memory: KubeletMemory, pod: Pod): boolean =>
  isTerminating(pod) && !runs(memory, pod.metadata.uid)

/** Takes part of the node's resources. */
const takesRoom = (memory: KubeletMemory, pod: Pod): boolean => {
  const worker = workerOf(memory, pod.metadata.uid)
  if (worker === undefined || worker.refused !== undefined) return false
  if (worker.holding === true) return true
  const hasEnded = isTerminal(pod) || (worker.status !== undefined && isOver(worker.status))
  return !hasEnded && !isEnding(memory, pod)
}

const byCreation = (a: Pod, b: Pod): number =>
  a.metadata.creationTimestamp - b.metadata.creationTimestamp || (keyOf(a) < keyOf(b) ? -1 : 1)

const admit = (self: Self, memory: KubeletMemory, pod: Pod): KubeletStep => {
  const { uid } = pod.metadata
  const node = knownNode(self, memory)
  if (node === undefined) return begin(memory)
  const others = podsOf(memory).filter((other) => takesRoom(memory, other))
  // A pod that has ended, or is about to, is not asked whether it fits.
  const isEnded = isTerminal(pod) || isTerminating(pod)
  const reason = isEnded ? null : admissionRefusal(pod, node, others)
  const worker: Worker = { key: keyOf(pod), ...(reason === null ? {} : { refused: reason }) }
  const running = recordsOf(memory, uid).filter(({ state }) => state === 'running')
  return chain(setWorker(memory, uid, worker), [
    ...running.map((record) => (m: KubeletMemory) => armProbe(m, pod, record, false)),
    (m) => syncPod(self, m, uid),
  ])
}

/** A container without a pod: it will be killed. */
const adoptOrphan = (self: Self, memory: KubeletMemory, uid: string): KubeletStep => {
  const [record] = recordsOf(memory, uid)
  if (record === undefined) return begin(memory)
  return syncPod(self, setWorker(memory, uid, { key: record.pod }), uid)
}

export const takeIn = (self: Self, memory: KubeletMemory): KubeletStep => {
  const isListed = cacheOf(memory.client, 'pods').revision !== null
  if (!isListed || memory.containers === null) return begin(memory)
  const isNew = (uid: string): boolean => workerOf(memory, uid) === undefined
  const orphans = [...podsWithContainers(memory).keys()].filter(
    (uid) => isNew(uid) && podOf(memory, uid) === undefined,
  )
  const pods = podsOf(memory).filter((pod) => isNew(pod.metadata.uid))
  return chain(memory, [
    ...orphans.map((uid) => (m: KubeletMemory) => adoptOrphan(self, m, uid)),
    ...[...pods].sort(byCreation).map((pod) => (m: KubeletMemory) => admit(self, m, pod)),
  ])
}
