/**
 * What a kubelet does about one pod whenever something about it has changed. Level-triggered: it
 * looks at the pod, at its containers and at what it has asked for already, never at what
 * happened.
 */
import { begin } from '../controller.ts'
import type { Container, Pod } from '../objects.ts'
import { isTerminating } from '../pod.ts'
import { calmDown, removeExited, startContainer, stopContainers } from './containers.ts'
import type { KubeletMemory, KubeletStep, Self, Worker } from './memory.ts'
import {
  chain,
  latestOf,
  podOf,
  probeTimer,
  recordsOf,
  resetTimer,
  restartTimer,
  setWorker,
  workerOf,
} from './memory.ts'
import { planOf } from './plan.ts'
import { report, runs } from './report.ts'
import { isOver, observedStatus, refusedStatus, saysTheSame } from './status.ts'

/** Pods that are gone, or refused, get the grace period that nobody chose otherwise. */
const DEFAULT_GRACE_SECONDS = 30

/** Defect early-terminal-phase: so long the room of an ended pod is not free. */
const RELEASE_MS = 5_000

const graceOf = ({ metadata, spec }: Pod): number =>
  metadata.deletionGracePeriodSeconds ?? spec.terminationGracePeriodSeconds ?? DEFAULT_GRACE_SECONDS

/** Nothing of the pod is to be started any more. */
const isLeaving = ({ refused, status }: Worker, pod: Pod): boolean =>
  refused !== undefined ||
  isTerminating(pod) ||
  isOver(pod.status) ||
  (status !== undefined && isOver(status))

/**
 * kubernetes/kubernetes#83705: a restarted kubelet believes the status it finds, not the runtime:
 * a container that nobody recorded was never started.
 */
const isUnrecorded = (self: Self, worker: Worker, pod: Pod, { name }: Container): boolean =>
  self.settings.defects.includes('never-started-twice') &&
  pod.spec.restartPolicy === 'Never' &&
  worker.status === undefined &&
  !(pod.status.containerStatuses ?? []).some((c) => c.name === name && c.state !== 'waiting')

/** Starts and stops what should run and should not. */
const steer = (self: Self, memory: KubeletMemory, uid: string, pod: Pod): KubeletStep => {
  const worker = workerOf(memory, uid)
  if (worker === undefined) return begin(memory)
  if (isLeaving(worker, pod)) {
    return chain(memory, [
      (m) => calmDown(m, uid),
      (m) => stopContainers(m, uid, graceOf(pod)),
      (m) => tidy(self, m, uid, pod),
    ])
  }
  const records = recordsOf(memory, uid)
  const plan = planOf(pod.spec, (container) =>
    isUnrecorded(self, worker, pod, container) ? undefined : latestOf(records, container.name),
  )
  if (plan.isOver) return stopContainers(memory, uid, graceOf(pod))
  return chain(
    memory,
    plan.start.map((container) => (m) => startContainer(self, m, uid, container, pod)),
  )
}

/**
 * A finished pod whose end is stored needs neither records of its containers nor a memory of its
 * status.
 */
const tidy = (self: Self, memory: KubeletMemory, uid: string, pod: Pod): KubeletStep => {
  const worker = workerOf(memory, uid)
  if (worker === undefined || !isOver(pod.status) || runs(memory, uid)) return begin(memory)
  if (self.settings.defects.includes('terminal-phase-changes') && isTerminating(pod)) {
    return begin(memory)
  }
  const { key, gone, holding } = worker
  const rest: Worker = {
    key,
    ...(gone === undefined ? {} : { gone }),
    ...(holding === undefined ? {} : { holding }),
  }
  return removeExited(setWorker(memory, uid, rest), uid)
}

/**
 * kubernetes/kubernetes#88440: when a deleted pod is cleaned up its containers are gone, and a pod
 * without failed containers has Succeeded.
 */
