/**
 * The status of a pod as its kubelet works it out, and which part of a stored status is the kubelet's.
 *
 * Left out: times of conditions, the last termination of a container (CrashLoopBackOff tells that there was one), and
 * that a terminal phase is held back until the sandbox is gone. As in 1.26 the phase of a pod that is being deleted
 * follows its restart policy.
 */
import type { Container, ContainerStatus, Pod, PodStatus } from '../objects.ts'
import { remember } from '../remember.ts'
import type { ContainerRecord } from '../runtime/messages.ts'
import { canonical } from '../same.ts'
import { conditionsOf } from './conditions.ts'
import type { Worker } from './memory.ts'
import { latestOf, workOf } from './memory.ts'
import type { ContainerInfo } from './phase.ts'
import { phaseOf } from './phase.ts'
import type { Plan } from './plan.ts'
import { isSidecar } from './restart.ts'

/** Conditions that kubelets write; all others belong to somebody else. */
const OWN: ReadonlySet<string> = new Set([
  'Initialized',
  'Ready',
  'ContainersReady',
  'PodScheduled',
])

export const isOver = ({ phase }: PodStatus): boolean => phase === 'Succeeded' || phase === 'Failed'

const ownPart = remember((status: PodStatus): string => {
  const { conditions = [], containerStatuses = [], ...rest } = status
  const own = conditions
    .filter(({ type }) => OWN.has(type))
    .map(({ type, status: s, reason = '' }) => `${type}=${s}/${reason}`)
  return canonical({ ...rest, containerStatuses, own: own.sort() })
})

/** Do both say the same, as far as it is the kubelet's to say? */
export const saysTheSame = (a: PodStatus, b: PodStatus): boolean =>
  a === b || ownPart(a) === ownPart(b)

/** The kubelet's status with the conditions that others have put into the stored one. */
export const mergedInto = (stored: Pod, own: PodStatus): Pod => {
  const others = (stored.status.conditions ?? []).filter(({ type }) => !OWN.has(type))
  return { ...stored, status: { ...own, conditions: [...(own.conditions ?? []), ...others] } }
}

type Facts = Pick<ContainerStatus, 'state' | 'reason' | 'exitCode'>

const factsOf = (
  container: Container,
  record: ContainerRecord | undefined,
  worker: Worker,
  hasInit: boolean,
): Facts => {
  const { wait, pull } = workOf(worker, container.name)
  if (record?.state === 'running') return { state: 'running' }
  if (pull !== undefined) return { state: 'waiting', reason: pull.reason }
  if (record === undefined) {
    return { state: 'waiting', reason: hasInit ? 'PodInitializing' : 'ContainerCreating' }
  }
  if (wait !== undefined) return { state: 'waiting', reason: 'CrashLoopBackOff' }
  const { exitCode = 0 } = record
  return { state: 'terminated', reason: exitCode === 0 ? 'Completed' : 'Error', exitCode }
}

/** A container without a probe is ready when it runs. */
const isReadyContainer = (
  { name, readinessProbe }: Container,
  facts: Facts,
  worker: Worker,
): boolean =>
  facts.state === 'running' && (readinessProbe === undefined || workOf(worker, name).ready === true)

const infoOf = (
  container: Container,
  record: ContainerRecord | undefined,
  { state }: Facts,
): ContainerInfo => ({
  name: container.name,
  state,
  ...(isSidecar(container) && state === 'running' ? { started: true } : {}),
  ...(record?.exitCode === undefined ? {} : { exitCode: record.exitCode }),
})

export const podIp = (uid: string): string => `ip:${uid}`

/** What runs, ended or waits in the pod, in the kubelet's words. */
export const observedStatus = (
  { metadata, spec, status }: Pod,
  records: readonly ContainerRecord[],
  worker: Worker,
  plan: Plan,
): PodStatus => {
  const { containers, initContainers = [] } = spec
  const describe = (container: Container) => {
    const record = latestOf(records, container.name)
    return { record, facts: factsOf(container, record, worker, initContainers.length > 0) }
  }
  const infos = [...initContainers, ...containers].map((container) => {
    const { record, facts } = describe(container)
    return infoOf(container, record, facts)
  })
  const statusOf = (container: Container): ContainerStatus => {
    const { record, facts } = describe(container)
    const isDone = initContainers.includes(container) && !isSidecar(container)
    return {
      name: container.name,
      ready: isDone
        ? facts.state === 'terminated' && facts.exitCode === 0
        : isReadyContainer(container, facts, worker),
      restartCount: record?.attempt ?? 0,
      ...facts,
    }
  }
  const initContainerStatuses = initContainers.map(statusOf)
  const containerStatuses = containers.map(statusOf)
  const { isInitialized } = plan
  const phase = phaseOf(spec, infos, { isTerminal: false, isInitialized })
  const statuses = [...initContainerStatuses, ...containerStatuses]
  const hasSandbox =
    records.length > 0 || infos.some(({ name }) => workOf(worker, name).pull !== undefined)
  return {
    phase,
    conditions: conditionsOf({ spec, phase, statuses }, isInitialized),
    ...(initContainerStatuses.length === 0 ? {} : { initContainerStatuses }),
    containerStatuses,
    ...(hasSandbox || status.podIP !== undefined ? { podIP: podIp(metadata.uid) } : {}),
  }
}

/** A refused pod: unready at once, Failed when nothing of it runs any more. */
export const refusedStatus = (observed: PodStatus, reason: string, runs: boolean): PodStatus => ({
  ...observed,
  conditions: ['Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map((type) => ({
    type,
    status: type === 'PodScheduled' ? 'True' : 'False',
  })),
  ...(runs ? {} : { phase: 'Failed', reason }),
})
