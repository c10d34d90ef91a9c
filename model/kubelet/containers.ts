/**
 * Starting, restarting and stopping the containers of one pod. Only while the runtime's answers
 * are known.
 */
import type { Send } from '../component.ts'
import { begin } from '../controller.ts'
import type { Container, Pod } from '../objects.ts'
import type { ContainerRecord, CriMessage } from '../runtime/messages.ts'
import type { KubeletMemory, KubeletStep, Self, Work, Worker } from './memory.ts'
import {
  chain,
  latestOf,
  probeTimer,
  recordsOf,
  resetTimer,
  restartTimer,
  setWorker,
  withWork,
  workOf,
  workerOf,
} from './memory.ts'
import { isSidecar } from './restart.ts'

const toRuntime = ({ runtime }: KubeletMemory, message: CriMessage): readonly Send[] =>
  runtime === null ? [] : [{ to: runtime, message }]

const changeWork = (
  memory: KubeletMemory,
  uid: string,
  name: string,
  change: (work: Work) => Work,
): KubeletMemory => {
  const worker = workerOf(memory, uid)
  if (worker === undefined) return memory
  return setWorker(memory, uid, withWork(worker, name, change(workOf(worker, name))))
}

/** 10, 20, 40, ... 300 s: what the restart after this one will have to wait. */
const longer = ({ timing }: Self['settings'], delay: number | undefined): number =>
  delay === undefined
    ? timing.containerBackoffInitial
    : Math.min(delay * 2, timing.containerBackoffMax)

/**
 * The first restart comes at once, those after it wait. A container that ran for 10 minutes since
 * its last restart is trusted again.
 */
export const startContainer = (
  self: Self,
  memory: KubeletMemory,
  uid: string,
  container: Container,
  pod: Pod,
): KubeletStep => {
  const { name, image } = container
  const worker = workerOf(memory, uid)
  if (worker === undefined) return begin(memory)
  const { wait, ready: _ready, stopping: _stopping, ...work } = workOf(worker, name)
  if (work.starting !== undefined || wait === 'on') return begin(memory)
  const last = latestOf(recordsOf(memory, uid), name)
  if (last !== undefined && work.backoff !== undefined && wait === undefined) {
    return {
      ...begin(changeWork(memory, uid, name, (w) => ({ ...w, wait: 'on' }))),
      arm: [{ timer: restartTimer(uid, name), after: work.backoff }],
      disarm: [resetTimer(uid, name)],
    }
  }
  const attempt = last === undefined ? 0 : last.attempt + 1
  const isRestart = last !== undefined && work.pull === undefined
  const backoff = isRestart ? { backoff: longer(self.settings, work.backoff) } : {}
  // Until it has started it is still said to be in its back-off.
  const waited = wait === undefined ? {} : { wait }
  const isInit = pod.spec.initContainers?.includes(container) === true && !isSidecar(container)
  return {
    ...begin(changeWork(memory, uid, name, () => ({ ...work, ...waited, ...backoff, starting: attempt }))),
    sends: toRuntime(memory, {
      type: 'cri/start',
      podUid: uid,
      pod: worker.key,
      name,
      attempt,
      image,
      ...(isInit ? { completes: true as const } : {}),
    }),
    arm: isRestart
      ? [{ timer: resetTimer(uid, name), after: self.settings.timing.containerBackoffReset }]
      : [],
  }
}

/** Tells every running container to end, once, or again if it gets less time. */
export const stopContainers = (
  memory: KubeletMemory,
  uid: string,
  graceSeconds: number,
): KubeletStep => {
  const worker = workerOf(memory, uid)
  const due = recordsOf(memory, uid).filter(
    ({ state, name }) =>
      state === 'running' &&
      worker !== undefined &&
      graceSeconds < (workOf(worker, name).stopping ?? Infinity),
  )
  return chain(
    memory,
    due.map(({ id, name }) => (m) => ({
      ...begin(changeWork(m, uid, name, (work) => ({ ...work, stopping: graceSeconds }))),
      sends: toRuntime(m, { type: 'cri/stop', id, graceSeconds }),
    })),
  )
}

/** Forgets containers that have exited, here and in the runtime. */
export const removeExited = (
  memory: KubeletMemory,
  uid: string,
  which: (record: ContainerRecord) => boolean = () => true,
): KubeletStep => {
  const removed = recordsOf(memory, uid).filter((r) => r.state === 'exited' && which(r))
  if (memory.containers === null || removed.length === 0) return begin(memory)
  const gone = new Set(removed.map(({ id }) => id))
  const containers = Object.fromEntries(
    Object.entries(memory.containers).filter(([id]) => !gone.has(id)),
  )
  return {
    ...begin({ ...memory, containers }),
    sends: removed.flatMap(({ id }) => toRuntime(memory, { type: 'cri/remove', id })),
  }
}

