/**
 * The phase of a pod from what its containers do. Source: pkg/kubelet/kubelet_pods.go, getPhase, at v1.35.0; where no
 * container has a restart policy of its own it decides as before. Left out: pods from files, whose phase is never
 * terminal.
 */
import type { Container, PodPhase, PodSpec } from '../objects.ts'
import { isSidecar, restartsAfter } from './restart.ts'

/** What is known of one container. Without a state: nothing. */
export interface ContainerInfo {
  readonly name: string
  readonly state?: 'waiting' | 'running' | 'terminated'
  /** Of the container that ended: itself, or (waiting) the one before. */
  readonly exitCode?: number
  /** It was ended because all containers are started again. */
  readonly isRestartingAll?: boolean
  /** Sidecars: running, and started up. */
  readonly started?: boolean
}

export interface PodFacts {
  /** Its containers will not be started again, whatever its restart policy. */
  readonly isTerminal: boolean
  /** All init containers were done at some time. */
  readonly isInitialized: boolean
}

/** ended: it will not be started again; restarting: it will. */
type Standing = 'running' | 'waiting' | 'unknown' | 'ended' | 'restarting'

export const phaseOf = (
  spec: PodSpec,
  infos: readonly ContainerInfo[],
  { isTerminal, isInitialized }: PodFacts,
): PodPhase => {
  const { containers, initContainers = [] } = spec
  const infoOf = ({ name }: Container): ContainerInfo | undefined => infos.find((info) => info.name === name)
  const standing = (container: Container): Standing => {
    const { state, exitCode, isRestartingAll } = infoOf(container) ?? { state: undefined }
    if (state === undefined || state === 'running') return state ?? 'unknown'
    if (exitCode === undefined) return state === 'waiting' ? 'waiting' : 'unknown'
    return isRestartingAll === true || restartsAfter(container, spec, exitCode) ? 'restarting' : 'ended'
  }
  const hasFailed = (container: Container): boolean => (infoOf(container)?.exitCode ?? 0) !== 0
  const steps = initContainers.filter((c) => !isSidecar(c))
  const sidecars = initContainers.filter(isSidecar)
  if (steps.some((c) => standing(c) === 'ended' && hasFailed(c))) return 'Failed'
  const isPending = steps.some((c) => ['running', 'waiting', 'unknown'].includes(standing(c)))
  // A sidecar that ended does not count.
  const beside = sidecars.map(standing).filter((s) => s !== 'ended' && s !== 'restarting')
  const isStarting = sidecars.some((c) =>
    standing(c) === 'running' ? infoOf(c)?.started !== true : standing(c) === 'waiting',
  )
  const regular = containers.map(standing)
  const all = [...beside, ...regular]
  if (isPending || (isStarting && !isInitialized)) return 'Pending'
  if (all.includes('waiting') || all.includes('unknown')) return 'Pending'
  if (all.includes('running')) return 'Running'
  if (regular.length === 0) return 'Pending'
  const allWell = containers.every((c) => infoOf(c)?.state === 'terminated' && infoOf(c)?.exitCode === 0)
  if (!isTerminal && regular.includes('restarting')) return 'Running'
  return allWell ? 'Succeeded' : 'Failed'
}
