/**
 * The phase of a pod from what its containers do: upstream's getPhase. Left out: restart rules of
 * single containers (alpha when this was written), and pods from files, whose phase is never
 * terminal.
 */
import type { Container, PodPhase, PodSpec } from '../objects.ts'

/** What is known of one container. Without a state: nothing. */
export interface ContainerInfo {
  readonly name: string
  readonly state?: 'waiting' | 'running' | 'terminated'
  /** Of the container that ended: itself, or (waiting) the one before. */
  readonly exitCode?: number
  /** Sidecars: running, and started up. */
  readonly started?: boolean
}

/** An init container that runs beside the others. */
export const isSidecar = ({ restartPolicy }: Container): boolean => restartPolicy === 'Always'

/** How an init container counts: done, failed, or still pending. */
const initProgress = (info: ContainerInfo | undefined): 'done' | 'failed' | 'pending' => {
  const hasEnded = info?.state === 'terminated' || info?.state === 'waiting'
  if (!hasEnded || info?.exitCode === undefined) return 'pending'
  return info.exitCode === 0 ? 'done' : 'failed'
}

type Standing = 'running' | 'waiting' | 'stopped' | 'unknown'

const standing = (info: ContainerInfo | undefined): Standing => {
  switch (info?.state) {
    case 'running':
      return 'running'
    case 'terminated':
      return 'stopped'
    case 'waiting':
      return info.exitCode === undefined ? 'waiting' : 'stopped'
    case undefined:
      return 'unknown'
  }
}

export interface PodFacts {
  /** Its containers will not be started again, whatever its restart policy. */
  readonly isTerminal: boolean
  /** All init containers were done at some time. */
  readonly isInitialized: boolean
}

export const phaseOf = (
  { containers, initContainers = [], restartPolicy = 'Always' }: PodSpec,
  infos: readonly ContainerInfo[],
  { isTerminal, isInitialized }: PodFacts,
): PodPhase => {
  const infoOf = ({ name }: Container) => infos.find((info) => info.name === name)
  const steps = initContainers.filter((c) => !isSidecar(c)).map((c) => initProgress(infoOf(c)))
  const sidecars = initContainers.filter(isSidecar).map(infoOf)
  const regular = containers.map(infoOf)
  // A sidecar that ended does not count.
  const all = [...sidecars.map(standing).filter((s) => s !== 'stopped'), ...regular.map(standing)]
  const ended = regular.filter((info) => standing(info) === 'stopped')
  const allWell = ended.every((info) => info?.state === 'terminated' && info.exitCode === 0)
  const isStarting = sidecars.some((info) =>
    info?.state === 'running'
      ? info.started !== true
      : info?.state === 'waiting' && info.exitCode === undefined,
  )
  if (steps.includes('failed') && restartPolicy === 'Never') return 'Failed'
  if (steps.includes('pending') || (isStarting && !isInitialized)) return 'Pending'
  if (all.includes('waiting') || all.includes('unknown')) return 'Pending'
  if (all.includes('running')) return 'Running'
  if (ended.length === 0) return 'Pending'
  if (isTerminal) return allWell ? 'Succeeded' : 'Failed'
  if (restartPolicy === 'Always') return 'Running'
  if (allWell) return 'Succeeded'
  return restartPolicy === 'Never' ? 'Failed' : 'Running'
}