/** Nothing of this pod will be started again: no back-off goes on. */
export const calmDown = (memory: KubeletMemory, uid: string): KubeletStep => {
  const names = Object.entries(workerOf(memory, uid)?.containers ?? {})
    .filter(([, work]) => work.wait !== undefined || work.backoff !== undefined)
    .map(([name]) => name)
  const calm = names.reduce(
    (m, name) => changeWork(m, uid, name, ({ wait: _w, backoff: _b, ...work }) => work),
    memory,
  )
  return {
    ...begin(calm),
    disarm: names.flatMap((name) => [restartTimer(uid, name), resetTimer(uid, name)]),
  }
}

const withRecord = (memory: KubeletMemory, record: ContainerRecord): KubeletMemory => ({
  ...memory,
  containers: { ...memory.containers, [record.id]: record },
})

const containerOf = (pod: Pod | undefined, name: string): Container | undefined =>
  [...(pod?.spec.containers ?? []), ...(pod?.spec.initContainers ?? [])].find(
    (container) => container.name === name,
  )

const DEFAULT_PERIOD_SECONDS = 10

/**
 * The first probe succeeds. One period passes until it at the latest: upstream spreads the first
 * probes of a restarted kubelet over a period.
 */
export const armProbe = (
  memory: KubeletMemory,
  pod: Pod | undefined,
  { podUid, name }: ContainerRecord,
  isNew: boolean,
): KubeletStep => {
  const probe = containerOf(pod, name)?.readinessProbe
  if (probe === undefined) return begin(memory)
  const { initialDelaySeconds = 0, periodSeconds = DEFAULT_PERIOD_SECONDS } = probe
  const seconds = (isNew ? initialDelaySeconds : 0) + periodSeconds
  return { ...begin(memory), arm: [{ timer: probeTimer(podUid, name), after: seconds * 1_000 }] }
}

/** The runtime has started a container; earlier attempts at it no longer matter. */
export const started = (
  memory: KubeletMemory,
  record: ContainerRecord,
  pod: Pod | undefined,
): KubeletStep => {
  const { podUid, name, attempt } = record
  return chain(withRecord(memory, record), [
    (m) =>
      begin(changeWork(m, podUid, name, ({ starting: _s, pull: _p, wait: _w, ...work }) => work)),
    (m) => removeExited(m, podUid, (old) => old.name === name && old.attempt < attempt),
    (m) => armProbe(m, pod, record, true),
  ])
}

export const exited = (
  memory: KubeletMemory,
  record: ContainerRecord,
  exitCode: number,
): KubeletStep => {
  const { podUid, name } = record
  const known = withRecord(memory, { ...record, state: 'exited', exitCode })
  return {
    ...begin(changeWork(known, podUid, name, ({ ready: _r, stopping: _s, ...work }) => work)),
    disarm: [probeTimer(podUid, name)],
  }
}

/** The image could not be pulled: again after 10, 20, ... 300 s. */
export const pullFailed = (
  self: Self,
  memory: KubeletMemory,
  uid: string,
  name: string,
): KubeletStep => {
  const worker = workerOf(memory, uid)
  if (worker === undefined) return begin(memory)
  const { starting: _answered, ...work } = workOf(worker, name)
  const delay = longer(self.settings, work.pull?.delay)
  const reason = work.pull === undefined ? 'ErrImagePull' : 'ImagePullBackOff'
  const next: Work = { ...work, pull: { reason, delay }, wait: 'on' }
  return {
    ...begin(setWorker(memory, uid, withWork(worker, name, next))),
    arm: [{ timer: restartTimer(uid, name), after: delay }],
  }
}

/** A back-off is over. */
export const waited = (memory: KubeletMemory, uid: string, name: string): KubeletMemory =>
  changeWork(memory, uid, name, (work) => (work.wait === 'on' ? { ...work, wait: 'over' } : work))

export const trusted = (memory: KubeletMemory, uid: string, name: string): KubeletMemory =>
  changeWork(memory, uid, name, ({ backoff: _b, ...work }) => work)

export const probed = (memory: KubeletMemory, uid: string, name: string): KubeletMemory =>
  latestOf(recordsOf(memory, uid), name)?.state === 'exited'
    ? memory
    : changeWork(memory, uid, name, (work) => ({ ...work, ready: true }))

/** The runtime cannot be asked any more: what was asked of it has an unknown outcome. */
export const forgetAsked = (worker: Worker): Worker =>
  Object.entries(worker.containers ?? {}).reduce(
    (w, [name, { starting: _a, stopping: _o, ...work }]) => withWork(w, name, work),
    worker,
  )
