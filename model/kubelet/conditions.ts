/**
 * The conditions that a kubelet writes into a pod's status, with upstream's reasons. Source:
 * pkg/kubelet/status/generate.go at v1.31.0. Left out: messages, and readiness gates, whose conditions nobody in this
 * model would write.
 */
import type { Condition, ContainerStatus, PodPhase, PodSpec } from '../objects.ts'
import { isSidecar } from './restart.ts'

interface Known {
  readonly spec: PodSpec
  readonly phase: PodPhase
  /** Of init containers too; undefined: nothing was ever known. */
  readonly statuses: readonly ContainerStatus[] | undefined
}

const condition = (type: string, status: Condition['status'], reason?: string): Condition => ({
  type,
  status,
  ...(reason === undefined ? {} : { reason }),
})

const isReadyIn = (statuses: readonly ContainerStatus[], name: string): boolean =>
  statuses.some((status) => status.name === name && status.ready)

/** Why the containers are not ready; null: they are. */
const unreadiness = ({ spec, phase, statuses }: Known): string | null => {
  if (statuses === undefined) return 'UnknownContainerStatuses'
  const all = [...(spec.initContainers ?? []).filter(isSidecar), ...spec.containers]
  const isKnown = all.every(({ name }) => statuses.some((status) => status.name === name))
  if (phase === 'Succeeded' && isKnown) return 'PodCompleted'
  if (phase === 'Failed') return 'PodFailed'
  return all.every(({ name }) => isReadyIn(statuses, name)) ? null : 'ContainersNotReady'
}

const readiness = (type: 'Ready' | 'ContainersReady', known: Known): Condition => {
  const why = unreadiness(known)
  return why === null ? condition(type, 'True') : condition(type, 'False', why)
}

export const readyCondition = (known: Known): Condition => readiness('Ready', known)

const initialized = ({ phase }: Known, isInitialized: boolean): Condition => {
  if (!isInitialized) return condition('Initialized', 'False', 'ContainersNotInitialized')
  return phase === 'Succeeded' ? condition('Initialized', 'True', 'PodCompleted') : condition('Initialized', 'True')
}

export const conditionsOf = (known: Known, isInitialized: boolean): readonly Condition[] => [
  initialized(known, isInitialized),
  readyCondition(known),
  readiness('ContainersReady', known),
  condition('PodScheduled', 'True'),
]