const changesItsMind = (
  self: Self,
  memory: KubeletMemory,
  { status, unposted }: Worker,
  pod: Pod,
): boolean =>
  self.settings.defects.includes('terminal-phase-changes') &&
  isTerminating(pod) &&
  pod.spec.restartPolicy === 'Never' &&
  status?.phase === 'Failed' &&
  unposted === undefined &&
  !runs(memory, pod.metadata.uid)

/** Works out the status. A terminal phase is final, whoever wrote it. */
const look = (self: Self, memory: KubeletMemory, uid: string, pod: Pod): KubeletStep => {
  const worker = workerOf(memory, uid)
  if (worker === undefined) return begin(memory)
  const { status, refused } = worker
  if (status !== undefined && changesItsMind(self, memory, worker, pod)) {
    const next = { ...status, phase: 'Succeeded' } as const
    return begin(setWorker(memory, uid, { ...worker, status: next, unposted: true }))
  }
  if (isOver(pod.status) || (status !== undefined && isOver(status))) return begin(memory)
  const records = recordsOf(memory, uid)
  const plan = planOf(pod.spec, ({ name }) => latestOf(records, name))
  const observed = observedStatus(pod, records, worker, plan)
  const next =
    refused === undefined ? observed : refusedStatus(observed, refused, runs(memory, uid))
  if (saysTheSame(status ?? pod.status, next)) {
    return begin(
      status === undefined ? setWorker(memory, uid, { ...worker, status: next }) : memory,
    )
  }
  const changed: Worker = { ...worker, status: next, unposted: true }
  // kubernetes/kubernetes#106884: the end is reported before the pod's resources are free.
  return isOver(next) && self.settings.defects.includes('early-terminal-phase')
    ? {
        ...begin(setWorker(memory, uid, { ...changed, holding: true })),
        arm: [{ timer: { name: 'release', key: uid }, after: RELEASE_MS }],
      }
    : begin(setWorker(memory, uid, changed))
}

/** The pod is gone from the API server: its containers are killed, then it is forgotten. */
const cleanUp = (memory: KubeletMemory, uid: string): KubeletStep =>
  chain(memory, [
    (m) => calmDown(m, uid),
    (m) => stopContainers(m, uid, DEFAULT_GRACE_SECONDS),
    (m) => removeExited(m, uid),
    (m) => (runs(m, uid) ? begin(m) : forgetPod(m, uid)),
  ])

const forgetPod = (memory: KubeletMemory, uid: string): KubeletStep => {
  const { [uid]: worker, ...workers } = memory.workers
  const names = Object.keys(worker?.containers ?? {})
  return {
    ...begin({ ...memory, workers }),
    disarm: [
      ...names.flatMap((n) => [restartTimer(uid, n), resetTimer(uid, n), probeTimer(uid, n)]),
      ...(worker?.holding === true ? [{ name: 'release', key: uid }] : []),
    ],
  }
}

export const syncPod = (self: Self, memory: KubeletMemory, uid: string): KubeletStep => {
  const pod = podOf(memory, uid)
  const isKnown = memory.containers !== null
  if (workerOf(memory, uid) === undefined) return begin(memory)
  if (pod === undefined) return isKnown ? cleanUp(memory, uid) : begin(memory)
  return chain(memory, [
    ...(isKnown
      ? [
          // kubernetes/kubernetes#83705: it acts before it has looked.
          ...(self.settings.defects.includes('never-started-twice')
            ? [(m: KubeletMemory) => steer(self, m, uid, pod)]
            : []),
          // What is found may be the end: then sidecars go and back-offs stop. What is done about it shows next time, so
          // that a container is told to have terminated before it is told to wait for its back-off.
          (m: KubeletMemory) => look(self, m, uid, pod),
          (m: KubeletMemory) => steer(self, m, uid, pod),
        ]
      : []),
    (m) => report(self, m, uid),
  ])
}

export const syncAll = (self: Self, memory: KubeletMemory, uids: readonly string[]): KubeletStep =>
  chain(
    memory,
    uids.map((uid) => (m) => syncPod(self, m, uid)),
  )
